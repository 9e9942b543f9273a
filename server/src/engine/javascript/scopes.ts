import * as ts from 'typescript';
import { type Declaration, FoundUses, type Source, type Uses, type Write } from './declarations.js';
import {
	add,
	type Call,
	enterNode,
	findParts,
	hoistingScope,
	isPart,
	isReference,
	type Outward,
	Part,
	partAround,
	passed,
	readPart,
	readParts,
	type Scope,
	Walk,
} from './name-parts.js';
import { createClimb } from './parse.js';
import { anyRoot, byPlace, createIndexes } from './part-index.js';
import type { LocalChange } from './reparse.js';

/** Names of one text, resolved through its scopes. */
export interface Names {
	/** The text that they are of. */
	readonly source: ts.SourceFile;
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
	/** Calls and constructions whose callee is a name, or a member of that name, in document order. */
	callsNamed(name: string): readonly Call[];
	/** Calls of `import` and of anything named `require`, in document order. */
	readonly loads: readonly Call[];
	/** Plain assignments to members, in document order. */
	readonly memberAssignments: readonly ts.BinaryExpression[];
	/** Accesses of `this.member` for one member, in document order. */
	thisAccessesOf(member: string): readonly ts.PropertyAccessExpression[];
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

/** The names of a tree before a local change, with that change; undefined where it declares other names than before. */
export function namesAfter(names: Names, change: LocalChange): Names | undefined {
	return names instanceof NameReader && names.replace(change) ? names : undefined;
}

/** To search the text for so many names takes less than to sort all references by name. */
const fewNames = 3;

class NameReader implements Names {
	source: ts.SourceFile;
	readonly #module: Scope;
	readonly #parts: Part[] = [];
	readonly #scopes = new Map<ts.Node, Scope>();
	#climb = this.#createClimb();
	readonly #indexes = createIndexes();
	isBroken = false;
	#lookedFor = 0;
	/** Names that the text does not hold. */
	readonly #absent = new Set<string>();
	#declared: Map<ts.Node, Declaration> | undefined;
	/** By name, and by what the name stands for. */
	readonly #told = new Map<string, ReadonlyMap<Declaration, readonly Write[]>>();
	readonly #mentions = new Map<string, ReadonlyMap<Declaration, readonly ts.Identifier[]>>();

	constructor(source: ts.SourceFile) {
		this.source = source;
		this.#module = { node: source, parent: undefined, hoists: true, isFunction: false, names: new Map() };
		this.#scopes.set(source, this.#module);
	}

	walk(earlier: NameReader | undefined): void {
		const walk = new Walk();
		const partOf = earlier ? findParts(earlier.#parts) : () => undefined;
		let between: Part | undefined;
		walk.run(this.source, this.#module, (node, outer) => {
			if (outer && node !== this.source && isPart(node)) {
				const part = partOf(node) ?? readPart(node, walk);
				this.isBroken ||= part.isBroken;
				if (part.isEmpty) return passed;
				this.#place(part, outer);
				between = undefined;
				return passed;
			}
			if (!between) this.#parts.push((between = new Part(undefined)));
			return enterNode(node, outer, between);
		});
		for (const part of this.#parts) {
			this.isBroken ||= part.isBroken;
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
			add(this.#scopeOf(hoisted, outer), declaration);
		}
	}

	#scopeOf(hoisted: boolean, outer: Scope): Scope {
		return (hoisted ? hoistingScope(outer) : outer) ?? this.#module;
	}

