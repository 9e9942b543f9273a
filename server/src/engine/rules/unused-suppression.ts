import type { Rule } from './rule.js';

/** Reported by the suppressions themselves; its check has nothing to say of an assessment. */
export const unusedSuppression: Rule = {
	id: 'unused-suppression',
	severity: 'hint',
	summary: 'A suppression comment suppresses nothing.',
	rationale: 'A comment that has lost its finding hides the next one that appears on its line.',
	check: () => [],
};
