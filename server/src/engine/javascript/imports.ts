import * as ts from 'typescript';
import type { Placed, SharedModule } from '../front-end.js';
import type { Edit } from '../model.js';
import { joinPath, parentFolder } from '../paths.js';
import type { Analysis } from './analysis.js';
import type { Declaration, ModuleReference } from './declarations.js';
import type { Layout } from './layout.js';
import { isRelative } from './modules.js';
import { isTypeScript, perSource } from './parse.js';
import { soleSource } from './scopes.js';
import { adapt, type DocumentStyle } from './style.js';

interface ImportContext {
	readonly analysis: Analysis;
	readonly layout: Layout;
	readonly style: DocumentStyle;
	/** A text whose imports show how they are written, where the document is still empty. */
	readonly example?: ts.SourceFile | undefined;
	/** True where the runtime does not know `node:`. */
	readonly isPlain?: boolean | undefined;
}

/** The local name of a member of a module: reused, added to an import that is there, or imported as a whole. */
export function importName(module: string, name: string | undefined, context: ImportContext): Placed | undefined {
	const isModule = (other: string): boolean => other === module;
	const found = findImported(isModule, name, context);
	if (found !== undefined) return { local: found, edits: [] };
	const extended = name === undefined ? undefined : extendImport(isModule, name, context);
	if (extended && name !== undefined) return { local: name, edits: [extended] };
	const { analysis, layout, style, example = analysis.source, isPlain = false } = context;
	const local = module.replace(/[\W_]+(\w)/g, (_, letter: string) => letter.toUpperCase());
	if (!isFree(local, module, context)) return undefined;
	const specifier = builtins.test(module) && usesPrefix(example, isPlain) ? `node:${module}` : module;
	const line = adapt(importLine(local, specifier, example), style);
	return { local: name === undefined ? local : `${local}.${name}`, edits: [layout.importEdit(line)] };
}

/** The local name of what a module of the project exports: reused, added to an import that is there, or imported. */
export function importShared(
	{ path, specifier }: SharedModule,
	name: string,
	context: ImportContext,
): Placed | undefined {
	const { analysis, layout, style } = context;
	const { fileName } = analysis.source;
	const wanted = withoutExtension(path);
	const isShared = (module: string): boolean =>
		isRelative(module) && withoutExtension(joinPath(parentFolder(fileName), module)) === wanted;
	const found = findImported(isShared, name, context);
	if (found !== undefined) return { local: found, edits: [] };
	const extended = extendImport(isShared, name, context);
	if (extended) return { local: name, edits: [extended] };
	if (analysis.names.named(name).length > 0) return undefined;
	const line = isModule(analysis.source)
		? `import { ${name} } from '${specifier}';`
		: `const { ${name} } = require('${specifier}');`;
	// Two names of one module are not imported by two statements.
	return { local: name, edits: [{ ...layout.importEdit(adapt(line, style)), key: `import ${specifier}` }] };
}

function withoutExtension(path: string): string {
	return path.replace(/\.[cm]?[jt]sx?$/i, '');
}

function findImported(
	isModule: (module: string) => boolean,
	name: string | undefined,
	{ analysis, layout }: ImportContext,
): string | undefined {
	let whole: string | undefined;
	for (const { declaration, reference } of importsOf(analysis)) {
		if (!isModule(reference.module) || !isUsable(declaration, layout)) continue;
		if (name !== undefined && reference.path === name) return declaration.name;
		if (reference.path === '') whole ??= declaration.name;
	}
	return whole === undefined || name === undefined ? whole : `${whole}.${name}`;
}

interface Imported {
	readonly declaration: Declaration;
	readonly reference: ModuleReference;
}

/** The names of the module itself that stand for modules or members of them; every fix asks for them. */
function importsOf(analysis: Analysis): readonly Imported[] {
	const known = imports.get(analysis);
	if (known) return known;
	const found = [...analysis.names.topLevel.values()].flatMap((declaration) => {
		const reference = declaration.imported ?? referenceOf(declaration, analysis.resolve);
		return reference ? [{ declaration, reference }] : [];
	});
	imports.set(analysis, found);
	return found;
}

const imports = new WeakMap<Analysis, readonly Imported[]>();

/** True where a name is not taken, or only by functions that load the same module for themselves. */
function isFree(name: string, module: string, { analysis }: ImportContext): boolean {
	return analysis.names.named(name).every((declaration) => {
		const reference = referenceOf(declaration, analysis.resolve);
		return reference?.module === module && reference.path === '' && !analysis.names.topLevel.has(name);
	});
}

function referenceOf(declaration: Declaration, resolve: Analysis['resolve']): ModuleReference | undefined {
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
function extendImport(
	isModule: (module: string) => boolean,
	name: string,
	{ analysis, layout }: ImportContext,
): Edit | undefined {
	if (analysis.names.named(name).length > 0) return undefined;
	for (const { declaration, reference } of importsOf(analysis)) {
		if (!isModule(reference.module) || !isUsable(declaration, layout)) continue;
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
	if (importsByEquals(source)) return `import ${local} = require('${specifier}');`;
	// A namespace import compiles with and without `esModuleInterop`.
	return hasDefaultImport(source)
		? `import ${local} from '${specifier}';`
		: `import * as ${local} from '${specifier}';`;
}

const importsByEquals = perSource((source): boolean =>
	source.statements.some((each) => ts.isImportEqualsDeclaration(each)),
);

/** True for a text that imports and exports as ES modules do. */
export const isModule = perSource((source): boolean => {
	if (/\.m[jt]s$/i.test(source.fileName)) return true;
	const isRequired = (statement: ts.Statement): boolean =>
		ts.isVariableStatement(statement) && / = require\(/.test(statement.getText(source));
	if (source.statements.some(isImportOrExport)) return true;
	return isTypeScript(source.fileName) && !source.statements.some(isRequired);
});

function isImportOrExport(statement: ts.Statement): boolean {
	if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) {
		return true;
	}
	const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
	return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** Modules of Node itself. */
export const builtins =
	/^(?:node:.*|assert|buffer|child_process|crypto|diagnostics_channel|dns|events|fs|http2?|https|net|os|path|stream|tls|url|util|zlib|fs\/promises)$/;

const builtinImports = perSource((source): { readonly specifier: string; readonly isDefault: boolean }[] => {
	return source.statements.flatMap((statement) => {
		if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
		const specifier = statement.moduleSpecifier.text;
		return builtins.test(specifier) ? [{ specifier, isDefault: statement.importClause?.name !== undefined }] : [];
	});
});

function hasDefaultImport(source: ts.SourceFile): boolean {
	return builtinImports(source).some(({ isDefault }) => isDefault);
}

/** `node:` unless the file imports Node's modules without it; where the runtime may not know it, only beside another. */
function usesPrefix(source: ts.SourceFile, isPlain: boolean): boolean {
	return namesPrefix(source) || (!isPlain && !importsPlainly(source));
}

const namesPrefix = perSource(({ text }): boolean => /['"]node:\w/.test(text));

const importsPlainly = perSource((source): boolean => {
	const required = [...source.text.matchAll(/\brequire\(\s*['"]([\w/]+)['"]\s*\)/g)].map(
		([, specifier = '']) => specifier,
	);
	return [...builtinImports(source).map(({ specifier }) => specifier), ...required].some((each) => builtins.test(each));
});
