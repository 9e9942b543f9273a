import * as ts from 'typescript';
import { changeBetween } from '../edits.js';
import type { SourceDocument, Span } from '../model.js';

/** Parses a text into a tree, whose nodes get their parents with their names; broken syntax gives a tree with less in it. */
export function parseScript({ path, text }: SourceDocument): ts.SourceFile {
	return ts.createSourceFile(
		path,
		parsedText(text),
		{ languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
		false,
		scriptKind(path),
	);
}

/**
 * Parses a text of which an earlier state is parsed; what has not changed is taken from the earlier tree, which is of no
 * use any more then.
 */
export function parseAgain(earlier: ts.SourceFile, { text: whole }: SourceDocument): ts.SourceFile {
	const text = parsedText(whole);
	const { span, text: inserted } = changeBetween(earlier.text, text);
	const change = { span: { start: span.start, length: span.end - span.start }, newLength: inserted.length };
	return ts.updateSourceFile(earlier, text, change);
}

/** The text as the parser takes it. */
export function parsedText(text: string): string {
	return text.replace(/^\uFEFF#!/, markedHashbang);
}

/** Node takes a hashbang behind a byte order mark, which the parser does not; a comment of the same length stands in. */
export const markedHashbang = '//!';

/** True for the dialects that have type annotations. */
export function isTypeScript(path: string): boolean {
	return /\.[cm]?tsx?$/i.test(path);
}

function scriptKind(path: string): ts.ScriptKind {
	if (/\.tsx$/i.test(path)) return ts.ScriptKind.TSX;
	if (isTypeScript(path)) return ts.ScriptKind.TS;
	return /\.jsx$/i.test(path) ? ts.ScriptKind.JSX : ts.ScriptKind.JS;
}

/** Where a node stands, without the comments and blanks before it. Its source, where it is at hand, need not be looked for. */
export function spanOf(node: ts.Node, source?: ts.SourceFile): Span {
	return { start: node.getStart(source), end: node.end };
}

/** A longer way up is remembered: in a chain of calls, each is around all before it. */
const shortWay = 64;

/** Goes up from a node, itself included, to the first that `stops`; what is around others is a node of their kind. */
export function createClimb<Node extends ts.Node>(stops: (node: Node) => boolean): (node: Node) => Node {
	const known = new Map<Node, Node>();
	return (node) => {
		let passed: Node[] | undefined;
		let current = node;
		for (let steps = 0; !stops(current); steps++) {
			const end = steps < shortWay ? undefined : known.get(current);
			if (steps >= shortWay && !end) (passed ??= []).push(current);
			current = end ?? (current.parent as Node);
		}
		for (const each of passed ?? []) known.set(each, current);
		return current;
	};
}

/** The expression inside parentheses, type assertions and non-null marks, none of which change its value. */
export function unwrap(expression: ts.Expression): ts.Expression {
	let inner = expression;
	while (isTransparent(inner)) inner = inner.expression;
	return inner;
}

/** The node around parentheses, assertions and non-null marks, `await` left alone. */
export function wrapping(node: ts.Expression): ts.Expression {
	let outer = node;
	while (ts.isExpression(outer.parent) && isTransparent(outer.parent)) outer = outer.parent;
	return outer;
}

type Transparent =
	ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression | ts.TypeAssertion;

export function isTransparent(node: ts.Node): node is Transparent {
	return (
		ts.isParenthesizedExpression(node) ||
		ts.isAsExpression(node) ||
		ts.isSatisfiesExpression(node) ||
		ts.isNonNullExpression(node) ||
		ts.isTypeAssertionExpression(node)
	);
}

/** The key of a property or member, undefined where it is computed. */
export function staticName(name: ts.PropertyName | ts.BindingName | undefined): string | undefined {
	if (!name) return undefined;
	if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
	if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
	return undefined;
}

/** The member that `a.b` or `a['b']` names, undefined where it is computed. */
export function memberName(access: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
	if (ts.isPropertyAccessExpression(access)) return access.name.text;
	return ts.isStringLiteralLike(access.argumentExpression) ? access.argumentExpression.text : undefined;
}

export function isAccess(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression {
	return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

export function isCallOrNew(node: ts.Node): node is ts.CallExpression | ts.NewExpression {
	return ts.isCallExpression(node) || ts.isNewExpression(node);
}

/** Reads a fact of a tree once, however many findings ask for it. */
export function perSource<T extends object | boolean>(
	read: (source: ts.SourceFile) => T,
): (source: ts.SourceFile) => T {
	const known = new WeakMap<ts.SourceFile, T>();
	return (source) => {
		const found = known.get(source) ?? read(source);
		known.set(source, found);
		return found;
	};
}
