import * as ts from 'typescript';
import { reverseFrom } from '../ordered.js';
import { Declaration, declareNames, declaring, type MemberWrite, type Write } from './declarations.js';
import { isAccess, isCallOrNew, memberName, staticName, unwrap } from './parse.js';

export type Call = ts.CallExpression | ts.NewExpression;

/** Names that hold for a node and everything below it. */
export interface Scope {
	node: ts.Node;
	/** Undefined for the outermost ones of a part, until it has a place. */
	parent: Scope | undefined;
	/** True for functions and the module, where `var` declares. */
	readonly hoists: boolean;
	readonly isFunction: boolean;
	readonly names: Map<string, Declaration>;
}

/** A declaration in the scope around the part. */
export interface Outward {
	readonly declaration: Declaration;
	readonly hoisted: boolean;
}

/** What a piece of a tree holds, whatever stands around it; lists that most pieces have nothing for are absent. */
export class Part {
	declarations: Declaration[] | undefined;
	outward: Outward[] | undefined;
	scopes: Scope[] | undefined;
	/** Those of the scopes that lie in none of the others. */
	outermost: Scope[] | undefined;
	references: ts.Identifier[] | undefined;
	calls: Call[] | undefined;
	/** The name that the callee of each call begins with: `` for none, undefined where the call has to be looked at. */
	roots: (string | undefined)[] | undefined;
	/** Calls of `import` and of anything named `require`. */
	loads: Call[] | undefined;
	memberAssignments: ts.BinaryExpression[] | undefined;
	thisAccesses: ts.PropertyAccessExpression[] | undefined;
	writes: Write[] | undefined;
	isBroken = false;

	/** True for what holds nothing, be there errors in it. */
	get isEmpty(): boolean {
		return (
			!this.references &&
			!this.calls &&
			!this.declarations &&
			!this.scopes &&
			!this.thisAccesses &&
			!this.memberAssignments
		);
	}

	/** @param root undefined for what lies between other parts. */
	constructor(readonly root: ts.Node | undefined) {}
}

/** Most lists of a part have one item, for which the first `push` on an empty list takes room for seventeen. */
function append<T>(list: T[] | undefined, item: T): T[] {
	if (!list) return [item];
	list.push(item);
	return list;
}

/** Statements and members of classes up to so many characters are parts, larger ones are made of parts. */
const largestPart = 3_000;

/** Nodes that have statements or members. */
const holders: ReadonlySet<ts.SyntaxKind> = new Set([
	ts.SyntaxKind.SourceFile,
	ts.SyntaxKind.Block,
	ts.SyntaxKind.ModuleBlock,
	ts.SyntaxKind.CaseClause,
	ts.SyntaxKind.DefaultClause,
	ts.SyntaxKind.ClassDeclaration,
	ts.SyntaxKind.ClassExpression,
]);

/** True for a node that is read as one part; where it is to become longer, with so many characters more. */
export function isPart(node: ts.Node, more = 0): boolean {
	return (
		node.end - node.pos + more <= largestPart && node.kind > ts.SyntaxKind.LastToken && holders.has(node.parent.kind)
	);
}

/** The outermost part around a list. */
export function partAround(holder: ts.Node): ts.Node | undefined {
	let found: ts.Node | undefined;
	for (let node = holder; !ts.isSourceFile(node); node = node.parent) if (isPart(node)) found = node;
	return found;
}

/** Finds the parts of nodes that are asked for in document order. */
export function findParts(parts: readonly Part[]): (root: ts.Node) => Part | undefined {
	const known = parts.filter(({ root }) => root !== undefined);
	let next = 0;
	return (root) => {
		while ((known[next]?.root?.pos ?? Infinity) < root.pos) next++;
		return known[next]?.root === root ? known[next] : undefined;
	};
}

/** Stands for the scope of types, which hold no values. */
const inType = Symbol('type');

