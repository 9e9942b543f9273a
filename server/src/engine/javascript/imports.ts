import * as ts from 'typescript';
import type { Placed } from '../front-end.js';
import type { Edit } from '../model.js';
import type { Analysis } from './analysis.js';
import type { Declaration } from './declarations.js';
import type { Layout } from './layout.js';
import { isTypeScript } from './parse.js';
import { soleSource } from './scopes.js';
import { adapt, type DocumentStyle } from './style.js';

interface ImportContext {
	readonly analysis: Analysis;
	readonly layout: Layout;
	readonly style: DocumentStyle;
}

/** The local name of a member of a module: reused, added to an import that is there, or imported as a whole. */
export function importName(module: string, name: string | undefined, context: ImportContext): Placed | undefined {
	const found = findImported(module, name, context);
	if (found !== undefined) return { local: found, edits: [] };
	const extended = name === undefined ? undefined : extendImport(module, name, context);
	if (extended && name !== undefined) return { local: name, edits: [extended] };
	const local = module.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase());
	if (!isFree(local, module, context)) return undefined;
	const specifier = usesPrefix(context.analysis.source) ? `node:${module}` : module;
	const line = adapt(importLine(local, specifier, context.analysis.source), context.style);
	return { local: name === undefined ? local : `${local}.${name}`, edits: [context.layout.importEdit(line)] };
}

function findImported(
	module: string,
	name: string | undefined,
	{ analysis, layout }: ImportContext,
): string | undefined {
	const { names, resolve } = analysis;
	let whole: string | undefined;
	for (const declaration of names.topLevel.values()) {
		const reference = declaration.imported ?? referenceOf(declaration, resolve);
		if (reference?.module !== module || !isUsable(declaration, layout)) continue;
		if (name !== undefined && reference.path === name) return declaration.name;
		if (reference.path === '') whole ??= declaration.name;
	}
	return whole === undefined || name === undefined ? whole : `${whole}.${name}`;
}

/** True where a name is not taken, or only by functions that load the same module for themselves. */
function isFree(name: string, module: string, { analysis }: ImportContext): boolean {
	return analysis.names.named(name).every((declaration) => {
		const reference = referenceOf(declaration, analysis.resolve);
		return reference?.module === module && reference.path === '' && !analysis.names.topLevel.has(name);
	});
}

function referenceOf(declaration: Declaration, resolve: Analysis['resolve']): Declaration['imported'] {
	const source = soleSource(declaration);
	// `__importDefault(require('https'))` holds the module one level below itself.
	if (source && ts.isCallExpression(source.expression) && /Default\b/.test(source.expression.expression.getText())) {
		return undefined;
	}
	const reference = source && resolve(source.expression);
	return reference && { ...reference, path: [reference.path, ...source.path].filter((part) => part !== '').join('.') };
}

/** Imports are there from the start; what `require` gives is there only below it. */
function isUsable({ kind, node }: Declaration, { start }: Layout): boolean {
	return kind === 'import' || node.end <= start;
}

/** `import { get } from 'https'` becomes `import { get, Agent } from 'https'`. */
function extendImport(module: string, name: string, { analysis, layout }: ImportContext): Edit | undefined {
	if (analysis.names.named(name).length > 0) return undefined;
	for (const declaration of analysis.names.topLevel.values()) {
		const reference = declaration.imported ?? referenceOf(declaration, analysis.resolve);
		if (reference?.module !== module || !isUsable(declaration, layout)) continue;
		const last = lastInList(declaration.node);
		if (last) return { span: { start: last.end, end: last.end }, text: `, ${name}` };
	}
	return undefined;
}

function lastInList(node: ts.Node): ts.Node | undefined {
	if (ts.isImportSpecifier(node)) return node.parent.elements.at(-1);
	if (!ts.isBindingElement(node) || !ts.isVariableDeclaration(node.parent.parent)) return undefined;
	const last = node.parent.elements.at(-1);
	return last && ts.isBindingElement(last) && !last.dotDotDotToken ? last : undefined;
}

function importLine(local: string, specifier: string, source: ts.SourceFile): string {
	if (!isModule(source)) return `const ${local} = require('${specifier}');`;
	if (!isTypeScript(source.fileName)) return `import ${local} from '${specifier}';`;
	if (source.statements.some((each) => ts.isImportEqualsDeclaration(each)))
		return `import ${local} = require('${specifier}');`;
	// A namespace import compiles with and without `esModuleInterop`.
	return hasDefaultImport(source)
		? `import ${local} from '${specifier}';`
		: `import * as ${local} from '${specifier}';`;
}

function isModule(source: ts.SourceFile): boolean {
	if (/\.m[jt]s$/i.test(source.fileName)) return true;
	const isRequired = (statement: ts.Statement): boolean =>
		ts.isVariableStatement(statement) && / = require\(/.test(statement.getText());
	if (
		source.statements.some(
			(each) => ts.isImportDeclaration(each) || ts.isExportDeclaration(each) || ts.isExportAssignment(each),
		)
	) {
		return true;
	}
	return isTypeScript(source.fileName) && !source.statements.some(isRequired);
}

const builtins =
	/^(?:node:.*|assert|buffer|child_process|crypto|dns|events|fs|http2?|https|net|os|path|stream|tls|url|util|zlib|fs\/promises)$/;

function builtinImports(source: ts.SourceFile): { readonly specifier: string; readonly isDefault: boolean }[] {
	return source.statements.flatMap((statement) => {
		if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
		const specifier = statement.moduleSpecifier.text;
		return builtins.test(specifier) ? [{ specifier, isDefault: statement.importClause?.name !== undefined }] : [];
	});
}

function hasDefaultImport(source: ts.SourceFile): boolean {
	return builtinImports(source).some(({ isDefault }) => isDefault);
}

/** `node:` unless the file imports Node's modules without it. */
function usesPrefix(source: ts.SourceFile): boolean {
	if (/['"]node:\w/.test(source.text)) return true;
	const required = [...source.text.matchAll(/\brequire\(\s*['"]([\w/]+)['"]\s*\)/g)].map(
		([, specifier = '']) => specifier,
	);
	return ![...builtinImports(source).map(({ specifier }) => specifier), ...required].some((each) =>
		builtins.test(each),
	);
}
