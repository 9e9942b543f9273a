import * as ts from 'typescript';
import { blank, declareNames, type Declaration, type MemberWrite, type Source } from './declarations.js';
import { isAccess, isCallOrNew, memberName, staticName, unwrap } from './parse.js';

/** Names of one text, resolved through its scopes. */
export interface Names {
	/** The declaration an identifier stands for; undefined for globals. */
	declarationOf(identifier: ts.Identifier): Declaration | undefined;
	/** What a node declares, for those that declare one name. */
	readonly declared: ReadonlyMap<ts.Node, Declaration>;
	/** Names of the module's own scope. */
	readonly topLevel: ReadonlyMap<string, Declaration>;
	/** Declarations of a name in any scope. */
	named(name: string): readonly Declaration[];
	/** Names that the text does not declare, where the module itself mentions them while it is loaded. */
	readonly globals: ReadonlySet<string>;
	/** True where the text has a syntax error. */
	readonly isBroken: boolean;
	/** Calls and constructions in document order. */
	readonly calls: readonly (ts.CallExpression | ts.NewExpression)[];
	/** Plain assignments to members, in document order. */
	readonly memberAssignments: readonly ts.BinaryExpression[];
	/** Accesses of `this.member`, in document order. */
	readonly thisAccesses: readonly ts.PropertyAccessExpression[];
}

interface Scope {
	readonly parent: Scope | undefined;
	/** True for functions and the module, where `var` declares. */
	readonly hoists: boolean;
	readonly isFunction?: boolean;
	readonly names: Map<string, Declaration>;
}

/** Reads all names of a text in one walk. */
export function readNames(source: ts.SourceFile): Names {
	const reader = new NameReader();
	reader.walk(source);
	reader.resolve();
	return reader;
}

class NameReader implements Names {
	readonly declared = new Map<ts.Node, Declaration>();
	readonly topLevel = new Map<string, Declaration>();
	readonly calls: (ts.CallExpression | ts.NewExpression)[] = [];
	readonly memberAssignments: ts.BinaryExpression[] = [];
	readonly thisAccesses: ts.PropertyAccessExpression[] = [];
	readonly globals = new Set<string>();
	isBroken = false;
	readonly #named = new Map<string, Declaration[]>();
	readonly #pending: { readonly identifier: ts.Identifier; readonly scope: Scope }[] = [];
	readonly #resolved = new Map<ts.Identifier, Declaration>();
	readonly #writes: (() => void)[] = [];

	declarationOf(identifier: ts.Identifier): Declaration | undefined {
		return this.#resolved.get(identifier);
	}

	named(name: string): readonly Declaration[] {
		return this.#named.get(name) ?? [];
	}

	/** An explicit stack, because generated code nests deeper than the call stack allows. */
	walk(source: ts.SourceFile): void {
		const stack: { readonly node: ts.Node; readonly scope: Scope }[] = [];
		stack.push({ node: source, scope: { parent: undefined, hoists: true, names: this.topLevel } });
		for (let top = stack.pop(); top; top = stack.pop()) {
			const { node } = top;
			const scope = node === source ? top.scope : this.#enter(node, top.scope);
			this.#visit(node, scope);
			const children: ts.Node[] = [];
			ts.forEachChild(node, (child) => {
				// Types hold no values; a class's `extends` is a type only by name.
				if (!ts.isTypeNode(child) || ts.isExpressionWithTypeArguments(child)) children.push(child);
			});
			for (let index = children.length - 1; index >= 0; index--) {
				const child = children[index];
				if (child) stack.push({ node: child, scope });
			}
		}
	}

