import type { KeepaliveFact, Scheme } from './catalogue/schema.js';
import { placesOfOptions } from './ignored.js';
import type { Defect, Span } from './model.js';
import { readOption } from './options.js';
import { absent, hidden, type ReadSetting, type SettingContext } from './setting-parts.js';
import type { CallSite, Use, Value } from './sites.js';

type MountFact = Extract<KeepaliveFact, { via: 'mount' }>;

/** The last adapter mounted on a prefix is the one used. */
export function readMounts(site: CallSite, fact: MountFact, context: SettingContext): ReadSetting {
	const mounts = site.uses.filter(({ method }) => method === fact.method);
	if (mounts.length === 0) return absent;
	const prefixOf = (use: Use): string | undefined => {
		const [prefix] = use.arguments;
		return prefix?.kind === 'string' ? prefix.value : undefined;
	};
	const unclear = mounts.find((use) => prefixOf(use) === undefined);
	if (unclear) return hidden('the prefix of an adapter cannot be seen', unclear.extent);
	const mountFor = (wanted: Scheme): Use | undefined => {
		const start = `${wanted}:`;
		return mounts.findLast((use) => (prefixOf(use) ?? '').toLowerCase().startsWith(start) || prefixOf(use) === '');
	};
	const { scheme } = context;
	const wanted: Scheme = scheme === 'unknown' ? 'https' : scheme;
	const mount = mountFor(wanted);
	const other = mountFor(wanted === 'https' ? 'http' : 'https');
	if (!mount) return other ? { ...absent, defects: oneScheme(other, wanted) } : absent;
	const adapter = mount.arguments[1];
	const made = adapter?.kind === 'call' ? { site: adapter.site } : {};
	const hole = scheme === 'unknown' && !other ? oneScheme(mount, 'http').map((each) => ({ ...each, minor: true })) : [];
	const defects = [...hole, ...beyondProxies(site, mount, fact, context)];
	return { setting: { kind: 'inherited', span: mount.extent, ...made }, defects };
}

/** A hole only where the mounted adapter sends probes: a plain one protects neither scheme. */
function oneScheme(mount: Use, missing: Scheme): Defect[] {
	const adapter = mount.arguments[1];
	if (adapter?.kind !== 'call') return [];
	const reason = `no adapter is mounted for ${missing}:// URLs`;
	return [{ kind: 'ineffective', reason, span: mount.callee, given: adapter.site }];
}

/** An adapter that leaves out connections to proxies matters where proxies are used. */
function beyondProxies(
	site: CallSite,
	mount: Use,
	{ proxies }: MountFact,
	{ form, variableIn }: SettingContext,
): Defect[] {
	const adapter = mount.arguments[1];
	if (!proxies || adapter?.kind !== 'call') return [];
	const { member, option, trust, variables } = proxies;
	if (adapter.site.subclass?.members.includes(member)) return [];
	const given = placesOfOptions(site, form, option)
		.map(({ call, signature }) => readOption(call, signature, option))
		.find((state) => state.kind === 'present' && names(state.value));
	const distrusts = site.assigned?.get(trust)?.value;
	const isDistrusted = distrusts?.kind === 'boolean' && !distrusts.value;
	const file = given || isDistrusted ? undefined : variableIn(variables);
	if (!given && file === undefined) return [];
	const where = file === undefined || file === '' ? '' : `, and \`${file}\` names one`;
	const reason = `requests through a proxy send no probes, because the adapter does not override \`${member}\`${where}`;
	const span: Span = mount.callee;
	return [{ kind: 'ineffective', reason, span, given: adapter.site, beyondFixes: true }];
}

/** True for a mapping that visibly names a proxy. */
function names(value: Value): boolean {
	return value.kind === 'object' && [...value.properties.values()].some((each) => each.value.kind !== 'none');
}
