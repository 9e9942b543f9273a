import { countBefore } from '../ordered.js';
import { isCloser, isOpener } from './characters.js';

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

const newline = 0x0a;

/** By the codes of what opens. */
const closing: ReadonlyMap<number, number> = new Map([
	[0x28, 0x29],
	[0x5b, 0x5d],
	[0x7b, 0x7d],
]);

/** Most lines begin so near before what is asked for. */
const nearLine = 200;

/** Answers where the logical line of an offset begins. */
function createLineOf(code: string): (offset: number) => number {
	let starts: readonly number[] | undefined;
	return (offset) => {
		const from = Math.max(0, offset - nearLine);
		for (let at = offset; at > from; at--) if (code.charCodeAt(at - 1) === newline) return at;
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
	for (let at = start; at < code.length; at++) {
		const char = code.charCodeAt(at);
		if (char === newline) return at;
		if (isOpener(char)) open.push(at);
		else if (isCloser(char)) {
			const opener = open.pop();
			if (opener !== undefined && closing.get(code.charCodeAt(opener)) === char) add(opener, at);
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
	/** 0 for what is not known; each line that was read has something else where it begins. */
	const known = new Int32Array(code.length);
	const add = (opener: number, closer: number): void => void (known[opener] = closer);
	const visit = (start: number): void => {
		if (known[start] !== 0) return;
		pairLine(code, start, add);
		known[start] ||= -1;
	};
	const closerOf = (opener: number): number | undefined => {
		const closer = known[opener] ?? 0;
		return closer > 0 ? closer : undefined;
	};
	return {
		get(opener) {
			if (!isOpener(code.charCodeAt(opener))) return undefined;
			const closer = closerOf(opener);
			if (closer === undefined) visit(lineOf(opener));
			return closer ?? closerOf(opener);
		},
		*[Symbol.iterator]() {
			for (let start = 0; start < code.length;) {
				visit(start);
				const end = code.indexOf('\n', start);
				start = end < 0 ? code.length : end + 1;
			}
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