	/** True where the change is in here now; where it is not, nothing may be taken from here but parts. */
	replace({ source, holder, removed, added, delta }: LocalChange): boolean {
		const whole = partAround(holder);
		const roots = new Set(whole ? [whole] : removed);
		const outer = this.#scopeWithin(whole?.parent ?? holder);
		const isRead = ({ root }: Part): boolean => root !== undefined && roots.has(root);
		const first = this.#parts.findIndex(isRead);
		let end = first;
		for (let part = this.#parts[end]; part && isRead(part); part = this.#parts[end]) end++;
		const old = first < 0 ? [] : this.#parts.slice(first, end);
		const areParts = whole ? isPart(whole, delta) : [...removed, ...added].every((node) => isPart(node));
		const fresh = areParts && old.length > 0 ? readParts(whole ? [whole] : added) : undefined;
		if (!fresh || !this.#declareSame(old, fresh, outer)) {
			this.#parts.splice(first, old.length);
			return false;
		}
		const piece = { start: (whole ?? removed[0])?.pos ?? 0, end: (whole ?? removed.at(-1))?.end ?? 0 };
		for (const index of Object.values(this.#indexes)) index.replace(old, fresh, piece);
		this.#parts.splice(first, old.length, ...fresh);
		this.#takeScopes(old, fresh, outer);
		this.#forgetUses([...old, ...fresh], outer);
		this.#absent.clear();
		this.#scopes.delete(this.source);
		this.source = source;
		this.#module.node = source;
		this.#scopes.set(source, this.#module);
		this.#climb = this.#createClimb();
		return true;
	}

	/** Declares the same names around other parts, each of which is declared once; false where they are not the same. */
	#declareSame(old: readonly Part[], fresh: readonly Part[], outer: Scope): boolean {
		const earlier = old.flatMap(({ outward }) => outward ?? []);
		const later = fresh.flatMap(({ outward }) => outward ?? []);
		const isSame = ({ declaration, hoisted }: Outward, index: number): boolean => {
			const known = earlier[index];
			if (known?.hoisted !== hoisted || known.declaration.name !== declaration.name) return false;
			const declared = this.named(declaration.name).filter(({ first }) => first === known.declaration);
			return declared.length === 1 && this.#scopeOf(hoisted, outer).names.get(declaration.name) === known.declaration;
		};
		if (earlier.length !== later.length || !later.every(isSame)) return false;
		for (const { declaration, hoisted } of later) {
			declaration.begin();
			this.#scopeOf(hoisted, outer).names.set(declaration.name, declaration);
		}
		return true;
	}

	#takeScopes(old: readonly Part[], fresh: readonly Part[], outer: Scope): void {
		for (const { scopes = [], declarations = [] } of old) {
			for (const { node } of scopes) this.#scopes.delete(node);
			for (const { node } of declarations) this.#declared?.delete(node);
		}
		for (const { scopes = [], outermost = [], outward = [], declarations = [] } of fresh) {
			for (const scope of outermost) scope.parent = outer;
			for (const { declaration } of outward) declaration.placeIn(this.#usesOf);
			for (const scope of scopes) {
				this.#scopes.set(scope.node, scope);
				for (const declaration of scope.names.values()) declaration.placeIn(this.#usesOf);
			}
			for (const declaration of declarations) this.#declared?.set(declaration.node, declaration);
		}
	}

	/** What is done to names is looked for again where parts have mentioned them. */
	#forgetUses(parts: readonly Part[], outer: Scope): void {
		const names = new Set<string>();
		for (const { references = [], writes = [], declarations = [] } of parts) {
			for (const { text } of references) names.add(text);
			for (const { target } of writes) names.add(target.text);
			for (const { name } of declarations) names.add(name);
		}
		for (const name of names) {
			this.#told.delete(name);
			this.#mentions.delete(name);
			find(outer, name)?.placeIn(this.#usesOf);
		}
	}

	get topLevel(): ReadonlyMap<string, Declaration> {
		return this.#module.names;
	}

	get loads(): readonly Call[] {
		return this.#indexes.loads.of(this.#parts).get('') ?? [];
	}

	get memberAssignments(): readonly ts.BinaryExpression[] {
		return this.#indexes.memberAssignments.of(this.#parts).get('') ?? [];
	}

	thisAccessesOf(member: string): readonly ts.PropertyAccessExpression[] {
		return this.#indexes.thisAccesses.of(this.#parts).get(member) ?? [];
	}

	callsOf(isAsked: (name: string) => boolean): readonly Call[] {
		const groups: (readonly Call[])[] = [];
		for (const [name, calls] of this.#indexes.callsByRoot.of(this.#parts)) {
			if (name === anyRoot || (name !== '' && isAsked(name))) groups.push(calls);
		}
		const [only] = groups;
		return groups.length === 1 && only ? only : groups.flat().sort(byPlace);
	}

	callsNamed(name: string): readonly Call[] {
		if (this.#absent.has(name)) return [];
		if (!this.#mayHold(name)) {
			this.#absent.add(name);
			return [];
		}
		return this.#indexes.callsByName.of(this.#parts).get(name) ?? [];
	}

	declarationOf(identifier: ts.Identifier): Declaration | undefined {
		const scope = isReference(identifier) ? this.#scopeAround(identifier) : undefined;
		return scope && find(scope, identifier.text);
	}

	/** Undefined within a type. */
	#scopeAround(identifier: ts.Identifier): Scope | undefined {
		return this.#scopes.get(this.#climb(identifier.parent));
	}

	#createClimb(): (node: ts.Node) => ts.Node {
		const isType = (node: ts.Node): boolean => ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node);
		return createClimb((node) => this.#scopes.has(node) || ts.isSourceFile(node) || isType(node));
	}

	/** The scope of what stands in a list. */
	#scopeWithin(holder: ts.Node): Scope {
		for (let node = holder; !ts.isSourceFile(node); node = node.parent) {
			const scope = this.#scopes.get(node);
			if (scope) return scope;
		}
		return this.#module;
	}

	declaredBy(node: ts.Node): Declaration | undefined {
		if (!this.#declared) {
			this.#declared = new Map();
			for (const { declarations = [] } of this.#parts) {
				for (const declaration of declarations) this.#declared.set(declaration.node, declaration);
			}
		}
		return this.#declared.get(node)?.first;
	}

	named(name: string): readonly Declaration[] {
		return this.#indexes.declarations.of(this.#parts).get(name) ?? [];
	}

	loadsGlobal(name: string): boolean {
		// Nearly no text holds such a name.
		if (!this.#mayHold(name)) return false;
		return this.#referencesTo(name).some((identifier) => {
			const scope = this.#scopeAround(identifier);
			if (!scope || find(scope, name) || ts.isTypeOfExpression(identifier.parent)) return false;
			return isLoading(scope);
		});
	}

