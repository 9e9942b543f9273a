import type { Span } from '../model.js';
import { chainOf } from './chains.js';
import type { StringLiteral } from './literals.js';
import type { Masked } from './mask.js';
import { trim } from './statements.js';

/** Reads the text of a name that an f-string begins with. */
export type ReadText = (span: Span) => string | undefined;

/**
 * The text of adjacent string literals that fill the span: undefined for anything else, `text` undefined where it is
 * not visible. A formatted string whose beginning holds a whole host stands for that beginning.
 */
export function readStrings(
	masked: Masked,
	span: Span,
	readText: ReadText,
): { readonly text: string | undefined } | undefined {
	let at = span.start;
	let text: string | undefined = '';
	while (at < span.end) {
		const literal = masked.strings.get(at);
		if (!literal || literal.end > span.end || literal.bytes) return undefined;
		if (text !== undefined) {
			const read = readLiteral(masked, literal, readText);
			text = read.whole ? text + read.text : hostPart(text + read.text);
			if (!read.whole && text === undefined) text = undefined;
		}
		at = trim(masked, { start: literal.end, end: span.end }).start;
	}
	return { text };
}

/** What begins with a longer text is not put together with it, as the next one may begin with both. */
const longestBase = 1000;

function readLiteral(
	masked: Masked,
	{ content, fields, raw }: StringLiteral,
	readText: ReadText,
): { readonly text: string; readonly whole: boolean } {
	const [first] = fields;
	const source = (span: Span): string => unescape(masked.text.slice(span.start, span.end), raw, fields.length > 0);
	if (!first) return { text: source(content), whole: true };
	if (first.start > content.start) return { text: source({ start: content.start, end: first.start }), whole: false };
	const inner = trim(masked, { start: first.start + 1, end: first.end - 1 });
	const name = chainOf(masked, inner);
	const base = name && readText(inner);
	if (base === undefined) return { text: '', whole: false };
	if (base.length > longestBase) return { text: base, whole: false };
	const next = fields[1]?.start ?? content.end;
	return { text: base + source({ start: first.end, end: next }), whole: fields.length === 1 };
}

/** A URL up to where its host surely ends; undefined where it may go on. */
export function hostPart(text: string): string | undefined {
	return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+?[/?#:]/i.test(text) ? text : undefined;
}

const escapes: Readonly<Record<string, string>> = {
	n: '\n',
	t: '\t',
	r: '\r',
	'\\': '\\',
	"'": "'",
	'"': '"',
	'\n': '',
};

function unescape(text: string, raw: boolean, formatted: boolean): string {
	const plain =
		raw || !text.includes('\\')
			? text
			: text.replace(/\\([\s\S])/g, (all: string, char: string) => escapes[char] ?? all);
	return formatted ? plain.replaceAll('{{', '{').replaceAll('}}', '}') : plain;
}
