import type { CreationForm } from '../catalogue/schema.js';
import type { OptionChange } from '../front-end.js';
import type { Edit, Span } from '../model.js';
import type { CallSite, Value } from '../sites.js';
import { splitArguments } from './arguments.js';
import type { Masked } from './mask.js';
import { openerAfter } from './chains.js';
import { outside } from './statements.js';
import { adapt, lineEnd, lineIndent, lineStart, type Style } from './style.js';
import { wrapExpression } from './wrap.js';

interface Given {
	readonly value: Value;
	/** The value in the call itself. */
	readonly span: Span;
}

/** The option of the call as keyword or by position; undefined where it is absent, or `None`, which means the same. */
function findOption(site: CallSite, { parameters }: CreationForm, option: string): Given | undefined {
	const keyword = site.keywords.get(option);
	const position = parameters.indexOf(option);
	const value = keyword ? keyword.value : position < 0 ? undefined : site.arguments[position];
	if (!value) return undefined;
	return { value, span: keyword ? { start: valueStart(keyword), end: keyword.span.end } : value.span };
}

function valueStart({ span, value }: { readonly span: Span; readonly value: Value }): number {
	return Math.max(span.start, Math.min(value.span.start, span.end));
}

export function optionText(masked: Masked, site: CallSite, form: CreationForm, option: string): string | undefined {
	const given = findOption(site, form, option);
	if (!given || given.value.kind === 'none') return undefined;
	const { start, end } = given.span;
	const text = masked.text.slice(start, end);
	const [weak] = outside(masked, given.span, /\b(?:if|or|and|not|lambda|in|is)\b|[<>|]|==|!=/);
	return weak === undefined ? text : `(${text})`;
}

/** Sets a keyword argument. */
export function setOption(
	masked: Masked,
	style: Style,
	site: CallSite,
	form: CreationForm,
	{ option, text, force, also }: OptionChange,
): readonly Edit[] | undefined {
	const adapted = adapt(text, style);
	const given = findOption(site, form, option);
	const others = (also ?? []).filter((each) => !findOption(site, form, each.option));
	const textOf = (each: { readonly option: string; readonly text: string }): string =>
		`${each.option}=${adapt(each.text, style)}`;
	if (given) {
		const isInside = site.extent.start <= given.span.start && given.span.end <= site.extent.end;
		const isLiteral = /^(?:number|string|boolean|none)$/.test(given.value.kind);
		if (!isInside || !(force || isLiteral)) return undefined;
		const added = others.length > 0 ? addArguments(masked, style, site, others.map(textOf)) : [];
		return added && [{ span: given.span, text: adapted }, ...added];
	}
	// What is hidden in `**options` may be this very keyword; a subclass has parameters of its own.
	if (site.open || site.subclass) return undefined;
	return addArguments(masked, style, site, [{ option, text }, ...others].map(textOf));
}

function addArguments(
	masked: Masked,
	style: Style,
	site: CallSite,
	added: readonly string[],
): readonly Edit[] | undefined {
	const { text, code } = masked;
	const opener = openerAfter(masked, site.callee.end);
	const closer = opener === undefined ? undefined : masked.closers.get(opener);
	if (opener === undefined || closer === undefined) return undefined;
	const items = splitArguments(masked, opener);
	const last = items.at(-1);
	if (!last) return addOnly(masked, style, { opener, closer, added });
	const { end } = last.span;
	const indent = lineIndent(text, last.span.start);
	const isOwnLine = lineStart(text, last.span.start) + indent.length === last.span.start;
	const comma = /^\s*,/.exec(code.slice(end, closer))?.[0].length;
	if (text.slice(end, closer).includes('\n')) {
		// Several arguments may share a line below the call's own.
		const isBelow = lineStart(text, opener) !== lineStart(text, last.span.start);
		const lined = isOwnLine || isBelow ? indent : lineIndent(text, end) + style.indent;
		const next = { start: lineEnd(text, end + (comma ?? 0)), end: lineEnd(text, end + (comma ?? 0)) };
		const lines = added.map((argument) => `${style.eol}${lined}${wrapArgument(argument, lined, style)}`).join(',');
		if (comma !== undefined) return [{ span: next, text: `${lines},` }];
		return [
			{ span: { start: end, end }, text: ',' },
			{ span: next, text: lines },
		];
	}
	if (isOwnLine && lineStart(text, opener) !== lineStart(text, end)) {
		const lines = added.map((argument) => `,${style.eol}${indent}${wrapArgument(argument, indent, style)}`);
		return [{ span: { start: end, end }, text: lines.join('') }];
	}
	const insertion: Edit = { span: { start: end, end }, text: added.map((argument) => `, ${argument}`).join('') };
	const fits = columns(masked, opener, closer) + insertion.text.length <= style.width;
	return fits || !isBreakable(masked, opener, closer)
		? [insertion]
		: breakCall(masked, style, { opener, closer, added });
}

interface Addition {
	readonly opener: number;
	readonly closer: number;
	readonly added: readonly string[];
}

/** The arguments of a call without any. */
function addOnly(masked: Masked, style: Style, addition: Addition): readonly Edit[] {
	const { opener, closer, added } = addition;
	const argument = added.join(', ');
	const fits = columns(masked, opener, closer) + argument.length <= style.width;
	if (!fits && isBreakable(masked, opener, closer)) return breakCall(masked, style, addition);
	return [{ span: { start: opener + 1, end: opener + 1 }, text: argument }];
}

/** True for a call on one line that is not itself an argument there. */
function isBreakable({ text, code, closers }: Masked, opener: number, closer: number): boolean {
	const start = lineStart(text, opener);
	if (start !== lineStart(text, closer)) return false;
	for (let at = start; at < opener; at++) if ((closers.get(at) ?? -1) > closer) return false;
	return code[opener] === '(';
}

/** Width of the code on the lines of a call; a trailing comment does not count. */
function columns({ text, code }: Masked, opener: number, closer: number): number {
	const start = lineStart(text, opener);
	return code.slice(start, lineEnd(text, closer)).trimEnd().length;
}

/** One argument a line, for a call that would become too long. */
function breakCall(masked: Masked, style: Style, { opener, closer, added }: Addition): readonly Edit[] {
	const { eol, indent: step } = style;
	const outer = lineIndent(masked.text, opener);
	const inner = eol + outer + step;
	const items = splitArguments(masked, opener).map(({ span }) => span);
	const edits: Edit[] = [];
	let at = opener + 1;
	for (const [index, { start, end }] of items.entries()) {
		edits.push({ span: { start: at, end: start }, text: (index === 0 ? '' : ',') + inner });
		at = end;
	}
	const comma = items.length > 0 ? ',' : '';
	const lines = added.map((argument) => `${inner}${wrapArgument(argument, outer + step, style)},`);
	edits.push({ span: { start: at, end: closer }, text: `${comma}${lines.join('')}${eol}${outer}` });
	return edits;
}

/** An argument on a line of its own, or on several. */
function wrapArgument(argument: string, indent: string, style: Style): string {
	const name = /^\w+=/.exec(argument)?.[0] ?? '';
	const place = { indent, before: indent.length + name.length };
	return name + wrapExpression(argument.slice(name.length), place, style);
}
