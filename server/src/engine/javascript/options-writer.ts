import * as ts from 'typescript';
import type { CreationForm } from '../catalogue/schema.js';
import type { OptionChange } from '../front-end.js';
import type { Edit } from '../model.js';
import { accepts, splitPath } from '../options.js';
import type { CallSite, Use } from '../sites.js';
import type { Analysis } from './analysis.js';
import type { Call } from './name-parts.js';
import { findProperty, writeObject, writeProperties, type PropertyChange } from './object-writer.js';
import { unwrap } from './parse.js';
import { soleSource } from './scopes.js';
import { adapt, indentAt, type DocumentStyle } from './style.js';

interface OptionContext {
	readonly analysis: Analysis;
	readonly style: DocumentStyle;
}

/** Sets options of a call; undefined where its options object cannot be seen or extended. */
export function setOption(
	site: CallSite,
	form: CreationForm,
	change: OptionChange,
	context: OptionContext,
): readonly Edit[] | undefined {
	const { of } = change;
	const call = of ? callOfUse(of, context.analysis) : context.analysis.argumentsOf(site);
	const index = call && optionsIndex(of ?? site, of ? { parameters: ['options'] } : form);
	if (!call || index === undefined) return undefined;
	const changes = changesOf(change, context.style);
	const given = call.arguments?.[index];
	if (!given) return addArgument(call, index, writeObject(changes), context.style);
	if (isNone(unwrap(given))) {
		return [{ span: { start: given.getStart(), end: given.end }, text: writeObject(changes) }];
	}
	if (isCallback(of ?? site, index)) return addArgument(call, index, writeObject(changes), context.style);
	const literal = literalOf(given, changes, site, context);
	return literal && writeProperties(literal, changes, context.style);
}

/** The text of an option's value. */
export function optionText(
	site: CallSite,
	form: CreationForm,
	option: string,
	context: OptionContext,
): string | undefined {
	const call = context.analysis.argumentsOf(site);
	const index = call && optionsIndex(site, form);
	const given = index === undefined ? undefined : call?.arguments?.[index];
	let value: ts.Expression | undefined = given && literalOf(given, [], site, context);
	for (const name of splitPath(option)) {
		const object = value && unwrap(value);
		if (!object || !ts.isObjectLiteralExpression(object)) return undefined;
		const property = findProperty(object, name);
		if (!property || property === 'hidden') return undefined;
		if (ts.isPropertyAssignment(property)) value = property.initializer;
		else if (ts.isShorthandPropertyAssignment(property)) value = property.name;
		else return property.getText();
	}
	return value?.getText();
}

/** The call of a method of what was created. */
export function callOfUse({ extent }: Pick<Use, 'extent'>, analysis: Analysis): ts.CallExpression | undefined {
	const call = callsByEnd(analysis)
		.get(extent.end)
		?.find((each) => each.getStart() === extent.start);
	return call && ts.isCallExpression(call) ? call : undefined;
}

function callsByEnd(analysis: Analysis): ReadonlyMap<number, readonly Call[]> {
	const known = callEnds.get(analysis);
	if (known) return known;
	const calls = new Map<number, Call[]>();
	for (const call of analysis.names.callsOf(() => true)) {
		const others = calls.get(call.end);
		if (others) others.push(call);
		else calls.set(call.end, [call]);
	}
	callEnds.set(analysis, calls);
	return calls;
}

const callEnds = new WeakMap<Analysis, ReadonlyMap<number, readonly Call[]>>();

function changesOf(change: OptionChange, style: DocumentStyle): PropertyChange[] {
	const own = { path: splitPath(change.option), text: adapt(change.text, style), force: change.force, keep: false };
	const also = (change.also ?? []).map(({ option, text, keep }) => ({
		path: splitPath(option),
		text: adapt(text, style),
		force: false,
		keep: keep ?? false,
	}));
	return [own, ...also];
}

