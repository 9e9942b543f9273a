import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import picomatch from 'picomatch';

import { isInside, relativePath } from '../workspace/folders.js';
import type { ScanOptions } from './arguments.js';
import { findChangedFiles, isCommit } from '../workspace/git-changes.js';

/** Which files a run is about. */
export interface Selection {
	/** Where to walk: absolute paths of files and folders. */
	readonly roots: readonly string[];
	/** True where everything that a walk finds below the roots is selected. */
	readonly isWhole: boolean;
	/** True for a folder or file that may be, or hold, something selected. */
	mayLead(path: string): boolean;
	/** True for a file found below a root that is selected. */
	accepts(path: string): boolean;
	/** True where it is no mistake that there is nothing to check. */
	readonly mayBeEmpty: boolean;
	/** Globs that have accepted nothing so far, as typed. */
	unmatched(): readonly string[];
}

/** Resolves paths, globs and `--changed`. Throws `GitError`. */
export async function select(options: ScanOptions, cwd: string): Promise<Selection> {
	const { paths, ref } = await splitChanged(options, cwd);
	const byPath = selectPaths(paths, cwd);
	if (options.changed === undefined) {
		return byPath;
	}
	const mayLead = withFolders(await findChangedFiles(cwd, ref));
	return {
		...byPath,
		// A named file that did not change is no more to be checked than any other.
		roots: byPath.roots.filter((root) => mayLead(root) || !existsSync(root)),
		isWhole: false,
		mayLead,
		accepts: (path) => mayLead(path) && byPath.accepts(path),
		mayBeEmpty: true,
		unmatched: () => [],
	};
}

/** In `--changed src`, the word is a path where there is one, else a commit. */
async function splitChanged(
	{ paths, changed }: ScanOptions,
	cwd: string,
): Promise<{ readonly paths: readonly string[]; readonly ref: string | undefined }> {
	const word = changed?.mayBePath === true ? changed.ref : undefined;
	const isPath = word !== undefined && existsSync(resolve(cwd, word)) && !(await isCommit(cwd, word));
	const all = isPath ? [word, ...paths] : paths;
	return { paths: all.length === 0 ? ['.'] : all, ref: isPath ? undefined : changed?.ref };
}

function selectPaths(paths: readonly string[], cwd: string): Selection {
	const isGlob = (path: string): boolean => !existsSync(resolve(cwd, path)) && picomatch.scan(path).isGlob;
	const exclusions = paths.filter((path) => path.startsWith('!') && isGlob(path.slice(1)));
	const rest = paths.filter((path) => !exclusions.includes(path));
	const globs = rest.filter(isGlob).map((path) => readGlob(path, cwd));
	const plain = rest.filter((path) => !isGlob(path)).map((path) => resolve(cwd, path));
	const isOut = exclusions.map((glob) => readGlob(glob.slice(1), cwd));
	const hits = new Set<Glob>();
	const isIn = (path: string): boolean => {
		const found = globs.filter((glob) => glob.matches(path));
		found.forEach((glob) => hits.add(glob));
		return found.length > 0 || plain.some((root) => isInside(path, root));
	};
	return {
		roots: [...plain, ...globs.map(({ folder }) => folder)],
		isWhole: globs.length + isOut.length === 0,
		mayLead: () => true,
		accepts: (path) => isIn(path) && !isOut.some((glob) => glob.matches(path)),
		mayBeEmpty: false,
		unmatched: () => globs.filter((glob) => !hits.has(glob)).map(({ pattern }) => pattern),
	};
}

interface Glob {
	/** As typed. */
	readonly pattern: string;
	/** The folder that the pattern starts from. */
	readonly folder: string;
	readonly matches: (path: string) => boolean;
}

/** As in a shell, what matches a folder stands for everything in it. */
function readGlob(pattern: string, cwd: string): Glob {
	const { base, glob } = picomatch.scan(pattern.replace(/^\.\//, ''));
	const folder = resolve(cwd, base);
	const matches = picomatch([glob, `${glob}/**`], { dot: true });
	return { pattern, folder, matches: (path) => isInside(path, folder) && matches(relativePath(folder, path)) };
}

/** True for the files and for every folder above them. */
function withFolders(files: readonly string[]): (path: string) => boolean {
	const known = new Set(files);
	for (const file of files) {
		for (let folder = dirname(file); !known.has(folder); folder = dirname(folder)) {
			known.add(folder);
		}
	}
	return (path) => known.has(path);
}
