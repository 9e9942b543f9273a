import * as ts from 'typescript';
import { staticName } from './parse.js';

/** A member of a module by its path; `` is the module or its default export itself. */
export interface ModuleReference {
	/** As catalogued, without `node:`; `` for globals. */
	readonly module: string;
	readonly path: string;
	/** True where it was reached through `import * as` or `import()`, whose members cannot be assigned to. */
	readonly namespace: boolean;
	/** What it is instead on the other side of a condition: `secure ? https : http`. */
	readonly other?: ModuleReference;
}

/** An expression, and the members taken of it by destructuring. */
export interface Source {
	readonly expression: ts.Expression;
	readonly path: readonly string[];
}

/** `name.member = value`; without `member` the text does not show which one, or what happens to it. */
export interface MemberWrite {
	readonly member: string | undefined;
	readonly value: ts.Expression | undefined;
	readonly node: ts.Node;
}

/** Something that is done to a name, or to a member of what it holds. */
export interface Write {
	readonly target: ts.Identifier;
	/** Undefined where the name itself is assigned. */
	readonly member: MemberWrite | undefined;
	readonly value: ts.Expression | undefined;
}

/** What a text does to a name, in document order. */
export interface Uses {
	/** Assignments after the declaration; undefined where the value cannot be seen. */
	readonly assignments: readonly (ts.Expression | undefined)[];
	readonly memberWrites: readonly MemberWrite[];
	readonly references: readonly ts.Identifier[];
}

/** What only some declarations have. */
export interface Declared {
	readonly imported?: ModuleReference;
	/** What it is declared with. */
	readonly source?: Source | undefined;
}

/** A name of the text with everything that is done to it, which is looked for once somebody asks. */
export class Declaration implements Uses {
	readonly imported: ModuleReference | undefined;
	readonly source: Source | undefined;
	/** Undefined where the text declares the name again, so that it has no one value. */
	readonly repeats: undefined[] = [];
	/** The first declaration of the name in its scope. */
	first: Declaration = this;
	#find: ((declaration: Declaration) => Uses) | undefined;
	#uses: Uses | undefined;

	constructor(
		readonly name: string,
		readonly kind: 'import' | 'variable' | 'parameter' | 'function' | 'class' | 'other',
		readonly node: ts.Node,
		{ imported, source }: Declared = {},
	) {
		this.imported = imported;
		this.source = source;
	}

	/** Takes a place in a scope, the first of its name there. */
	begin(): void {
		this.first = this;
		this.repeats.length = 0;
	}

	/** Takes a place behind an earlier declaration of the name. */
	repeat(earlier: Declaration): void {
		this.first = earlier;
		this.#find = undefined;
		this.#uses = undefined;
		// Overloads repeat a function's name; anything else that is declared twice has no one value.
		if (earlier.kind !== 'function' || this.kind !== 'function') earlier.repeats.push(undefined, undefined);
	}

	/** Says where its uses are found: in a text that has changed elsewhere, in its new state. */
	placeIn(find: (declaration: Declaration) => Uses): void {
		this.#find = find;
		this.#uses = undefined;
	}

	get assignments(): Uses['assignments'] {
		return this.#all().assignments;
	}

	get memberWrites(): Uses['memberWrites'] {
		return this.#all().memberWrites;
	}

	get references(): Uses['references'] {
		return this.#all().references;
	}

	#all(): Uses {
		return (this.#uses ??= this.#find?.(this) ?? unused);
	}
}

const unused: Uses = { assignments: [], memberWrites: [], references: [] };

/** Nearly all names are written to where they are declared, and nowhere else. */
export class FoundUses implements Uses {
	readonly assignments: Uses['assignments'];
	readonly memberWrites: Uses['memberWrites'];

	constructor(
		private readonly declaration: Declaration,
		writes: readonly Write[] | undefined,
		private readonly referencesOf: (declaration: Declaration) => readonly ts.Identifier[],
	) {
		const { repeats } = declaration;
		this.assignments = writes
			? [...repeats, ...writes.filter(({ member }) => member === undefined).map(({ value }) => value)]
			: repeats;
		this.memberWrites = writes?.flatMap(({ member }) => member ?? []) ?? [];
	}

	get references(): readonly ts.Identifier[] {
		return this.referencesOf(this.declaration);
	}
}

/** A member whose value can be read where it is declared. */
type DeclaredMember = ts.EnumMember | ts.PropertyDeclaration | ts.MethodDeclaration;

/** By name, the members of an enumeration, or the static ones of a class, whose values the declaration itself gives. */
export function membersDeclared({ node, memberWrites }: Declaration): ReadonlyMap<string, DeclaredMember> {
	const found = new Map<string, DeclaredMember>();
	if (!ts.isEnumDeclaration(node) && !ts.isClassLike(node)) return found;
	const written = new Set(memberWrites.map(({ member }) => member));
	if (written.has(undefined)) return found;
	for (const member of node.members) {
		const name = staticName(member.name);
		if (name === undefined || written.has(name) || !(ts.isEnumMember(member) || isStatic(member))) continue;
		// The first one of a name counts.
		written.add(name);
		if (ts.isEnumMember(member) || ts.isPropertyDeclaration(member) || ts.isMethodDeclaration(member))
			found.set(name, member);
	}
	return found;
}

function isStatic(member: ts.ClassElement): boolean {
	return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
}

