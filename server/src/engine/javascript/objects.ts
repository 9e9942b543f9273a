import * as ts from 'typescript';
import type { Span } from '../model.js';
import type { Property, Value } from '../sites.js';
import type { MemberWrite } from './declarations.js';
import { readFunction } from './functions.js';
import { spanOf, staticName } from './parse.js';
import type { Evaluate } from './values.js';

/** Reads an object literal together with later writes to its members. */
export function readObject(
	node: ts.ObjectLiteralExpression,
	writes: readonly MemberWrite[],
	evaluate: Evaluate,
): Value {
	const properties = new Map<string, Property>();
	let open = false;
	for (const member of node.properties) {
		const name = member.name && staticName(member.name);
		if (ts.isSpreadAssignment(member)) {
			open = spread(evaluate(member.expression), properties) || open;
		} else if (name === undefined) {
			open = true;
		} else {
			properties.set(name, { key: keySpan(member), span: spanOf(member), value: memberValue(member, evaluate) });
		}
	}
	for (const write of writes) {
		if (write.member === undefined) open = true;
		else properties.set(write.member, readWrite(write, properties, evaluate));
	}
	return { kind: 'object', properties, open, span: spanOf(node) };
}

/** `Object.assign(a, b)` as a value: later objects replace what earlier ones have. */
export function mergeObjects(values: readonly Value[], span: Span): Value {
	const properties = new Map<string, Property>();
	let open = false;
	for (const value of values) open = spread(value, properties) || open;
	return { kind: 'object', properties, open, span };
}

/** One of two objects: only what both agree on is known, and what neither has is absent. */
export function eitherObject(a: Value, b: Value, span: Span): Value {
	const sides = [a, b].flatMap((side) => (side.kind === 'object' ? [side] : []));
	const properties = new Map<string, Property>();
	for (const { properties: own } of sides) {
		for (const [name, property] of own) {
			const same = sides.length === 2 && sides.every((side) => agrees(side.properties.get(name), property));
			properties.set(name, same ? property : hide(property));
		}
	}
	return { kind: 'object', properties, open: sides.some(({ open }) => open), span };
}

function agrees(a: Property | undefined, b: Property): boolean {
	return a !== undefined && isSame(a.value, b.value);
}

/** True for two values that are known, and the same. */
export function isSame(a: Value, b: Value): boolean {
	if (a.kind === 'number' && b.kind === 'number') return a.value === b.value;
	if (a.kind === 'string' && b.kind === 'string') return a.value !== undefined && a.value === b.value;
	if (a.kind === 'boolean' && b.kind === 'boolean') return a.value === b.value;
	if (a.kind === 'call' && b.kind === 'call') return a.site === b.site;
	return a.kind === 'none' && b.kind === 'none';
}

/** What has more members is no options; in a chain of objects that are spread each has all of those before it. */
const mostSpread = 64;

/** Copies what a spread brings; true where it may bring more. */
function spread(value: Value, properties: Map<string, Property>): boolean {
	if (value.kind === 'none') return false;
	if (value.kind !== 'object' || value.properties.size > mostSpread) {
		// A spread of unknown content may replace everything before it.
		for (const [name, property] of properties) properties.set(name, hide(property));
		return true;
	}
	if (value.open) for (const [name, property] of properties) properties.set(name, hide(property));
	for (const [name, property] of value.properties) properties.set(name, property);
	return value.open;
}

function hide(property: Property): Property {
	return { ...property, value: { kind: 'unknown', span: property.value.span } };
}

/** A member written once, where the literal has none, has that value; otherwise it depends on when the code runs. */
function readWrite(write: MemberWrite, properties: ReadonlyMap<string, Property>, evaluate: Evaluate): Property {
	const span = spanOf(write.node);
	const key = ts.isBinaryExpression(write.node) ? spanOf(write.node.left) : span;
	const sole = write.member !== undefined && !properties.has(write.member);
	const value: Value = sole && write.value ? evaluate(write.value) : { kind: 'unknown', span };
	return { key, span, value };
}

function keySpan(member: ts.ObjectLiteralElementLike): Span {
	return spanOf(member.name ?? member);
}

function memberValue(member: ts.ObjectLiteralElementLike, evaluate: Evaluate): Value {
	if (ts.isPropertyAssignment(member)) return evaluate(member.initializer);
	if (ts.isShorthandPropertyAssignment(member)) return evaluate(member.name);
	if (ts.isMethodDeclaration(member)) return readFunction(member, evaluate);
	return { kind: 'unknown', span: spanOf(member) };
}

/** The values of arguments; what is spread among them is unknown. */
export function readItems(items: readonly ts.Expression[], evaluate: Evaluate): Value[] {
	return items.map((item) => (ts.isSpreadElement(item) ? { kind: 'unknown', span: spanOf(item) } : evaluate(item)));
}

export function readArray(node: ts.ArrayLiteralExpression, evaluate: Evaluate): Value {
	const items = node.elements.filter((element) => !ts.isSpreadElement(element)).map((element) => evaluate(element));
	return { kind: 'list', items, open: items.length < node.elements.length, span: spanOf(node) };
}

/** The value of `object.name`; `span` is where it is used. */
export function readMember(object: Value, name: string, span: Span): Value {
	if (object.kind !== 'object') return { kind: 'unknown', span };
	const property = object.properties.get(name);
	if (property) return { ...property.value, span };
	return object.open ? { kind: 'unknown', span } : { kind: 'none', span };
}
