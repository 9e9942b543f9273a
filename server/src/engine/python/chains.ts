import type { Span } from '../model.js';
import {
	isNamePart,
	isNameStart,
	isSpace,
	nameBefore,
	nameEnd,
	skipSpaces,
	skipSpacesBack,
	wordEnd,
} from './characters.js';
import type { Masked } from './mask.js';
import { outside, type Layout } from './statements.js';
import type { Words } from './words.js';

/** A name with its members as written: `session.adapters.get`. */
export interface Chain extends Span {
	readonly parts: readonly string[];
	/** True where it continues an expression: the `get` of `f().get`. */
	readonly isMember: boolean;
}

/**
 * The chains of a text, read where somebody asks. Keywords are among them, names being defined and the patterns of `case`
 * are not.
 */
export interface Chains {
	/** Those with a name among their parts, in document order. */
	named(name: string): readonly Chain[];
	/** Those with one of these names among their parts, in document order; the names stay the same. */
	having(names: ReadonlySet<string>): readonly Chain[];
	/** Those that start in the span, in document order. */
	within(span: Span): readonly Chain[];
	/** The one of the name right before the offset. */
	before(offset: number): Chain | undefined;
}

/** The chains of a masked text. */
export function createChains({ masked, layout, words }: Text): Chains {
	const { code } = masked;
	const byName = new Map<string, readonly Chain[]>();
	const bySet = new WeakMap<ReadonlySet<string>, readonly Chain[]>();
	const bySpan = new Map<string, readonly Chain[]>();
	const isPattern = layout.hasCases ? createIsPattern(masked, layout) : undefined;
	/** Only the end of one that is left out. */
	const around = (offset: number): Chain | number => {
		const start = chainStart(code, offset);
		const isLeftOut = followsDefinition(code, start) || isPattern?.(start);
		return isLeftOut ? chainEnd(code, start) : chainFrom(code, start);
	};
	const named = (name: string): readonly Chain[] => {
		const known = byName.get(name);
		if (known) return known;
		let found = noChains;
		let last = 0;
		for (const offset of words.of(name)) {
			// A chain may have the name more than once.
			if (offset < last) continue;
			const chain = around(offset);
			if (typeof chain === 'number') last = chain;
			else {
				last = chain.end;
				if (found.length === 0) found = [chain];
				else found.push(chain);
			}
		}
		byName.set(name, found);
		return found;
	};
	return {
		named,
		having(names) {
			const known = bySet.get(names);
			if (known) return known;
			const all: Chain[] = [];
			for (const name of names) for (const chain of named(name)) all.push(chain);
			const found = inOrder(all);
			bySet.set(names, found);
			return found;
		},
		within({ start, end }) {
			const key = `${start} ${end}`;
			const known = bySpan.get(key);
			if (known) return known;
			const found = readChains(code, { start, end }).filter((chain) => !isPattern?.(chain.start));
			bySpan.set(key, found);
			return found;
		},
		before(offset) {
			const name = nameBefore(code, offset);
			const chain = name && around(name.start);
			return typeof chain === 'number' ? undefined : chain;
		},
	};
}

/** Nothing is ever added to it; many names stand once. */
const noChains: Chain[] = [];

interface Text {
	readonly masked: Masked;
	readonly layout: Layout;
	readonly words: Words;
}

/** By their starts, each once. */
export function inOrder(chains: readonly Chain[]): Chain[] {
	const sorted = [...chains].sort((a, b) => a.start - b.start);
	return sorted.filter(({ start }, index) => sorted[index - 1]?.start !== start);
}

/** The chains that start in the span. */
function readChains(code: string, span: Span): Chain[] {
	const chains: Chain[] = [];
	let isDefined = false;
	for (let at = span.start; at < span.end;) {
		const char = code.charCodeAt(at);
		if (!isNamePart(char)) {
			at++;
			continue;
		}
		const start = at;
		at = chainEnd(code, start);
		if (!isNameStart(char)) continue;
		const chain = chainFrom(code, start);
		if (!isDefined) chains.push(chain);
		isDefined = chain.parts.length === 1 && /^(?:class|def)$/.test(chain.parts[0] ?? '');
	}
	return chains;
}

