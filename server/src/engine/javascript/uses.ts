import * as ts from 'typescript';
import { lazyFor } from '../lazy.js';
import { countBefore } from '../ordered.js';
import { Quota } from '../quota.js';
import type { Property, Use, Value } from '../sites.js';
import type { Binding, FieldReader, IsFluent } from './bindings.js';
import { calledMember, isAssigned, sameObject } from './bindings.js';
import { mentionsInCalled } from './called.js';
import { noKeywords, readArguments, type OpenSite } from './call-sites.js';
import { visit } from './functions.js';
import {
	createClimb,
	isAccess,
	isCallOrNew,
	isTransparent,
	memberName,
	spanOf,
	staticName,
	unwrap,
	wrapping,
} from './parse.js';
import type { Names } from './scopes.js';
import { returnsReceiver, type Evaluate } from './values.js';

type Call = ts.CallExpression | ts.NewExpression;

interface UseParts {
	readonly names: Names;
	readonly fields: FieldReader;
	readonly evaluate: Evaluate;
	methodOf(this: void, access: ts.PropertyAccessExpression): ts.MethodDeclaration | undefined;
	siteOf(call: Call): OpenSite | undefined;
	isFluent(site: OpenSite, method: string): boolean;
	/** Where the text waits, in document order. */
	pauses(this: void): readonly number[];
	readonly literals: Literals;
	readonly follow: Follow;
	readonly functionAround: FunctionAround;
	/** The outermost choice that another one is an alternative of. */
	choiceAround(this: void, choice: ts.Expression): ts.Expression;
	/** The statements and calls that were found to be about the object of a site. */
	readonly known: Map<ts.Node, OpenSite>;
}

/** Literals that are being judged, because two of them may hold each other. */
interface Judging {
	readonly parts: UseParts;
	readonly seen: Set<ts.Node>;
	/** The same in their order, of which the last are wanted. */
	readonly order: ts.Node[];
	/** How often one was met that is being judged, or has been. */
	met: number;
}

/** Where a literal goes, and the literals that it goes through. */
interface Way {
	readonly exits: readonly Exit[];
	readonly through: readonly ts.Node[];
}

/** What is known of literals, each of which may hold many objects. */
interface Literals {
	readonly ways: Map<ts.Node, Way>;
	/** The properties that the text assigns to in the object that a literal makes: `options.agent = other`. */
	replacedIn(this: void, literal: ts.ObjectLiteralExpression): ReadonlySet<string | undefined>;
}

const none: ReadonlySet<string> = new Set();

export function createLiterals(fields: FieldReader): Literals {
	const replacedIn = lazyFor((literal: ts.ObjectLiteralExpression) => {
		const mentions = fields.bindingOf(literal)?.mentions ?? [];
		const accesses = mentions.map((mention) => wrapping(mention).parent).filter(isAccess);
		const assigned = accesses.filter((access) => isAssigned(access));
		return assigned.length === 0 ? none : new Set(assigned.map(memberName));
	});
	return { ways: new Map(), replacedIn };
}

/** The calls on the object of a site, as far as they are read, among its mentions in a function that it is handed to. */
type Follow = (mentions: readonly ts.Expression[], site: OpenSite) => readonly ts.Expression[];

export function createFollow({ text }: ts.SourceFile): Follow {
	const quota = new Quota(text.length);
	const called = lazyFor((mentions: readonly ts.Expression[]) => mentions.filter(isCalled));
	return (mentions, site) => {
		const found = mentions.length === 0 ? mentions : called(mentions);
		const granted = quota.take(found.length);
		if (granted === found.length) return found;
		site.cut = true;
		return found.slice(0, granted);
	};
}

/** Itself, or a member of it. */
function isCalled(mention: ts.Expression): boolean {
	const object = wrapping(mention);
	return (calledMember(object) ?? callOf(object)) !== undefined;
}

/** `object()` */
function callOf(object: ts.Expression): ts.CallExpression | undefined {
	const { parent } = object;
	return ts.isCallExpression(parent) && parent.expression === object ? parent : undefined;
}

