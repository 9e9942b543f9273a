import type { Masked } from './mask.js';

/** Finds the innermost pair of brackets around an offset. */
export interface Brackets {
	/** The opening one; undefined outside of all. */
	around(offset: number): number | undefined;
}

interface Pair {
	readonly opener: number;
	readonly closer: number;
	readonly parent: Pair | undefined;
}

export function readBrackets({ closers }: Masked): Brackets {
	const pairs: Pair[] = [];
	let last: Pair | undefined;
	for (const [opener, closer] of [...closers].sort(([a], [b]) => a - b)) {
		while (last && last.closer < opener) last = last.parent;
		last = { opener, closer, parent: last };
		pairs.push(last);
	}
	return {
		around(offset) {
			let pair = pairs[countBefore(pairs, offset) - 1];
			while (pair && pair.closer < offset) pair = pair.parent;
			return pair?.opener;
		},
	};
}

function countBefore(pairs: readonly Pair[], offset: number): number {
	let low = 0;
	let high = pairs.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((pairs[middle]?.opener ?? 0) < offset) low = middle + 1;
		else high = middle;
	}
	return low;
}
