import { isLongByArgument, isUnprotected } from '../assess.js';
import { forgets, relatedWait, sendsNone, subject, waits } from './phrases.js';
import type { Rule } from './rule.js';

export const longWaitWithoutKeepalive: Rule = {
	id: 'long-wait-without-keepalive',
	severity: 'warning',
	summary: 'A request is allowed to wait longer than the network remembers its connection, and sends no probes.',
	rationale:
		'Cloud NATs, load balancers and firewalls drop a TCP connection from their tables after some minutes without a ' +
		'packet and tell neither side. An answer that takes longer never arrives: the client waits for its timeout, or ' +
		'for ever, although the server has answered. A timeout at or beyond that limit says that such answers are ' +
		'expected. TCP keepalive probes keep the connection in the tables.',
	check(assessment) {
		const { probe, wait, environment, probesByDefault, creation } = assessment;
		if (!isUnprotected(probe) || probesByDefault || !isLongByArgument(wait, environment)) return [];
		const message = `${subject(assessment)} ${waits(wait)} but ${sendsNone(assessment)}; ${forgets(environment)}.`;
		return [{ severity: 'warning', span: creation.site.callee, message, related: relatedWait(wait) }];
	},
};
