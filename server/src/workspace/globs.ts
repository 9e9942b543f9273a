import picomatch from 'picomatch';

import { isInside, relativePath } from './folders.js';

/** Answers for an absolute path. */
export type PathTest = (absolutePath: string) => boolean;

/** A glob without a slash matches names at any depth; what matches a folder matches everything in it. */
export function compileGlobs(globs: readonly string[], folder: string): PathTest {
	if (globs.length === 0) {
		return () => false;
	}
	const patterns = globs.flatMap((glob) => {
		const plain = glob.trim().replace(/\/$/, '');
		const anchored = plain.includes('/') ? plain.replace(/^\.?\//, '') : `**/${plain}`;
		return [anchored, `${anchored}/**`];
	});
	const matches = picomatch(patterns, { dot: true });
	return (path) => isInside(path, folder) && matches(relativePath(folder, path));
}
