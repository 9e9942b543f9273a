import { type CheckContext, type FileChange, type Language, withChanges } from '../engine/index.js';
import { createConfiguration } from '../workspace/configuration.js';
import { createProjectFiles, type ProjectFiles } from '../workspace/project-files.js';
import type { Settings } from '../workspace/settings.js';
import { createLiveFiles } from './live-files.js';

/** What another thread needs to see the files of a project as this one sees them. Plain data. */
export interface ProjectView {
	/** Absolute path. */
	readonly root: string;
	/** The editor's. */
	readonly settings: Settings;
	/** Texts of open documents by absolute path. */
	readonly open: ReadonlyMap<string, string>;
	/** Files that are taken to have another text, as fixes want it that are not made yet. */
	readonly changes?: readonly FileChange[];
	/** Another number where files have come, gone or changed since. */
	readonly generation: number;
	/** Of what is known of the files, in milliseconds; absent: until another generation. */
	readonly maxAge: number | undefined;
}

/** Looks at projects from another thread. */
export interface ProjectViewer {
	/** The context of a check with the project around it, and what has been asked for there. */
	complete(context: CheckContext, language: Language, view: ProjectView | undefined): CompleteContext;
}

export interface CompleteContext {
	readonly context: CheckContext;
	/** Absolute paths. */
	readonly asked: () => readonly string[];
}

/** How old what is known of a package's files may be where the client does not watch them, in milliseconds. */
export const glance = 30_000;

export function createProjectViewer(): ProjectViewer {
	const known = new Map<string, { readonly files: ProjectFiles; readonly generation: number }>();
	const filesOf = ({ root, settings, generation, maxAge }: ProjectView): ProjectFiles => {
		const key = JSON.stringify([root, settings]);
		const last = known.get(key);
		if (last?.generation === generation) {
			return last.files;
		}
		const files = openProjectFiles(root, settings, maxAge);
		known.clear();
		known.set(key, { files, generation });
		return files;
	};
	return {
		complete: (context, language, view) => {
			if (view === undefined) {
				return { context, asked: () => [] };
			}
			const { root, open, changes = [] } = view;
			const texts = { text: (path: string) => open.get(path), paths: () => [...open.keys()] };
			const project = createLiveFiles(filesOf(view), root, texts);
			return { context: withChanges({ ...context, project }, changes, language), asked: () => project.asked() };
		},
	};
}

function openProjectFiles(root: string, settings: Settings, maxAge: number | undefined): ProjectFiles {
	const configuration = createConfiguration(root, { base: settings });
	const isExcluded = (path: string): boolean => configuration.settingsFor(path).excluded;
	return createProjectFiles({ cwd: root, isExcluded, maxAge });
}
