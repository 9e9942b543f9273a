import { lazy } from './lazy.js';
import type { Assessment, Finding } from './model.js';
import { subject, waits } from './rules/phrases.js';
import type { CallSite } from './sites.js';

/** Beyond so many the list explains nothing. */
const most = 5;

const none: Finding['related'] = [];

/** Who makes the connections of whom, by call. */
export interface RelatedIndex {
	makers(this: void): ReadonlyMap<CallSite, Assessment>;
	readonly users: ReadonlyMap<CallSite, readonly Assessment[]>;
}

export function indexRelated(clients: readonly Assessment[]): RelatedIndex {
	// Of a call that is read twice the first one counts.
	const makers = lazy(() => new Map(clients.toReversed().map((client) => [client.creation.site, client])));
	const users = new Map<CallSite, Assessment[]>();
	for (const client of clients) {
		const { setting } = client.creation;
		if (setting.kind !== 'inherited' || !setting.site) continue;
		const known = users.get(setting.site);
		if (known) known.push(client);
		else users.set(setting.site, [client]);
	}
	return { makers, users };
}

/** Other calls of the text that a finding has to do with: what makes its connections, and what uses those it makes. */
export function relatedCalls({ creation: { setting, site } }: Assessment, index: RelatedIndex): Finding['related'] {
	const maker = setting.kind === 'inherited' && setting.site ? index.makers().get(setting.site) : undefined;
	const users = index.users.get(site) ?? [];
	if (!maker && users.length === 0) return none;
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
