import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { mayConfigure, type Project, type SourceDocument } from '../engine/index.js';
import { isInside, relativePath } from '../workspace/folders.js';
import { languageOf } from '../workspace/languages.js';
import type { ProjectFiles } from '../workspace/project-files.js';

/** The texts of open documents, which may differ from those on disk. Paths are absolute. */
export interface OpenTexts {
	/** Undefined where the file is not open. */
	text(path: string): string | undefined;
	paths(): readonly string[];
}

/** The files of a project as they are now: in the editor where they are open, on disk elsewhere. */
export interface LiveFiles extends Project {
	layoutOf: ProjectFiles['layoutOf'];
	/** The text of a file, by a path as those of documents; undefined where there is none. */
	text(path: string): string | undefined;
	/**
	 * True where checks have asked for a file, or for what this one would be the answer to, or where it may configure the
	 * process of others. Takes an absolute path, of a folder that is gone as well.
	 */
	concernsOthers(path: string): boolean;
	/** What checks have asked for so far, as absolute paths. */
	asked(): readonly string[];
	/** The same has been asked for elsewhere. */
	noteAsked(paths: readonly string[]): void;
	/** Looks again which files there are, or at some that have changed: absolute paths. */
	forget(changed?: readonly string[]): void;
}

/** @param root what the documents' paths are relative to; absolute */
export function createLiveFiles(files: ProjectFiles, root: string, open: OpenTexts): LiveFiles {
	const asked = new Set<string>();
	const configures = createSetupTest();
	const text = (path: string): string | undefined => {
		const absolute = join(root, path);
		return open.text(absolute) ?? readText(absolute);
	};
	const ask = (path: string): void => {
		asked.add(path);
		asked.add(stemOf(path));
	};
	/** What somebody writes into a file counts before it is saved. */
	const readSetups = (of: string): readonly SourceDocument[] => {
		const found = files.setupFiles(of);
		found.forEach(({ path }) => ask(join(root, path)));
		const closed = found.filter(({ path }) => open.text(join(root, path)) === undefined);
		const { packageFolder } = files.layoutOf(of);
		const language = languageOf(of) ?? 'javascript';
		const opened = open.paths().flatMap((path) => {
			const current = open.text(path);
			const isOurs = current !== undefined && isInside(path, root) && languageOf(path) === language;
			return isOurs && configures(path, current) ? [files.document(path, language, current)] : [];
		});
		const ofPackage = opened.filter(({ path }) => files.layoutOf(path).packageFolder === packageFolder);
		return [...closed, ...ofPackage].sort((a, b) => (a.path < b.path ? -1 : 1));
	};
	return {
		resolve: (from, specifier) => {
			ask(join(root, from, '..', specifier));
			const found = files.resolve(from, specifier);
			if (found === undefined) {
				return undefined;
			}
			const path = join(root, found.path);
			return files.document(path, found.language, open.text(path) ?? found.text);
		},
		setupFiles: readSetups,
		// A module that an earlier fix has made must not be made again, so nothing is remembered.
		layoutOf: (of) => ({ ...files.layoutOf(of), text }),
		text,
		concernsOthers: (path) => {
			const isAskedFor = asked.has(stemOf(path)) || [...asked].some((each) => isInside(each, path));
			const current = isAskedFor ? undefined : text(relativePath(root, path));
			return isAskedFor || (current !== undefined && configures(path, current));
		},
		asked: () => [...asked],
		noteAsked: (paths) => paths.forEach(ask),
		forget: (changed) => files.forget(changed),
	};
}

/** Tells whether a file with this text may configure a process; remembers it for the text that a file had last. */
function createSetupTest(): (path: string, text: string) => boolean {
	const known = new Map<string, { readonly text: string; readonly answer: boolean }>();
	return (path, text) => {
		const last = known.get(path);
		const language = languageOf(path);
		const answer = last?.text === text ? last.answer : language !== undefined && mayConfigure(text, language);
		known.set(path, { text, answer });
		return answer;
	};
}

/** What a specifier and the file that it means have in common. */
function stemOf(path: string): string {
	return path.replace(/(?:[\\/]index)?\.\w+$/, '');
}

/** Undefined for what is no file, or cannot be read. */
function readText(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
