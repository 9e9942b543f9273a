import { lineAround } from './lines.js';
import type { Comment, Finding, RuleId, SourceDocument, Span } from './model.js';
import { rules } from './rules/index.js';

/** A suppression comment and the code it covers. */
export interface Suppression {
	readonly comment: Span;
	/** Empty: every rule. */
	readonly rules: readonly string[];
	/** Findings that start in here are suppressed. */
	readonly covers: Span;
}

const inJavaScript = /keepalive-(disable-next-line|disable-line|disable|enable)\b([^\n]*)/;
const inPython = /#\s*keepalive:\s*(ignore|file-ignore)\[([^\]]*)\]/;

/** Reads the suppressions among a document's comments. */
export function readSuppressions(document: SourceDocument, comments: readonly Comment[]): Suppression[] {
	return document.language === 'python'
		? comments.flatMap((comment) => readPython(document.text, comment))
		: readJavaScript(document.text, comments);
}

function readPython(text: string, comment: Comment): Suppression[] {
	const [, kind, list = ''] = inPython.exec(comment.text) ?? [];
	const names = namesOf(list);
	// A list is required: a blanket comment would hide what nobody has looked at.
	if (!kind || names.length === 0) return [];
	const whole = { start: 0, end: text.length };
	const covers = kind === 'file-ignore' ? whole : (comment.covers ?? lineAround(text, comment.span.start));
	return [{ comment: comment.span, rules: names, covers }];
}

function readJavaScript(text: string, comments: readonly Comment[]): Suppression[] {
	const found: Suppression[] = [];
	const open: { comment: Span; rules: readonly string[] }[] = [];
	let nextLines: ReadonlyMap<number, Span> | undefined;
	for (const { span, text: body } of comments) {
		const [, kind, rest = ''] = inJavaScript.exec(body) ?? [];
		const names = namesOf(rest.split(/--|\*\//)[0] ?? '');
		if (kind === 'disable-line') found.push({ comment: span, rules: names, covers: lineAround(text, span.start) });
		if (kind === 'disable-next-line') {
			nextLines ??= nextCodeLines(text, comments);
			found.push({ comment: span, rules: names, covers: nextLines.get(span.start) ?? lineAround(text, span.end) });
		}
		if (kind === 'disable') open.push({ comment: span, rules: names });
		if (kind === 'enable') {
			for (const range of open.splice(0))
				found.push({ ...range, covers: { start: range.comment.end, end: span.start } });
		}
	}
	return [...found, ...open.map((range) => ({ ...range, covers: { start: range.comment.end, end: text.length } }))];
}

function namesOf(list: string): string[] {
	return list
		.split(/[\s,]+/)
		.map((name) => name.trim())
		.filter((name) => name !== '' && name !== '*/');
}

/**
 * For each comment the line after it that is covered; further comments on lines of their own in between are passed over,
 * so that they can be stacked.
 */
function nextCodeLines(text: string, comments: readonly Comment[]): ReadonlyMap<number, Span> {
	const lines = new Map<number, Span>();
	// The last one first, so that each finds the answer of the one below it.
	for (const { span } of comments.toReversed()) {
		let line = lineAfter(text, span.end);
		let first = firstIn(text, line);
		// Comments of other tools are about the next line, too.
		while (!lines.has(first) && text.startsWith('//', first)) {
			line = lineAfter(text, line.end);
			first = firstIn(text, line);
		}
		lines.set(span.start, lines.get(first) ?? line);
	}
	return lines;
}

function lineAfter(text: string, offset: number): Span {
	const next = text.indexOf('\n', offset);
	return next < 0 ? { start: text.length, end: text.length } : lineAround(text, next + 1);
}

/** Where the first character of a line stands that is no blank. */
function firstIn(text: string, { start, end }: Span): number {
	return start + text.slice(start, end).search(/\S|$/);
}

export interface Suppressed {
	readonly findings: readonly Finding[];
	readonly suppressed: readonly Finding[];
	/** Comments, or names in them, that suppressed nothing. */
	readonly unused: readonly Suppression[];
}

/** Splits findings, which come in document order, into those that stay and those that a comment silences. */
export function applySuppressions(findings: readonly Finding[], suppressions: readonly Suppression[]): Suppressed {
	if (suppressions.length === 0) return { findings, suppressed: [], unused: [] };
	const used = new Set<Suppression>();
	const coming = [...suppressions].sort((a, b) => a.covers.start - b.covers.start);
	let reaching: Suppression[] = [];
	let next = 0;
	const split = { findings: [] as Finding[], suppressed: [] as Finding[] };
	for (const finding of findings) {
		const { start } = finding.span;
		for (let each = coming[next]; each && each.covers.start <= start; each = coming[++next]) reaching.push(each);
		reaching = reaching.filter((each) => each.covers.end >= start);
		const covering = reaching.filter((each) => covers(each, finding));
		for (const each of covering) used.add(each);
		(covering.length > 0 ? split.suppressed : split.findings).push(finding);
	}
	return { ...split, unused: suppressions.filter((each) => !used.has(each)) };
}

function covers({ rules: names, covers: span }: Suppression, { rule, span: { start } }: Finding): boolean {
	return start >= span.start && start <= span.end && (names.length === 0 || names.includes(rule));
}

/** The hint for a comment without a finding, with the edit that takes it away. */
export function unusedFinding(
	{ comment, rules: names }: Suppression,
	text: string,
	severity: Finding['severity'],
): Finding {
	const known = new Set<string>(rules.map(({ id }) => id));
	const strange = names.filter((name) => !known.has(name));
	const message = strange.length
		? `The suppression names ${strange.map((name) => `\`${name}\``).join(', ')}, which is no rule.`
		: 'The suppression comment suppresses nothing.';
	const rule: RuleId = 'unused-suppression';
	const fixes = strange.length
		? []
		: [{ title: 'Remove the comment', safety: 'safe' as const, edits: [{ span: removal(comment, text), text: '' }] }];
	const fixSafety = strange.length ? 'none' : 'safe';
	return { rule, severity, span: comment, message, client: '', api: '', related: [], fixSafety, fixes };
}

/** A comment that has its line to itself goes with the line, another with the blanks before it. */
function removal({ start, end }: Span, text: string): Span {
	const line = lineAround(text, start);
	const before = text.slice(line.start, start);
	const rest = text.slice(end, Math.max(end, line.end));
	if (before.trim() === '' && rest.trim() === '')
		return { start: line.start, end: Math.min(text.length, line.end + 1) };
	return { start: start - (before.length - before.trimEnd().length), end };
}
