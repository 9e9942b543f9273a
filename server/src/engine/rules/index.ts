import type { Assessment, CheckContext, RuleId, Severity } from '../model.js';
import { disabledKeepalive } from './disabled-keepalive.js';
import { ineffectiveKeepalive } from './ineffective-keepalive.js';
import { lateKeepalive } from './late-keepalive.js';
import { longWaitWithoutKeepalive } from './long-wait-without-keepalive.js';
import { lostSocketDefaults } from './lost-socket-defaults.js';
import { missingKeepalive } from './missing-keepalive.js';
import type { Report, Rule } from './rule.js';
import { unportableKeepalive } from './unportable-keepalive.js';
import { unusedSuppression } from './unused-suppression.js';

export type { Report, Rule } from './rule.js';

/** All rules, in the order of the documentation. */
export const rules: readonly Rule[] = [
	longWaitWithoutKeepalive,
	missingKeepalive,
	lateKeepalive,
	ineffectiveKeepalive,
	disabledKeepalive,
	unportableKeepalive,
	lostSocketDefaults,
	unusedSuppression,
];

/** The first of these that has something to say is the verdict on a creation: one cause, one finding. */
const verdicts: readonly Rule[] = [disabledKeepalive, longWaitWithoutKeepalive, missingKeepalive, lateKeepalive];

/** A report with the rule that made it. */
export interface RuleReport extends Report {
	readonly rule: RuleId;
}

/** What all rules say of one assessment, before suppressions. A verdict of a rule that is off does not pass to another. */
export function report(assessment: Assessment): RuleReport[] {
	if (assessment.creation.local) return [];
	const named = (rule: Rule): RuleReport[] => rule.check(assessment).map((each) => ({ ...each, rule: rule.id }));
	const ineffective = named(ineffectiveKeepalive);
	const beside = [...named(unportableKeepalive), ...named(lostSocketDefaults)];
	const explains = assessment.defects.some(
		({ kind, beside: apart, minor }) => kind === 'ineffective' && !apart && !minor,
	);
	if (assessment.silent || explains) return [...ineffective, ...beside];
	const verdict = verdicts.map(named).find((reports) => reports.length > 0) ?? [];
	return [...ineffective, ...verdict, ...beside];
}

/** The severity a report gets: as configured, never above a hint in test code unless configured. */
export function severityOf(
	found: RuleReport,
	isTest: boolean,
	configured: CheckContext['rules'],
): Severity | undefined {
	const level = configured[found.rule];
	if (level === 'off') return undefined;
	return level ?? (isTest ? 'hint' : found.severity);
}
