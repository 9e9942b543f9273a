import type { Span } from '../engine/index.js';

/** A piece of a text in lines and columns from 1, columns in UTF-16 units; the end is exclusive. */
export interface Place {
	readonly line: number;
	readonly column: number;
	readonly endLine: number;
	readonly endColumn: number;
	/** In a notebook the cell, from 1 over all cells; lines are counted in it. */
	readonly cell?: number;
}

/** A cell of a notebook in the text of all its cells. */
export interface CellPlace {
	readonly number: number;
	readonly start: number;
}

/** Places within the cells of a notebook. */
export function createCellPositions(text: string, cells: readonly CellPlace[]): (span: Span) => Place {
	const own = cells.map(({ number, start }, index) => {
		const end = cells[index + 1]?.start ?? text.length;
		return { cell: number, start, placeOf: createPositions(text.slice(start, end)) };
	});
	return ({ start, end }) => {
		const found = own.findLast((each) => each.start <= start) ?? own[0];
		if (found === undefined) {
			throw new Error('A notebook without cells has no places.');
		}
		const { cell, placeOf } = found;
		return { cell, ...placeOf({ start: start - found.start, end: end - found.start }) };
	};
}

/** `cell 3:` before the line of a place in a notebook, nothing elsewhere. */
export function inCell({ cell }: Pick<Place, 'cell'>): string {
	return cell === undefined ? '' : `cell ${cell}:`;
}

/**
 * What formats that know lines of files only can say of a finding: one in a notebook is at the top of the file, and its
 * message tells the cell.
 */
export function inFile<Found extends Place & { readonly message: string }>(finding: Found): Found {
	const { cell, line, message } = finding;
	if (cell === undefined) {
		return finding;
	}
	return { ...finding, ...topOfFile, message: `Cell ${cell}, line ${line}: ${message}` };
}

const topOfFile = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Where lines begin; most texts have one kind of line end. */
function lineStarts(text: string): number[] {
	// Editors show no byte order mark, so the first line begins behind it.
	const starts = [text.startsWith('\uFEFF') ? 1 : 0];
	if (text.includes('\r')) {
		for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) {
			starts.push(index + end.length);
		}
		return starts;
	}
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
		starts.push(at + 1);
	}
	return starts;
}

/** The line that an offset is in, by where lines begin; from 0. */
function lineOf(starts: readonly number[], offset: number): number {
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
	return low;
}

/** Places in a text, which is looked through at the first question. */
export function createPositions(text: string): (span: Span) => Place {
	let known: readonly number[] | undefined;
	const find = (offset: number): { line: number; column: number } => {
		const starts = (known ??= lineStarts(text));
		const line = lineOf(starts, offset);
		return { line: line + 1, column: Math.max(0, offset - (starts[line] ?? 0)) + 1 };
	};
	return ({ start, end }) => {
		const { line: endLine, column: endColumn } = find(end);
		return { ...find(start), endLine, endColumn };
	};
}

/** A minified file that was named on the command line holds everything in one line. */
const longestLine = 2_000;

/** The line around an offset of a text, which is looked through at the first question: without its end, and at most 2,000 units. */
export function createLines(text: string): (offset: number) => string {
	let known: readonly number[] | undefined;
	return (offset) => {
		const starts = (known ??= lineStarts(text));
		const line = lineOf(starts, offset);
		const start = starts[line] ?? 0;
		const end = Math.min(starts[line + 1] ?? text.length, start + longestLine);
		return text.slice(start, end).replace(/[\r\n]+$/, '');
	};
}