/** Fills in what the text does with the object that a call makes. */
export function linkUses(call: Call, site: OpenSite, parts: UseParts): void {
	if (isDropped(call)) return;
	const isFluent: IsFluent = (method) => returnsReceiver.has(method) || parts.isFluent(site, method);
	const binding = parts.fields.bindingOf(call, isFluent);
	site.boundTo = binding?.name;
	const own = [wrapping(call), ...(binding?.mentions ?? []).filter((mention) => !isAssigned(mention))];
	const handed = own.flatMap((mention) => parts.follow(mentionsInCalled(sameObject(mention, isFluent), parts), site));
	const starts = [...own, ...handed];
	const listening: ts.CallExpression[] = [];
	const read = (used: ts.CallExpression, method: string): Use => {
		if (returnsReceiver.has(method)) listening.push(used);
		parts.known.set(used, site);
		const within = callbackAround(used, call, parts);
		const atOnce = followsAtOnce(used, call, parts) && { atOnce: true };
		return { ...readUse(used, method, parts), ...atOnce, ...(within !== undefined && { within }) };
	};
	const uses: Use[] = [];
	for (const start of starts) addChained(uses, wrapping(start), read, isFluent);
	site.uses = [...uses, ...usesOfThis([call, ...listening], read)];
	const assigned = readAssigned(site, binding?.mentions ?? [], parts);
	if (assigned.size > 0) site.assigned = assigned;
	const exits = findExits(call, binding, { parts, seen: new Set(), order: [], met: 0 });
	site.escapes = exits.length > 0;
	site.unused = binding !== undefined && !binding.name.startsWith('this.') && !binding.shared && isUnmentioned(binding);
	const names = exits.filter((exit) => exit !== undefined);
	if (names.length > 0 && names.length === exits.length) site.landsAs = names;
}

/** True for a statement of its own, whose result nobody has. */
function isDropped(call: Call): boolean {
	return ts.isExpressionStatement(wrapping(call).parent) && !call.arguments?.some(ts.isFunctionExpression);
}

function isUnmentioned({ mentions }: Binding): boolean {
	return mentions.every((mention) => isAssigned(mention));
}

/** Adds calls made directly on an expression, and on the results of those that return the same object. */
function addChained(
	uses: Use[],
	start: ts.Expression,
	read: (call: ts.CallExpression, method: string) => Use,
	isFluent: IsFluent,
): void {
	let current = start;
	for (let member = calledMember(current); member; member = calledMember(current)) {
		uses.push(read(member.call, member.name));
		if (!isFluent(member.name)) return;
		current = wrapping(member.call);
	}
	const called = current === start ? callOf(start) : undefined;
	if (called) uses.push(read(called, ''));
}

/** Calls on `this` in the listeners that are functions, whose `this` is the object. */
function usesOfThis(
	listening: readonly Call[],
	read: (call: ts.CallExpression, method: string) => Use,
): readonly Use[] {
	const uses: Use[] = [];
	const enter = (node: ts.Node): boolean => {
		if (ts.isFunctionLike(node) && !ts.isArrowFunction(node)) return false;
		if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
			const { expression: owner, name } = node.expression;
			if (owner.kind === ts.SyntaxKind.ThisKeyword) uses.push(read(node, name.text));
		}
		return true;
	};
	for (const call of listening) {
		for (const listener of call.arguments ?? []) if (ts.isFunctionExpression(listener)) visit(listener.body, enter);
	}
	return uses;
}

/** The function around that is given to the call that makes the object, or to `on(event, ...)`. */
function callbackAround(
	used: ts.CallExpression,
	made: Call,
	{ functionAround }: Pick<UseParts, 'functionAround'>,
): string | undefined {
	for (let node = functionAround(used); node; node = functionAround(node)) {
		const { parent } = node;
		if (parent === made) return 'callback';
		if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) continue;
		const [event] = parent.arguments;
		if (returnsReceiver.has(parent.expression.name.text) && event && ts.isStringLiteralLike(event)) return event.text;
	}
	return undefined;
}

