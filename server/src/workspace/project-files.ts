import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { type Language, type Project, type ProjectLayout, setupGates, type SourceDocument } from '../engine/index.js';
import { ancestors, isInside, relativePath } from './folders.js';
import { languageOf } from './languages.js';
import { createGates, defaultMaxFileSize, type Gate, readSource } from './read-source.js';
import { walk } from './walk.js';

/** The files around those that are checked, read when a check asks for them. */
export interface ProjectFiles extends Project {
	layoutOf(of: string): ProjectLayout;
	/** The document of a path that has this text now; the same object as long as that is so. */
	document(path: string, language: Language, text: string): SourceDocument;
}

export interface ProjectFilesParts {
	/** The documents' paths are relative to it; absolute. */
	readonly cwd: string;
	isExcluded(this: void, path: string): boolean;
	/** Milliseconds after which it is looked again which files there are; absent: never. */
	readonly maxAge?: number;
}

/** Trees of documents are kept as long as these; more of them would hold a whole workspace in memory. */
const kept = 48;

/** The manifests that mark the top of a package. */
const manifests: Readonly<Record<Language, readonly string[]>> = {
	javascript: ['package.json', 'deno.json'],
	python: ['pyproject.toml', 'setup.py', 'setup.cfg'],
};

export function createProjectFiles({ cwd, isExcluded, maxAge = Infinity }: ProjectFilesParts): ProjectFiles {
	const gates = createGates(setupGates);
	const documents = new Map<string, SourceDocument>();
	const resolved = new Map<string, string | undefined>();
	const setups = new Map<string, readonly SourceDocument[]>();
	const texts = new Map<string, string | undefined>();

	const document = (path: string, language: Language, text: string): SourceDocument => {
		const relative = relativePath(cwd, path);
		const known = documents.get(relative);
		const found = known?.text === text && known.language === language ? known : { path: relative, language, text };
		documents.delete(relative);
		documents.set(relative, found);
		const [oldest] = documents.keys();
		if (documents.size > kept && oldest !== undefined) {
			documents.delete(oldest);
		}
		return found;
	};
	const read = (path: string, language: Language, gate: Gate = () => true): SourceDocument | undefined => {
		const source = readSource(path, { language, gate, maxFileSize: defaultMaxFileSize, named: false });
		return source.kind === 'text' ? document(path, language, source.text) : undefined;
	};
	const findSetups = (folder: string, language: Language): readonly SourceDocument[] => {
		const isOther = (path: string): boolean =>
			isExcluded(path) || manifests[language].some((name) => existsSync(join(path, name)));
		const found: SourceDocument[] = [];
		for (const step of walk([folder], isOther)) {
			if (step.kind === 'file' && step.language === language) {
				found.push(...[read(step.path, language, gates[language])].filter((each) => each !== undefined));
			}
		}
		return found;
	};
	const textOf = (path: string): string | undefined => {
		const absolute = resolve(cwd, path);
		const text = texts.has(absolute) ? texts.get(absolute) : readText(absolute);
		texts.set(absolute, text);
		return text;
	};
	let looked = performance.now();
	const lookAgain = (): void => {
		if (performance.now() - looked > maxAge) {
			looked = performance.now();
			resolved.clear();
			setups.clear();
			texts.clear();
		}
	};
	return {
		document,
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
			const folder = packageFolder(resolve(cwd, of), language, cwd);
			const key = `${language} ${folder}`;
			const known = setups.get(key) ?? findSetups(folder, language);
			setups.set(key, known);
			return known;
		},
		layoutOf: (of) => {
			lookAgain();
			return {
				packageFolder: relativePath(cwd, packageFolder(resolve(cwd, of), languageOf(of) ?? 'javascript', cwd)),
				text: textOf,
			};
		},
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

/** The nearest folder with a manifest, else the top. */
function packageFolder(path: string, language: Language, top: string): string {
	const folder = dirname(path);
	const around = isInside(folder, top) ? ancestors(folder, top) : ancestors(folder);
	const found = around.find((each) => manifests[language].some((name) => existsSync(join(each, name))));
	return found ?? (isInside(folder, top) ? top : folder);
}
