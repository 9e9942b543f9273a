import { lazy } from '../lazy.js';
import type { Span } from '../model.js';
import { readBrackets, type Brackets } from './brackets.js';
import type { Draft } from './calls.js';
import { openerAfter, type Chains } from './chains.js';
import { nameBefore } from './characters.js';
import type { Functions } from './functions.js';
import type { Masked } from './mask.js';
import type { Names } from './names.js';
import type { Objects } from './objects.js';

/** Marks the objects that leave what can be seen: returned, yielded, given to calls that are not known. */
export function markEscapes(
	names: Names,
	chains: Chains,
	drafts: readonly Draft[],
	{ objects, functions }: { readonly objects: Objects; readonly functions: Functions },
): void {
	const { masked } = names;
	const brackets = readBrackets(masked);
	const own = lazy(
		() =>
			new Set(
				drafts.flatMap(({ opener, uses }) => [opener, ...uses.map(({ callee }) => openerAfter(masked, callee.end))]),
			),
	);
	// What a function of the text does with an object is seen there.
	const known = (opener: number): boolean => {
		if (own().has(opener)) return true;
		// Most calls are of no function of the text; of those the name is enough.
		const name = nameBefore(masked.code, opener);
		if (!name || !functions.isDefined(masked.code.slice(name.start, name.end))) return false;
		const callee = chains.before(opener);
		const isCall = callee && !callee.isMember && openerAfter(masked, callee.end) === opener;
		return isCall === true && functions.calledBy(callee).length > 0;
	};
	for (const draft of drafts) {
		if (draft.boundTo === undefined && leaves(names, brackets, draft.extent, known)) draft.escapes = true;
	}
	const looksUp = masked.code.includes('getattr');
	for (const { chain, length, made } of objects.mentions) {
		if (length !== chain.parts.length || !objects.names.has(chain.parts[length - 1] ?? '')) continue;
		if (made.length === 0 || !isValue(names, chain)) continue;
		// What is known to leave, or to be looked up, is not looked at again.
		if (made.some(({ escapes }) => !escapes) && leaves(names, brackets, chain, known))
			for (const draft of made) draft.escapes = true;
		if (looksUp && made.some(({ dynamic }) => dynamic !== true) && isLookedUp(masked, brackets, chain))
			for (const draft of made) draft.dynamic = true;
	}
}

/** True for the object of `getattr(session, method)`. */
function isLookedUp({ code }: Masked, brackets: Brackets, { start }: Span): boolean {
	const opener = brackets.around(start);
	if (opener === undefined || !/\bgetattr\s*$/.test(code.slice(Math.max(0, opener - 12), opener))) return false;
	return code.slice(opener + 1, start).trim() === '' && !/^[^,]*,\s*"/.test(code.slice(start, start + 200));
}

/** An assignment's targets may be so long. */
const longestTarget = 200;

/** False for a call, a name that is being bound, and a parameter. */
function isValue({ masked, layout }: Names, { start, end }: Span): boolean {
	if (/^[ \t]*(?:[(=]|:=)/.test(masked.code.slice(end, end + 20))) return false;
	const isHeader = layout.statementAt(start)?.body?.keyword === 'def';
	return !isHeader || /=\s*$/.test(masked.code.slice(Math.max(0, start - 20), start));
}

function leaves(names: Names, brackets: Brackets, { start, end }: Span, known: (opener: number) => boolean): boolean {
	const { masked, layout } = names;
	const statement = layout.statementAt(start);
	if (!statement) return false;
	const opener = brackets.around(start);
	if (opener !== undefined && opener >= statement.start) return !known(opener);
	if (/^(?:return|yield)\b/.test(masked.code.slice(statement.start, Math.min(start, statement.start + 7)))) return true;
	const before = masked.code.slice(Math.max(statement.start, start - longestTarget), start);
	if (/\byield\s*$/.test(before)) return true;
	// `app.session = session`
	return (
		/^[\w\s.[\]\u0080-\uffff]*[.\]][^=]*=\s*$/.test(before) &&
		!/^(?:self|cls)\s*\.\s*\w+\s*=/.test(before) &&
		end <= statement.end
	);
}