/** True in the same run of the code around, with nothing in between that waits. */
function followsAtOnce(used: ts.CallExpression, made: Call, { functionAround, pauses }: UseParts): boolean {
	if (functionAround(used) !== functionAround(made) || used.end < made.end) return false;
	return countBefore(pauses(), used.end) === countBefore(pauses(), made.end);
}

/** Where a text has the words that wait for something. */
export function findPauses({ text }: ts.SourceFile): readonly number[] {
	return Array.from(text.matchAll(/\b(?:await|yield)\b/g), ({ index }) => index);
}

/** What statements set on the members of an object: `agent.keepAlive = true`; set twice, it has no one value. */
function readAssigned(
	site: OpenSite,
	mentions: readonly ts.Expression[],
	{ evaluate, known }: UseParts,
): Map<string, Property> {
	const assigned = new Map<string, Property>();
	for (const mention of mentions) {
		const path: string[] = [];
		let target = wrapping(mention);
		while (isAccess(target.parent) && target.parent.expression === target) {
			const name = memberName(target.parent);
			if (name === undefined) break;
			path.push(name);
			target = wrapping(target.parent);
		}
		const { parent } = target;
		if (path.length === 0 || !isAssigned(target) || !ts.isBinaryExpression(parent)) continue;
		known.set(parent, site);
		const name = path.join('.');
		const isPlain = parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && !assigned.has(name);
		const value: Value = isPlain ? evaluate(parent.right) : { kind: 'unknown', span: spanOf(parent) };
		assigned.set(name, { key: spanOf(target), span: spanOf(parent), value });
	}
	return assigned;
}

function readUse(call: ts.CallExpression, method: string, { evaluate, names }: UseParts): Use {
	return {
		method,
		callee: spanOf(call.expression, names.source),
		extent: spanOf(call, names.source),
		arguments: readArguments(call, evaluate),
		keywords: noKeywords,
		open: call.arguments.some((argument) => ts.isSpreadElement(argument)),
	};
}

/**
 * A place where an object goes to code that cannot be seen: returned, exported, passed to an unknown call, or there as a
 * property, whose path it then is (`agent.https`).
 */
type Exit = string | undefined;

const unnamed: readonly Exit[] = [undefined];

function findExits(call: Call, binding: Binding | undefined, judging: Judging): readonly Exit[] {
	if (!binding) return exitsOf(sameObject(call), judging);
	if (binding.shared) return unnamed;
	const exits: Exit[] = [];
	for (const mention of binding.mentions) {
		if (isAssigned(mention)) continue;
		for (const exit of exitsOf(sameObject(mention), judging)) {
			// Where it cannot be seen, no other place makes a difference.
			if (exit === undefined) return unnamed;
			exits.push(exit);
		}
	}
	return exits;
}

function exitsOf(object: ts.Expression, judging: Judging): readonly Exit[] {
	const { parent } = object;
	if (ts.isExpressionStatement(parent) || ts.isAwaitExpression(parent) || ts.isVoidExpression(parent)) return [];
	if (isAccess(parent)) return parent.expression === object ? [] : unnamed;
	if (isCallOrNew(parent)) return parent.expression === object || judging.parts.siteOf(parent) ? [] : unnamed;
	if (isCondition(parent, object)) return [];
	if (isChoice(parent)) return exitsOf(wrapping(judging.parts.choiceAround(parent)), judging);
	if (ts.isArrowFunction(parent)) return functionExits(parent, judging);
	if (ts.isReturnStatement(parent)) {
		const around = judging.parts.functionAround(parent);
		return around ? functionExits(around, judging) : unnamed;
	}
	if (ts.isPropertyAssignment(parent)) return propertyExits(parent, judging);
	if (ts.isShorthandPropertyAssignment(parent)) return propertyExits(parent, judging);
	return ts.isBinaryExpression(parent) && parent.right === object ? [assignedPath(parent)] : unnamed;
}

