import type { Language } from '../engine/index.js';

/** The cells of a notebook that are in one language, as one text: a name imported in one counts in those after it. */
export interface NotebookText {
	readonly text: string;
	/** Where each cell begins in the text; none is longer or shorter in it than by itself. */
	readonly starts: readonly number[];
}

/** Joins cells in their order; lines that are no Python (`%pip install`, `!ls`, `%%bash`) become blanks. */
export function joinCells(language: Language, cells: readonly string[]): NotebookText {
	const starts: number[] = [];
	let text = '';
	for (const [index, cell] of cells.entries()) {
		text += index === 0 ? '' : separator(language, index);
		starts.push(text.length);
		text += language === 'python' ? withoutMagics(cell) : cell;
	}
	return { text, starts };
}

/** Each is found again in a fixed text; the semicolon ends a statement that would go on in the next cell. */
function separator(language: Language, index: number): string {
	return language === 'python' ? `\n# %% next cell: ${index}\n` : `\n;// %% next cell: ${index}\n`;
}

/** Where each of `count` cells begins in a joined text, fixed or not; undefined where it no longer has so many. */
export function startsOfCells(language: Language, text: string, count: number): readonly number[] | undefined {
	let start = 0;
	return splitCells(language, text, count)?.map((cell, index) => {
		const own = start;
		start += cell.length + separator(language, index + 1).length;
		return own;
	});
}

/** The cells of a joined text, fixed or not; undefined where it no longer has `count` of them. */
export function splitCells(language: Language, text: string, count: number): readonly string[] | undefined {
	const cells: string[] = [];
	let rest = text;
	for (let index = 1; index < count; index++) {
		const [cell, after, ...others] = rest.split(separator(language, index));
		if (cell === undefined || after === undefined || others.length > 0) {
			return undefined;
		}
		cells.push(cell);
		rest = after;
	}
	return [...cells, rest];
}

// Cell magics that take Python below their own line.
const pythonMagic = /^%%(?:time|timeit|capture|prun|debug)\b/;
const cellMagic = /^\s*%%\w/;
const lineMagic = /^[ \t]*(?:%\w|!|\?).*|^[ \t]*[\w.]+\?{1,2}[ \t]*$/gm;

function withoutMagics(cell: string): string {
	if (cellMagic.test(cell) && !pythonMagic.test(cell.trimStart())) {
		return blank(cell);
	}
	return cell.replace(/^\s*%%.*/, blank).replace(lineMagic, blank);
}

/** The same length and the same line ends. */
function blank(text: string): string {
	return text.replace(/[^\r\n]/g, ' ');
}
