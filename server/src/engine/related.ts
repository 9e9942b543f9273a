import type { Assessment, Finding } from './model.js';
import { subject, waits } from './rules/phrases.js';

/** Beyond so many the list explains nothing. */
const most = 5;

/** Other calls of the text that a finding has to do with: what makes its connections, and what uses those it makes. */
export function relatedCalls(
	{ creation: { setting, site } }: Assessment,
	clients: readonly Assessment[],
): Finding['related'] {
	const maker =
		setting.kind === 'inherited' ? clients.find(({ creation }) => creation.site === setting.site) : undefined;
	const users = clients.filter(({ creation: { setting: other } }) => other.kind === 'inherited' && other.site === site);
	return [
		...(maker === undefined
			? []
			: [{ span: maker.creation.site.callee, message: `${subject(maker)} makes its connections.` }]),
		...users.slice(0, most).map((user) => ({
			span: user.creation.site.callee,
			message: `${subject(user)} uses it and ${waits(user.wait)}.`,
		})),
	];
}
