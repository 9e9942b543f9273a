import {
	type CheckContext,
	type CheckResult,
	type Engine,
	type FileChange,
	type Language,
	withChanges,
} from '../engine/index.js';
import type { Configuration, FileSettings } from './configuration.js';
import { type Consultation, recordConsultations } from './consultations.js';
import { type HasName, relativePath } from './folders.js';
import { searchFor } from './gate-search.js';
import { isNotebook, type NotebookFile, readNotebook } from './notebook-file.js';
import { createProjectFiles } from './project-files.js';
import { defaultMaxFileSize, type Gate, readSource, type Source } from './read-source.js';
import { contextOf } from './settings.js';
import type { SetupIndex } from './setup-files.js';
import type { Targets } from './targets.js';

/** A file that is to be checked. */
export interface FileTask {
	/** Absolute. */
	readonly path: string;
	readonly language: Language;
	/** True where the user named this very path. */
	readonly named: boolean;
}

export interface ScannedFile {
	/** Absolute. */
	readonly path: string;
	/** Relative to `cwd`, with forward slashes. */
	readonly relativePath: string;
	readonly language: Language;
	/** With the byte order mark, if the file has one; of a notebook its cells as one text. */
	readonly text: string;
	/** Present where the file is a notebook. */
	readonly notebook?: NotebookFile;
	/** What the file was checked with. */
	readonly context: CheckContext;
	readonly result: CheckResult;
	/**
	 * What other files had a say so far, where that is recorded: in the result, and in the fixes that somebody has looked
	 * at, as those are written only then.
	 */
	consultations(this: void): readonly Consultation[];
}

export type CheckedFile =
	| { readonly kind: 'checked'; readonly file: ScannedFile }
	/** It names no catalogued client. */
	| { readonly kind: 'gated' }
	/** `reason` is a clause; `failed` is true where the linter itself failed on the text. */
	| { readonly kind: 'skipped'; readonly reason: string; readonly failed: boolean };

/** Reads and checks files with the settings and the target of their folders. */
export interface FileChecker {
	/** Reads a file and checks its text. */
	check(task: FileTask): CheckedFile;
	/** Reads a file without checking it. */
	read(task: FileTask): Source;
	/**
	 * Checks a text as if it were the content of a file.
	 * @param changes other files of its language that are taken to have another text than they have
	 */
	checkText(path: string, language: Language, text: string, changes?: readonly FileChange[]): CheckedFile;
	contextFor(path: string): CheckContext;
	settingsFor(path: string): FileSettings;
	/** Spares looking for configuration files in a folder that a walk has listed; folders around it come first. */
	learn(folder: string, has: HasName): void;
	/** What was wrong with configuration files and manifests so far. */
	problems(): FileProblems;
}

export interface FileProblems {
	/** One sentence each, every one once. */
	readonly problems: readonly string[];
	/** True where a configuration file could not be read. */
	readonly brokenConfiguration: boolean;
}

export interface FileCheckerParts {
	readonly engine: Engine;
	/** `relativePath` is relative to it; absolute. */
	readonly cwd: string;
	readonly configuration: Configuration;
	readonly targets: Targets;
	/** Files above so many bytes are skipped; 5 MB where absent. */
	readonly maxFileSize?: number;
	/** True where results are to be remembered: they hold as long as what other files said does. */
	readonly recordsConsultations?: boolean;
	/** What a scan has found out already. */
	setupIndex?(this: void): SetupIndex | undefined;
}

export function createFileChecker(parts: FileCheckerParts): FileChecker {
	const { engine, cwd, configuration, targets } = parts;
	const problems = new Set<string>();
	let brokenConfiguration = false;

	// A broken configuration is worth a word even where the gate stops every file.
	const settingsFor = (path: string): FileSettings => {
		const found = configuration.settingsFor(path);
		for (const problem of found.problems) {
			problems.add(problem);
		}
		brokenConfiguration ||= found.broken;
		return found;
	};
	const { setupIndex } = parts;
	const files = createProjectFiles({
		cwd,
		isExcluded: (path) => settingsFor(path).excluded,
		...(setupIndex && { setupIndex }),
	});
	const recorder = parts.recordsConsultations === true ? recordConsultations(files) : undefined;
	const project = recorder?.project ?? files;
	const contextFor = (path: string): CheckContext => {
		const { settings } = settingsFor(path);
		const target = targets.targetFor(path, settings);
		return { ...contextOf(settings, target), project };
	};
	const checkText: FileChecker['checkText'] = (path, language, content, changes = []) => {
		const relative = relativePath(cwd, path);
		const notebook = isNotebook(path) ? readNotebook(content) : undefined;
		if (typeof notebook === 'string') {
			return { kind: 'skipped', reason: notebook, failed: false };
		}
		const text = notebook?.text ?? content;
		const context = withChanges(contextFor(path), changes, language);
		try {
			const result = engine.check(files.document(path, language, text), context);
			const consultations = () => recorder?.consultationsOf(relative) ?? [];
			const own = { path, relativePath: relative, language, text, context, result, consultations };
			const file = notebook === undefined ? own : { ...own, notebook };
			return { kind: 'checked', file };
		} catch (error) {
			return failedOn(error);
		}
	};
	const maxFileSize = parts.maxFileSize ?? defaultMaxFileSize;
	const gates: Readonly<Record<Language, Gate>> = {
		javascript: (bytes) => engine.passesGate(bytes, 'javascript'),
		python: (bytes) => engine.passesGate(bytes, 'python'),
	};
	const read = ({ path, language, named }: FileTask): Source =>
		readSource(path, { language, gate: gates[language], search: searchFor(path, language), maxFileSize, named });
	return {
		check: (task) => {
			const source = read(task);
			if (source.kind === 'text') {
				return checkText(task.path, task.language, source.text);
			}
			return source.kind === 'gated' ? source : { ...source, failed: false };
		},
		read,
		checkText,
		contextFor,
		settingsFor,
		learn: (folder, has) => configuration.learn(folder, has),
		problems: () => ({ problems: [...problems, ...targets.problems()], brokenConfiguration }),
	};
}

/** One file must not end the whole scan. */
export function failedOn(error: unknown): Extract<CheckedFile, { readonly kind: 'skipped' }> {
	const message = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
	return { kind: 'skipped', reason: `internal error: ${message}`, failed: true };
}
