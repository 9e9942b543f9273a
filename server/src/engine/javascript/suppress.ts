import * as ts from 'typescript';
import { lineAbove, lineAround } from '../lines.js';
import type { Edit, Span } from '../model.js';
import { leafAt } from './comments.js';
import { indentAt } from './style.js';

/**
 * A comment above the line in which the span starts, or the rule's name in the one that is there. In a template, whose
 * lines are text, the comment stands before the span.
 */
export function suppress(source: ts.SourceFile, { start }: Span, rule: string, eol: string): Edit {
	const { text } = source;
	const { start: lineStart } = lineAround(text, start);
	const merged = mergeInto(text, lineStart, rule);
	if (merged) return merged;
	const comment = `keepalive-disable-next-line ${rule}`;
	const indent = indentAt(text, start);
	const token = leafAt(source, lineStart);
	if (token && ts.isJsxText(token)) return insertion(lineStart, `${indent}{/* ${comment} */}${eol}`);
	const isText = token !== undefined && token.getStart(source) < lineStart && token.end > lineStart;
	if (isText) return insertion(start, `/* keepalive-disable-line ${rule} */ `);
	const at = aboveOthers(text, lineStart);
	return insertion(at === 0 && text.startsWith('\uFEFF') ? 1 : at, `${indent}// ${comment}${eol}`);
}

/** Other tools' comments about the next line stay right above it. */
function aboveOthers(text: string, lineStart: number): number {
	const above = lineAbove(text, lineStart);
	const isOther = lineStart > 0 && /^\s*\/\/.*-next-line\b/.test(text.slice(above, lineStart));
	return isOther ? aboveOthers(text, above) : lineStart;
}

function insertion(offset: number, text: string): Edit {
	return { span: { start: offset, end: offset }, text };
}

function mergeInto(text: string, lineStart: number, rule: string): Edit | undefined {
	const above = lineAbove(text, lineStart);
	const line = lineStart > 0 ? text.slice(above, lineStart) : '';
	const match =
		/^(\s*(?:\/\/|\{?\/\*)\s*keepalive-disable-next-line)([ \t]+[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)(?=\s*(?:--|\*\/|$))/.exec(
			line,
		);
	const [, head = '', list = ''] = match ?? [];
	if (!match || list.trim().startsWith('--')) return undefined;
	return insertion(above + head.length + list.length, `, ${rule}`);
}
