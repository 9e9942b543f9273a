import { forgets, subject, waits } from './phrases.js';
import type { Rule } from './rule.js';

export const disabledKeepalive: Rule = {
	id: 'disabled-keepalive',
	severity: 'warning',
	summary: 'A client that sends TCP keepalive probes by itself is told not to.',
	rationale:
		'Some libraries probe by default, and an option switches that off. Nothing else keeps an idle connection in the ' +
		'tables of NATs and load balancers then.',
	check(assessment) {
		const { creation, wait, environment, probesByDefault } = assessment;
		const { setting } = creation;
		if (setting.kind !== 'off' || !(probesByDefault || setting.told)) return [];
		const told = probesByDefault
			? 'would send TCP keepalive probes but is told not to'
			: 'is told to send no TCP keepalive probes';
		const message = `${subject(assessment)} ${told}; it ${waits(wait)}, and ${forgets(environment)}.`;
		return [{ severity: 'warning', span: setting.span, message }];
	},
};
