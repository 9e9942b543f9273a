import * as ts from 'typescript';
import type { Edit } from '../model.js';
import { staticName, unwrap } from './parse.js';
import { indentAt, type DocumentStyle } from './style.js';

/** A property to add, or to replace where its value is a literal. */
export interface PropertyChange {
	readonly path: readonly string[];
	readonly text: string;
	/** Replaces any value. */
	readonly force: boolean;
	/** Leaves a value that is there. */
	readonly keep: boolean;
}

/** Sets properties of one object literal; undefined where one of them cannot be set by text alone. */
export function writeProperties(
	literal: ts.ObjectLiteralExpression,
	changes: readonly PropertyChange[],
	style: DocumentStyle,
): readonly Edit[] | undefined {
	const edits: Edit[] = [];
	const added: string[] = [];
	for (const [name, inside] of byName(changes)) {
		const present = findProperty(literal, name);
		if (present === 'hidden') return undefined;
		if (!present) {
			added.push(writeProperty(name, inside));
			continue;
		}
		const replaced = replaceProperty(present, inside, style);
		if (!replaced) return undefined;
		edits.push(...replaced);
	}
	return added.length > 0 ? [...edits, ...addProperties(literal, added, style)] : edits;
}

/** An object literal with these properties. */
export function writeObject(changes: readonly PropertyChange[]): string {
	return `{ ${[...byName(changes)].map(([name, inside]) => writeProperty(name, inside)).join(', ')} }`;
}

function writeProperty(name: string, inside: readonly PropertyChange[]): string {
	return `${writeKey(name)}: ${valueOf(inside)}`;
}

/** The value that changes of one property make: of the property itself the first, else an object of what is below it. */
function valueOf(inside: readonly PropertyChange[]): string {
	return inside.find(({ path }) => path.length === 0)?.text ?? writeObject(inside);
}

/** Changes by the property that they are of, with the rest of their paths. */
function byName(changes: readonly PropertyChange[]): ReadonlyMap<string, readonly PropertyChange[]> {
	const groups = new Map<string, PropertyChange[]>();
	for (const change of changes) {
		const [name = '', ...path] = change.path;
		groups.set(name, [...(groups.get(name) ?? []), { ...change, path }]);
	}
	return groups;
}

function writeKey(name: string): string {
	return /^[\w$]+$/.test(name) ? name : `'${name}'`;
}

/** `hidden` where a later spread or a computed key may hold the property. */
export function findProperty(
	literal: ts.ObjectLiteralExpression,
	name: string,
): ts.ObjectLiteralElementLike | 'hidden' | undefined {
	const present = literal.properties.findLast((each) => each.name && staticName(each.name) === name);
	const from = present ? literal.properties.indexOf(present) : -1;
	const hides = literal.properties.slice(from + 1).some((each) => !each.name && from >= 0);
	return hides ? 'hidden' : present;
}

function replaceProperty(
	property: ts.ObjectLiteralElementLike,
	inside: readonly PropertyChange[],
	style: DocumentStyle,
): readonly Edit[] | undefined {
	const isWhole = inside.some(({ path }) => path.length === 0);
	if (isWhole && inside.every(({ keep }) => keep)) return [];
	if (!ts.isPropertyAssignment(property)) return undefined;
	const value = unwrap(property.initializer);
	if (!isWhole && ts.isObjectLiteralExpression(value)) return writeProperties(value, inside, style);
	if (!inside.some(({ force }) => force) && !isLiteral(value)) return undefined;
	const { initializer } = property;
	const text = valueOf(inside);
	if (initializer.getText() === text) return [];
	return [{ span: { start: initializer.getStart(), end: initializer.end }, text }];
}

/** Values whose replacement loses nothing: numbers and sums of them, strings, booleans, `null`, `undefined`. */
function isLiteral(value: ts.Expression): boolean {
	if (ts.isBinaryExpression(value)) return isLiteral(unwrap(value.left)) && isLiteral(unwrap(value.right));
	if (ts.isPrefixUnaryExpression(value)) return isLiteral(value.operand);
	return (
		ts.isLiteralExpression(value) ||
		value.kind === ts.SyntaxKind.TrueKeyword ||
		value.kind === ts.SyntaxKind.FalseKeyword ||
		value.kind === ts.SyntaxKind.NullKeyword ||
		(ts.isIdentifier(value) && value.text === 'undefined')
	);
}

function addProperties(literal: ts.ObjectLiteralExpression, added: readonly string[], style: DocumentStyle): Edit[] {
	const { text } = literal.getSourceFile();
	const { properties } = literal;
	const last = properties.at(-1);
	if (!last) {
		const inside = text.slice(literal.getStart() + 1, literal.end - 1);
		const at = literal.getStart() + 1;
		if (inside.trim() === '') return [{ span: { start: at, end: literal.end - 1 }, text: ` ${added.join(', ')} ` }];
		// A comment is all there is; it stays below the new properties.
		const indent = indentAt(text, literal.getStart()) + style.indent;
		return [{ span: { start: at, end: at }, text: added.map((each) => `${style.eol}${indent}${each},`).join('') }];
	}
	const comma = properties.hasTrailingComma;
	const end = comma ? properties.end : last.end;
	const isMultiline =
		/\n/.test(text.slice(literal.getStart(), last.getStart())) && /\n/.test(text.slice(end, literal.end));
	if (!isMultiline)
		return [{ span: { start: last.end, end: last.end }, text: added.map((each) => `, ${each}`).join('') }];
	const lineBreak = style.eol + indentAt(text, last.getStart());
	const at = ts.getTrailingCommentRanges(text, end)?.at(-1)?.end ?? end;
	const lines = added.map((each) => lineBreak + each).join(',') + (comma ? ',' : '');
	if (comma) return [{ span: { start: at, end: at }, text: lines }];
	if (at === end) return [{ span: { start: end, end }, text: `,${lines}` }];
	return [
		{ span: { start: end, end }, text: ',' },
		{ span: { start: at, end: at }, text: lines },
	];
}
