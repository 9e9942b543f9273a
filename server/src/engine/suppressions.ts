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
	const covers = kind === 'file-ignore' ? whole : (comment.covers ?? lineAt(text, comment.span.start));
	return [{ comment: comment.span, rules: names, covers }];
}

function readJavaScript(text: string, comments: readonly Comment[]): Suppression[] {
	const found: Suppression[] = [];
	const open: { comment: Span; rules: readonly string[] }[] = [];
	for (const { span, text: body } of comments) {
		const [, kind, rest = ''] = inJavaScript.exec(body) ?? [];
		const names = namesOf(rest.split(/--|\*\//)[0] ?? '');
		if (kind === 'disable-line') found.push({ comment: span, rules: names, covers: lineAt(text, span.start) });
		if (kind === 'disable-next-line')
			found.push({ comment: span, rules: names, covers: nextCodeLine(text, span.end, comments) });
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

function lineAt(text: string, offset: number): Span {
	const end = text.indexOf('\n', offset);
	return { start: text.lastIndexOf('\n', offset - 1) + 1, end: end < 0 ? text.length : end };
}

/** The line after the comment; further suppression comments in between are passed over, so that they can be stacked. */
function nextCodeLine(text: string, offset: number, comments: readonly Comment[]): Span {
	const next = text.indexOf('\n', offset);
	if (next < 0) return { start: text.length, end: text.length };
	const line = lineAt(text, next + 1);
	const first = line.start + text.slice(line.start, line.end).search(/\S|$/);
	const stacked = comments.find(({ span }) => span.start === first);
	return stacked ? nextCodeLine(text, stacked.span.end, comments) : line;
}

export interface Suppressed {
	readonly findings: readonly Finding[];
	readonly suppressed: readonly Finding[];
	/** Comments, or names in them, that suppressed nothing. */
	readonly unused: readonly Suppression[];
}

/** Splits findings into those that stay and those that a comment silences. */
export function applySuppressions(findings: readonly Finding[], suppressions: readonly Suppression[]): Suppressed {
	const used = new Set<Suppression>();
	const suppressed = findings.filter((finding) => {
		const covering = suppressions.filter((each) => covers(each, finding));
		for (const each of covering) used.add(each);
		return covering.length > 0;
	});
	return {
		findings: findings.filter((finding) => !suppressed.includes(finding)),
		suppressed,
		unused: suppressions.filter((each) => !used.has(each)),
	};
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
	return { rule, severity, span: comment, message, client: '', api: '', related: [], fixes };
}

/** A comment that has its line to itself goes with the line, another with the blanks before it. */
function removal({ start, end }: Span, text: string): Span {
	const line = lineAt(text, start);
	const before = text.slice(line.start, start);
	const rest = text.slice(end, Math.max(end, line.end));
	if (before.trim() === '' && rest.trim() === '')
		return { start: line.start, end: Math.min(text.length, line.end + 1) };
	return { start: start - (before.length - before.trimEnd().length), end };
}
