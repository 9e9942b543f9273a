import { isUnprotected } from '../assess.js';
import { forgets, relatedWait, subject, waits } from './phrases.js';
import type { Rule } from './rule.js';

export const ineffectiveKeepalive: Rule = {
	id: 'ineffective-keepalive',
	severity: 'warning',
	summary: 'A setting looks like TCP keepalive but sends no probe while a request waits.',
	rationale:
		'HTTP persistent connections, pool settings and `Keep-Alive` headers say nothing to the kernel. ' +
		'`new https.Agent({ keepAlive: true })` sets nothing on the socket of the first request on Node before 24.15. A ' +
		'delay in seconds where milliseconds are meant becomes 0 and leaves the first probe to the system. Code that ' +
		'looks protected is worse than code that does not.',
	check(assessment) {
		const { wait, environment, probe } = assessment;
		return assessment.defects
			.filter(({ kind }) => kind === 'ineffective')
			.map(({ reason, span, minor, onlyLongWait }) => {
				const harmless = minor || (onlyLongWait && probe.kind === 'on');
				const consequence = isUnprotected(probe)
					? ` ${subject(assessment)} ${waits(wait)}, and ${forgets(environment)}.`
					: '';
				return {
					severity: harmless ? ('information' as const) : ('warning' as const),
					span,
					message: `In ${subject(assessment)}, ${reason}.${consequence}`,
					related: relatedWait(wait),
				};
			});
	},
};
