import { basename, dirname, join, parse } from 'node:path';

import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI, Utils } from 'vscode-uri';

import type { CheckContext, Language, SourceDocument } from '../engine/index.js';
import { type Baselines, createBaselines } from '../workspace/baseline.js';
import { type Configuration, createConfiguration } from '../workspace/configuration.js';
import { isInside, relativePath } from '../workspace/folders.js';
import { extensions, languageOf } from '../workspace/languages.js';
import { createProjectFiles } from '../workspace/project-files.js';
import { contextOf } from '../workspace/settings.js';
import { createTargets, type Targets } from '../workspace/targets.js';
import type { ConfigurationReport } from './configuration-report.js';
import { createLiveFiles, type LiveFiles, type OpenTexts } from './live-files.js';
import type { ProblemLog } from './problem-log.js';
import { glance, type ProjectView } from './project-view.js';
import type { EditorSettings, SettingsStore } from './settings.js';

/** A workspace folder, or the folder of a file outside of all of them, with everything that decides its checks. */
export interface Project {
	/** Absolute path. */
	readonly root: string;
	readonly editor: EditorSettings;
	readonly configuration: Configuration;
	readonly targets: Targets;
	/** What checks of one file learn of the others; undefined outside of every workspace folder. */
	readonly files: LiveFiles | undefined;
	/** Findings that the project has accepted. */
	readonly baselines: Baselines;
	/** The project for another thread: as it is in the editor (undefined as `files` is), and as it is on disk. */
	liveView(): ProjectView | undefined;
	diskView(): ProjectView;
}

/** A document with what it is checked against. */
export interface CheckableDocument {
	readonly project: Project;
	readonly source: Omit<SourceDocument, 'text'>;
	readonly context: CheckContext;
	/** The configuration file that holds for it. */
	readonly configurationFile: string | undefined;
}

export interface Projects {
	/** The workspace folders' projects. */
	all(): Promise<readonly Project[]>;
	/** The project a file belongs to: its innermost workspace folder. */
	projectOf(path: string): Promise<Project>;
	/** What a document is checked against; undefined where it is excluded, switched off or in another language. */
	describe(document: Pick<TextDocument, 'uri' | 'languageId'>): Promise<CheckableDocument | undefined>;
	setFolders(folderUris: readonly string[]): void;
	/** Drops settings, configuration files and manifests read so far. */
	forget(): void;
	/** These files on disk have changed, which checks may have asked for; absolute paths. */
	filesChanged(paths: readonly string[]): void;
	/** Texts of open documents have changed that checks may have asked for. */
	textsChanged(): void;
	/** Grows whenever an earlier check may no longer hold. */
	generation(): number;
}

export interface ProjectsParts {
	readonly settings: SettingsStore;
	readonly tell: ProblemLog;
	readonly configurationReport: ConfigurationReport;
	readonly openTexts: OpenTexts;
	/** True where the client tells of files that change. */
	readonly watchesFiles: boolean;
}

export function createProjects({
	settings,
	tell,
	configurationReport,
	openTexts,
	watchesFiles,
}: ProjectsParts): Projects {
	let folders: readonly string[] = [];
	let generation = 0;
	let filesGeneration = 0;
	const cache = new Map<string, Promise<Project>>();

	const open = (root: string, folderUri: string | undefined): Promise<Project> => {
		const known = cache.get(root);
		const texts = folderUri === undefined ? undefined : openTexts;
		const opened =
			known ??
			openProject(root, settings.settingsFor(folderUri), {
				texts,
				generation: () => filesGeneration,
				maxAge: watchesFiles ? undefined : glance,
			});
		cache.set(root, opened);
		return opened;
	};
	const openFolder = (folderUri: string) => open(URI.parse(folderUri).fsPath, folderUri);
	const projectOf = (path: string): Promise<Project> => {
		const owner = folders
			.filter((folder) => isInside(path, URI.parse(folder).fsPath))
			.sort((a, b) => b.length - a.length)[0];
		return owner === undefined ? open(dirname(path), undefined) : openFolder(owner);
	};
	const placeOf = (uri: string): string => {
		const parsed = URI.parse(uri);
		if (parsed.scheme === 'file') {
			return parsed.fsPath;
		}
		// A document that is nowhere yet is treated as one at the top of the first folder.
		const [first] = folders;
		return join(first === undefined ? parse(process.cwd()).root : URI.parse(first).fsPath, Utils.basename(parsed));
	};
	return {
		all: () => Promise.all(folders.map(openFolder)),
		projectOf,
		describe: async (document) => {
			const path = placeOf(document.uri);
			const project = await projectOf(path);
			const found = project.configuration.settingsFor(path);
			tell(found.problems);
			configurationReport.show(found);
			return describeDocument(path, document.languageId, project);
		},
		setFolders: (folderUris) => {
			folders = folderUris.filter((uri) => URI.parse(uri).scheme === 'file');
			generation++;
		},
		forget: () => {
			settings.forget();
			configurationReport.forget();
			cache.clear();
			generation++;
			filesGeneration++;
		},
		filesChanged: (paths) => {
			generation++;
			filesGeneration++;
			for (const opened of cache.values()) {
				void opened.then(({ files }) => files?.forget(paths));
			}
		},
		textsChanged: () => void generation++,
		generation: () => generation,
	};
}

