import * as ts from 'typescript';
import type { Declaration, Source, Uses } from './declarations.js';
import {
	add,
	type Call,
	enterScope,
	hoistingScope,
	isReference,
	Part,
	passed,
	readPart,
	type Scope,
	visit,
	Walk,
	type Write,
} from './name-parts.js';

/** Names of one text, resolved through its scopes. */
export interface Names {
	/** The declaration an identifier stands for; undefined for globals. */
	declarationOf(identifier: ts.Identifier): Declaration | undefined;
	/** What a node declares, for those that declare one name. */
	declaredBy(node: ts.Node): Declaration | undefined;
	/** Names of the module's own scope. */
	readonly topLevel: ReadonlyMap<string, Declaration>;
	/** Declarations of a name in any scope. */
	named(name: string): readonly Declaration[];
	/** True for a name that the text does not declare, where the module itself mentions it while it is loaded. */
	loadsGlobal(name: string): boolean;
	/** True where the text has a syntax error. */
	readonly isBroken: boolean;
	/** Calls and constructions, in document order, but those whose callee begins with a name that is not asked for. */
	callsOf(isAsked: (name: string) => boolean): readonly Call[];
	/** Calls of `import` and of anything named `require`, in document order. */
	readonly loads: readonly Call[];
	/** Plain assignments to members, in document order. */
	readonly memberAssignments: readonly ts.BinaryExpression[];
	/** Accesses of `this.member`, in document order. */
	readonly thisAccesses: readonly ts.PropertyAccessExpression[];
}

/**
 * Reads all names of a text in one walk, which gives the nodes their parents. What `earlier` has read of nodes that are
 * still there is taken from it.
 */
export function readNames(source: ts.SourceFile, earlier?: Names): Names {
	const reader = new NameReader(source);
	reader.walk(earlier instanceof NameReader ? earlier : undefined);
	return reader;
}

/** Statements and members of classes up to so many characters are parts, larger ones are made of parts. */
const largestPart = 3_000;

/** To search the text for so many names takes less than to sort all references by name. */
const fewNames = 3;

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

class NameReader implements Names {
	readonly #source: ts.SourceFile;
	readonly #module: Scope;
	readonly #parts: Part[] = [];
	readonly #scopes = new Map<ts.Node, Scope>();
	#loads: readonly Call[] | undefined;
	#memberAssignments: readonly ts.BinaryExpression[] | undefined;
	#named: Map<string, Declaration[]> | undefined;
	#declared: Map<ts.Node, Declaration> | undefined;
	#references: Map<string, ts.Identifier[]> | undefined;
	#lookedFor = 0;
	#writes: Map<string, Write[]> | undefined;
	/** By name, and by what the name stands for. */
	readonly #told = new Map<string, ReadonlyMap<Declaration, readonly Write[]>>();
	readonly #mentions = new Map<string, ReadonlyMap<Declaration, readonly ts.Identifier[]>>();

	constructor(source: ts.SourceFile) {
		this.#source = source;
		this.#module = { node: source, parent: undefined, hoists: true, isFunction: false, names: new Map() };
		this.#scopes.set(source, this.#module);
	}

	walk(earlier: NameReader | undefined): void {
		const walk = new Walk();
		const partOf = earlier ? findParts(earlier.#parts) : () => undefined;
		let between: Part | undefined;
		const isPart = (node: ts.Node): boolean =>
			node.end - node.pos <= largestPart &&
			node.kind > ts.SyntaxKind.LastToken &&
			node !== this.#source &&
			holders.has(node.parent.kind);
		walk.run(this.#source, this.#module, (node, outer) => {
			if (outer && isPart(node)) {
				const part = partOf(node) ?? readPart(node, walk);
				if (part.isEmpty) return passed;
				this.#place(part, outer);
				between = undefined;
				return passed;
			}
			if (!between) this.#parts.push((between = new Part(undefined)));
			const scope = node === this.#source ? outer : enterScope(node, outer, between);
			visit(node, between);
			return scope;
		});
		for (const part of this.#parts) {
			for (const scope of part.scopes ?? []) this.#scopes.set(scope.node, scope);
		}
		for (const { names } of this.#scopes.values()) {
			for (const declaration of names.values()) declaration.placeIn(this.#usesOf);
		}
	}

	#place(part: Part, outer: Scope): void {
		this.#parts.push(part);
		for (const scope of part.outermost ?? []) scope.parent = outer;
		for (const { declaration, hoisted } of part.outward ?? []) {
			declaration.begin();
			add((hoisted ? hoistingScope(outer) : outer) ?? this.#module, declaration);
		}
	}

	get topLevel(): ReadonlyMap<string, Declaration> {
		return this.#module.names;
	}

	get isBroken(): boolean {
		return this.#parts.some((part) => part.isBroken);
	}

	get loads(): readonly Call[] {
		return (this.#loads ??= this.#parts.flatMap(({ loads }) => loads ?? []));
	}

	get memberAssignments(): readonly ts.BinaryExpression[] {
		return (this.#memberAssignments ??= this.#parts.flatMap(({ memberAssignments }) => memberAssignments ?? []));
	}

	get thisAccesses(): readonly ts.PropertyAccessExpression[] {
		return this.#parts.flatMap(({ thisAccesses }) => thisAccesses ?? []);
	}

	callsOf(isAsked: (name: string) => boolean): readonly Call[] {
		const answers = new Map<string, boolean>([['', false]]);
		const asks = (name: string): boolean => {
			const known = answers.get(name);
			const answer = known ?? isAsked(name);
			if (known === undefined) answers.set(name, answer);
			return answer;
		};
		return this.#parts.flatMap(({ calls = [], roots = [] }) =>
			calls.filter((_, index) => {
				const root = roots[index];
				return root === undefined || asks(root);
			}),
		);
	}

	declarationOf(identifier: ts.Identifier): Declaration | undefined {
		const scope = isReference(identifier) ? this.#scopeAround(identifier) : undefined;
		return scope && find(scope, identifier.text);
	}

	/** Undefined within a type. */
	#scopeAround(identifier: ts.Identifier): Scope | undefined {
		for (let node: ts.Node = identifier.parent; ; node = node.parent) {
			const scope = this.#scopes.get(node);
			if (scope) return scope;
			if (ts.isSourceFile(node) || (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node))) return undefined;
		}
	}

