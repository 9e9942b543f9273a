import * as ts from 'typescript';
import type { Property, SocketOptions, Value } from '../sites.js';
import { membersDeclared } from './declarations.js';
import { readFunction } from './functions.js';
import { isRelative } from './modules.js';
import { readMember } from './objects.js';
import { isAccess, memberName, spanOf, unwrap } from './parse.js';
import type { Names } from './scopes.js';
import type { Evaluate } from './values.js';

/** What a module exports under a member path; `` is its default export, or what `module.exports` is assigned. */
export type ReadExport = (path: string) => Value | undefined;

export interface ExportParts {
	readonly source: ts.SourceFile;
	readonly names: Names;
	readonly evaluate: Evaluate;
	/** What another file of the project exports. */
	imported(this: void, module: string, path: string): Value | undefined;
}

export function createExportReader(parts: ExportParts): ReadExport {
	const { source, evaluate } = parts;
	return (path) => {
		const whole = (): Value | undefined => {
			const exported = defaultExport(source, parts.names);
			if (!exported || !ts.isFunctionDeclaration(exported)) return exported && evaluate(exported);
			return readFunction(exported, evaluate);
		};
		if (path === '') return whole();
		const [head = '', ...rest] = path.split('.');
		const namespace = namespaceExport(source, head);
		if (namespace !== undefined) return parts.imported(namespace, rest.join('.'));
		const named = readNamed(head, parts) ?? memberOf(whole(), head);
		return rest.reduce<Value | undefined>(memberOf, named);
	};
}

function memberOf(value: Value | undefined, name: string): Value | undefined {
	return value && readMember(value, name, value.span);
}

function readNamed(name: string, parts: ExportParts): Value | undefined {
	const { source, names, evaluate } = parts;
	for (const statement of source.statements) {
		if (ts.isVariableStatement(statement) && isExported(statement)) {
			const found = statement.declarationList.declarations.find((each) => each.name.getText() === name);
			if (found && ts.isIdentifier(found.name)) return valueOfName(found.name.text, parts);
		} else if (ts.isFunctionDeclaration(statement) && isExported(statement) && statement.name?.text === name) {
			return valueOfName(name, parts);
		} else if (isExportedMembers(statement, name)) {
			return readMembers(statement, parts);
		} else if (ts.isExportDeclaration(statement)) {
			const value = readExportList(statement, name, parts);
			if (value) return value;
		}
	}
	const assigned = names.memberAssignments.filter(({ left }) => exportedMember(left) === name);
	const [first] = assigned;
	return first && assigned.length === 1 ? evaluate(first.right) : undefined;
}

/** True for a class of the file that is exported under its own name. */
export function exportsClass(source: ts.SourceFile, name: string): boolean {
	return source.statements.some((statement) => {
		if (ts.isClassDeclaration(statement) && statement.name?.text === name) {
			return statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
		}
		if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier) {
			const { exportClause: list } = statement;
			return list !== undefined && ts.isNamedExports(list) && list.elements.some((each) => each.getText() === name);
		}
		if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return false;
		const { left, right } = statement.expression;
		const isMember = exportedMember(left) === name && right.getText() === name;
		const object = left.getText() === 'module.exports' ? unwrap(right) : undefined;
		return isMember || (object !== undefined && ts.isObjectLiteralExpression(object) && hasShorthand(object, name));
	});
}

function hasShorthand({ properties }: ts.ObjectLiteralExpression, name: string): boolean {
	return properties.some((each) => ts.isShorthandPropertyAssignment(each) && each.name.text === name);
}

function readExportList(node: ts.ExportDeclaration, name: string, parts: ExportParts): Value | undefined {
	const { exportClause, moduleSpecifier } = node;
	const from = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
	if (!exportClause) return from === undefined ? undefined : parts.imported(from, name);
	if (!ts.isNamedExports(exportClause)) return undefined;
	const element = exportClause.elements.find((each) => each.name.text === name);
	if (!element || element.isTypeOnly) return undefined;
	const local = (element.propertyName ?? element.name).text;
	return from === undefined ? valueOfName(local, parts) : parts.imported(from, local === 'default' ? '' : local);
}

