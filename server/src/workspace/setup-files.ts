import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Language, mayConfigure } from '../engine/index.js';
import { isInside } from './folders.js';
import { languageOf } from './languages.js';
import type { Gate } from './read-source.js';
import { walk } from './walk.js';

export interface SetupParts {
	isExcluded(this: void, path: string): boolean;
	/** How many files and folders of a package are looked at; 30,000 where absent. */
	readonly mostSteps?: number;
	/** What a scan has found out already. */
	setupIndex?(this: void): SetupIndex | undefined;
}

/** What finds the files of a package. */
export interface PackageParts extends SetupParts {
	readonly packages: PackageFolders;
}

/** The files that may configure a process, where somebody has looked at all files. Plain data. */
export interface SetupIndex {
	/** Absolute paths of the folders that were looked at with all that is below them. */
	readonly folders: readonly string[];
	/** Symbolic links in them; what a link leads to may belong to several packages. */
	readonly links: readonly string[];
	/** Absolute, in the order of a walk. */
	readonly paths: readonly string[];
}

/** The manifests that mark the top of a package. */
const manifests: Readonly<Record<Language, readonly string[]>> = {
	javascript: ['package.json', 'deno.json'],
	python: ['pyproject.toml', 'setup.py', 'setup.cfg'],
};

/** What a file must pass to configure a process. */
export const setupGates: Readonly<Record<Language, Gate>> = {
	javascript: (bytes) => mayConfigure(bytes, 'javascript'),
	python: (bytes) => mayConfigure(bytes, 'python'),
};

/**
 * The files of a package that may configure a process, and others where nobody has looked at them. Those that a scan has
 * found have to do where the folder holds too much: without a manifest it may be a home directory, or a whole disk.
 */
export function setupPaths(folder: string, language: Language, parts: PackageParts): readonly string[] {
	const index = parts.setupIndex?.();
	const all = index !== undefined && covers(index, folder) ? undefined : walkPackage(folder, language, parts);
	return all ?? index?.paths.filter((path) => isOfPackage(path, folder, language, parts.packages)) ?? [];
}

/** Whether a file belongs to the package at this folder, and to its language. */
export function isOfPackage(path: string, folder: string, language: Language, packages: PackageFolders): boolean {
	return languageOf(path) === language && isInside(path, folder) && packages.of(path, language) === folder;
}

/** True where all files of a folder were looked at, and all that they may be reached by. */
function covers({ folders, links }: SetupIndex, folder: string): boolean {
	return folders.some((each) => isInside(folder, each)) && !links.some((link) => isInside(link, folder));
}

/** The files of a package, those of packages within it left out; undefined where there is too much to look at. */
function walkPackage(folder: string, language: Language, parts: PackageParts): readonly string[] | undefined {
	const { isExcluded, mostSteps = 30_000 } = parts;
	const found: string[] = [];
	let steps = 0;
	const isOut = (path: string, mayBeFolder: boolean): boolean =>
		isExcluded(path) || (mayBeFolder && hasManifest(path, language));
	for (const step of walk([folder], isOut)) {
		if (step.kind === 'file' && step.language === language) {
			found.push(step.path);
		}
		if (++steps > mostSteps) {
			return undefined;
		}
	}
	return found;
}

function hasManifest(folder: string, language: Language): boolean {
	return manifests[language].some((name) => existsSync(join(folder, name)));
}

/** Knows which package a file belongs to. */
export interface PackageFolders {
	/** The nearest folder at or above a file that has a manifest, else the top; absolute. */
	of(path: string, language: Language): string;
	/** Looks for manifests again. */
	forget(): void;
}

/** Looks for the manifests of each folder once. `top` is what packages are in, as far as that is known. */
export function createPackageFolders(top: string): PackageFolders {
	const known: Readonly<Record<Language, Map<string, string | undefined>>> = {
		javascript: new Map(),
		python: new Map(),
	};
	const find = (folder: string, language: Language): string | undefined => {
		const folders = known[language];
		if (!folders.has(folder)) {
			const parent = folder === top ? folder : dirname(folder);
			const outer = (): string | undefined => (parent === folder ? undefined : find(parent, language));
			folders.set(folder, hasManifest(folder, language) ? folder : outer());
		}
		return folders.get(folder);
	};
	return {
		of: (path, language) => {
			const folder = dirname(path);
			return find(folder, language) ?? (isInside(folder, top) ? top : folder);
		},
		forget: () => {
			known.javascript.clear();
			known.python.clear();
		},
	};
}
