import * as ts from 'typescript';
import type { Analysis } from './analysis.js';
import { markedHashbang } from './parse.js';
import type { DocumentStyle } from './style.js';
import type { Edit } from '../model.js';

/** Where a document takes new imports and new declarations. */
export interface Layout {
	importEdit(text: string): Edit;
	declarationEdits(text: string): readonly Edit[];
	/** Declarations before this offset can be used by new ones. */
	readonly start: number;
}

/**
 * New text goes after the last import that comes before the first catalogued call, so that a class is declared before
 * it is used; helpers that are there already count as imports. Without imports it goes above the first statement.
 */
export function readLayout(
	{ source, callOf }: Analysis,
	style: DocumentStyle,
	isHelper: (name: string) => boolean,
): Layout {
	const { statements, text } = source;
	const starts = [...callOf.values()].map((call) => call.getStart()).sort((a, b) => a - b);
	const isUse = (statement: ts.Statement): boolean =>
		!declaresHelper(statement, isHelper) && starts.some((start) => start >= statement.pos && start < statement.end);
	const firstUse = statements.findIndex(isUse);
	const before = firstUse < 0 ? statements : statements.slice(0, firstUse);
	const lastImport = before.findLast((statement) => isImport(statement));
	const lastHelper = before.findLast((statement) => declaresHelper(statement, isHelper));
	if (!lastImport) return atStart(source, style);
	const end = lineEnd(text, lastHelper && lastHelper.end > lastImport.end ? lastHelper.end : lastImport.end);
	const ownKind = before.findLast((each) => ts.isImportDeclaration(each)) ?? lastImport;
	const importsEnd = lineEnd(text, ownKind.end);
	const { eol } = style;
	return {
		start: end,
		importEdit: (line) => ({ span: { start: importsEnd, end: importsEnd }, text: eol + line, rank: 0 }),
		declarationEdits(lines) {
			const span = { start: end, end };
			const edit: Edit = { span, text: eol + eol + lines, rank: 1 };
			const followed = /^\r?\n\s*\r?\n|^\s*$/.test(text.slice(end, end + 200));
			return followed ? [edit] : [edit, { span, text: eol, rank: 2 }];
		},
	};
}

function atStart(source: ts.SourceFile, { eol }: DocumentStyle): Layout {
	if (source.statements.length === 0 && source.text === '') return inEmptyText(eol);
	const start = firstStatement(source);
	const above = (text: string, rank: number): Edit => ({ span: { start, end: start }, text: text + eol + eol, rank });
	return {
		start,
		importEdit: (line) => above(line, 0),
		declarationEdits: (lines) => [above(lines, 1)],
	};
}

function inEmptyText(eol: string): Layout {
	const span = { start: 0, end: 0 };
	return {
		start: 0,
		importEdit: (line) => ({ span, text: line + eol, rank: 0 }),
		declarationEdits: (lines) => [{ span, text: eol + lines + eol, rank: 1 }],
	};
}

/** Above the first statement and what documents it, below `#!`, directives and a header that stands apart. */
function firstStatement(source: ts.SourceFile): number {
	const { text, statements } = source;
	const statement = statements.find((each) => !(ts.isExpressionStatement(each) && ts.isStringLiteral(each.expression)));
	if (!statement) return text.length;
	const comments = (ts.getLeadingCommentRanges(text, statement.pos) ?? []).filter(
		({ pos }) => pos > 0 || !text.startsWith(markedHashbang),
	);
	const header = comments.findLast(({ end }) => /^[ \t]*\r?\n[ \t]*\r?\n/.test(text.slice(end, end + 200)));
	const next = header ? comments.find(({ pos }) => pos > header.pos) : comments[0];
	return next?.pos ?? statement.getStart();
}

function lineEnd(text: string, offset: number): number {
	const comments = ts.getTrailingCommentRanges(text, offset);
	return comments?.at(-1)?.end ?? offset;
}

function isImport(statement: ts.Statement): boolean {
	if (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) return true;
	if (ts.isExpressionStatement(statement)) return isRequire(statement.expression);
	if (!ts.isVariableStatement(statement)) return false;
	return statement.declarationList.declarations.some(({ initializer }) => initializer && isRequire(initializer));
}

function isRequire(expression: ts.Expression): boolean {
	let inner = expression;
	while (ts.isPropertyAccessExpression(inner) || ts.isAwaitExpression(inner) || ts.isParenthesizedExpression(inner)) {
		inner = inner.expression;
	}
	if (!ts.isCallExpression(inner)) return false;
	const { expression: callee } = inner;
	// What compilers write around `require`.
	if (ts.isIdentifier(callee) && /^__import(?:Default|Star)$/.test(callee.text)) {
		return inner.arguments[0] !== undefined && isRequire(inner.arguments[0]);
	}
	return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function declaresHelper(statement: ts.Statement, isHelper: (name: string) => boolean): boolean {
	if (ts.isClassDeclaration(statement)) return statement.name !== undefined && isHelper(statement.name.text);
	if (!ts.isVariableStatement(statement)) return false;
	return statement.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && isHelper(name.text));
}
