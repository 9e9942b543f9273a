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
	for (const change of changes) {
		const [name = '', ...rest] = change.path;
		const present = findProperty(literal, name);
		if (present === 'hidden') return undefined;
		if (!present) {
			added.push(`${writeKey(name)}: ${nested(rest, change.text)}`);
			continue;
		}
		const replaced = replaceProperty(present, rest, change, style);
		if (!replaced) return undefined;
		edits.push(...replaced);
	}
	return added.length > 0 ? [...edits, ...addProperties(literal, added, style)] : edits;
}

/** An object literal with these properties. */
export function writeObject(changes: readonly PropertyChange[]): string {
	return `{ ${changes.map(({ path: [name = '', ...rest], text }) => `${writeKey(name)}: ${nested(rest, text)}`).join(', ')} }`;
}

function nested(path: readonly string[], text: string): string {
	return path.reduceRight((inner, name) => `{ ${writeKey(name)}: ${inner} }`, text);
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
	rest: readonly string[],
	change: PropertyChange,
	style: DocumentStyle,
): readonly Edit[] | undefined {
	if (change.keep && rest.length === 0) return [];
	if (!ts.isPropertyAssignment(property)) return undefined;
	const value = unwrap(property.initializer);
	if (rest.length > 0 && ts.isObjectLiteralExpression(value)) {
		return writeProperties(value, [{ ...change, path: rest }], style);
	}
	if (!change.force && !isLiteral(value)) return undefined;
	const { initializer } = property;
	const text = nested(rest, change.text);
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
