import type { Shard } from './option-values.js';

/**
 * Whether a path (relative to the working directory, with forward slashes) belongs to a part. It depends on the path
 * alone, so that a file that is added moves no other to another machine.
 */
export function isInShard(relativePath: string, { index, total }: Shard): boolean {
	return hash(relativePath) % total === index - 1;
}

/** FNV-1a over UTF-16 units, with a last mix: its low bits alone are too even for names that differ in one digit. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
	}
	value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
	return (value ^ (value >>> 13)) >>> 0;
}