	resolve(): void {
		for (const { identifier, scope } of this.#pending) {
			const declaration = find(scope, identifier.text);
			if (!declaration) {
				if (isLoading(scope) && !ts.isTypeOfExpression(identifier.parent)) this.globals.add(identifier.text);
				continue;
			}
			this.#resolved.set(identifier, declaration);
			declaration.references.push(identifier);
		}
		for (const write of this.#writes) write();
	}

	#enter(node: ts.Node, outer: Scope): Scope {
		declareNames(node, (declaration, hoisted) => {
			this.#declare(declaration, hoisted ? hoistingScope(outer) : outer);
		});
		if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) {
			const scope: Scope = { parent: outer, hoists: true, isFunction: true, names: new Map() };
			if (ts.isFunctionExpression(node) && node.name) add(scope, blank(node.name.text, 'function', node));
			return scope;
		}
		if (!opensBlock(node)) return outer;
		const scope: Scope = { parent: outer, hoists: ts.isModuleBlock(node), names: new Map() };
		if (ts.isClassExpression(node) && node.name) add(scope, blank(node.name.text, 'class', node));
		return scope;
	}

	#declare(declaration: Declaration, scope: Scope): void {
		this.declared.set(declaration.node, add(scope, declaration));
		const sameName = this.#named.get(declaration.name);
		if (sameName) sameName.push(declaration);
		else this.#named.set(declaration.name, [declaration]);
	}

	#visit(node: ts.Node, scope: Scope): void {
		if ((node.flags & ts.NodeFlags.ThisNodeHasError) !== 0) this.isBroken = true;
		if (ts.isIdentifier(node)) {
			if (isReference(node)) this.#pending.push({ identifier: node, scope });
		} else if (isCallOrNew(node)) {
			this.calls.push(node);
			this.#noteObjectAssign(node);
		} else if (ts.isBinaryExpression(node)) {
			this.#noteAssignment(node);
		} else if (ts.isPropertyAccessExpression(node)) {
			if (node.expression.kind === ts.SyntaxKind.ThisKeyword) this.thisAccesses.push(node);
		} else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
			const { operator } = node;
			const counts = operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
			if (counts) this.#write(node.operand, undefined, node);
		} else if (ts.isDeleteExpression(node)) {
			this.#write(node.expression, undefined, node);
		} else if (ts.isForInStatement(node) || ts.isForOfStatement(node)) {
			if (!ts.isVariableDeclarationList(node.initializer)) this.#write(node.initializer, undefined, node);
		}
	}

	#noteAssignment(node: ts.BinaryExpression): void {
		const { operatorToken, left, right } = node;
		const { kind } = operatorToken;
		if (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return;
		const plain = kind === ts.SyntaxKind.EqualsToken;
		const fillsIn = kind === ts.SyntaxKind.BarBarEqualsToken || kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
		if (plain && isAccess(left)) this.memberAssignments.push(node);
		this.#write(left, plain || fillsIn ? right : undefined, node);
	}

	#noteObjectAssign(call: ts.CallExpression | ts.NewExpression): void {
		const { expression } = call;
		const [target, ...given] = call.arguments ?? [];
		if (!target || !ts.isIdentifier(target) || !ts.isPropertyAccessExpression(expression)) return;
		if (expression.name.text !== 'assign' || expression.expression.getText() !== 'Object') return;
		this.#later(target, (declaration) => declaration.memberWrites.push(...given.flatMap(writesOf)));
	}

	/** Notes a write to a name, a member of a name, or the names in a destructuring pattern. */
	#write(target: ts.Expression, value: ts.Expression | undefined, node: ts.Node): void {
		const inner = unwrap(target);
		if (ts.isIdentifier(inner)) {
			this.#later(inner, (declaration) => declaration.assignments.push(value));
		} else if (isAccess(inner)) {
			this.#writeMember(inner, value, node);
		} else if (ts.isArrayLiteralExpression(inner)) {
			for (const element of inner.elements)
				this.#write(ts.isSpreadElement(element) ? element.expression : element, undefined, node);
		} else if (ts.isObjectLiteralExpression(inner)) {
			for (const property of inner.properties) {
				if (ts.isShorthandPropertyAssignment(property)) this.#write(property.name, undefined, node);
				else if (ts.isPropertyAssignment(property)) this.#write(property.initializer, undefined, node);
				else if (ts.isSpreadAssignment(property)) this.#write(property.expression, undefined, node);
			}
		} else if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
			// A default inside a pattern: `({ a = 1 } = source)`.
			this.#write(inner.left, undefined, node);
		}
	}

	#writeMember(
		access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
		value: ts.Expression | undefined,
		node: ts.Node,
	): void {
		const owner = unwrap(access.expression);
		const member = memberName(access);
		if (ts.isIdentifier(owner)) {
			const write: MemberWrite = { member, value: member === undefined ? undefined : value, node };
			this.#later(owner, (declaration) => declaration.memberWrites.push(write));
			return;
		}
		// `options.headers.x = ...` changes what `options.headers` holds.
		if (!isAccess(owner)) return;
		const root = unwrap(owner.expression);
		if (!ts.isIdentifier(root)) return;
		const write: MemberWrite = { member: memberName(owner), value: undefined, node };
		this.#later(root, (declaration) => declaration.memberWrites.push(write));
	}

	#later(identifier: ts.Identifier, change: (declaration: Declaration) => void): void {
		this.#writes.push(() => {
			const declaration = this.declarationOf(identifier);
			if (declaration) change(declaration);
		});
	}
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

