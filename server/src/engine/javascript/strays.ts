import * as ts from 'typescript';
import type { Span } from '../model.js';
import type { CallSite } from '../sites.js';
import { visit } from './functions.js';
import { isAccess, memberName, spanOf, unwrap } from './parse.js';
import { soleSource, type Names } from './scopes.js';

/** The catalogued call whose object a statement or call is known to be about. */
export type OwnerOf = (node: ts.Node) => CallSite | undefined;

/** The members that a text sets or calls, as far as it cannot be told of what. */
interface StrayParts {
	readonly names: Names;
	readonly ownerOf: OwnerOf;
	/** Methods that matter, each of which does the same. */
	readonly methods: ReadonlySet<string>;
}

/** Reads them in any function of the text, because objects that leave come back as parameters and as members. */
export function readStrays({ names, ownerOf, methods }: StrayParts): ReadonlySet<string> {
	const strays = new Set<string>();
	for (const assignment of names.memberAssignments) {
		const name = memberOf(assignment.left);
		if (name !== undefined && !ownerOf(assignment)) strays.add(name);
	}
	for (const call of [...names.callsNamed('assign'), ...names.callsNamed('defineProperty')]) {
		for (const name of definedMembers(call)) strays.add(name);
	}
	for (const call of [...methods].flatMap((method) => names.callsNamed(method))) {
		const callee = unwrap(call.expression);
		if (!isAccess(callee) || ownerOf(call)) continue;
		// A request hands its own call on to its socket.
		if (!isOwnSocket(unwrap(callee.expression), names)) for (const method of methods) strays.add(method);
	}
	return strays;
}

/** What an assignment sets; nothing where it is a member of the module, of the class around or of a prototype. */
function memberOf(target: ts.Expression): string | undefined {
	const access = unwrap(target);
	if (!isAccess(access)) return undefined;
	const owner = unwrap(access.expression);
	const isOwn = owner.kind === ts.SyntaxKind.ThisKeyword || /(?:^|\.)(?:exports|prototype)$/.test(owner.getText());
	return isOwn ? undefined : memberName(access);
}

/** `Object.assign(object, { name: ... })` and `Object.defineProperty(object, 'name', ...)`. */
function definedMembers(call: ts.CallExpression | ts.NewExpression): readonly string[] {
	const [, ...given] = call.arguments ?? [];
	const [first] = given;
	switch (call.expression.getText()) {
		case 'Object.assign':
			return given
				.filter(ts.isObjectLiteralExpression)
				.flatMap(({ properties }) =>
					properties.flatMap(({ name }) =>
						name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [name.text] : [],
					),
				);
		case 'Object.defineProperty':
			return first && ts.isStringLiteralLike(first) ? [first.text] : [];
		default:
			return [];
	}
}

/** A socket that this very code opens or is called back with: `super.createConnection(...)`, `on('socket', (s) => ...)`. */
function isOwnSocket(receiver: ts.Expression, names: Names): boolean {
	if (receiver.kind === ts.SyntaxKind.ThisKeyword) return true;
	if (!ts.isIdentifier(receiver)) return false;
	const declaration = names.declarationOf(receiver);
	if (!declaration) return false;
	if (ts.isParameter(declaration.node)) {
		const around = declaration.node.parent.parent;
		return ts.isCallExpression(around) || ts.isNewExpression(around);
	}
	const source = soleSource(declaration);
	return source !== undefined && /^super\b/.test(source.expression.getText());
}

const beating = /heart_?beats?|keep_?alive|\bping/i;

/** A timer that sends something again and again, and the objects that it calls, as far as they are known. */
export interface Beat {
	readonly span: Span;
	readonly owners: readonly CallSite[];
}

export function readBeats(names: Names, ownerOf: OwnerOf): readonly Beat[] {
	return names.callsNamed('setInterval').flatMap((call) => {
		const [action] = call.arguments ?? [];
		if (!action) return [];
		const made: ts.CallExpression[] = [];
		visit(action, (node) => {
			if (ts.isCallExpression(node)) made.push(node);
			return true;
		});
		const called = isName(action) ? [action] : made.map(({ expression }) => expression);
		if (!called.some((each) => beating.test(each.getText()))) return [];
		const owners = made.map(ownerOf).filter((owner) => owner !== undefined);
		return [{ span: spanOf(call), owners }];
	});
}

function isName(node: ts.Expression): boolean {
	return ts.isIdentifier(node) || isAccess(node);
}
