import type { Span } from '../model.js';
import { identifier } from './bindings.js';
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
	let before = '';
	for (const match of code.matchAll(new RegExp(pattern, 'g'))) {
		const [text] = match;
		const start = match.index;
		while ((patterns[0]?.end ?? start + 1) <= start) patterns.shift();
		if ((patterns[0]?.start ?? start + 1) <= start) continue;
		const isDefined = before === 'class' || before === 'def';
		before = text;
		if (!isDefined)
			chains.push({ start, end: start + text.length, parts: split(text), isMember: followsDot(code, start) });
	}
	return chains;
}

/** `Point(x=0)` behind `case` takes apart what is there; it calls nothing. */
function readPatterns(masked: Masked, { statements }: Layout): Span[] {
	return statements.flatMap(({ start, end, body }) => {
		if (body?.keyword !== 'case') return [];
		const [guard] = outside(masked, { start, end }, /\bif\b/);
		return [{ start, end: guard ?? end }];
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
	while (code[at] === ' ' || code[at] === '\t') at--;
	// `...` and the end of a number (`1.`) are no member access that matters here.
	return code[at] === '.';
}

/** The opening bracket of a call right after the offset. */
export function openerAfter({ code }: Masked, offset: number): number | undefined {
	let at = offset;
	while (code[at] === ' ' || code[at] === '\t') at++;
	return code[at] === '(' ? at : undefined;
}
