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

/** A name of the text with everything that is done to it. */
export interface Declaration {
	readonly name: string;
	readonly kind: 'import' | 'variable' | 'parameter' | 'function' | 'class' | 'other';
	readonly node: ts.Node;
	readonly imported?: ModuleReference;
	/** What it is declared with. */
	readonly source?: Source | undefined;
	/** Assignments after the declaration; undefined where the value cannot be seen. */
	readonly assignments: (ts.Expression | undefined)[];
	readonly memberWrites: MemberWrite[];
	readonly references: ts.Identifier[];
}

export type Declare = (declaration: Declaration, hoisted: boolean) => void;

/** Declares the names that `node` introduces into the scope around it; those of functions' own scopes included. */
export function declareNames(node: ts.Node, declare: Declare): void {
	if (ts.isImportDeclaration(node)) declareImport(node, declare);
	else if (ts.isImportEqualsDeclaration(node)) declareImportEquals(node, declare);
	else if (ts.isVariableDeclaration(node)) declareVariable(node, declare);
	else if (ts.isParameter(node)) declareParameter(node, declare);
	else if (ts.isFunctionDeclaration(node) && node.name) declare(blank(node.name.text, 'function', node), false);
	else if (ts.isClassDeclaration(node) && node.name) declare(blank(node.name.text, 'class', node), false);
	else if (ts.isEnumDeclaration(node)) declare(blank(node.name.text, 'other', node), false);
	else if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name))
		declare(blank(node.name.text, 'other', node), false);
}

/** A declaration of which nothing more is known. */
export function blank(name: string, kind: Declaration['kind'], node: ts.Node): Declaration {
	return { name, kind, node, assignments: [], memberWrites: [], references: [] };
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
		const base = blank(name.text, silent ? 'other' : 'import', at);
		declare(silent ? base : { ...base, imported: { module, path, namespace: options.namespace === true } }, false);
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
	const base = blank(node.name.text, 'import', node);
	if (
		!node.isTypeOnly &&
		ts.isExternalModuleReference(moduleReference) &&
		ts.isStringLiteral(moduleReference.expression)
	) {
		const module = moduleName(moduleReference.expression.text);
		declare({ ...base, imported: { module, path: '', namespace: false } }, false);
	} else {
		declare({ ...base, kind: 'other' }, false);
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
		declare({ ...blank(name.text, kind, node), source });
		return;
	}
	for (const element of name.elements) {
		if (ts.isOmittedExpression(element)) continue;
		const member = staticName(element.propertyName ?? element.name);
		// A rest element or a default hides what the name holds.
		const visible = ts.isObjectBindingPattern(name) && !element.dotDotDotToken && !element.initializer;
		const inner = source && visible && member !== undefined ? { ...source, path: [...source.path, member] } : undefined;
		declarePattern(element.name, element, kind, inner, declare);
	}
}