/**
 * Nodes in document order, with the scopes that they stand in. An explicit stack, because generated code nests deeper
 * than the call stack allows.
 */
export class Walk {
	readonly #nodes: ts.Node[] = [];
	readonly #scopes: (Scope | typeof inType | undefined)[] = [];
	#parent: ts.Node | undefined;

	/** Goes through everything below a node, which `enter` takes, and answers what is the scope within; or passes by. */
	run(root: ts.Node, outer: Scope | undefined, enter: (node: ts.Node, scope: Scope | undefined) => Entered): void {
		const nodes = this.#nodes;
		const scopes = this.#scopes;
		const bottom = nodes.length;
		nodes.push(root);
		scopes.push(outer);
		while (nodes.length > bottom) {
			const node = nodes.pop();
			const around = scopes.pop();
			if (!node) continue;
			const scope = around === inType ? inType : enter(node, around);
			if (scope !== passed && node.kind > ts.SyntaxKind.LastToken && node.kind !== ts.SyntaxKind.Identifier)
				this.#descend(node, scope);
		}
	}

	#descend(node: ts.Node, scope: Scope | typeof inType | undefined): void {
		const nodes = this.#nodes;
		const first = nodes.length;
		this.#parent = node;
		ts.forEachChild(node, this.#push);
		reverseFrom(nodes, first);
		for (let index = first; index < nodes.length; index++) {
			const child = nodes[index];
			// A class's `extends` is a type only by name.
			const isType = child && ts.isTypeNode(child) && !ts.isExpressionWithTypeArguments(child);
			this.#scopes.push(isType ? inType : scope);
		}
	}

	readonly #push = (child: ts.Node): void => {
		(child as { parent: ts.Node | undefined }).parent = this.#parent;
		this.#nodes.push(child);
	};
}

/** Answered for a node whose children are not looked at. */
export const passed = Symbol('passed');

export type Entered = Scope | undefined | typeof passed;

/** Reads a node and everything below it. */
export function readPart(root: ts.Node, walk: Walk): Part {
	const part = new Part(root);
	walk.run(root, undefined, (node, outer) => enterNode(node, outer, part));
	return part;
}

/** Reads nodes that stand in one list; those that hold nothing are left out. */
export function readParts(roots: readonly ts.Node[]): Part[] {
	const walk = new Walk();
	return roots.map((root) => readPart(root, walk)).filter((part) => !part.isEmpty);
}

/** Notes what a node is and does, and answers the scope of what is in it. Most nodes of a text are names and signs. */
export function enterNode(node: ts.Node, outer: Scope | undefined, part: Part): Scope | undefined {
	if ((node.flags & ts.NodeFlags.ThisNodeHasError) !== 0) part.isBroken = true;
	if (ts.isIdentifier(node)) {
		if (isReference(node)) part.references = append(part.references, node);
		return outer;
	}
	if (node.kind <= ts.SyntaxKind.LastToken) return outer;
	visit(node, part);
	if (declaring.has(node.kind)) noteNames(node, outer, part);
	return enterScope(node, outer, part);
}

function noteNames(node: ts.Node, outer: Scope | undefined, part: Part): void {
	declareNames(node, (declaration, hoisted) => {
		part.declarations = append(part.declarations, declaration);
		const scope = hoisted ? hoistingScope(outer) : outer;
		if (scope) add(scope, declaration);
		else part.outward = append(part.outward, { declaration, hoisted });
	});
}

function enterScope(node: ts.Node, outer: Scope | undefined, part: Part): Scope | undefined {
	const isFunction = ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node);
	if (!isFunction && !opensBlock(node)) return outer;
	const hoists = isFunction || ts.isModuleBlock(node);
	const scope: Scope = { node, parent: outer, hoists, isFunction, names: new Map() };
	part.scopes = append(part.scopes, scope);
	if (!outer) part.outermost = append(part.outermost, scope);
	if ((ts.isFunctionExpression(node) || ts.isClassExpression(node)) && node.name) {
		add(scope, new Declaration(node.name.text, isFunction ? 'function' : 'class', node));
	}
	return scope;
}