/** An agent chosen by a function among a call's options (`agent: (url) => ...`) stays with that call. */
function functionExits(node: ts.Node, judging: Judging): readonly Exit[] {
	const { parent } = node;
	return ts.isPropertyAssignment(parent) ? literalExits(parent.parent, judging) : unnamed;
}

function propertyExits(
	property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment,
	judging: Judging,
): readonly Exit[] {
	const name = staticName(property.name);
	// Where it is replaced in between, which of the two goes on is not visible.
	if (name !== undefined && judging.parts.literals.replacedIn(property.parent).has(name)) return [name];
	return literalExits(property.parent, judging).map((outer) => (outer === undefined ? name : `${outer}.${name}`));
}

/** An object literal stays where it is an argument of a catalogued call, or a name that only goes to such calls. */
function literalExits(literal: ts.Node, judging: Judging): readonly Exit[] {
	if (!ts.isObjectLiteralExpression(literal)) return unnamed;
	const { seen, order } = judging;
	const { ways } = judging.parts.literals;
	if (seen.has(literal)) {
		judging.met++;
		return [];
	}
	const known = ways.get(literal);
	if (known?.through.every((each) => !seen.has(each))) {
		for (const each of known.through) {
			seen.add(each);
			order.push(each);
		}
		return known.exits;
	}
	const [before, met] = [order.length, judging.met];
	seen.add(literal);
	order.push(literal);
	const exits = exitsOfLiteral(literal, judging);
	// What was cut short may be longer from elsewhere.
	if (judging.met === met) ways.set(literal, { exits, through: order.slice(before) });
	return exits;
}

function exitsOfLiteral(literal: ts.ObjectLiteralExpression, judging: Judging): readonly Exit[] {
	const object = wrapping(literal);
	const { parent } = object;
	if (isCallOrNew(parent)) return judging.parts.siteOf(parent) ? [] : unnamed;
	if (ts.isPropertyAssignment(parent)) return propertyExits(parent, judging);
	const binding = judging.parts.fields.bindingOf(literal);
	if (!binding || binding.shared) return unnamed;
	return binding.mentions.flatMap((mention) => {
		if (ts.isSpreadAssignment(mention.parent)) return literalExits(mention.parent.parent, judging);
		return exitsOf(wrapping(mention), judging);
	});
}

/** `options.agent.https = object` stores it as `agent.https`. */
function assignedPath({ left, operatorToken }: ts.BinaryExpression): Exit {
	if (operatorToken.kind < ts.SyntaxKind.FirstAssignment || operatorToken.kind > ts.SyntaxKind.LastAssignment)
		return undefined;
	const path: string[] = [];
	let current = unwrap(left);
	for (; isAccess(current); current = unwrap(current.expression)) {
		const name = memberName(current);
		if (name === undefined) return undefined;
		path.unshift(name);
	}
	return path.length > 0 ? path.join('.') : undefined;
}

export function createChoiceAround(): UseParts['choiceAround'] {
	return createClimb((node) => {
		const { parent } = node;
		return isCondition(parent, node) || !(isChoice(parent) || isTransparent(parent));
	});
}

/** One of two objects: `a ? b : c`, `a ?? b`. */
function isChoice(node: ts.Node): node is ts.ConditionalExpression | ts.BinaryExpression {
	if (ts.isConditionalExpression(node)) return true;
	if (!ts.isBinaryExpression(node)) return false;
	const { kind } = node.operatorToken;
	return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
}

function isCondition(parent: ts.Node, object: ts.Expression): boolean {
	if (ts.isConditionalExpression(parent)) return parent.condition === object;
	return ts.isPrefixUnaryExpression(parent) || ts.isIfStatement(parent) || ts.isTypeOfExpression(parent);
}

/** Finds the function around a node. */
type FunctionAround = (node: ts.Node) => ts.Node | undefined;

export function createFunctionAround(): FunctionAround {
	const climb = createClimb((node) => ts.isFunctionLike(node) || ts.isSourceFile(node));
	return (node) => {
		const around = climb(node.parent);
		return ts.isSourceFile(around) ? undefined : around;
	};
}
