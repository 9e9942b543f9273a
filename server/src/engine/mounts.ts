import type { CreationForm, KeepaliveFact, Scheme } from './catalogue/schema.js';
import { placesOfOptions } from './ignored.js';
import type { Defect, Span } from './model.js';
import { readOption } from './options.js';
import { firstFrom } from './ordered.js';
import { absent, hidden, type ReadSetting, type SettingContext } from './setting-parts.js';
import type { CallSite, Use, Value } from './sites.js';
import { requestUses } from './waits.js';

type MountFact = Extract<KeepaliveFact, { via: 'mount' }>;

/** The last adapter mounted on a prefix is the one used. */
export function readMounts(site: CallSite, fact: MountFact, context: SettingContext): ReadSetting {
	const mounts = site.uses.filter(({ method }) => method === fact.method);
	if (site.assigned?.has(fact.store)) return hidden(`\`${fact.store}\` is changed, and with what cannot be seen`);
	if (mounts.length === 0) return absent;
	const given = mounts.map((use): Mounted => {
		const [prefix, adapter] = fact.parameters.map((name) => readOption(use, fact, name));
		const value = prefix?.kind === 'present' && prefix.value.kind === 'string' ? prefix.value.value : undefined;
		const made = adapter?.kind === 'present' ? adapter.value : undefined;
		return { use, prefix: value?.toLowerCase(), adapter: made?.kind === 'call' ? made.site : undefined };
	});
	const unclear = given.find(({ prefix }) => prefix === undefined);
	if (unclear) return hidden('the prefix of an adapter cannot be seen', unclear.use.extent);
	const urls = requestedUrls(site, context.form);
	const mountFor = (wanted: Scheme): Mounted | undefined => {
		const start = `${wanted}:`;
		return longestFor(
			urls,
			given.filter(({ prefix = '' }) => prefix === '' || prefix.startsWith(start)),
		);
	};
	const { scheme } = context;
	const wanted: Scheme = scheme === 'unknown' ? 'https' : scheme;
	const mount = mountFor(wanted);
	const other = mountFor(wanted === 'https' ? 'http' : 'https');
	if (!mount) return other ? { ...absent, defects: oneScheme(other, wanted) } : absent;
	const made = mount.adapter ? { site: mount.adapter } : {};
	const hole = scheme === 'unknown' && !other ? oneScheme(mount, 'http').map((each) => ({ ...each, minor: true })) : [];
	const defects = [...hole, ...beyondProxies(site, mount, fact, context)];
	return { setting: { kind: 'inherited', span: mount.use.extent, ...made }, defects };
}

interface Mounted {
	readonly use: Use;
	/** In lower case; undefined where it cannot be seen. */
	readonly prefix: string | undefined;
	/** Where the adapter is made, if that is in sight. */
	readonly adapter: CallSite | undefined;
}

/** The URLs of the visible requests in lower case; undefined for one that cannot be seen. */
function requestedUrls(site: CallSite, form: CreationForm): readonly (string | undefined)[] {
	return requestUses(site, form).map(({ use, method }) => {
		const states = form.address.map((option) => readOption(use, method, option));
		const url = states.find((state) => state.kind !== 'absent');
		return url?.kind === 'present' && url.value.kind === 'string' ? url.value.value?.toLowerCase() : undefined;
	});
}

/** The longest prefix wins, and one with a host is for that host only: where a URL is not seen, it may be another. */
function longestFor(urls: readonly (string | undefined)[], mounts: readonly Mounted[]): Mounted | undefined {
	const isWide = ({ prefix = '' }: Mounted): boolean => /^(?:https?:\/\/)?$/.test(prefix);
	const seen = urls.filter((url) => url !== undefined);
	const isSeen = urls.length > 0 && seen.length === urls.length;
	if (!isSeen) return mounts.findLast(isWide) ?? mounts.at(-1);
	const continues = createContinues(seen);
	const fitting = mounts.filter((mount) => isWide(mount) || continues(mount.prefix ?? ''));
	const longest = fitting.reduce((most, { prefix = '' }) => Math.max(most, prefix.length), 0);
	return fitting.findLast(({ prefix = '' }) => prefix.length === longest);
}

/** True for a text that one of these begins with, or that begins with one of these: there may be thousands of both. */
function createContinues(texts: readonly string[]): (text: string) => boolean {
	const all = new Set(texts);
	const sorted = [...all].sort();
	const lengths = [...new Set(sorted.map(({ length }) => length))];
	return (text) =>
		sorted[firstFrom(sorted, text, (each) => each)]?.startsWith(text) === true ||
		lengths.some((length) => length < text.length && all.has(text.slice(0, length)));
}

/** A hole only where the mounted adapter sends probes: a plain one protects neither scheme. */
function oneScheme({ use, adapter }: Mounted, missing: Scheme): Defect[] {
	if (!adapter) return [];
	const reason = `no adapter is mounted for ${missing}:// URLs`;
	return [{ kind: 'ineffective', reason, span: use.callee, given: adapter }];
}

/** An adapter that leaves out connections to proxies matters where proxies are used. */
function beyondProxies(
	site: CallSite,
	{ use, adapter }: Mounted,
	{ proxies }: MountFact,
	{ form, variableIn }: SettingContext,
): Defect[] {
	if (!proxies || !adapter) return [];
	const { member, option, trust, variables } = proxies;
	if (adapter.subclass?.members.includes(member)) return [];
	const given = placesOfOptions(site, form, option)
		.map(({ call, signature }) => readOption(call, signature, option))
		.find((state) => state.kind === 'present' && names(state.value));
	const distrusts = site.assigned?.get(trust)?.value;
	const isDistrusted = distrusts?.kind === 'boolean' && !distrusts.value;
	const file = given || isDistrusted ? undefined : variableIn(variables);
	if (!given && file === undefined) return [];
	const where = file === undefined || file === '' ? '' : `, and \`${file}\` names one`;
	const reason = `requests through a proxy send no probes, because the adapter does not override \`${member}\`${where}`;
	const span: Span = use.callee;
	return [{ kind: 'ineffective', reason, span, given: adapter, beyondFixes: true }];
}

/** True for a mapping that visibly names a proxy. */
function names(value: Value): boolean {
	return value.kind === 'object' && [...value.properties.values()].some((each) => each.value.kind !== 'none');
}