interface ProjectSources {
	/** Absent where the root is no workspace folder. */
	readonly texts: OpenTexts | undefined;
	readonly generation: () => number;
	/** Of what is known of the files; absent: until somebody tells of changes. */
	readonly maxAge: number | undefined;
}

async function openProject(
	root: string,
	settings: Promise<EditorSettings>,
	{ texts, generation, maxAge }: ProjectSources,
): Promise<Project> {
	const editor = await settings;
	const configuration = createConfiguration(root, { base: editor.settings });
	const isExcluded = (path: string): boolean => configuration.settingsFor(path).excluded;
	const diskView = (): ProjectView => {
		return { root, settings: editor.settings, open: new Map(), generation: generation(), maxAge };
	};
	return {
		root,
		editor,
		configuration,
		targets: createTargets(root),
		baselines: createBaselines(root),
		// Around a file by itself may lie anything: a home directory, a whole disk.
		files: texts && createLiveFiles(createProjectFiles({ cwd: root, isExcluded, maxAge }), root, texts),
		diskView,
		liveView: () => texts && { ...diskView(), open: textsBelow(root, texts) },
	};
}

function textsBelow(root: string, texts: OpenTexts): ReadonlyMap<string, string> {
	const paths = texts.paths().filter((path) => isInside(path, root));
	return new Map(paths.flatMap((path) => [[path, texts.text(path) ?? ''] as const]));
}

function describeDocument(path: string, languageId: string, project: Project): CheckableDocument | undefined {
	const named = nameByLanguage(path, languageId);
	if (named === undefined || !project.editor.enable) {
		return undefined;
	}
	const { settings, excluded, source } = project.configuration.settingsFor(path);
	if (excluded) {
		return undefined;
	}
	const context = contextOf(settings, project.targets.targetFor(path, settings));
	return {
		project,
		source: { path: relativePath(project.root, named.path), language: named.language },
		context: project.files === undefined ? context : { ...context, project: project.files },
		configurationFile: source,
	};
}

/** What the editor calls a language, with the extension that makes the engine read it as such. */
const editorLanguages: ReadonlyMap<string, { readonly language: Language; readonly extension: string }> = new Map([
	['javascript', { language: 'javascript', extension: '.js' }],
	['javascriptreact', { language: 'javascript', extension: '.jsx' }],
	['typescript', { language: 'javascript', extension: '.ts' }],
	['typescriptreact', { language: 'javascript', extension: '.tsx' }],
	['python', { language: 'python', extension: '.py' }],
]);

/** The name decides; where it says nothing (an untitled document, a script without extension) the editor's language. */
function nameByLanguage(path: string, languageId: string): { path: string; language: Language } | undefined {
	const language = languageOf(path);
	if (language !== undefined) {
		return { path, language };
	}
	const isDeclaration = extensions.some((extension) => basename(path).toLowerCase().endsWith(extension));
	const known = isDeclaration ? undefined : editorLanguages.get(languageId);
	return known && { path: path + known.extension, language: known.language };
}
