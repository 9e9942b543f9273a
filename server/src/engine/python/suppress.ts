import type { Edit, Span } from '../model.js';
import type { Masked } from './mask.js';
import type { Layout } from './statements.js';
import { lineEnd } from './style.js';

/** Puts `# keepalive: ignore[rule]` at the end of the logical line, or the rule into a comment that is there. */
export function writeSuppression(
	{ text, comments }: Masked,
	{ statementAt }: Layout,
	span: Span,
	rule: string,
): Edit | undefined {
	const statement = statementAt(span.start);
	if (!statement) return undefined;
	const { line } = statement;
	const end = lineEnd(text, line.end);
	const own = comments.filter(({ start }) => start >= line.start && start < end);
	for (const comment of own) {
		const list = /#\s*keepalive:\s*ignore\[[^\]]*/.exec(text.slice(comment.start, comment.end));
		if (!list) continue;
		const offset = comment.start + list.index + list[0].length;
		const isEmpty = /\[\s*$/.test(list[0]);
		return { span: { start: offset, end: offset }, text: isEmpty ? rule : `, ${rule}` };
	}
	const trailing = text.slice(line.end, end).trimEnd().length;
	return { span: { start: line.end + trailing, end }, text: `  # keepalive: ignore[${rule}]` };
}
