import { isLong, isLongByArgument, isUnprotected } from '../assess.js';
import type { Environment, Severity, Wait } from '../model.js';
import { forgets, relatedWait, sendsNone, subject, waits } from './phrases.js';
import type { Rule } from './rule.js';

export const missingKeepalive: Rule = {
	id: 'missing-keepalive',
	severity: 'warning',
	summary: 'A client sends no TCP keepalive probes while a request waits for its answer.',
	rationale:
		'Without probes a connection on which nothing is sent looks dead to NATs, load balancers and firewalls, and they ' +
		'forget it silently. The finding is a warning where the library waits for ever, or longer than the network ' +
		'remembers, by default; information where the wait cannot be seen; a hint where the client gives up earlier ' +
		'than the network forgets.',
	check(assessment) {
		const { probe, wait, environment, probesByDefault, creation } = assessment;
		if (!isUnprotected(probe) || probesByDefault || isLongByArgument(wait, environment)) return [];
		const message = `${subject(assessment)} ${waits(wait)} and ${sendsNone(assessment)}; ${forgets(environment)}.`;
		const severity = severityOf(wait, environment);
		return [{ severity, span: creation.site.callee, message, related: relatedWait(wait) }];
	},
};

function severityOf(wait: Wait, environment: Environment): Severity {
	if (wait.kind === 'unknown') return 'information';
	return isLong(wait, environment) ? 'warning' : 'hint';
}