/** The one value a name ever has; undefined where there are several or it cannot be seen. */
export function soleSource(declaration: Declaration): Source | undefined {
	if (declaration.kind !== 'variable' || isLoopVariable(declaration.node)) return undefined;
	const { source, assignments } = declaration;
	if (assignments.length === 0) return source;
	const [value] = assignments;
	const unset = !source || (source.path.length === 0 && isEmpty(source.expression));
	return unset && assignments.length === 1 && value ? { expression: value, path: [] } : undefined;
}

function isEmpty(expression: ts.Expression): boolean {
	return (
		expression.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(expression) && expression.text === 'undefined')
	);
}

function isLoopVariable(node: ts.Node): boolean {
	if (!ts.isVariableDeclaration(node)) return false;
	const statement = node.parent.parent;
	return ts.isForInStatement(statement) || ts.isForOfStatement(statement);
}

function opensBlock(node: ts.Node): boolean {
	return (
		(ts.isBlock(node) && !ts.isFunctionLike(node.parent)) ||
		ts.isForStatement(node) ||
		ts.isForInStatement(node) ||
		ts.isForOfStatement(node) ||
		ts.isCatchClause(node) ||
		ts.isCaseBlock(node) ||
		ts.isModuleBlock(node) ||
		ts.isClassExpression(node)
	);
}

function hoistingScope(scope: Scope): Scope {
	let outer = scope;
	while (!outer.hoists && outer.parent) outer = outer.parent;
	return outer;
}

/** Declares a name; the answer is the earlier declaration where there is one. */
function add(scope: Scope, declaration: Declaration): Declaration {
	const earlier = scope.names.get(declaration.name);
	if (!earlier) {
		scope.names.set(declaration.name, declaration);
		return declaration;
	}
	// Overloads repeat a function's name; anything else that is declared twice has no one value.
	if (earlier.kind !== 'function' || declaration.kind !== 'function') earlier.assignments.push(undefined, undefined);
	return earlier;
}

/** True outside of all functions. */
function isLoading(scope: Scope): boolean {
	for (let current: Scope | undefined = scope; current; current = current.parent) {
		if (current.isFunction) return false;
	}
	return true;
}

function find(scope: Scope, name: string): Declaration | undefined {
	for (let current: Scope | undefined = scope; current; current = current.parent) {
		const declaration = current.names.get(name);
		if (declaration) return declaration;
	}
	return undefined;
}

/** False for names of properties, members, labels and declarations, which stand for no value. */
function isReference(identifier: ts.Identifier): boolean {
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
