import type { Span } from '../model.js';
import { identifier } from './bindings.js';
import type { Masked } from './mask.js';

/** A name with its members as written: `session.adapters.get`. */
export interface Chain extends Span {
	readonly parts: readonly string[];
	/** True where it continues an expression: the `get` of `f().get`. */
	readonly isMember: boolean;
}

const pattern = `(?<![\\w\\u0080-\\uffff])${identifier}(?:[ \\t]*\\.[ \\t]*${identifier})*`;

/** All chains of the text in document order; keywords are among them, names being defined are not. */
export function readChains({ code }: Masked): Chain[] {
	const chains: Chain[] = [];
	let before = '';
	for (const match of code.matchAll(new RegExp(pattern, 'g'))) {
		const [text] = match;
		const start = match.index;
		const isDefined = before === 'class' || before === 'def';
		before = text;
		if (!isDefined)
			chains.push({ start, end: start + text.length, parts: split(text), isMember: followsDot(code, start) });
	}
	return chains;
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
