import { type Dirent, existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';

import type { Language } from '../engine/index.js';
import { describeFileError, errorCode } from './file-errors.js';
import { type HasName, isInside, relativePath } from './folders.js';
import { enterFolder, type IgnoreRules, isIgnored, rulesAround } from './ignore-rules.js';
import { languageOf } from './languages.js';

/** What a walk meets: a file to check, a path that cannot be, or (to give way to others) one more folder. */
export type WalkStep =
	| { readonly kind: 'file'; readonly path: string; readonly language: Language; readonly named: boolean }
	| { readonly kind: 'skipped'; readonly path: string; readonly reason: string; readonly named: boolean }
	/** Wherever it leads; what is walked of that comes next. */
	| { readonly kind: 'link'; readonly path: string }
	| { readonly kind: 'folder'; readonly path: string; readonly has: HasName };

// Installed code, version control and caches are nobody's source, whether or not git ignores them.
const neverEntered = new Set([
	'node_modules',
	'bower_components',
	'site-packages',
	'__pycache__',
	'.git',
	'.hg',
	'.svn',
	'.tox',
	'.nox',
	'.yarn',
]);

/** Marks the top of a Python virtual environment, whatever the folder's name. */
const virtualEnvironmentMarker = 'pyvenv.cfg';

/**
 * Finds the files to check at and below absolute paths, named files first, then folders, each in order of its paths. A
 * path that is named is taken even where git ignores it or `isExcluded` says so; what lies below a folder is not.
 */
export function* walk(
	paths: readonly string[],
	isExcluded: IsExcluded,
	language: LanguageOf = languageOf,
): Generator<WalkStep> {
	const folders: string[] = [];
	const seen = new Set<string>();
	for (const path of [...new Set(paths)].sort()) {
		const step = inspectNamed(path, language);
		if (step.kind === 'folder') {
			folders.push(path);
		} else {
			seen.add(path);
			yield step;
		}
	}
	const walker = new Walker({ seen, isExcluded, language }, folders);
	for (const folder of folders) {
		yield* walker.enterNamed(folder);
	}
}

/** Whether a path is left out; `mayBeFolder` is false where it is known to be none. */
type IsExcluded = (path: string, mayBeFolder: boolean) => boolean;

/** Which files are checked, by their names. */
type LanguageOf = (path: string) => Language | undefined;

function inspectNamed(
	path: string,
	languageOf: LanguageOf,
): Exclude<WalkStep, { readonly kind: 'folder' }> | { readonly kind: 'folder' } {
	try {
		const stats = statSync(path);
		if (stats.isDirectory()) {
			return { kind: 'folder' };
		}
		const language = languageOf(path);
		if (stats.isFile() && language !== undefined) {
			return { kind: 'file', path, language, named: true };
		}
		const reason = stats.isFile() ? 'not a TypeScript, JavaScript or Python file' : 'not a regular file';
		return { kind: 'skipped', path, reason, named: true };
	} catch (error) {
		return { kind: 'skipped', path, reason: describeFileError(error), named: true };
	}
}

/** Whether a walk of `root` would come to a file below it, as far as names, git and `isExcluded` decide. */
export function wouldReach(path: string, root: string, isExcluded: (path: string) => boolean): boolean {
	if (!isInside(path, root) || languageOf(path) === undefined) {
		return false;
	}
	const around = rulesAround(root);
	let rules = isIgnored(root, true, around) ? undefined : around;
	let folder = root;
	const names = relativePath(root, path).split('/');
	for (const [index, name] of names.entries()) {
		// What holds around a repository does not hold in it.
		rules = enterFolder(folder, index > 0 && existsSync(join(folder, '.git')) ? undefined : rules);
		folder = join(folder, name);
		const isFolder = index < names.length - 1;
		const isInstalled = neverEntered.has(name) || (isFolder && existsSync(join(folder, virtualEnvironmentMarker)));
		if (isInstalled || isIgnored(folder, isFolder, rules) || isExcluded(folder)) {
			return false;
		}
	}
	return true;
}

/** A folder on its way down: where it was reached, what it really is, and what git ignores in it. */
interface Place {
	readonly path: string;
	readonly real: string;
	readonly rules: IgnoreRules | undefined;
}

class Walker {
	/** Real paths of everything that is walked from its top; a link into one of them leads to nothing new. */
	private readonly tops: string[];
	/** True where a file may be met twice: below a folder, and below another one in it. */
	private readonly overlaps: boolean;

	constructor(
		private readonly parts: {
			readonly seen: Set<string>;
			readonly isExcluded: IsExcluded;
			readonly language: LanguageOf;
		},
		folders: readonly string[],
	) {
		this.tops = folders.map((folder) => realpathSync(folder));
		this.overlaps = folders.some((folder) => folders.some((outer) => outer !== folder && isInside(folder, outer)));
	}

	*enterNamed(path: string): Generator<WalkStep> {
		const rules = rulesAround(path);
		// The user asked for this folder: what ignores all of it does not count.
		yield* this.enter(
			{ path, real: realpathSync(path), rules: isIgnored(path, true, rules) ? undefined : rules },
			true,
		);
	}

	private *enter(place: Place, named = false): Generator<WalkStep> {
		const entries = readFolder(place.path);
		if (!Array.isArray(entries)) {
			yield { kind: 'skipped', path: place.path, reason: entries.reason, named };
			return;
		}
		const has: HasName = (name) => entries.some((entry) => entry.name === name);
		yield { kind: 'folder', path: place.path, has };
		if (!named && has(virtualEnvironmentMarker)) {
			return;
		}
		// What holds around a repository does not hold in it.
		const outer = has('.git') && !named ? undefined : place.rules;
		const rules = has('.gitignore') ? enterFolder(place.path, outer) : outer;
		const inner = { ...place, rules };
		const prefix = withSeparator(place.path);
		const realPrefix = withSeparator(place.real);
		// Not a generator for each entry: there are many.
		for (const entry of entries.sort(byPath)) {
			const path = prefix + entry.name;
			if (entry.isDirectory()) {
				if (this.mayEnter(path, entry.name, inner)) {
					yield* this.enter({ path, real: realPrefix + entry.name, rules });
				}
			} else if (entry.isSymbolicLink()) {
				yield* this.follow(path, inner);
			} else {
				const language = this.parts.language(entry.name);
				if (language !== undefined && entry.isFile() && this.mayCheck(path, inner)) {
					yield { kind: 'file', path, language, named: false };
				}
			}
		}
	}

	private mayEnter(path: string, name: string, place: Place): boolean {
		return !neverEntered.has(name) && !isIgnored(path, true, place.rules) && !this.parts.isExcluded(path, true);
	}

	private mayCheck(path: string, place: Place): boolean {
		const { seen, isExcluded } = this.parts;
		if ((seen.size > 0 && seen.has(path)) || isIgnored(path, false, place.rules) || isExcluded(path, false)) {
			return false;
		}
		if (this.overlaps) {
			this.parts.seen.add(path);
		}
		return true;
	}

	/** A link is followed where it leads out of everything that is walked anyway. */
	private *follow(path: string, place: Place): Generator<WalkStep> {
		const language = this.parts.language(path);
		// Git sees a link as a file, whatever it leads to.
		if (neverEntered.has(basename(path)) || isIgnored(path, false, place.rules) || this.parts.isExcluded(path, true)) {
			return;
		}
		yield { kind: 'link', path };
		const end = followLink(path);
		if (end.kind === 'broken') {
			if (end.loop || language !== undefined) {
				yield { kind: 'skipped', path, reason: end.reason, named: false };
			}
		} else if (end.kind === 'folder' && isInside(place.real, end.real)) {
			yield { kind: 'skipped', path, reason: 'symbolic link loop', named: false };
		} else if (!this.tops.some((top) => isInside(end.real, top)) && !this.parts.seen.has(end.real)) {
			this.parts.seen.add(end.real);
			if (end.kind === 'folder') {
				this.tops.push(end.real);
				yield* this.enter({ path, real: end.real, rules: place.rules });
			} else if (language !== undefined) {
				yield { kind: 'file', path, language, named: false };
			}
		}
	}
}

type LinkEnd =
	| { readonly kind: 'folder' | 'file'; readonly real: string }
	| { readonly kind: 'broken'; readonly loop: boolean; readonly reason: string };

function followLink(path: string): LinkEnd {
	try {
		const real = realpathSync(path);
		const stats = lstatSync(real);
		if (stats.isDirectory() || stats.isFile()) {
			return { kind: stats.isDirectory() ? 'folder' : 'file', real };
		}
		return { kind: 'broken', loop: false, reason: 'not a regular file' };
	} catch (error) {
		const loop = errorCode(error) === 'ELOOP';
		const reason = errorCode(error) === 'ENOENT' ? 'symbolic link to nothing' : describeFileError(error);
		return { kind: 'broken', loop, reason };
	}
}

function readFolder(path: string): Dirent[] | { readonly reason: string } {
	try {
		return readdirSync(path, { withFileTypes: true });
	} catch (error) {
		return { reason: describeFileError(error) };
	}
}

function withSeparator(folder: string): string {
	return folder.endsWith(sep) ? folder : folder + sep;
}

/** Orders entries as their full paths would be ordered: a folder's name goes on with a slash. */
function byPath(left: Dirent, right: Dirent): number {
	const isPlain = !left.isDirectory() && !right.isDirectory();
	const a = isPlain ? left.name : nameInPath(left);
	const b = isPlain ? right.name : nameInPath(right);
	return a < b ? -1 : a > b ? 1 : 0;
}

function nameInPath(entry: Dirent): string {
	return entry.isDirectory() ? `${entry.name}/` : entry.name;
}
