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
export function report(assessment: Assessment): readonly RuleReport[] {
	if (assessment.creation.local) return none;
	if (assessment.defects.length === 0) return assessment.silent ? none : verdictOn(assessment);
	const ineffective = reportOf(ineffectiveKeepalive, assessment);
	const beside = [...reportOf(unportableKeepalive, assessment), ...reportOf(lostSocketDefaults, assessment)];
	const explains = assessment.defects.some(
		({ kind, beside: apart, minor }) => kind === 'ineffective' && !apart && !minor,
	);
	const verdict = assessment.silent || explains ? [] : verdictOn(assessment);
	return [...ineffective, ...verdict, ...beside];
}

function verdictOn(assessment: Assessment): readonly RuleReport[] {
	for (const rule of verdicts) {
		const reports = reportOf(rule, assessment);
		if (reports.length > 0) return reports;
	}
	return none;
}

const none: readonly RuleReport[] = [];

function reportOf(rule: Rule, assessment: Assessment): readonly RuleReport[] {
	const reports = rule.check(assessment);
	// Most have nothing to say.
	if (reports.length === 0) return none;
	return reports.map(({ severity, span, message, related = [] }) => ({
		rule: rule.id,
		severity,
		span,
		message,
		related,
	}));
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
