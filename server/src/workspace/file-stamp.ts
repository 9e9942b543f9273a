import { statSync } from 'node:fs';

/**
 * One number that tells a file from what it was before it was written: a hash of its size, of when its content and its
 * status changed, and of its inode. A time that somebody sets back shows in the status.
 */
export type FileStamp = number;

/** Milliseconds that the coarsest clock of a file system takes to go on: two writes in that time may look alike. */
const granularity = 2_000;

/** Undefined for what is no file, and for one that was written so lately that another write might not show. */
export function stampOf(path: string): FileStamp | undefined {
	const found = statSync(path, { throwIfNoEntry: false });
	if (found?.isFile() !== true) {
		return undefined;
	}
	const { size, mtimeMs, ctimeMs, ino } = found;
	return Math.max(mtimeMs, ctimeMs) < Date.now() - granularity ? hash(size, mtimeMs, ctimeMs, ino) : undefined;
}

export function isSameStamp(a: FileStamp | undefined, b: FileStamp | undefined): boolean {
	return a !== undefined && a === b;
}

const numbers = new Float64Array(4);
const words = new Int32Array(numbers.buffer);

/** All bits of four numbers in 53, as many as JSON holds. It need not stand up to anybody who looks for two alike. */
function hash(...of: readonly [number, number, number, number]): number {
	numbers.set(of);
	let high = 0x243f6a88;
	let low = 0x85a308d3;
	for (const word of words) {
		high = Math.imul(high ^ word, 0x9e3779b1);
		high ^= high >>> 15;
		low = Math.imul(low ^ word, 0x5f356495);
		low ^= low >>> 13;
	}
	return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
