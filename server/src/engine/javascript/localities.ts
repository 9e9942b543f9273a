import * as ts from 'typescript';
import { isLocalText } from '../addresses.js';
import { readName } from '../local-names.js';
import type { LocalNamed } from '../sites.js';
import { isAccess, isCallOrNew, memberName, unwrap } from './parse.js';
import { soleSource, type Names } from './scopes.js';

/** What names say of where an expression leads; `false` where they or a text say: elsewhere. */
type Locality = LocalNamed | false | undefined;

/** Names, members and alternatives are followed so far. */
const deepest = 12;

/** Functions that give the address that they are given; the base decides where there is one. */
const handsOn = /^(?:URL|String|parse|parseUrl|parseURL|encodeURI|normalizeUrl)$/;

/** An unknown host before this path is an emulator's, which serves it to those who test against it. */
const emulatorPath = /^\/emulators?\//;

/** Reads where an address leads from the names that give it, for addresses whose text is not visible. */
export function readLocality(expression: ts.Expression, names: Names, depth = 0): Locality {
	if (depth > deepest) return undefined;
	const follow = (next: ts.Expression): Locality => readLocality(next, names, depth + 1);
	const node = unwrap(expression);
	if (ts.isStringLiteralLike(node)) return ofText(node.text);
	if (ts.isAwaitExpression(node)) return follow(node.expression);
	if (ts.isIdentifier(node)) return readName(node.text) ?? ofSource(node, names, follow);
	if (isAccess(node)) return readName(memberName(node) ?? '') ?? follow(node.expression);
	if (isCallOrNew(node)) return ofCall(node, follow);
	if (ts.isTemplateExpression(node)) return ofTemplate(node, follow);
	if (ts.isConditionalExpression(node)) return both(follow(node.whenTrue), follow(node.whenFalse));
	return ts.isBinaryExpression(node) ? ofBinary(node, follow) : undefined;
}

type Follow = (expression: ts.Expression) => Locality;

function ofText(text: string): Locality {
	const isLocal = isLocalText(text);
	if (isLocal === undefined) return undefined;
	return isLocal && { name: text };
}

function ofSource(node: ts.Identifier, names: Names, follow: Follow): Locality {
	const declaration = names.declarationOf(node);
	const source = declaration && soleSource(declaration);
	if (declaration && !source) return ofCallback(declaration.node, follow);
	if (!source) return undefined;
	for (const name of [...source.path].reverse()) {
		const said = readName(name);
		if (said !== undefined) return said;
	}
	return follow(source.expression);
}

/** What a callback is given comes from the function that it is given to: `withDevServer(options, (server) => ...)`. */
function ofCallback(node: ts.Node, follow: Follow): Locality {
	let parameter = node;
	while (ts.isBindingElement(parameter)) parameter = parameter.parent.parent;
	if (!ts.isParameter(parameter)) return undefined;
	const { parent: around } = parameter.parent;
	if (!ts.isCallExpression(around) || !around.arguments.some((each) => each === parameter.parent)) return undefined;
	const callee = unwrap(around.expression);
	return ts.isIdentifier(callee) ? readName(callee.text) : isAccess(callee) ? follow(callee) : undefined;
}

function ofCall(node: ts.CallExpression | ts.NewExpression, follow: Follow): Locality {
	const callee = unwrap(node.expression);
	const said = follow(callee);
	if (said !== undefined) return said;
	const name = ts.isIdentifier(callee) ? callee.text : isAccess(callee) ? memberName(callee) : undefined;
	const [given, base] = node.arguments ?? [];
	if (!given || name === undefined || !handsOn.test(name)) return undefined;
	return follow(given) ?? (base && name === 'URL' ? follow(base) : undefined);
}

function ofTemplate({ head, templateSpans: [first] }: ts.TemplateExpression, follow: Follow): Locality {
	if (!first) return undefined;
	if (isLocalText(head.text) !== undefined) return ofText(head.text);
	if (!/^(?:[a-z][a-z\d+.-]*:\/\/(?:[^/?#]*@)?)?$/i.test(head.text)) return undefined;
	return follow(first.expression) ?? ofPath(first.literal.text);
}

function ofBinary({ operatorToken: { kind }, left, right }: ts.BinaryExpression, follow: Follow): Locality {
	switch (kind) {
		case ts.SyntaxKind.BarBarToken:
		case ts.SyntaxKind.QuestionQuestionToken:
			return both(follow(left), follow(right));
		case ts.SyntaxKind.PlusToken:
			return isScheme(left) ? follow(right) : (follow(left) ?? ofPath(headOf(right)));
		default:
			return undefined;
	}
}

function isScheme(node: ts.Expression): boolean {
	return ts.isStringLiteralLike(node) && /^[a-z][a-z\d+.-]*:\/\/$/i.test(node.text);
}

function headOf(node: ts.Expression): string {
	if (ts.isTemplateExpression(node)) return node.head.text;
	return ts.isStringLiteralLike(node) ? node.text : '';
}

function ofPath(text: string): Locality {
	return emulatorPath.test(text) ? { name: text.replace(/[?#].*$/s, '') } : undefined;
}

/** Whichever it is at run time: local only where both are. */
function both(first: Locality, second: Locality): Locality {
	if (first === false || second === false) return false;
	return first && second;
}
