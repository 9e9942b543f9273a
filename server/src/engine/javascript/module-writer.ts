import * as ts from 'typescript';
import { applyEdits } from '../edits.js';
import type { ModuleWriter, Placed } from '../front-end.js';
import type { Edit } from '../model.js';
import type { Analysis } from './analysis.js';
import { builtins, importName, isModule } from './imports.js';
import { readLayout } from './layout.js';
import { unwrap } from './parse.js';
import { adapt, readStyle } from './style.js';
import { hasCheckedTypes } from './type-checking.js';
import { declareHelper, helperText, type HelperParts } from './writer.js';

/**
 * Places helpers in a module that other files import from. `example` is one of those: a module that is still empty is
 * written like it.
 */
export function createModuleWriter(
	module: Analysis,
	example: ts.SourceFile,
	{ helpers, layout: project }: HelperParts,
): ModuleWriter {
	const { source } = module;
	const isNew = source.text === '';
	const style = readStyle(isNew ? example : source);
	const layout = readLayout(module, style, (name) => helpers.some((helper) => helper.name === name));
	const context = { analysis: module, style, layout, ...(isNew && { example }) };
	const isEsm = isModule(isNew ? example : source);
	return {
		// What a library exports, and how it is imported, shows in the files that use it only.
		importName: (name, member, isPlain) =>
			builtins.test(name) ? importName(name, member, { ...context, isPlain }) : undefined,
		helperText: (helper) =>
			helperText(helper, source.fileName, () => hasCheckedTypes(source.fileName, source.text, project)),
		declareHelper(helper, text): Placed | undefined {
			const exported = isEsm ? text.replace(/^(?=(?:class|const) )/m, 'export ') : text;
			return declareHelper(helper.name, adapt(exported, style), context);
		},
		finish(edits, names) {
			const exports = isEsm ? esmExports(source, edits, names) : commonExports(source, names, style);
			if (!exports || module.names.isBroken) return undefined;
			const changes = [...new Map([...edits, ...exports].map((edit) => [keyOf(edit), edit])).values()];
			return applyEdits(source.text, changes);
		},
	};
}

function keyOf({ span, text }: Edit): string {
	return `${span.start} ${span.end} ${text}`;
}

/** Nothing is left to do where each name is declared by an edit or exported already. */
function esmExports(source: ts.SourceFile, edits: readonly Edit[], names: readonly string[]): Edit[] | undefined {
	const isNew = (name: string): boolean =>
		edits.some(({ text }) => new RegExp(`^export (?:class|const) ${name}\\b`, 'm').test(text));
	return names.every((name) => isNew(name) || isExported(source, name)) ? [] : undefined;
}

function isExported(source: ts.SourceFile, name: string): boolean {
	return source.statements.some((statement) => {
		if (ts.isExportDeclaration(statement)) {
			const { exportClause: list } = statement;
			return list !== undefined && ts.isNamedExports(list) && list.elements.some((each) => each.name.text === name);
		}
		if (!ts.isClassDeclaration(statement) && !ts.isVariableStatement(statement)) return false;
		if (!statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return false;
		if (ts.isClassDeclaration(statement)) return statement.name?.text === name;
		return statement.declarationList.declarations.some((each) => ts.isIdentifier(each.name) && each.name.text === name);
	});
}

/** The exports gain what they lack, in the way that the module has; undefined where it exports something else. */
function commonExports(
	source: ts.SourceFile,
	names: readonly string[],
	style: ReturnType<typeof readStyle>,
): Edit[] | undefined {
	if (source.text === '') {
		const text = style.eol + adapt(`module.exports = { ${names.join(', ')} };`, style) + style.eol;
		return [{ span: { start: 0, end: 0 }, text, rank: 2 }];
	}
	const list = exportedObject(source);
	if (list) return extendList(list, names);
	return exportsWhole(source) ? undefined : exportMembers(source, names, style);
}

/** `module.exports = { a }`, also without anything in it. */
function extendList(list: ts.ObjectLiteralExpression, names: readonly string[]): Edit[] | undefined {
	const { properties } = list;
	const last = properties.at(-1);
	if (properties.some((each) => !each.name || !ts.isIdentifier(each.name))) return undefined;
	const known = new Set(properties.map((each) => each.name?.getText()));
	const missing = names.filter((name) => !known.has(name));
	if (missing.length === 0) return [];
	if (!last) return [{ span: { start: list.getStart(), end: list.end }, text: `{ ${missing.join(', ')} }` }];
	return [{ span: { start: last.end, end: last.end }, text: missing.map((name) => `, ${name}`).join('') }];
}

/** `exports.a = a` or `module.exports.a = a`, below everything that is declared. */
function exportMembers(
	source: ts.SourceFile,
	names: readonly string[],
	style: ReturnType<typeof readStyle>,
): Edit[] | undefined {
	const assigned = source.statements.flatMap((statement) => {
		const { left, right } = assignmentOf(statement) ?? {};
		const [, owner, name] = /^(exports|module\.exports)\.(\w+)$/.exec(left?.getText() ?? '') ?? [];
		return owner !== undefined && name !== undefined && right ? [{ owner, name, value: right.getText() }] : [];
	});
	if (assigned.some(({ name, value }) => names.includes(name) && value !== name)) return undefined;
	const owner = assigned.at(-1)?.owner ?? 'module.exports';
	const missing = names.filter((name) => assigned.every((each) => each.name !== name));
	const end = source.statements.at(-1)?.end ?? source.text.length;
	const lines = missing.map((name) => style.eol + adapt(`${owner}.${name} = ${name};`, style)).join('');
	return lines === '' ? [] : [{ span: { start: end, end }, text: lines, rank: 2 }];
}

/** True where something else than a list of names is exported. */
function exportsWhole({ statements }: ts.SourceFile): boolean {
	return statements.some((statement) => {
		const left = assignmentOf(statement)?.left.getText();
		return left === 'module.exports' || left === 'exports';
	});
}

/** The assignment that a statement is. */
function assignmentOf(statement: ts.Statement): ts.BinaryExpression | undefined {
	if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
	const { expression } = statement;
	return expression.operatorToken.kind === ts.SyntaxKind.EqualsToken ? expression : undefined;
}

function exportedObject({ statements }: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
	for (const statement of statements) {
		const { left, right } = assignmentOf(statement) ?? {};
		const value = right && unwrap(right);
		if (value && left?.getText() === 'module.exports' && ts.isObjectLiteralExpression(value)) return value;
	}
	return undefined;
}
