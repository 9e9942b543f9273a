import picomatch from 'picomatch';

import { isInside, relativePath } from './folders.js';

/** Answers for an absolute path. */
export type PathTest = (absolutePath: string) => boolean;

/**
 * A glob without a slash matches names at any depth; what matches a folder matches everything in it. One that begins
 * with `!` takes back what those before it match.
 */
export function compileGlobs(globs: readonly string[], folder: string): PathTest {
	if (globs.length === 0) {
		return () => false;
	}
	const tests = globs.map((glob) => ({ takesBack: takesBack.test(glob), matches: compileGlob(glob) }));
	return (path) => {
		const relative = isInside(path, folder) ? relativePath(folder, path) : undefined;
		const last = tests.findLast(({ matches }) => relative !== undefined && matches(relative));
		return last !== undefined && !last.takesBack;
	};
}

/** `!(a|b)` is a pattern of its own. */
const takesBack = /^\s*!(?!\()/;

function compileGlob(glob: string): (relative: string) => boolean {
	const plain = glob.replace(takesBack, '').trim().replace(/\/$/, '');
	const anchored = plain.includes('/') ? plain.replace(/^\.?\//, '') : `**/${plain}`;
	return picomatch([anchored, `${anchored}/**`], { dot: true, nonegate: true });
}