/** The chain that begins with the name at the offset. */
function chainFrom(code: string, start: number, isMember = followsDot(code, start)): Chain {
	let end = nameEnd(code, start);
	const first = code.slice(start, end);
	let next = memberNameAt(code, end);
	if (next === undefined) return { start, end, parts: [first], isMember };
	end = nameEnd(code, next);
	// Most have two; a list that grows has room for many more.
	const parts = [first, code.slice(next, end)];
	while ((next = memberNameAt(code, end)) !== undefined) {
		end = nameEnd(code, next);
		parts.push(code.slice(next, end));
	}
	return { start, end, parts, isMember };
}

/** Where the name behind the dot begins that follows a name; undefined where none does. */
function memberNameAt(code: string, offset: number): number | undefined {
	const dot = skipSpaces(code, offset);
	if (dot >= code.length || code.charCodeAt(dot) !== fullStop) return undefined;
	const next = skipSpaces(code, dot + 1);
	return next < code.length && isNameStart(code.charCodeAt(next)) ? next : undefined;
}

/** Where the names with dots between them begin of which one begins at the offset. */
function chainStart(code: string, offset: number): number {
	for (let start = offset; ;) {
		const dot = skipSpacesBack(code, start);
		if (dot === 0 || code.charCodeAt(dot - 1) !== fullStop) return start;
		const name = nameBefore(code, dot - 1);
		if (!name) return start;
		({ start } = name);
	}
}

/** True for the name of a class or a function. */
function followsDefinition(code: string, start: number): boolean {
	if (start === 0 || !isSpace(code.charCodeAt(start - 1))) return false;
	const word = nameBefore(code, start);
	return word !== undefined && (isWhole(code, word, 'def') || isWhole(code, word, 'class'));
}

function isWhole(code: string, { start, end }: Span, word: string): boolean {
	return end - start === word.length && code.startsWith(word, start);
}

/** `Point(x=0)` behind `case` takes apart what is there; it calls nothing. */
function createIsPattern(masked: Masked, layout: Layout): (offset: number) => boolean {
	const guards = new Map<number, number>();
	const guardOf = ({ start, end }: Span): number => {
		const [guard = end] = outside(masked, { start, end }, /\bif\b/);
		return guard;
	};
	return (offset) => {
		const statement = layout.statementAt(offset);
		if (statement?.body?.keyword !== 'case') return false;
		const guard = guards.get(statement.start) ?? guardOf(statement);
		guards.set(statement.start, guard);
		return offset < guard;
	};
}

const fullStop = 0x2e;
const roundBracket = 0x28;

/** Behind the names with dots between them that begin at the offset; a number is one of them. */
function chainEnd(code: string, start: number): number {
	let end = wordEnd(code, start);
	if (!isNameStart(code.charCodeAt(start))) return end;
	for (;;) {
		const next = memberNameAt(code, end);
		if (next === undefined) return end;
		end = nameEnd(code, next);
	}
}

/** The chain that is the whole span. */
export function chainOf(masked: Masked, { start, end }: Span): Chain | undefined {
	const chain = chainAt(masked, start);
	return chain?.end === end ? chain : undefined;
}

/** The chain that starts at the offset. */
export function chainAt({ code }: Masked, start: number): Chain | undefined {
	if (start >= code.length || !isNameStart(code.charCodeAt(start))) return undefined;
	const isWithin = start > 0 && isNamePart(code.charCodeAt(start - 1));
	return isWithin ? undefined : chainFrom(code, start, false);
}

function followsDot(code: string, start: number): boolean {
	const at = skipSpacesBack(code, start);
	// `...` and the end of a number (`1.`) are no member access that matters here.
	return at > 0 && code.charCodeAt(at - 1) === fullStop;
}

/** The opening bracket of a call right after the offset. */
export function openerAfter({ code }: Masked, offset: number): number | undefined {
	const at = skipSpaces(code, offset);
	return at < code.length && code.charCodeAt(at) === roundBracket ? at : undefined;
}
