import * as ts from 'typescript';
import type { Helper } from '../catalogue/recipes.js';
import type { Placed, Writer } from '../front-end.js';
import type { Edit, ProjectLayout, SourceDocument } from '../model.js';
import type { CallSite, Use } from '../sites.js';
import type { Analysis } from './analysis.js';
import { importName, importShared } from './imports.js';
import { readLayout, type Layout } from './layout.js';
import { callOfUse, optionText, setOption } from './options-writer.js';
import { isTypeScript, wrapping } from './parse.js';
import { createRunsElsewhere } from './serialised.js';
import { adapt, indentAt, readStyle, type DocumentStyle } from './style.js';
import { suppress } from './suppress.js';
import { hasCheckedTypes } from './type-checking.js';

/** Places text in the document that was analysed. */
export function createWriter(
	{ path, text: whole }: SourceDocument,
	analysis: Analysis,
	{ helpers, layout: project }: HelperParts,
): Writer {
	const { source } = analysis;
	const style = readStyle(source);
	const layout = readLayout(analysis, style, (name) => helpers.some((helper) => helper.name === name));
	const context = { analysis, style, layout };
	const runsElsewhere = createRunsElsewhere(analysis.names);
	const writer: Writer = {
		get isTyped() {
			return hasCheckedTypes(path, whole, project);
		},
		importName: (module, name, isPlain) => importName(module, name, { ...context, isPlain }),
		importShared: (module, name) => importShared(module, name, context),
		helperText: (helper) => helperText(helper, path, () => writer.isTyped),
		declareHelper: (helper, text) => declareHelper(helper.name, adapt(text, style), context),
		optionText: (site, form, option) => optionText(site, form, option, context),
		setOption: (site, form, change) => setOption(site, form, change, context),
		replaceCallee: (site, text) => replaceCallee(site, text, analysis),
		append: (site, text) => append(site, adapt(text, style), context),
		statementsAfter: (site, lines) => statementsAfter(site, lines, context),
		replaceArguments: (use, text) => replaceArguments(use, text, analysis),
		runsElsewhere: (site) => {
			const call = analysis.callOf.get(site);
			return call !== undefined && runsElsewhere(call);
		},
		suppress: (span, rule) => suppress(source, span, rule, style.eol),
	};
	return analysis.names.isBroken ? { ...writer, ...refusing } : writer;
}

/** What helpers are written with, besides the text. */
export interface HelperParts {
	readonly helpers: readonly Helper[];
	readonly layout: ProjectLayout | undefined;
}

/** The template of a helper for a document of this path. */
export function helperText(helper: Helper, path: string, isTyped: () => boolean): string {
	if (isTypeScript(path)) return helper.typescript ?? helper.text;
	return helper.checked !== undefined && isTyped() ? helper.checked : helper.text;
}

const refuse = (): undefined => undefined;

/** Where something is missing from a text, the end of a call is a guess of the parser. */
const refusing: Partial<Writer> = {
	declareHelper: refuse,
	setOption: refuse,
	replaceCallee: refuse,
	append: refuse,
	statementsAfter: refuse,
	replaceArguments: refuse,
};

export interface WriterContext {
	readonly analysis: Analysis;
	readonly style: DocumentStyle;
	readonly layout: Layout;
}

/** Reuses a declaration of the same text; a name that stands for something else, anywhere, is left alone. */
export function declareHelper(name: string, text: string, { analysis, layout }: WriterContext): Placed | undefined {
	const { names, source } = analysis;
	if (names.named(name).length === 0) return { local: name, edits: layout.declarationEdits(text) };
	const statement = source.statements.find((each) => declares(each, name));
	if (!statement || essence(statement.getText()) !== essence(text)) return undefined;
	return { local: name, edits: [] };
}

function declares(statement: ts.Statement, name: string): boolean {
	if (ts.isClassDeclaration(statement)) return statement.name?.text === name;
	if (!ts.isVariableStatement(statement)) return false;
	return statement.declarationList.declarations.some((each) => ts.isIdentifier(each.name) && each.name.text === name);
}

/** A text without what formatters, type checkers, other values of the environment and another way to import change. */
function essence(text: string): string {
	return text
		.replace(/\/\*\*.*?\*\//g, '')
		.replace(/\bif \(socket instanceof [\w.]*Socket\)\s*socket\./, 'socket?.')
		.replace(/\bif \(socket\) socket\./, 'socket?.')
		.replace(/^export\s+|^\s*\/\/.*$/gm, '')
		.replace(/\boverride\b|\b\w+\.(?=Agent\b|HttpsAgent\b|Socket\b)|[\d_]+\d/g, '')
		.replace(/[\s;"'`,()]/g, '');
}

function replaceCallee(site: CallSite, text: string, { callOf }: Analysis): readonly Edit[] | undefined {
	const call = callOf.get(site);
	// A class of the file has a body of its own, which another class would lose.
	if (!call || site.subclass) return undefined;
	const { expression } = call;
	const span = { start: expression.getStart(), end: expression.end };
	return [{ span, text: site.isNew ? text : `new ${text}` }];
}

/** Refuses where the object has the same call already, which would decide instead; listeners differ by their event. */
function append(
	site: CallSite,
	text: string,
	{ analysis: { callOf, source }, style }: WriterContext,
): readonly Edit[] | undefined {
	const { extent, uses } = site;
	const call = callOf.get(site);
	// What is made is a class or a tag there: `new new Client()`.
	if (!call || isCalled(wrapping(call))) return undefined;
	const [, method, event] = /^\.(\w+)\((?:['"](\w+)['"],)?/.exec(text) ?? [];
	const isSame = ({ method: other, arguments: [first] }: Use): boolean =>
		other === method && (event === undefined || (first?.kind === 'string' && first.value === event));
	if (uses.some(isSame)) return undefined;
	const made = ts.isNewExpression(call) && !call.arguments ? `()${text}` : text;
	// In a chain of one call a line it has a line of its own.
	const [, indent] = /^[ \t]*\r?\n([ \t]*)\./.exec(source.text.slice(extent.end, extent.end + 200)) ?? [];
	const own = indent === undefined ? made : made.replace(/^(\(\))?\./, `$1${style.eol}${indent}.`);
	return [{ span: { start: extent.end, end: extent.end }, text: own }];
}

function isCalled(node: ts.Expression): boolean {
	const { parent } = node;
	if (ts.isNewExpression(parent)) return parent.expression === node;
	return ts.isTaggedTemplateExpression(parent) && parent.tag === node;
}

function statementsAfter(
	site: CallSite,
	lines: readonly string[],
	{ analysis, style }: WriterContext,
): readonly Edit[] | undefined {
	let node: ts.Node | undefined = analysis.callOf.get(site);
	while (node && !ts.isVariableStatement(node) && !ts.isExpressionStatement(node)) node = node.parent;
	if (!node || site.boundTo === undefined || !(ts.isBlock(node.parent) || ts.isSourceFile(node.parent)))
		return undefined;
	const indent = indentAt(analysis.source.text, node.getStart());
	const text = lines.map((line) => style.eol + indent + adapt(line, style)).join('');
	return [{ span: { start: node.end, end: node.end }, text }];
}

function replaceArguments(use: Pick<Use, 'extent'>, text: string, analysis: Analysis): readonly Edit[] | undefined {
	const call = callOfUse(use, analysis);
	if (!call) return undefined;
	return [{ span: { start: call.arguments.pos, end: call.end - 1 }, text }];
}
