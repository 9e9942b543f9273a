import type { Masked } from './mask.js';
import type { Layout } from './statements.js';

/** How a document is written; inserted text follows it. */
export interface Style {
	readonly eol: string;
	/** One step of indentation. */
	readonly indent: string;
	readonly quote: '"' | "'";
	/** Columns that a line may have: as many as the document's own, 88 at least and 120 at most. */
	readonly width: number;
}

/** Reads it once, however many fixes ask. */
export function readStyle(masked: Masked, layout: Layout): Style {
	const known = styles.get(masked) ?? findStyle(masked, layout);
	styles.set(masked, known);
	return known;
}

const styles = new WeakMap<Masked, Style>();

function findStyle({ text, strings }: Masked, { statements }: Layout): Style {
	const newline = text.indexOf('\n');
	const eol = newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
	let single = 0;
	for (const { start, content } of strings.values()) {
		const quote = text[content.start - 1];
		// Triple quotes and empty strings say little.
		if (content.start - start < 3 && content.end > content.start) single += quote === "'" ? 1 : -1;
	}
	const indented = statements.find(({ block }) => block.parent && block.scope.kind !== 'module');
	const indent = indented ? lineIndent(text, indented.start) : '';
	const lines = text.slice(0, 50_000).split(/\r?\n/);
	const longest = Math.max(...lines.map((line) => withoutComment(line).length));
	return {
		eol,
		indent: /^(?:\t| {2,8})$/.test(indent) ? indent : '    ',
		quote: single > 0 ? "'" : '"',
		width: Math.min(120, Math.max(88, longest)),
	};
}

function withoutComment(line: string): string {
	const start = line.indexOf('#');
	return start < 0 ? line : line.slice(0, start).trimEnd();
}

/** Text of a recipe (four spaces, double quotes, `\n`) as the document would write it. */
export function adapt(text: string, { eol, indent, quote }: Style): string {
	const quoted = quote === '"' ? text : text.replace(/(?<!")"([^"'\\\n]*)"(?!")/g, "'$1'");
	return quoted
		.split(/\r?\n/)
		.map((line) => {
			const [spaces = ''] = /^(?: {4})*/.exec(line) ?? [];
			return indent.repeat(spaces.length / 4) + line.slice(spaces.length);
		})
		.join(eol);
}

/** Start of the physical line; a byte order mark is not part of it. */
export function lineStart(text: string, offset: number): number {
	const start = text.lastIndexOf('\n', offset - 1) + 1;
	return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

/** End of the physical line, its line end left out. */
export function lineEnd(text: string, offset: number): number {
	const end = text.indexOf('\n', offset);
	if (end < 0) return text.length;
	return text[end - 1] === '\r' ? end - 1 : end;
}

export function lineIndent(text: string, offset: number): string {
	return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}
