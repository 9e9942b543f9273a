import type { Span } from '../engine/index.js';

/** A piece of a text in lines and columns from 1, columns in UTF-16 units; the end is exclusive. */
export interface Place {
	readonly line: number;
	readonly column: number;
	readonly endLine: number;
	readonly endColumn: number;
}

/** Prepares a text for questions about its offsets. */
export function createPositions(text: string): (span: Span) => Place {
	const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)];
	// Editors show no byte order mark, so the first line begins behind it.
	if (text.startsWith('\uFEFF')) {
		starts[0] = 1;
	}
	const find = (offset: number): { line: number; column: number } => {
		let low = 0;
		let high = starts.length;
		while (high - low > 1) {
			const middle = (low + high) >> 1;
			if ((starts[middle] ?? 0) <= offset) {
				low = middle;
			} else {
				high = middle;
			}
		}
		return { line: low + 1, column: Math.max(0, offset - (starts[low] ?? 0)) + 1 };
	};
	return ({ start, end }) => {
		const { line: endLine, column: endColumn } = find(end);
		return { ...find(start), endLine, endColumn };
	};
}