function opensBlock(node: ts.Node): boolean {
	switch (node.kind) {
		case ts.SyntaxKind.Block:
			return !ts.isFunctionLike(node.parent);
		case ts.SyntaxKind.ForStatement:
		case ts.SyntaxKind.ForInStatement:
		case ts.SyntaxKind.ForOfStatement:
		case ts.SyntaxKind.CatchClause:
		case ts.SyntaxKind.CaseBlock:
		case ts.SyntaxKind.ModuleBlock:
		case ts.SyntaxKind.ClassExpression:
			return true;
		default:
			return false;
	}
}

/** Undefined where it lies around the part. */
export function hoistingScope(scope: Scope | undefined): Scope | undefined {
	let outer = scope;
	while (outer && !outer.hoists && outer.parent) outer = outer.parent;
	return outer?.hoists === true ? outer : undefined;
}

/** Declares a name; an earlier declaration of it stays. */
export function add(scope: Scope, declaration: Declaration): void {
	const earlier = scope.names.get(declaration.name);
	if (earlier) declaration.repeat(earlier);
	else scope.names.set(declaration.name, declaration);
}

function visit(node: ts.Node, part: Part): void {
	if (isCallOrNew(node)) {
		noteCall(node, part);
	} else if (ts.isPropertyAccessExpression(node)) {
		if (node.expression.kind === ts.SyntaxKind.ThisKeyword) part.thisAccesses = append(part.thisAccesses, node);
	} else if (writing.has(node.kind)) {
		noteWrites(node, part);
	}
}

const writing: ReadonlySet<ts.SyntaxKind> = new Set([
	ts.SyntaxKind.BinaryExpression,
	ts.SyntaxKind.PrefixUnaryExpression,
	ts.SyntaxKind.PostfixUnaryExpression,
	ts.SyntaxKind.DeleteExpression,
	ts.SyntaxKind.ForInStatement,
	ts.SyntaxKind.ForOfStatement,
]);

function noteWrites(node: ts.Node, part: Part): void {
	if (ts.isBinaryExpression(node)) {
		noteAssignment(node, part);
	} else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
		const { operator } = node;
		const counts = operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
		if (counts) write(node.operand, undefined, node, part);
	} else if (ts.isDeleteExpression(node)) {
		write(node.expression, undefined, node, part);
	} else if (ts.isForInStatement(node) || ts.isForOfStatement(node)) {
		if (!ts.isVariableDeclarationList(node.initializer)) write(node.initializer, undefined, node, part);
	}
}

/** False for names of properties, members, labels and declarations, which stand for no value. */
export function isReference(identifier: ts.Identifier): boolean {
	const { parent } = identifier;
	if (ts.isPropertyAccessExpression(parent)) return parent.expression === identifier;
	if (ts.isShorthandPropertyAssignment(parent)) return true;
	if (ts.isExportSpecifier(parent)) {
		return !parent.parent.parent.moduleSpecifier && (parent.propertyName ?? parent.name) === identifier;
	}
	if (ts.isBindingElement(parent)) return parent.initializer === identifier;
	if (ts.isImportSpecifier(parent) || ts.isJsxAttribute(parent) || ts.isQualifiedName(parent)) return false;
	if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
	return !('name' in parent && parent.name === identifier);
}

function noteCall(call: Call, part: Part): void {
	part.calls = append(part.calls, call);
	part.roots = append(part.roots, rootOf(call.expression));
	const { expression } = call;
	const isLoad = ts.isIdentifier(expression) && expression.text === 'require';
	if (isLoad || expression.kind === ts.SyntaxKind.ImportKeyword) part.loads = append(part.loads, call);
	noteObjectAssign(call, part);
}