export type Declare = (declaration: Declaration, hoisted: boolean) => void;

/** What introduces names. */
export const declaring: ReadonlySet<ts.SyntaxKind> = new Set([
	ts.SyntaxKind.VariableDeclaration,
	ts.SyntaxKind.Parameter,
	ts.SyntaxKind.ImportDeclaration,
	ts.SyntaxKind.ImportEqualsDeclaration,
	ts.SyntaxKind.FunctionDeclaration,
	ts.SyntaxKind.ClassDeclaration,
	ts.SyntaxKind.EnumDeclaration,
	ts.SyntaxKind.ModuleDeclaration,
]);

/** Declares the names that `node` introduces into the scope around it; those of functions' own scopes included. */
export function declareNames(node: ts.Node, declare: Declare): void {
	if (ts.isVariableDeclaration(node)) declareVariable(node, declare);
	else if (ts.isParameter(node)) declareParameter(node, declare);
	else if (ts.isImportDeclaration(node)) declareImport(node, declare);
	else if (ts.isImportEqualsDeclaration(node)) declareImportEquals(node, declare);
	else if (ts.isFunctionDeclaration(node) && node.name)
		declare(new Declaration(node.name.text, 'function', node), false);
	else if (ts.isClassDeclaration(node) && node.name) declare(new Declaration(node.name.text, 'class', node), false);
	else if (ts.isEnumDeclaration(node)) declare(new Declaration(node.name.text, 'other', node), false);
	else if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name))
		declare(new Declaration(node.name.text, 'other', node), false);
}

/** The module name as catalogued. */
export function moduleName(specifier: string): string {
	return specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
}

function declareImport(node: ts.ImportDeclaration, declare: Declare): void {
	const { importClause, moduleSpecifier } = node;
	if (!importClause || !ts.isStringLiteral(moduleSpecifier)) return;
	const module = moduleName(moduleSpecifier.text);
	const add = (
		name: ts.Identifier,
		path: string,
		at: ts.Node,
		options: { isType?: boolean; namespace?: boolean },
	): void => {
		const silent = importClause.phaseModifier === ts.SyntaxKind.TypeKeyword || options.isType === true;
		const imported = silent ? undefined : { module, path, namespace: options.namespace === true };
		declare(new Declaration(name.text, silent ? 'other' : 'import', at, imported && { imported }), false);
	};
	if (importClause.name) add(importClause.name, '', importClause, {});
	const bindings = importClause.namedBindings;
	if (!bindings) return;
	if (ts.isNamespaceImport(bindings)) {
		add(bindings.name, '', bindings, { namespace: true });
		return;
	}
	for (const element of bindings.elements) {
		const name = (element.propertyName ?? element.name).text;
		add(element.name, name === 'default' ? '' : name, element, { isType: element.isTypeOnly });
	}
}

function declareImportEquals(node: ts.ImportEqualsDeclaration, declare: Declare): void {
	const { moduleReference } = node;
	if (
		!node.isTypeOnly &&
		ts.isExternalModuleReference(moduleReference) &&
		ts.isStringLiteral(moduleReference.expression)
	) {
		const module = moduleName(moduleReference.expression.text);
		const imported: ModuleReference = { module, path: '', namespace: false };
		declare(new Declaration(node.name.text, 'import', node, { imported }), false);
	} else {
		declare(new Declaration(node.name.text, 'other', node), false);
	}
}

function declareVariable(node: ts.VariableDeclaration, declare: Declare): void {
	const isVar = ts.isVariableDeclarationList(node.parent) && (node.parent.flags & ts.NodeFlags.BlockScoped) === 0;
	const source: Source | undefined = node.initializer && { expression: node.initializer, path: [] };
	declarePattern(node.name, node, 'variable', source, (found) => declare(found, isVar));
}

/** A parameter has no value of its own, unless it is what `import('module').then(...)` gives. */
function declareParameter(node: ts.ParameterDeclaration, declare: Declare): void {
	const module = importedThen(node);
	const source = module && { expression: module, path: [] };
	declarePattern(node.name, node, module ? 'variable' : 'parameter', source, (found) => declare(found, false));
}

function importedThen({ parent }: ts.ParameterDeclaration): ts.CallExpression | undefined {
	const call = parent.parent;
	if (!ts.isCallExpression(call) || call.arguments[0] !== parent) return undefined;
	const { expression } = call;
	if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'then') return undefined;
	const promise = expression.expression;
	const isImport = ts.isCallExpression(promise) && promise.expression.kind === ts.SyntaxKind.ImportKeyword;
	return isImport ? promise : undefined;
}

function declarePattern(
	name: ts.BindingName,
	node: ts.Node,
	kind: 'variable' | 'parameter',
	source: Source | undefined,
	declare: (declaration: Declaration) => void,
): void {
	if (ts.isIdentifier(name)) {
		declare(new Declaration(name.text, kind, node, { source }));
		return;
	}
	for (const element of name.elements) {
		if (ts.isOmittedExpression(element)) continue;
		const member = staticName(element.propertyName ?? element.name);
		// What a rest element holds is not one member.
		const visible = ts.isObjectBindingPattern(name) && !element.dotDotDotToken;
		const inner = source && visible && member !== undefined ? { ...source, path: [...source.path, member] } : undefined;
		declarePattern(element.name, element, kind, inner, declare);
	}
}
