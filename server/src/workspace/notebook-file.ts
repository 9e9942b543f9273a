import { type Node, type ParseError, parseTree } from 'jsonc-parser';

import { applyEdits, type Edit, type Span } from '../engine/index.js';
import { linesOf } from './lines.js';
import { joinCells, splitCells } from './notebook-text.js';
import { findChanges } from './text-changes.js';

/** A Jupyter notebook as a file: JSON whose code cells are Python. */
export interface NotebookFile {
	/** The file itself. */
	readonly source: string;
	/** Its code cells as one text, `joinCells`. */
	readonly text: string;
	readonly cells: readonly NotebookCell[];
}

export interface NotebookCell {
	/** From 1 over all cells of the notebook, those of text included. */
	readonly number: number;
	readonly text: string;
	/** The value of `source` in the file: a string, or a list of lines. */
	readonly place: Span;
}

/** True for files that hold notebooks. */
export function isNotebook(path: string): boolean {
	return path.toLowerCase().endsWith('.ipynb');
}

/** Reads a notebook; a clause where the file is none. One of another language than Python has no cells. */
export function readNotebook(source: string): NotebookFile | string {
	const errors: ParseError[] = [];
	const root = parseTree(source.replace(/^\uFEFF/, ' '), errors, { disallowComments: true });
	if (errors.length > 0) {
		return 'not valid JSON';
	}
	const list = root && memberOf(root, 'cells');
	if (root?.type !== 'object' || list?.type !== 'array') {
		return 'not a notebook of version 4';
	}
	const cells = languageOf(root) === 'python' ? (list.children ?? []).flatMap(readCell) : [];
	const { text } = joinCells(
		'python',
		cells.map((cell) => cell.text),
	);
	return { source, text, cells };
}

function readCell(cell: Node, index: number): NotebookCell[] {
	const source = memberOf(cell, 'source');
	if (memberOf(cell, 'cell_type')?.value !== 'code' || source === undefined) {
		return [];
	}
	const place = { start: source.offset, end: source.offset + source.length };
	return [{ number: index + 1, text: readLines(source).join(''), place }];
}

function readLines({ type, value, children = [] }: Node): readonly string[] {
	const values: readonly unknown[] = type === 'array' ? children.map((line): unknown => line.value) : [value];
	return values.filter((line) => typeof line === 'string');
}

/** As the kernel says; Jupyter's own where it says nothing. */
function languageOf(root: Node): string {
	const metadata = memberOf(root, 'metadata');
	const named = [
		memberOf(memberOf(metadata, 'language_info'), 'name')?.value as unknown,
		memberOf(memberOf(metadata, 'kernelspec'), 'language')?.value as unknown,
	];
	return (named.find((name) => typeof name === 'string') ?? 'python').toLowerCase();
}

function memberOf(object: Node | undefined, name: string): Node | undefined {
	const member =
		object?.type === 'object' ? object.children?.find(({ children }) => children?.[0]?.value === name) : undefined;
	return member?.children?.[1];
}

/**
 * The file with the cells of a fixed text, everything else as it was, byte for byte; undefined where the cells can no
 * longer be told apart.
 */
export function writeNotebook({ source, text, cells }: NotebookFile, fixedText: string): string | undefined {
	const before = splitCells('python', text, cells.length);
	const after = splitCells('python', fixedText, cells.length);
	if (before === undefined || after === undefined) {
		return undefined;
	}
	const edits = cells.flatMap((cell, index): Edit[] => {
		// What is no Python is blank in the text that was fixed; only what changed goes into the cell.
		const changes = findChanges(before[index] ?? '', after[index] ?? '');
		if (changes.length === 0) {
			return [];
		}
		const raw = source.slice(cell.place.start, cell.place.end);
		return [{ span: cell.place, text: writeLines(raw, applyEdits(cell.text, changes)) }];
	});
	return applyEdits(source, edits);
}

/** The value of `source` in the style it had; lines that stay are written as they were. */
function writeLines(raw: string, text: string): string {
	const list = parseTree(raw);
	if (list?.type !== 'array') {
		return JSON.stringify(text);
	}
	const old = (list.children ?? []).map(({ offset, length, value }) => ({
		value: value as unknown,
		raw: raw.slice(offset, offset + length),
		start: offset,
		end: offset + length,
	}));
	const [first, second] = old;
	const last = old.at(-1);
	const opening = first ? raw.slice(0, first.start) : '[';
	const closing = last ? raw.slice(last.end) : ']';
	const between = first && second ? raw.slice(first.end, second.start) : `,${opening.slice(1)}`;
	const known = new Map(old.map((line) => [line.value, line.raw]));
	return (
		opening +
		linesOf(text)
			.map((line) => known.get(line) ?? JSON.stringify(line))
			.join(between) +
		closing
	);
}