/** The module that `export * as name from` takes everything of. */
function namespaceExport(source: ts.SourceFile, name: string): string | undefined {
	for (const statement of source.statements) {
		if (!ts.isExportDeclaration(statement) || !statement.exportClause || statement.isTypeOnly) continue;
		const { exportClause, moduleSpecifier } = statement;
		if (!ts.isNamespaceExport(exportClause) || exportClause.name.text !== name) continue;
		return moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
	}
	return undefined;
}

function isExportedMembers(node: ts.Statement, name: string): node is ts.EnumDeclaration | ts.ClassDeclaration {
	return (ts.isEnumDeclaration(node) || ts.isClassDeclaration(node)) && node.name?.text === name && isExported(node);
}

/** An enumeration or the static members of a class as an object, as far as the declaration gives their values. */
function readMembers(node: ts.EnumDeclaration | ts.ClassDeclaration, { names, evaluate }: ExportParts): Value {
	const span = spanOf(node);
	const declaration = names.declaredBy(node);
	const properties = new Map<string, Property>();
	for (const [name, member] of declaration ? membersDeclared(declaration) : []) {
		const value = ts.isMethodDeclaration(member)
			? readFunction(member, evaluate)
			: member.initializer && evaluate(member.initializer);
		if (value) properties.set(name, { key: span, span, value });
	}
	return { kind: 'object', properties, open: true, span };
}

/** The value of a name of the module's own scope, by any mention or declaration of it. */
function valueOfName(name: string, { names, evaluate, imported }: ExportParts): Value | undefined {
	const declaration = names.topLevel.get(name);
	if (declaration?.imported && isRelative(declaration.imported.module))
		return imported(declaration.imported.module, declaration.imported.path);
	const identifier = declaration && nameNode(declaration.node);
	return identifier && evaluate(identifier);
}

function nameNode(node: ts.Node): ts.Identifier | undefined {
	const isNamed = ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isBindingElement(node);
	const name = isNamed || ts.isImportSpecifier(node) || ts.isImportClause(node) ? node.name : undefined;
	return name && ts.isIdentifier(name) ? name : undefined;
}

function isExported(node: ts.HasModifiers): boolean {
	return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

/** `export default x`, `export default function`, `export = x`, `module.exports = x`; undefined where there is none or several. */
function defaultExport(
	source: ts.SourceFile,
	{ memberAssignments }: Names,
): ts.Expression | ts.FunctionDeclaration | undefined {
	const declared = source.statements.find((each) => ts.isExportAssignment(each));
	if (declared) return declared.expression;
	const named = source.statements.find(
		(each) =>
			ts.isFunctionDeclaration(each) &&
			isExported(each) &&
			(ts.getCombinedModifierFlags(each) & ts.ModifierFlags.Default) !== 0,
	);
	if (named && ts.isFunctionDeclaration(named)) return named;
	const assigned = memberAssignments.filter(({ left }) => unwrap(left).getText() === 'module.exports');
	const [first] = assigned;
	return assigned.length === 1 ? first?.right : undefined;
}

/** The name in `exports.name` and `module.exports.name`. */
function exportedMember(target: ts.Expression): string | undefined {
	if (!isAccess(target)) return undefined;
	const owner = unwrap(target.expression).getText();
	return owner === 'exports' || owner === 'module.exports' ? memberName(target) : undefined;
}

/** What code of another file sets on sockets: no fix of this one changes its calls. */
export function elsewhere(options: SocketOptions): SocketOptions {
	return { ...options, call: undefined };
}

/** A value of another file as it counts here: everything of it stands where it is mentioned. */
export function relocate(value: Value, mention: ts.Node): Value {
	const span = spanOf(mention);
	const move = (each: Value): Value => {
		switch (each.kind) {
			case 'object': {
				const properties = [...each.properties].map(
					([name, property]) => [name, { key: span, span, value: move(property.value) }] as const,
				);
				return { ...each, properties: new Map(properties), span };
			}
			case 'list':
				return { ...each, items: each.items.map(move), span };
			case 'function':
				return {
					...each,
					results: each.results.map(move),
					...(each.options && { options: elsewhere(each.options) }),
					span,
				};
			default:
				return { ...each, span };
		}
	};
	return move(value);
}
