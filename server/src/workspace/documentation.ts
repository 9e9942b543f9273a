import type { RuleId } from '../engine/index.js';

const pages = 'https://github.com/keepalive-lint/keepalive-lint/blob/main/docs/rules';

/** The address of a rule's page. */
export function ruleDocumentation(rule: RuleId): string {
	return `${pages}/${rule}.md`;
}
