import type { Span } from '../model.js';
import { splitItems } from './arguments.js';
import type { Brackets } from './brackets.js';
import type { Masked } from './mask.js';
import { outside, trim } from './statements.js';

/** An item between commas, and what belongs to it. */
export interface Item {
	readonly span: Span;
	/** Its position in the brackets. */
	readonly index: number;
	/** The item behind it, or the value behind its colon. */
	readonly next: Span | undefined;
}

/** A tuple, list or dict with more is data. */
const longest = 2000;

/** The item that an offset is in, of the innermost brackets that are not those of a lookup by name. */
export function itemAround(masked: Masked, brackets: Brackets, offset: number): Item | undefined {
	const { code, closers } = masked;
	let opener = brackets.around(offset);
	while (opener !== undefined && isLookup(code, opener)) opener = brackets.around(opener - 1);
	const closer = opener === undefined ? undefined : closers.get(opener);
	if (opener === undefined || closer === undefined || closer - opener > longest) return undefined;
	const items = splitItems(masked, { start: opener + 1, end: closer });
	const index = items.findIndex(({ start, end }) => start <= offset && offset < end);
	const span = items[index];
	if (!span) return undefined;
	return { span, index, next: valueBehindColon(masked, span, offset) ?? items[index + 1] };
}

/** True for the brackets of `getattr(...)` and `hasattr(...)`, and for those around one expression. */
function isLookup(code: string, opener: number): boolean {
	return /\b(?:getattr|hasattr)\s*$/.test(code.slice(Math.max(0, opener - 20), opener));
}

function valueBehindColon(masked: Masked, item: Span, offset: number): Span | undefined {
	const [colon] = outside(masked, item, /:(?!=)/);
	if (colon === undefined || colon < offset) return undefined;
	return trim(masked, { start: colon + 1, end: item.end });
}
