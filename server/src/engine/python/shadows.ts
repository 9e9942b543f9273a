import type { Span } from '../model.js';
import { lastUpTo } from '../ordered.js';
import { isCloser, isOpener, isWordAt, unpacked } from './characters.js';
import type { Masked } from './mask.js';
import { outside, type Layout } from './statements.js';

const comprehension = /[ \t]*([\w\s,.*()\u0080-\uffff]{1,200}?)[ \t]in\b/y;

/** Variables of comprehensions and lambdas of a logical line, with the brackets in which they hold. */
function readShadows(masked: Masked, line: Span): ReadonlyMap<string, readonly Span[]> {
	const { code, closers } = masked;
	const shadows = new Map<string, Span[]>();
	const open: number[] = [];
	const shadow = (name: string, span: Span): void => {
		const known = shadows.get(name);
		if (known) known.push(span);
		else shadows.set(name, [span]);
	};
	for (const { 0: found, index } of code.slice(line.start, line.end).matchAll(special)) {
		const at = line.start + index;
		if (isOpener(found.charCodeAt(0))) {
			if (closers.get(at) !== undefined) open.push(at);
		} else if (isCloser(found.charCodeAt(0))) {
			open.pop();
		} else if (found === 'lambda') {
			if (!isWordAt(code, found, at)) continue;
			const end = endOfLambda(masked, at);
			for (const name of lambdaParameters(code.slice(at + 6, Math.min(end, at + 200))))
				shadow(name, { start: at, end });
		} else {
			const opener = open.at(-1);
			const end = opener === undefined || !isWordAt(code, found, at) ? undefined : closers.get(opener);
			if (opener === undefined || end === undefined) continue;
			comprehension.lastIndex = at + 3;
			const [, targets = ''] = comprehension.exec(code) ?? [];
			for (const name of unpacked(targets)) shadow(name, { start: opener, end });
		}
	}
	return shadows;
}

/** Brackets, and the words that bring variables. */
const special = /[()[\]{}]|(?<![\w\u0080-\uffff])(?:for|lambda)/g;
const mayShadow = /for|lambda/;

const none = { sorted: [], ends: [] };

type IsShadowed = (name: string, offset: number) => boolean;

/** Answers whether a comprehension or lambda around an offset has a variable of a name; lines are read when asked for. */
export function createIsShadowed(masked: Masked, layout: Layout): IsShadowed {
	/** By the index of their first statement. */
	const lines = new Array<IsShadowed | undefined>(layout.statements.length);
	const read = (line: Span): IsShadowed => {
		const isPlain = !mayShadow.test(masked.code.slice(line.start, line.end));
		return isPlain ? never : answerFrom(readShadows(masked, line));
	};
	return (name, offset) => {
		const line = layout.statementAt(offset)?.line;
		return line !== undefined && (lines[line.first] ??= read(line))(name, offset);
	};
}

function never(): boolean {
	return false;
}

/** Answers in little time also where a name is a variable of thousands of comprehensions. */
function answerFrom(shadows: ReadonlyMap<string, readonly Span[]>): IsShadowed {
	const byName = new Map<string, { readonly sorted: readonly Span[]; readonly ends: readonly number[] }>();
	for (const [name, spans] of shadows) {
		let furthest = 0;
		const sorted = [...spans].sort((a, b) => a.start - b.start);
		const ends = sorted.map(({ end }) => (furthest = Math.max(furthest, end)));
		byName.set(name, { sorted, ends });
	}
	return (name, offset) => {
		const { sorted, ends } = byName.get(name) ?? none;
		// Those before an index reach no further than its end says.
		for (let index = lastUpTo(sorted, offset, ({ start }) => start); (ends[index] ?? 0) > offset; index--) {
			if ((sorted[index]?.end ?? 0) > offset) return true;
		}
		return false;
	};
}

function lambdaParameters(text: string): string[] {
	const colon = text.indexOf(':');
	return (colon < 0 ? '' : text.slice(0, colon))
		.split(',')
		.flatMap((each) => /^[\s*]*([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)/.exec(each)?.[1] ?? []);
}

/** Beyond this a lambda shadows nothing: nested ones would be read over and over. */
const longestLambda = 500;

/** A comma before the colon separates parameters. */
function endOfLambda(masked: Masked, at: number): number {
	const near = masked.code.slice(at, at + longestLambda);
	const lineEnd = near.indexOf('\n');
	const limit = at + (lineEnd < 0 ? near.length : lineEnd);
	let inBody = false;
	for (const token of outside(masked, { start: at, end: limit }, /[:,)\]}]/)) {
		const char = masked.code[token];
		if (char === ':') inBody = true;
		else if (inBody || char !== ',') return token;
	}
	return limit;
}
