import { subject } from './phrases.js';
import type { Rule } from './rule.js';

export const lostSocketDefaults: Rule = {
	id: 'lost-socket-defaults',
	severity: 'warning',
	summary: "Socket options replace the library's own.",
	rationale:
		'urllib3 takes the list it is given instead of its own, so that `TCP_NODELAY` is lost and small writes wait for ' +
		'acknowledgements. Add to `HTTPConnection.default_socket_options` rather than replace it.',
	check(assessment) {
		return assessment.defects
			.filter(({ kind }) => kind === 'lost-defaults')
			.map(({ reason, span }) => ({ severity: 'warning', span, message: `In ${subject(assessment)}, ${reason}.` }));
	},
};
