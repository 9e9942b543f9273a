import * as ts from 'typescript';
import type { Use } from '../sites.js';
import type { Binding, FieldReader, IsFluent } from './bindings.js';
import { calledMember, isAssigned, sameObject } from './bindings.js';
import { readArguments, type OpenSite } from './call-sites.js';
import { isAccess, isCallOrNew, spanOf, wrapping } from './parse.js';
import { returnsReceiver, type Evaluate } from './values.js';

type Call = ts.CallExpression | ts.NewExpression;

interface UseParts {
	readonly fields: FieldReader;
	readonly evaluate: Evaluate;
	siteOf(call: Call): OpenSite | undefined;
	isFluent(site: OpenSite, method: string): boolean;
}

/** Literals that are being judged, because two of them may hold each other. */
interface Judging extends UseParts {
	readonly seen: Set<ts.Node>;
}

/** Fills in what the text does with the object that a call makes. */
export function linkUses(call: Call, site: OpenSite, parts: UseParts): void {
	const isFluent: IsFluent = (method) => returnsReceiver.has(method) || parts.isFluent(site, method);
	const binding = parts.fields.bindingOf(call, isFluent);
	site.boundTo = binding?.name;
	const starts = [wrapping(call), ...(binding?.mentions ?? []).filter((mention) => !isAssigned(mention))];
	site.uses = starts.flatMap((start) => chainedUses(wrapping(start), parts.evaluate, isFluent));
	site.escapes = escapes(call, binding, { ...parts, seen: new Set() });
}

/** Calls made directly on an expression, and on the results of those that return the same object. */
function chainedUses(start: ts.Expression, evaluate: Evaluate, isFluent: IsFluent): Use[] {
	const uses: Use[] = [];
	let current = start;
	for (let member = calledMember(current); member; member = calledMember(current)) {
		uses.push(readUse(member.call, member.name, evaluate));
		if (!isFluent(member.name)) return uses;
		current = wrapping(member.call);
	}
	if (ts.isCallExpression(current.parent) && current.parent.expression === current && current === start) {
		uses.push(readUse(current.parent, '', evaluate));
	}
	return uses;
}

function readUse(call: ts.CallExpression, method: string, evaluate: Evaluate): Use {
	return {
		method,
		callee: spanOf(call.expression),
		extent: spanOf(call),
		arguments: readArguments(call, evaluate),
		keywords: new Map(),
		open: call.arguments.some((argument) => ts.isSpreadElement(argument)),
	};
}

function escapes(call: Call, binding: Binding | undefined, parts: Judging): boolean {
	if (!binding) return leaves(sameObject(call), parts);
	if (binding.shared) return true;
	return binding.mentions.some((mention) => !isAssigned(mention) && leaves(sameObject(mention), parts));
}

/** True where the object goes to code that cannot be seen: returned, exported, stored, or passed to an unknown call. */
function leaves(object: ts.Expression, parts: Judging): boolean {
	const { parent } = object;
	if (ts.isExpressionStatement(parent) || ts.isAwaitExpression(parent) || ts.isVoidExpression(parent)) return false;
	if (isAccess(parent)) return parent.expression !== object;
	if (isCallOrNew(parent)) return parent.expression !== object && !parts.siteOf(parent);
	if (isCondition(parent, object)) return false;
	if (ts.isConditionalExpression(parent) || ts.isParenthesizedExpression(parent)) return leaves(parent, parts);
	if (ts.isArrowFunction(parent)) return functionLeaves(parent, parts);
	if (ts.isReturnStatement(parent)) {
		const around = functionAround(parent);
		return !around || functionLeaves(around, parts);
	}
	if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent))
		return literalLeaves(parent.parent, parts);
	return true;
}

/** An agent chosen by a function among a call's options (`agent: (url) => ...`) stays with that call. */
function functionLeaves(node: ts.Node, parts: Judging): boolean {
	const { parent } = node;
	return !ts.isPropertyAssignment(parent) || literalLeaves(parent.parent, parts);
}

/** An object literal stays where it is an argument of a catalogued call, or a name that only goes to such calls. */
function literalLeaves(literal: ts.Node, parts: Judging): boolean {
	if (!ts.isObjectLiteralExpression(literal)) return true;
	if (parts.seen.has(literal)) return false;
	parts.seen.add(literal);
	const object = wrapping(literal);
	const { parent } = object;
	if (isCallOrNew(parent)) return !parts.siteOf(parent);
	if (ts.isPropertyAssignment(parent)) return literalLeaves(parent.parent, parts);
	const binding = parts.fields.bindingOf(literal);
	if (!binding || binding.shared) return true;
	return binding.mentions.some((mention) => {
		if (ts.isSpreadAssignment(mention.parent)) return literalLeaves(mention.parent.parent, parts);
		return leaves(wrapping(mention), parts);
	});
}

function isCondition(parent: ts.Node, object: ts.Expression): boolean {
	if (ts.isConditionalExpression(parent)) return parent.condition === object;
	return ts.isPrefixUnaryExpression(parent) || ts.isIfStatement(parent) || ts.isTypeOfExpression(parent);
}

function functionAround(node: ts.Node): ts.Node | undefined {
	let current: ts.Node = node.parent;
	while (!ts.isFunctionLike(current)) {
		if (ts.isSourceFile(current)) return undefined;
		current = current.parent;
	}
	return current;
}
