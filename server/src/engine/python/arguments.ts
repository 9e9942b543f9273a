import type { Span } from '../model.js';
import { identifier, isOpener, isWordAt } from './characters.js';
import type { Masked } from './mask.js';
import { trim } from './statements.js';

/** One argument of a call, or one item of a list or dict. */
export interface Argument {
	/** The whole argument, keyword or star included. */
	readonly span: Span;
	/** The value alone. */
	readonly value: Span;
	readonly keyword: { readonly name: string; readonly span: Span } | undefined;
	readonly star: '' | '*' | '**';
}

const keyword = new RegExp(`(${identifier})\\s*=(?!=)`, 'y');

/** Cuts what stands in the brackets that open at `opener` at its commas; none where they do not close. */
export function splitArguments(masked: Masked, opener: number): Argument[] {
	const closer = masked.closers.get(opener);
	return closer === undefined || closer === opener + 1
		? []
		: splitItems(masked, { start: opener + 1, end: closer }).map((span) => readArgument(masked, span));
}

/** The parts between commas, without blanks; a trailing comma adds none. */
export function splitItems(masked: Masked, span: Span): Span[] {
	const items: Span[] = [];
	let start = span.start;
	for (const end of commas(masked, span)) {
		const item = trim(masked, { start, end });
		if (item.start < item.end) items.push(item);
		start = end + 1;
	}
	return items;
}

/**
 * Commas of the span itself and its end. Those of a lambda's parameters belong to the lambda, and a generator without
 * brackets (`any(f(a, b) for a, b in c)`) is the only argument.
 */
function commas({ code, closers }: Masked, { start, end }: Span): number[] {
	const found: number[] = [];
	let lambdas = 0;
	for (let at = start; at < end; at++) {
		const char = code.charCodeAt(at);
		if (isOpener(char)) at = closers.get(at) ?? at;
		else if (char === comma && lambdas === 0) found.push(at);
		else if (char === colon && lambdas > 0) lambdas--;
		else if (char === letterL && isWordAt(code, 'lambda', at)) lambdas++;
		else if (char === letterF && isWordAt(code, 'for', at)) return [end];
	}
	found.push(end);
	return found;
}

const comma = 0x2c;
const colon = 0x3a;
const letterF = 0x66;
const letterL = 0x6c;

function readArgument(masked: Masked, span: Span): Argument {
	const { code } = masked;
	const star = code.startsWith('**', span.start) ? '**' : code[span.start] === '*' ? '*' : '';
	if (star)
		return { span, value: trim(masked, { start: span.start + star.length, end: span.end }), keyword: undefined, star };
	keyword.lastIndex = span.start;
	const match = keyword.exec(code);
	if (!match || match.index + match[0].length > span.end) return { span, value: span, keyword: undefined, star };
	const [whole, name = ''] = match;
	const value = trim(masked, { start: span.start + whole.length, end: span.end });
	return { span, value, keyword: { name, span: { start: span.start, end: span.start + name.length } }, star };
}