	/** A name may be written with an escape. */
	#mayHold(name: string): boolean {
		const { text } = this.source;
		return text.includes(name) || text.includes('\\u');
	}

	#referencesTo(name: string): readonly ts.Identifier[] {
		const { references } = this.#indexes;
		if (references.isRead || this.#lookedFor++ >= fewNames) return references.of(this.#parts).get(name) ?? [];
		const found: ts.Identifier[] = [];
		for (const { references: all = [] } of this.#partsNaming(name)) {
			for (const identifier of all) if (identifier.text === name) found.push(identifier);
		}
		return found;
	}

	/** The parts whose text holds a name, and those that have no text of their own. */
	#partsNaming(name: string): readonly Part[] {
		const { text } = this.source;
		if (text.includes('\\u')) return this.#parts;
		let at = text.indexOf(name);
		return this.#parts.filter(({ root }) => {
			if (!root) return true;
			if (at >= 0 && at < root.pos) at = text.indexOf(name, root.pos);
			return at >= 0 && at < root.end;
		});
	}

	readonly #usesOf = (declaration: Declaration): Uses => {
		return new FoundUses(declaration, this.#writesTo(declaration.name)?.get(declaration), this.#referencesOf);
	};

	readonly #referencesOf = (declaration: Declaration): readonly ts.Identifier[] =>
		this.#mentionsOf(declaration.name).get(declaration) ?? [];

	/** All writes to a name are told apart at once: many functions may have a parameter of that name. */
	#writesTo(name: string): ReadonlyMap<Declaration, readonly Write[]> | undefined {
		const writes = this.#indexes.writes.of(this.#parts).get(name);
		if (!writes) return undefined;
		const found = this.#told.get(name) ?? groupBy(writes, ({ target }) => this.declarationOf(target));
		this.#told.set(name, found);
		return found;
	}

	#mentionsOf(name: string): ReadonlyMap<Declaration, readonly ts.Identifier[]> {
		const found =
			this.#mentions.get(name) ?? groupBy(this.#referencesTo(name), (identifier) => this.declarationOf(identifier));
		this.#mentions.set(name, found);
		return found;
	}
}

/** Items without a key are left out. */
function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K | undefined): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const item of items) {
		const key = keyOf(item);
		if (key === undefined) continue;
		const group = groups.get(key);
		if (group) group.push(item);
		else groups.set(key, [item]);
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
