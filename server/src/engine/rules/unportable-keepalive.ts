import { subject } from './phrases.js';
import type { Rule } from './rule.js';

export const unportableKeepalive: Rule = {
	id: 'unportable-keepalive',
	severity: 'warning',
	summary: 'A keepalive setting raises, or does nothing, on a supported platform.',
	rationale:
		'`socket.TCP_KEEPIDLE` does not exist on macOS, `socket.TCP_KEEPALIVE` exists nowhere else, and old Windows has ' +
		'neither. Without a guard the program fails where its author did not try it.',
	check(assessment) {
		return assessment.defects
			.filter(({ kind }) => kind === 'unportable')
			.map(({ reason, span, minor }) => ({
				severity: minor ? ('information' as const) : ('warning' as const),
				span,
				message: `In ${subject(assessment)}, ${reason}.`,
			}));
	},
};