function rootOf(callee: ts.Expression): string | undefined {
	let inner = unwrap(callee);
	while (isAccess(inner)) inner = unwrap(inner.expression);
	if (ts.isIdentifier(inner)) return inner.text;
	const isOwn = inner.kind === ts.SyntaxKind.ThisKeyword || inner.kind === ts.SyntaxKind.SuperKeyword;
	return isOwn || isMadeByCall(callee) ? '' : undefined;
}

/** True for what a call gives of which the callee is none of a module: the result of another call, `a()()`. */
function isMadeByCall(callee: ts.Expression): boolean {
	const inner = unwrap(callee);
	return ts.isCallExpression(inner) && ts.isCallExpression(unwrap(inner.expression));
}

function noteObjectAssign({ expression, arguments: given }: Call, part: Part): void {
	if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'assign') return;
	const [target, ...sources] = given ?? [];
	const owner = expression.expression;
	if (!target || !ts.isIdentifier(target) || !ts.isIdentifier(owner) || owner.text !== 'Object') return;
	for (const source of sources) for (const member of writesOf(source)) writeMember(target, member, part);
}

/** What `Object.assign` writes of one of its sources. */
function writesOf(source: ts.Expression): MemberWrite[] {
	const literal = unwrap(source);
	if (!ts.isObjectLiteralExpression(literal)) return [{ member: undefined, value: undefined, node: source }];
	return literal.properties.map((node) => {
		const member = node.name && staticName(node.name);
		return { member, value: ts.isPropertyAssignment(node) ? node.initializer : undefined, node };
	});
}

function noteAssignment(node: ts.BinaryExpression, part: Part): void {
	const { operatorToken, left, right } = node;
	const { kind } = operatorToken;
	if (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return;
	const plain = kind === ts.SyntaxKind.EqualsToken;
	const fillsIn = kind === ts.SyntaxKind.BarBarEqualsToken || kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
	if (plain && isAccess(left)) part.memberAssignments = append(part.memberAssignments, node);
	write(left, plain || fillsIn ? right : undefined, node, part);
}

/** Notes a write to a name, a member of a name, or the names in a destructuring pattern. */
function write(target: ts.Expression, value: ts.Expression | undefined, node: ts.Node, part: Part): void {
	const inner = unwrap(target);
	if (ts.isIdentifier(inner)) {
		part.writes = append(part.writes, { target: inner, member: undefined, value });
	} else if (isAccess(inner)) {
		writeAccess(inner, value, node, part);
	} else if (ts.isArrayLiteralExpression(inner)) {
		for (const element of inner.elements)
			write(ts.isSpreadElement(element) ? element.expression : element, undefined, node, part);
	} else if (ts.isObjectLiteralExpression(inner)) {
		for (const property of inner.properties) {
			if (ts.isShorthandPropertyAssignment(property)) write(property.name, undefined, node, part);
			else if (ts.isPropertyAssignment(property)) write(property.initializer, undefined, node, part);
			else if (ts.isSpreadAssignment(property)) write(property.expression, undefined, node, part);
		}
	} else if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
		// A default inside a pattern: `({ a = 1 } = source)`.
		write(inner.left, undefined, node, part);
	}
}

function writeAccess(
	access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
	value: ts.Expression | undefined,
	node: ts.Node,
	part: Part,
): void {
	const owner = unwrap(access.expression);
	const member = memberName(access);
	if (ts.isIdentifier(owner)) {
		writeMember(owner, { member, value: member === undefined ? undefined : value, node }, part);
		return;
	}
	// `options.headers.x = ...` changes what `options.headers` holds.
	if (!isAccess(owner)) return;
	const root = unwrap(owner.expression);
	if (ts.isIdentifier(root)) writeMember(root, { member: memberName(owner), value: undefined, node }, part);
}

function writeMember(target: ts.Identifier, member: MemberWrite, part: Part): void {
	part.writes = append(part.writes, { target, member, value: undefined });
}
