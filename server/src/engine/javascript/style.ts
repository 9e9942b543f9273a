import * as ts from 'typescript';
import { lineAround } from '../lines.js';
import { perSource } from './parse.js';

/** How a document is written; inserted text follows it. */
export interface DocumentStyle {
	readonly eol: string;
	/** One level of indentation. */
	readonly indent: string;
	readonly quote: "'" | '"';
	readonly semicolons: boolean;
}

export const readStyle = perSource((source): DocumentStyle => {
	const { text } = source;
	return {
		eol: /\r?\n/.exec(text)?.[0] ?? '\n',
		indent: readIndent(text),
		quote: readQuote(source),
		semicolons: readSemicolons(source),
	};
});

/** Rewrites a template, written with tabs, `\n`, single quotes and semicolons, in the document's style. */
export function adapt(template: string, style: DocumentStyle): string {
	const lines = template.split('\n').map((line) => {
		const code = style.semicolons ? line : line.replace(/;$/, '');
		return code.replace(/^\t+/, (tabs) => style.indent.repeat(tabs.length));
	});
	const text = lines.join(style.eol);
	return style.quote === "'" ? text : text.replaceAll("'", '"');
}

/** What lines most often add to the indentation before them; two spaces where none is indented. */
function readIndent(text: string): string {
	const counts = new Map<string, number>();
	let previous = '';
	const line = /^[ \t]*\S/gm;
	while (line.test(text)) {
		const first = line.lastIndex - 1;
		// Lines of block comments are indented by one more space.
		if (text[first] === '*') continue;
		const space = text.slice(blanksBefore(text, first), first);
		if (space.length > previous.length && space.startsWith(previous)) {
			const step = space.slice(previous.length);
			counts.set(step, (counts.get(step) ?? 0) + 1);
		}
		previous = space;
	}
	const [best] = [...counts].sort((a, b) => b[1] - a[1]);
	return best?.[0] ?? '  ';
}

/** Where the blanks begin that end at an offset. */
function blanksBefore(text: string, end: number): number {
	let start = end;
	while (text[start - 1] === ' ' || text[start - 1] === '\t') start--;
	return start;
}

/** Imports decide, since they are where quotes are not chosen for their content. */
function readQuote(source: ts.SourceFile): "'" | '"' {
	const specifiers = source.statements.flatMap((statement) =>
		ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
			? [statement.moduleSpecifier?.getText() ?? '']
			: [],
	);
	const texts =
		specifiers.length > 0 ? specifiers : (source.text.match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g) ?? []);
	const double = texts.filter((text) => text.startsWith('"')).length;
	return double > texts.length / 2 ? '"' : "'";
}

function readSemicolons(source: ts.SourceFile): boolean {
	const ends = source.statements.filter(
		(statement) =>
			ts.isImportDeclaration(statement) || ts.isVariableStatement(statement) || ts.isExpressionStatement(statement),
	);
	const with_ = ends.filter((statement) => source.text[statement.end - 1] === ';').length;
	return with_ * 2 >= ends.length;
}

/** The blanks before the first character of the line that `offset` is in. */
export function indentAt(text: string, offset: number): string {
	const { start } = lineAround(text, offset);
	return /^\uFEFF?([ \t]*)/.exec(text.slice(start, start + 200))?.[1] ?? '';
}