/** Where the options stand, or would stand: `https.get(url, callback)` takes them between the two. */
function optionsIndex(
	{ arguments: values, open }: Pick<CallSite, 'arguments' | 'open'>,
	{ parameters, signatures }: Pick<CreationForm, 'parameters' | 'signatures'>,
): number | undefined {
	if (open) return undefined;
	const places = new Set<number>();
	const fits = (names: readonly string[]): boolean =>
		values.length <= names.length && values.every((value, index) => accepts(names[index] ?? '', value));
	const withOptions = (signatures ?? [parameters]).filter((names) => names.includes('options'));
	for (const names of withOptions) if (fits(names)) places.add(names.indexOf('options'));
	const [given, ...others] = places;
	if (given !== undefined) return others.length > 0 ? undefined : given;
	for (const names of withOptions) {
		if (fits(names.filter((name) => name !== 'options'))) places.add(names.indexOf('options'));
	}
	const [added, ...rest] = places;
	return rest.length > 0 ? undefined : added;
}

/** True where another argument stands at the options' place, because they are left out. */
function isCallback({ arguments: values }: Pick<CallSite, 'arguments'>, index: number): boolean {
	const value = values[index];
	return value !== undefined && !accepts('options', value);
}

function addArgument(
	call: ts.CallExpression | ts.NewExpression,
	index: number,
	text: string,
	style: DocumentStyle,
): readonly Edit[] | undefined {
	const given = call.arguments;
	// What is left out before it may be what other overloads have in its place.
	if (index > (given?.length ?? 0)) return undefined;
	if (!given) return [{ span: { start: call.end, end: call.end }, text: `(${text})` }];
	const next = given[index];
	const lineBreak = ownLine(call, given, style);
	if (next) return [{ span: { start: next.getStart(), end: next.getStart() }, text: `${text},${lineBreak}` }];
	const last = given.at(-1);
	if (!last) return [{ span: { start: given.pos, end: given.pos }, text }];
	return [{ span: { start: last.end, end: last.end }, text: `,${lineBreak}${text}` }];
}

/** What stands between two arguments: a blank, or the end of a line and an indentation where each has a line of its own. */
function ownLine(
	{ expression }: ts.CallExpression | ts.NewExpression,
	[first, ...others]: readonly ts.Expression[],
	style: DocumentStyle,
): string {
	const { text } = expression.getSourceFile();
	const isFirst = (node: ts.Node): boolean => /\n[ \t]*$/.test(text.slice(expression.end, node.getStart()));
	if (!first || !isFirst(first) || !others.every(isFirst)) return ' ';
	return style.eol + indentAt(text, first.getStart());
}

function isNone(value: ts.Expression): boolean {
	return value.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(value) && value.text === 'undefined');
}

/** The object literal that an argument is, or that the name it mentions is declared with. */
function literalOf(
	given: ts.Expression,
	changes: readonly PropertyChange[],
	site: CallSite,
	{ analysis }: OptionContext,
): ts.ObjectLiteralExpression | undefined {
	const inner = unwrap(given);
	if (ts.isObjectLiteralExpression(inner)) return inner;
	const declaration = ts.isIdentifier(inner) ? analysis.names.declarationOf(inner) : undefined;
	const source = declaration && soleSource(declaration);
	if (!source || source.path.length > 0) return undefined;
	const literal = unwrap(source.expression);
	if (!ts.isObjectLiteralExpression(literal)) return undefined;
	const changed = new Set(changes.map(({ path }) => path[0]));
	// A member that is also assigned elsewhere is not decided by the literal.
	if (declaration.memberWrites.some(({ member }) => member === undefined || changed.has(member))) return undefined;
	const isShared =
		changes.length > 0 && declaration.references.some((mention) => goesElsewhere(mention, site, analysis));
	return isShared ? undefined : literal;
}

/** True where the same options also go to a call of another client, which would be given them too. */
function goesElsewhere(mention: ts.Identifier, site: CallSite, { givenTo }: Analysis): boolean {
	const other = givenTo.get(mention);
	return other !== undefined && other.module !== site.module;
}
