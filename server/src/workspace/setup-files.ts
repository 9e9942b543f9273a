import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Language, mayConfigure } from '../engine/index.js';
import { ancestors, isInside } from './folders.js';
import { languageOf } from './languages.js';
import type { Gate } from './read-source.js';
import { walk } from './walk.js';

export interface SetupParts {
	/** The documents' paths are relative to it; absolute. */
	readonly cwd: string;
	isExcluded(this: void, path: string): boolean;
	/** What a scan has found out already. */
	setupIndex?(this: void): SetupIndex | undefined;
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

const gateOf = (language: Language): Gate => {
	return (bytes) => mayConfigure(bytes.toString('latin1'), language);
};

/** What a file must pass to configure a process. */
export const setupGates: Readonly<Record<Language, Gate>> = {
	javascript: gateOf('javascript'),
	python: gateOf('python'),
};

/** The files of a package that may configure a process, and others where nobody has looked at them. */
export function setupPaths(folder: string, language: Language, parts: SetupParts): readonly string[] {
	const index = parts.setupIndex?.();
	const isOwn = (path: string): boolean =>
		languageOf(path) === language && isInside(path, folder) && packageFolder(path, language, parts.cwd) === folder;
	return index !== undefined && covers(index, folder)
		? index.paths.filter(isOwn)
		: walkPackage(folder, language, parts.isExcluded);
}

/** True where all files of a folder were looked at, and all that they may be reached by. */
function covers({ folders, links }: SetupIndex, folder: string): boolean {
	return folders.some((each) => isInside(folder, each)) && !links.some((link) => isInside(link, folder));
}

/** The files of a package, those of packages within it left out. */
function walkPackage(folder: string, language: Language, isExcluded: (path: string) => boolean): string[] {
	const isOther = (path: string): boolean => isExcluded(path) || hasManifest(path, language);
	const steps = [...walk([folder], isOther)];
	return steps.flatMap((step) => (step.kind === 'file' && step.language === language ? [step.path] : []));
}

function hasManifest(folder: string, language: Language): boolean {
	return manifests[language].some((name) => existsSync(join(folder, name)));
}

/** The nearest folder with a manifest, else the top. */
export function packageFolder(path: string, language: Language, top: string): string {
	const folder = dirname(path);
	const around = isInside(folder, top) ? ancestors(folder, top) : ancestors(folder);
	const found = around.find((each) => hasManifest(each, language));
	return found ?? (isInside(folder, top) ? top : folder);
}
