import * as ts from 'typescript';
import type { Span } from '../model.js';
import type { SocketOptions, Value } from '../sites.js';
import { perSource, spanOf } from './parse.js';
import type { Evaluate } from './values.js';

export type FunctionValue = Extract<Value, { kind: 'function' }>;

/** Reads what a function returns, and what it does to sockets. */
export function readFunction(node: ts.FunctionLikeDeclaration, evaluate: Evaluate): FunctionValue {
	const results =
		node.body && !isGeneratorOrAsync(node) ? returned(node.body).flatMap((found) => branches(found, evaluate)) : [];
	const options = node.body && readSocketOptions(node.body, evaluate);
	const handed = node.body && !options ? readHandedOn(node, evaluate) : undefined;
	return { kind: 'function', span: spanOf(node), results, ...(options && { options }), ...handed };
}

/** Methods that keep or show what they are given, and do nothing to it. */
const harmless =
	/^(?:add|append|assign|debug|delete|emit|error|has|info|log|once|on|push|resolve|set|trace|unshift|warn)$/;

/** What functions do to the first parameter of this one that they are given. */
function readHandedOn(
	{ body, parameters: [first] }: ts.FunctionLikeDeclaration,
	evaluate: Evaluate,
): Pick<FunctionValue, 'options' | 'opaque'> | undefined {
	if (!body || !first || !ts.isIdentifier(first.name)) return undefined;
	const { text } = first.name;
	let handed: Pick<FunctionValue, 'options' | 'opaque'> | undefined;
	visit(body, (node) => {
		if (!ts.isCallExpression(node) || !node.arguments.some((each) => ts.isIdentifier(each) && each.text === text))
			return true;
		const { expression: callee } = node;
		if (ts.isPropertyAccessExpression(callee) && harmless.test(callee.name.text)) return true;
		const called = evaluate(callee);
		if (called.kind !== 'function' || called.opaque) handed ??= { opaque: true };
		else if (called.options) handed = { options: called.options };
		return true;
	});
	return handed;
}

function isGeneratorOrAsync(node: ts.FunctionLikeDeclaration): boolean {
	const isAsync =
		ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
	return node.asteriskToken !== undefined || isAsync === true;
}

function returned(body: ts.ConciseBody): ts.Expression[] {
	if (!ts.isBlock(body)) return [body];
	const results: ts.Expression[] = [];
	visit(body, (node) => {
		if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
		if (ts.isReturnStatement(node) && node.expression) results.push(node.expression);
		return true;
	});
	return results;
}

/** `a ? b : c` returns either of two. */
function branches(expression: ts.Expression, evaluate: Evaluate): Value[] {
	const inner = ts.isParenthesizedExpression(expression) ? expression.expression : expression;
	if (!ts.isConditionalExpression(inner)) return [evaluate(inner)];
	return [...branches(inner.whenTrue, evaluate), ...branches(inner.whenFalse, evaluate)];
}

/** Node's methods that switch probes on a socket, or on the socket of a request; the idle time is in milliseconds. */
export const setters: ReadonlySet<string> = new Set(['setKeepAlive', 'setSocketKeepAlive']);

/** False for a text none of whose code sets anything on sockets. */
export function maySetSocketOptions(text: string): boolean {
	return [...setters].some((name) => text.includes(name));
}

/** What a piece of code sets on sockets, the last call deciding; undefined where it sets nothing. */
export function readSocketOptions(body: ts.Node, evaluate: Evaluate): SocketOptions | undefined {
	let options: SocketOptions | undefined;
	let end = 0;
	visit(body, (node) => {
		if (node !== body && isTooLate(node)) return false;
		// Of a chain the call that is made last ends last, and is visited first.
		if (!ts.isCallExpression(node) || node.end <= end) return true;
		if (ts.isPropertyAccessExpression(node.expression) && setters.has(node.expression.name.text)) {
			const [enable, delay] = node.arguments.map((argument) => evaluate(argument));
			const given = enable?.kind === 'object' ? ofObject(enable) : { keepalive: flagOf(enable), idle: idleOf(delay) };
			const later = isLater(node, body);
			end = node.end;
			options = { ...given, keepsDefaults: true, unportable: [], call: spanOf(node), ...(later && { later }) };
		} else if (isOwnFunction(node.expression) && setsSomewhere(node.getSourceFile())) {
			const called = evaluate(node.expression);
			if (called.kind === 'function' && called.options) options = called.options;
		}
		return true;
	});
	return options;
}

