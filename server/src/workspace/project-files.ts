import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { Language, Project, ProjectLayout, SourceDocument } from '../engine/index.js';
import { relativePath } from './folders.js';
import { languageOf } from './languages.js';
import { defaultMaxFileSize, type Gate, readSource } from './read-source.js';
import { createPackageSetups } from './package-setups.js';
import { createPackageFolders, setupGates, type SetupParts } from './setup-files.js';

/** The files around those that are checked, read when a check asks for them. */
export interface ProjectFiles extends Project {
	layoutOf(of: string): ProjectLayout;
	/** The document of a path that has this text now; the same object as long as that is so. */
	document(path: string, language: Language, text: string): SourceDocument;
	/**
	 * Looks again which files there are, and what is in them. Where absolute paths are given, only these have changed; that
	 * of a folder stands for what was in it.
	 */
	forget(changed?: readonly string[]): void;
}

export interface ProjectFilesParts extends SetupParts {
	/** The documents' paths are relative to it; absolute. */
	readonly cwd: string;
	/** Milliseconds after which it is looked again which files there are, where nobody tells of changes; absent: never. */
	readonly maxAge?: number | undefined;
}

/**
 * Trees of documents are kept as long as these, at most so many and so many characters of them; more would hold a whole
 * workspace in memory, as a tree takes some fifty times the memory of its text.
 */
const kept = { documents: 48, characters: 1_000_000 };

export function createProjectFiles(parts: ProjectFilesParts): ProjectFiles {
	const { cwd, maxAge = Infinity } = parts;
	const resolved = new Map<string, string | undefined>();
	const texts = new Map<string, string | undefined>();
	const packages = createPackageFolders(cwd);

	const document = keepDocuments(cwd);
	const read = (path: string, language: Language, gate: Gate = () => true): SourceDocument | undefined => {
		const source = readSource(path, { language, gate, maxFileSize: defaultMaxFileSize, named: false });
		return source.kind === 'text' ? document(path, language, source.text) : undefined;
	};
	const setups = createPackageSetups({
		...parts,
		packages,
		read: (path, language) => read(path, language, setupGates[language]),
	});
	const textOf = (path: string): string | undefined => {
		const absolute = resolve(cwd, path);
		const text = texts.has(absolute) ? texts.get(absolute) : readText(absolute);
		texts.set(absolute, text);
		return text;
	};
	const forget = (changed: readonly string[] = []): void => {
		resolved.clear();
		texts.clear();
		packages.forget();
		setups.forget(changed);
	};
	const lookAgain = (): void => {
		if (setups.isOlderThan(maxAge)) {
			forget();
		}
	};
	return {
		document,
		forget,
		resolve: (from, specifier) => {
			lookAgain();
			const wanted = resolve(cwd, dirname(from), specifier);
			if (!resolved.has(wanted)) {
				resolved.set(wanted, candidates(wanted).find(isFile));
			}
			const path = resolved.get(wanted);
			const language = path === undefined ? undefined : languageOf(path);
			return path === undefined || language === undefined ? undefined : read(path, language);
		},
		setupFiles: (of) => {
			lookAgain();
			const language = languageOf(of) ?? 'javascript';
			return setups.of(packages.of(resolve(cwd, of), language), language);
		},
		layoutOf: (of) => {
			lookAgain();
			return {
				packageFolder: relativePath(cwd, packages.of(resolve(cwd, of), languageOf(of) ?? 'javascript')),
				text: textOf,
			};
		},
	};
}

/** Makes documents, the same as long as a path has the same text, and keeps the latest. */
function keepDocuments(cwd: string): ProjectFiles['document'] {
	const documents = new Map<string, SourceDocument>();
	let characters = 0;
	const drop = (relative: string): void => {
		characters -= documents.get(relative)?.text.length ?? 0;
		documents.delete(relative);
	};
	return (path, language, text) => {
		const relative = relativePath(cwd, path);
		const known = documents.get(relative);
		const found = known?.text === text && known.language === language ? known : { path: relative, language, text };
		drop(relative);
		documents.set(relative, found);
		characters += text.length;
		for (const oldest of documents.keys()) {
			const isEnough = documents.size <= kept.documents && characters <= kept.characters;
			if (isEnough || oldest === relative) {
				break;
			}
			drop(oldest);
		}
		return found;
	};
}

/** Undefined for what is no file, or cannot be read. */
function readText(path: string): string | undefined {
	try {
		return isFile(path) ? readFileSync(path, 'utf8') : undefined;
	} catch {
		return undefined;
	}
}

const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** What a specifier without extension may mean, and the TypeScript file that `./x.js` is compiled from. */
function candidates(path: string): string[] {
	const source = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
	return [
		...(source === path ? [] : [source]),
		...(languageOf(path) === undefined ? [] : [path]),
		...endings.map((ending) => path + ending),
		...endings.map((ending) => join(path, `index${ending}`)),
	];
}

function isFile(path: string): boolean {
	try {
		return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
	} catch {
		// A name below a file, or a folder that may not be entered: nothing that could be read.
		return false;
	}
}
