import type { Span } from './model.js';

interface Known {
	readonly text: string;
	readonly line: Span;
}

/** The last lines that were asked for: one with findings, and the one above it. */
let known: readonly Known[] = [];

/**
 * The line around an offset, without its newline. Where all of a text is one line, it is asked for at each of its
 * findings, and looked for once.
 */
export function lineAround(text: string, offset: number): Span {
	const isAsked = ({ text: own, line }: Known): boolean => own === text && offset >= line.start && offset <= line.end;
	const found = known.find(isAsked);
	if (found) return found.line;
	const start = offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;
	const end = text.indexOf('\n', offset);
	const line = { start, end: end < 0 ? text.length : end };
	known = [{ text, line }, ...known.slice(0, 1)];
	return line;
}

/** Where the line above one that starts at an offset does; the offset itself for the first line. */
export function lineAbove(text: string, start: number): number {
	return start > 0 ? lineAround(text, start - 1).start : start;
}
