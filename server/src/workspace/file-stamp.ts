import { statSync } from 'node:fs';

/**
 * What tells a file from what it was before it was written: bytes, when its content and its status changed (milliseconds
 * with fractions), and its inode. A time that somebody sets back shows in the status. Plain data.
 */
export type FileStamp = readonly [size: number, modified: number, changed: number, inode: number];

/** Milliseconds that the coarsest clock of a file system takes to go on: two writes in that time may look alike. */
const granularity = 2_000;

/** Undefined for what is no file, and for one that was written so lately that another write might not show. */
export function stampOf(path: string): FileStamp | undefined {
	const found = statSync(path, { throwIfNoEntry: false });
	if (found?.isFile() !== true) {
		return undefined;
	}
	const { size, mtimeMs, ctimeMs, ino } = found;
	return Math.max(mtimeMs, ctimeMs) < Date.now() - granularity ? [size, mtimeMs, ctimeMs, ino] : undefined;
}

export function isSameStamp(a: FileStamp | undefined, b: FileStamp | undefined): boolean {
	return a !== undefined && b !== undefined && a.every((value, index) => value === b[index]);
}
