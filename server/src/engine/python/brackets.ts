import { countBefore } from '../ordered.js';
import { isOpener } from './characters.js';

/** Offsets of opening brackets to those of their closing ones. */
export interface Closers extends Iterable<readonly [opener: number, closer: number]> {
	get(opener: number): number | undefined;
}

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

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const bracket = /[\n()[\]{}]/g;

/** Most lines begin so near before what is asked for. */
const nearLine = 200;

/** Answers where the logical line of an offset begins. */
function createLineOf(code: string): (offset: number) => number {
	let starts: readonly number[] | undefined;
	return (offset) => {
		const from = Math.max(0, offset - nearLine);
		const newline = code.slice(from, offset).lastIndexOf('\n');
		if (newline >= 0) return from + newline + 1;
		if (from === 0) return 0;
		starts ??= readStarts(code);
		return starts[countBefore(starts, offset + 1) - 1] ?? 0;
	};
}

function readStarts(code: string): number[] {
	const starts = [0];
	for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
	return starts;
}

/** Pairs the brackets of the logical line that begins at the offset, and answers its end. */
function pairLine(code: string, start: number, add: (opener: number, closer: number) => void): number {
	const open: number[] = [];
	bracket.lastIndex = start;
	while (bracket.test(code)) {
		const at = bracket.lastIndex - 1;
		const found = code[at] ?? '';
		if (found === '\n') return at;
		if (closing[found] !== undefined) open.push(at);
		else {
			const opener = open.pop();
			if (opener !== undefined && closing[code[opener] ?? ''] === found) add(opener, at);
		}
	}
	return code.length;
}

/**
 * Pairs the brackets of masked code, a logical line when something is asked of it: no bracket is open beyond the end of
 * one.
 */
export function createClosers(code: string): Closers {
	const lineOf = createLineOf(code);
	/** 0 for what is not paired: no closing bracket stands there. */
	const known = new Int32Array(code.length);
	const add = (opener: number, closer: number): void => void (known[opener] = closer);
	const ends = new Map<number, number>();
	const visit = (start: number): number => {
		const end = ends.get(start) ?? pairLine(code, start, add);
		ends.set(start, end);
		return end;
	};
	const closerOf = (opener: number): number | undefined => known[opener] || undefined;
	return {
		get(opener) {
			if (!isOpener(code.charCodeAt(opener))) return undefined;
			const closer = closerOf(opener);
			if (closer === undefined) visit(lineOf(opener));
			return closer ?? closerOf(opener);
		},
		*[Symbol.iterator]() {
			for (let start = 0; start < code.length;) start = visit(start) + 1;
			for (let opener = 0; opener < code.length; opener++) {
				const closer = closerOf(opener);
				if (closer !== undefined) yield [opener, closer] as const;
			}
		},
	};
}

interface Coded {
	readonly code: string;
	readonly closers: Closers;
}

const bracketsOf = new WeakMap<Coded, Brackets>();

/** Answers of masked code; all that ask share what was read. */
export function readBrackets(masked: Coded): Brackets {
	const known = bracketsOf.get(masked) ?? createBrackets(masked);
	bracketsOf.set(masked, known);
	return known;
}

function createBrackets({ code, closers }: Coded): Brackets {
	const lineOf = createLineOf(code);
	const lines = new Map<number, Line>();
	const pairsOf = (start: number): Line => {
		const found = lines.get(start) ?? readPairs(code, start);
		lines.set(start, found);
		return found;
	};
	/** In a line that is too long to go back through. */
	const farAround = (offset: number): number | undefined => {
		const { openers, pairs } = pairsOf(lineOf(offset));
		let pair = pairs[countBefore(openers, offset) - 1];
		while (pair && pair.closer < offset) pair = pair.parent;
		return pair?.opener;
	};
	return {
		around(offset) {
			const from = Math.max(0, offset - nearLine);
			for (let at = offset - 1; at >= from; at--) {
				const char = code.charCodeAt(at);
				if (char === newline) return undefined;
				if (isOpener(char) && (closers.get(at) ?? 0) >= offset) return at;
			}
			return from === 0 ? undefined : farAround(offset);
		},
	};
}

const newline = 0x0a;

/** The pairs of a logical line, in document order. */
interface Line {
	readonly openers: readonly number[];
	readonly pairs: readonly Pair[];
}

function readPairs(code: string, start: number): Line {
	const found: (readonly [number, number])[] = [];
	pairLine(code, start, (opener, closer) => found.push([opener, closer]));
	let last: Pair | undefined;
	if (found.length > 1) found.sort(([a], [b]) => a - b);
	const pairs = found.map(([opener, closer]) => {
		while (last && last.closer < opener) last = last.parent;
		return (last = { opener, closer, parent: last });
	});
	return { openers: pairs.map(({ opener }) => opener), pairs };
}
