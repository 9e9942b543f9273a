import type { Span } from '../model.js';
import { identifier } from './bindings.js';
import { isNamePart, isNameStart, isSpace, nameEnd, skipSpaces, wordEnd } from './characters.js';
import type { Masked } from './mask.js';
import { outside, type Layout } from './statements.js';

/** A name with its members as written: `session.adapters.get`. */
export interface Chain extends Span {
	readonly parts: readonly string[];
	/** True where it continues an expression: the `get` of `f().get`. */
	readonly isMember: boolean;
}

const pattern = `(?<![\\w\\u0080-\\uffff])${identifier}(?:[ \\t]*\\.[ \\t]*${identifier})*`;

/**
 * All chains of the text in document order; keywords are among them, names being defined and the patterns of `case`
 * are not.
 */
export function readChains(masked: Masked, layout: Layout): Chain[] {
	const { code } = masked;
	const chains: Chain[] = [];
	const patterns = readPatterns(masked, layout);
	let pattern = 0;
	let isDefined = false;
	for (let at = 0; at < code.length;) {
		const char = code.charCodeAt(at);
		if (!isNamePart(char)) {
			at++;
			continue;
		}
		const start = at;
		const end = chainEnd(code, start);
		at = end;
		if (!isNameStart(char)) continue;
		while ((patterns[pattern]?.end ?? start + 1) <= start) pattern++;
		if ((patterns[pattern]?.start ?? start + 1) <= start) continue;
		const text = code.slice(start, end);
		if (!isDefined) chains.push({ start, end, parts: split(text), isMember: followsDot(code, start) });
		isDefined = text === 'class' || text === 'def';
	}
	return chains;
}

const fullStop = 0x2e;
const roundBracket = 0x28;

/** Behind the names with dots between them that begin at the offset; a number is one of them. */
function chainEnd(code: string, start: number): number {
	let end = wordEnd(code, start);
	if (!isNameStart(code.charCodeAt(start))) return end;
	for (;;) {
		const dot = skipSpaces(code, end);
		if (dot >= code.length || code.charCodeAt(dot) !== fullStop) return end;
		const next = skipSpaces(code, dot + 1);
		const nextEnd = nameEnd(code, next);
		if (nextEnd === next) return end;
		end = nextEnd;
	}
}

/** `Point(x=0)` behind `case` takes apart what is there; it calls nothing. */
function readPatterns(masked: Masked, { statements }: Layout): Span[] {
	const cases = statements.filter(({ body }) => body?.keyword === 'case');
	return cases.map(({ start, end }) => {
		const [guard] = outside(masked, { start, end }, /\bif\b/);
		return { start, end: guard ?? end };
	});
}

const one = new RegExp(pattern, 'y');

/** The chain that is the whole span. */
export function chainOf({ code }: Masked, { start, end }: Span): Chain | undefined {
	one.lastIndex = start;
	const match = one.exec(code);
	if (!match || start + match[0].length !== end) return undefined;
	return { start, end, parts: split(match[0]), isMember: false };
}

/** The chain that starts at the offset. */
export function chainAt({ code }: Masked, start: number): Chain | undefined {
	one.lastIndex = start;
	const match = one.exec(code);
	return match ? { start, end: start + match[0].length, parts: split(match[0]), isMember: false } : undefined;
}

function split(text: string): string[] {
	return text.includes('.') ? text.split('.').map((part) => part.trim()) : [text];
}

function followsDot(code: string, start: number): boolean {
	let at = start - 1;
	while (at > 0 && isSpace(code.charCodeAt(at))) at--;
	// `...` and the end of a number (`1.`) are no member access that matters here.
	return at >= 0 && code.charCodeAt(at) === fullStop;
}

/** The opening bracket of a call right after the offset. */
export function openerAfter({ code }: Masked, offset: number): number | undefined {
	const at = skipSpaces(code, offset);
	return at < code.length && code.charCodeAt(at) === roundBracket ? at : undefined;
}
