import { applyEdits, sortEdits } from '../edits.js';
import { lastFor } from '../lazy.js';
import type { Edit, Span } from '../model.js';
import { splitItems } from './arguments.js';
import { readImport } from './imports.js';
import { type ReadText } from './read.js';
import { trim, type Statement } from './statements.js';
import { lineEnd, lineStart } from './style.js';

type Text = Pick<ReadText, 'masked' | 'layout'>;

/** What is imported at the top of a module, by names that other code of the module may use. */
interface TopImport {
	readonly statement: Statement;
	readonly items: readonly { readonly local: string; readonly span: Span }[];
}

/** True for files whose imports others may use: those of a package's `__init__.py`, and cells that are run by hand. */
export function keepsImports(path: string): boolean {
	return /(?:^|\/)__init__\.pyi?$|\.ipynb$/.test(path);
}

/** The spans of imports that a text needed before it was changed, and needs no more. Whole lines where nothing else is on them. */
export function findUnusedImports(before: Text, after: Text): readonly Span[] {
	const { uses: earlier } = readOf(before.masked, before.layout);
	const { imports, uses } = readImports(after);
	const isUsed = (uses: Uses, name: string): boolean => (uses.get(name) ?? []).length > 0;
	return imports.flatMap(({ statement, items }) => {
		const { text } = after.masked;
		const line = { start: lineStart(text, statement.start), end: lineEnd(text, statement.end) };
		// Whoever comments on an import has a reason for it; what shares its line is not looked at.
		if (/[#;]/.test(text.slice(line.start, line.end))) return [];
		const unused = items.filter(({ local }) => isUsed(earlier, local) && !isUsed(uses, local));
		if (unused.length === 0) return [];
		if (unused.length === items.length) return [wholeLines(text, line)];
		return unused.map(({ span }) => withComma(after, span));
	});
}

function importsOf({ masked, layout }: Text): TopImport[] {
	return layout.statements.flatMap((statement): TopImport[] => {
		const imported = statement.block.parent ? undefined : readImport(masked, statement);
		if (!imported || imported.from === '__future__') return [];
		let list = trim(masked, imported.list);
		if (masked.code[list.start] === '(') list = { start: list.start + 1, end: list.end - 1 };
		const items = splitItems(masked, list).map((span) => {
			const [, path = '', alias] =
				/^([\w.\s]*?)(?:\s+as\s+(\w+))?$/.exec(masked.code.slice(span.start, span.end)) ?? [];
			// `a as a` is there for others.
			return { local: alias === path ? '' : (alias ?? path.split('.')[0] ?? ''), span };
		});
		return [{ statement, items }];
	});
}

/** Where code, a string or a comment on types names something that is imported, by name. */
function usesOf({ masked: { code, text, strings } }: Text, imports: readonly TopImport[]): Uses {
	const uses = new Map<string, number[]>(imports.flatMap(({ items }) => items.map(({ local }) => [local, []])));
	const addWords = (from: string, expression: RegExp, offset: number): void => {
		for (const { 0: word, index } of from.matchAll(expression)) uses.get(word)?.push(offset + index);
	};
	let at = 0;
	for (const { statement } of imports) {
		addWords(code.slice(at, statement.start), nameInCode, at);
		at = statement.end;
	}
	addWords(code.slice(at), nameInCode, at);
	for (const { start, content } of strings.values()) {
		// What stands in triple quotes is prose.
		if (content.start - start < 3) addWords(text.slice(content.start, content.end), word, content.start);
	}
	for (const { 0: comment, index } of text.matchAll(/#\s*type:.*/g)) addWords(comment, word, index);
	return uses;
}

type Uses = ReadonlyMap<string, readonly number[]>;

/** Not an attribute. */
const nameInCode = /(?<![\w.])\w+/g;
const word = /\w+/g;

/** What is imported in a text, and used. */
interface ReadImports {
	readonly imports: readonly TopImport[];
	readonly uses: Uses;
}

function readImports(read: Text): ReadImports {
	const imports = importsOf(read);
	return { imports, uses: usesOf(read, imports) };
}

/** Of the text that the fixes of many findings are for. */
const readOf = lastFor((masked: Text['masked'], layout: Text['layout']) => readImports({ masked, layout }));

/**
 * Whether edits may leave an import unused: where all that a text does with the name stands in what they touch. Most
 * fixes do not, and reading the changed text takes as long as reading the text.
 */
export function mayLeaveUnused(before: Text, edits: readonly Edit[]): boolean {
	const { masked, layout } = before;
	const { text } = masked;
	const touched = edits.map(({ span }) => withWords(text, span));
	const isTouched = (offset: number): boolean => touched.some(({ start, end }) => start <= offset && offset < end);
	const { uses } = readOf(masked, layout);
	return touched.some(({ start, end }) =>
		[...text.slice(start, end).matchAll(word)].some(([name]) => {
			const known = uses.get(name) ?? [];
			return known.length > 0 && known.every(isTouched);
		}),
	);
}

/** With the words at its ends, which the edit may change. */
function withWords(text: string, { start, end }: Span): Span {
	let [from, to] = [start, end];
	while (/\w/.test(text[from - 1] ?? '')) from--;
	while (/\w/.test(text[to] ?? '')) to++;
	return { start: from, end: to };
}

/** The lines with their end, and an empty line less where two would meet. */
function wholeLines(text: string, { start, end }: Span): Span {
	const next = /^\r?\n/.exec(text.slice(end, end + 2))?.[0].length ?? 0;
	const blank = /^(?:[ \t]*\r?\n)+/.exec(text.slice(end + next))?.[0].length ?? 0;
	const isFirst = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, start)) || /^\uFEFF?$/.test(text.slice(0, start));
	return { start, end: end + next + (isFirst ? blank : 0) };
}

/** An item of a list with the comma that belongs to it, and its line where it has one. */
function withComma({ masked: { text } }: Text, { start, end }: Span): Span {
	const behind = /^\s*,/.exec(text.slice(end))?.[0].length;
	if (behind !== undefined) {
		const from = lineStart(text, start);
		const isOwnLine = text.slice(from, start).trim() === '' && /^[ \t]*(?:\r?\n)/.test(text.slice(end + behind));
		if (isOwnLine) return { start: from, end: lineStart(text, lineEnd(text, end + behind) + 2) };
		return { start, end: end + behind + (/^[ \t]*/.exec(text.slice(end + behind))?.[0].length ?? 0) };
	}
	return { start: text.slice(0, start).lastIndexOf(','), end };
}

/** A text with these spans taken out. */
export function without(text: string, spans: readonly Span[]): string {
	return applyEdits(
		text,
		spans.map((span) => ({ span, text: '' })),
	);
}

/**
 * Edits that also take out these spans of what they make of a text; the edits that touch one become one with it.
 * Undefined where two spans meet.
 */
export function withRemovals(
	edits: readonly Edit[],
	after: string,
	spans: readonly Span[],
): readonly Edit[] | undefined {
	let shift = 0;
	const placed = sortEdits(edits).map((edit) => {
		const start = edit.span.start + shift;
		shift += edit.text.length - (edit.span.end - edit.span.start);
		return { edit, start, end: start + edit.text.length };
	});
	/** Where an offset outside of the edits was before them. */
	const origin = (offset: number): number =>
		placed
			.filter(({ end, start }) => end <= offset && start < offset)
			.reduce((at, { edit }) => at - edit.text.length + (edit.span.end - edit.span.start), offset);
	const merged = spans.map((span): { readonly edit: Edit; readonly parts: readonly Edit[] } => {
		const parts = placed.filter(({ start, end }) => start <= span.end && span.start <= end);
		const from = Math.min(span.start, ...parts.map(({ start }) => start));
		const to = Math.max(span.end, ...parts.map(({ end }) => end));
		const [first, last] = [parts.find(({ start }) => start === from), parts.findLast(({ end }) => end === to)];
		const start = first ? first.edit.span.start : origin(from);
		const end = last ? last.edit.span.end : origin(to);
		const text = after.slice(from, span.start) + after.slice(span.end, to);
		return { edit: { span: { start, end }, text }, parts: parts.map(({ edit }) => edit) };
	});
	const gone = merged.flatMap(({ parts }) => parts);
	if (new Set(gone).size < gone.length) return undefined;
	return [...edits.filter((edit) => !gone.includes(edit)), ...merged.map(({ edit }) => edit)];
}