/** A name, or a member of the class around, that may stand for a function of the text. */
function isOwnFunction(callee: ts.Expression): boolean {
	if (ts.isPropertyAccessExpression(callee)) return callee.expression.kind === ts.SyntaxKind.ThisKeyword;
	return ts.isIdentifier(callee);
}

const setsSomewhere = perSource((source) => maySetSocketOptions(source.text));

/** What an agent calls once a request has its answer. */
const lateMethods = new Set(['keepSocketAlive', 'reuseSocket']);

/** Events of sockets, requests and agents that come with the answer, or behind it. */
const lateEvents = new Set(['free', 'response', 'data', 'end', 'close', 'error']);

/** True for code that runs when nothing is waited for any more. */
function isTooLate(node: ts.Node): boolean {
	if (ts.isMethodDeclaration(node)) return lateMethods.has(node.name.getText());
	if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
	const { parent } = node;
	if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return false;
	const [event] = parent.arguments;
	return event !== undefined && ts.isStringLiteralLike(event) && lateEvents.has(event.text);
}

/** `setKeepAlive({ enable: true, initialDelay: 60_000 })`. */
function ofObject({
	properties,
	open,
}: Extract<Value, { kind: 'object' }>): Pick<SocketOptions, 'keepalive' | 'idle' | 'byObject'> {
	const enable = properties.get('enable')?.value;
	const delay = properties.get('initialDelay')?.value;
	return {
		keepalive: enable || !open ? flagOf(enable) : 'unknown',
		idle: delay || !open ? idleOf(delay) : 'unknown',
		byObject: true,
	};
}

/** True within a function of `body`, and behind an `await` of it. */
function isLater(call: ts.Node, body: ts.Node): boolean {
	for (let node = call; node !== body; node = node.parent) {
		if (ts.isFunctionLike(node) && !ts.isClassElement(node)) return true;
	}
	return /\bawait\b/.test(body.getText().slice(0, call.getStart() - body.getStart()));
}

function flagOf(value: Value | undefined): boolean | 'unknown' {
	if (!value || value.kind === 'none') return false;
	return value.kind === 'boolean' ? value.value : 'unknown';
}

/** Node cuts milliseconds to whole seconds, and 0 leaves the system's 7200 s. */
function idleOf(value: Value | undefined): SocketOptions['idle'] {
	if (!value || value.kind === 'none') return 'system';
	if (value.kind !== 'number') return 'unknown';
	return value.value < 1000 ? 'system' : Math.floor(value.value / 1000);
}

/** Functions and methods with this name, and functions bound to it. */
export function findFunctions(source: ts.SourceFile, name: string): Span[] {
	const found: Span[] = [];
	visit(source, (node) => {
		if (ts.isFunctionLike(node) && nameOf(node) === name) found.push(spanOf(node));
		return true;
	});
	return found;
}

function nameOf(node: ts.SignatureDeclaration): string | undefined {
	if (node.name) return ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name) ? node.name.text : undefined;
	if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return undefined;
	const { parent } = node;
	const isBinding = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
	if (!isBinding && !ts.isPropertyDeclaration(parent)) return undefined;
	return ts.isIdentifier(parent.name) ? parent.name.text : undefined;
}

/** Visits a tree in document order, without recursion; `enter` answers whether to go below a node. */
export function visit(root: ts.Node, enter: (node: ts.Node) => boolean): void {
	const stack: ts.Node[] = [root];
	for (let node = stack.pop(); node; node = stack.pop()) {
		if (!enter(node)) continue;
		const children: ts.Node[] = [];
		ts.forEachChild(node, (child) => void children.push(child));
		stack.push(...children.reverse());
	}
}