	declaredBy(node: ts.Node): Declaration | undefined {
		if (!this.#declared) {
			this.#declared = new Map();
			for (const { declarations = [] } of this.#parts) {
				for (const declaration of declarations) this.#declared.set(declaration.node, declaration.first);
			}
		}
		return this.#declared.get(node);
	}

	named(name: string): readonly Declaration[] {
		this.#named ??= groupBy(
			this.#parts.map(({ declarations }) => declarations),
			(declaration) => declaration.name,
		);
		return this.#named.get(name) ?? [];
	}

	loadsGlobal(name: string): boolean {
		// Nearly no text holds such a name, and those that do may write it with an escape.
		const { text } = this.#source;
		if (!text.includes(name) && !text.includes('\\u')) return false;
		return this.#referencesTo(name).some((identifier) => {
			const scope = this.#scopeAround(identifier);
			if (!scope || find(scope, name) || ts.isTypeOfExpression(identifier.parent)) return false;
			return isLoading(scope);
		});
	}

	#referencesTo(name: string): readonly ts.Identifier[] {
		if (!this.#references && this.#lookedFor++ < fewNames) {
			const references = this.#partsNaming(name).flatMap((part) => part.references ?? []);
			return references.filter(({ text }) => text === name);
		}
		this.#references ??= groupBy(
			this.#parts.map(({ references }) => references),
			(identifier) => identifier.text,
		);
		return this.#references.get(name) ?? [];
	}

	/** The parts whose text holds a name, and those that have no text of their own. */
	#partsNaming(name: string): readonly Part[] {
		const { text } = this.#source;
		// A name may be written with an escape.
		if (text.includes('\\u')) return this.#parts;
		let at = text.indexOf(name);
		return this.#parts.filter(({ root }) => {
			if (!root) return true;
			if (at >= 0 && at < root.pos) at = text.indexOf(name, root.pos);
			return at >= 0 && at < root.end;
		});
	}

	readonly #usesOf = (declaration: Declaration): Uses => {
		const { name } = declaration;
		const writes = this.#writesTo(name).get(declaration) ?? [];
		const findReferences = (): readonly ts.Identifier[] => this.#mentionsOf(name).get(declaration) ?? [];
		return {
			assignments: [
				...declaration.repeats,
				...writes.filter(({ member }) => member === undefined).map(({ value }) => value),
			],
			memberWrites: writes.flatMap(({ member }) => member ?? []),
			get references() {
				return findReferences();
			},
		};
	};

	/** All writes to a name are told apart at once: many functions may have a parameter of that name. */
	#writesTo(name: string): ReadonlyMap<Declaration, readonly Write[]> {
		this.#writes ??= groupBy(
			this.#parts.map(({ writes }) => writes),
			({ target }) => target.text,
		);
		const found = this.#told.get(name) ?? groupBy([this.#writes.get(name)], ({ target }) => this.declarationOf(target));
		this.#told.set(name, found);
		return found;
	}

	#mentionsOf(name: string): ReadonlyMap<Declaration, readonly ts.Identifier[]> {
		const found =
			this.#mentions.get(name) ?? groupBy([this.#referencesTo(name)], (identifier) => this.declarationOf(identifier));
		this.#mentions.set(name, found);
		return found;
	}
}

/** Finds the parts of nodes that are asked for in document order. */
function findParts(parts: readonly Part[]): (root: ts.Node) => Part | undefined {
	const known = parts.filter(({ root }) => root !== undefined);
	let next = 0;
	return (root) => {
		while ((known[next]?.root?.pos ?? Infinity) < root.pos) next++;
		return known[next]?.root === root ? known[next] : undefined;
	};
}

/** Items without a key are left out. */
function groupBy<K, T>(lists: readonly (readonly T[] | undefined)[], keyOf: (item: T) => K | undefined): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const list of lists) {
		for (const item of list ?? []) {
			const key = keyOf(item);
			if (key === undefined) continue;
			const group = groups.get(key);
			if (group) group.push(item);
			else groups.set(key, [item]);
		}
	}
	return groups;
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
