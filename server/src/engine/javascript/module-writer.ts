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

/** `module.exports = { a }` gains what it lacks; undefined where the module exports in another way. */
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
	const last = list?.properties.at(-1);
	if (!list || !last || list.properties.some((each) => !each.name || !ts.isIdentifier(each.name))) return undefined;
	const known = new Set(list.properties.map((each) => each.name?.getText()));
	const missing = names.filter((name) => !known.has(name));
	const text = missing.map((name) => `, ${name}`).join('');
	return missing.length === 0 ? [] : [{ span: { start: last.end, end: last.end }, text }];
}

function exportedObject(source: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
	for (const statement of source.statements) {
		if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
		const { left, right, operatorToken } = statement.expression;
		const value = unwrap(right);
		const isAssignment = operatorToken.kind === ts.SyntaxKind.EqualsToken && left.getText() === 'module.exports';
		if (isAssignment && ts.isObjectLiteralExpression(value)) return value;
	}
	return undefined;
}
