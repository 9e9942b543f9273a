import type { Assessment, Finding, RuleId, Severity, Span } from '../model.js';

/** One rule: what the command line, SARIF, the documentation and the editor show of it, and its check. */
export interface Rule {
	readonly id: RuleId;
	/** The severity without configuration; a check may grade lower. */
	readonly severity: Severity;
	/** What is wrong, in one line. */
	readonly summary: string;
	/** Why it matters, as Markdown paragraphs. */
	readonly rationale: string;
	check(assessment: Assessment): readonly Report[];
}

/** What a rule says of an assessment; the engine adds names, fixes and the configured severity. */
export interface Report {
	readonly severity: Severity;
	readonly span: Span;
	readonly message: string;
	readonly related?: Finding['related'];
}
