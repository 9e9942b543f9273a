import { PathIndex } from './catalogue/path-index.js';
import type { ClientEntry, CreationForm, KeepaliveFact, TimeoutType } from './catalogue/schema.js';
import { readAddress } from './addresses.js';
import { meetsAll, withGivenOptions } from './given-options.js';
import { readIgnored } from './ignored.js';
import { createLandings, type Landing } from './landings.js';
import { lazy } from './lazy.js';
import type { Creation, Defect, KeepaliveSetting, Target, Wait } from './model.js';
import { readOption } from './options.js';
import { Quota } from './quota.js';
import { hidden, type SettingContext } from './setting-parts.js';
import { readSetting } from './settings.js';
import { createVariables, readSetups, type DistantSetup, type VainSetup } from './setups.js';
import type { CallSite, Reading, Use, Value } from './sites.js';
import { conditionsOf, firstRow, type Holds } from './versions.js';
import { longest, readWait } from './waits.js';

/** A catalogue row and the form of it that a call site has. */
interface Match {
	readonly entry: ClientEntry;
	readonly form: CreationForm;
}

/** Finds rows by module and member path. */
export type Lookup = (site: CallSite) => Match | undefined;

/** Compiles the catalogue of one language. Rows of one module may share it (`http` and its agents). */
export function createLookup(entries: readonly ClientEntry[]): Lookup {
	const matches = new PathIndex<Match>();
	for (const entry of entries) {
		for (const module of entry.global ? [''] : entry.modules) {
			for (const form of entry.forms) {
				for (const path of form.paths) matches.add(module, path, { entry, form });
			}
		}
	}
	const find = (site: CallSite, { module, path }: Pick<CallSite, 'module' | 'path'>): Match | undefined => {
		const match = matches.find(module, path).find(({ form }) => calledAs(form, site) && meetsAll(site, form));
		const form = match && nameForm(match.form, path);
		return match?.form === form ? match : match && form && { ...match, form };
	};
	return (site) => {
		const match = find(site, site);
		const other = site.other && find(site, site.other);
		// Where a condition decides, the worse of the two: TLS hides more from the kernel.
		return other?.form.scheme === 'https' ? other : match;
	};
}

/** A form that stands for many classes is named after the one that the code has. */
function nameForm(form: CreationForm, path: string): CreationForm {
	if (!form.api.includes('{')) return form;
	return { ...form, api: form.api.replace('{path}', path).replace('{name}', path.replace(/^(?:[a-z_]\w*\.)+/, '')) };
}

function calledAs({ call }: CreationForm, { isNew }: CallSite): boolean {
	return call === 'either' || (call === 'new') === isNew;
}

/** What the reader needs of the environment and the project. */
export interface ReadContext {
	readonly entries: readonly ClientEntry[];
	readonly lookup: Lookup;
	readonly target: Target;
	/** Seconds. */
	readonly idleTimeout: number;
	/** The length of the text. */
	readonly characters: number;
	/** Statements of other files that configure the process. */
	distantSetups?(this: void): readonly DistantSetup[];
}

/** A creation with what is read of it before its clients are known. */
interface Draft extends Match {
	readonly site: CallSite;
	/** The site with the options that it is given in other ways. */
	readonly given: CallSite;
	readonly holds: Holds;
	readonly creation: Creation;
}

export interface ReadCreations {
	/** In document order. */
	readonly creations: readonly Creation[];
	/** Statements without effect that no creation depends on. */
	readonly vain: readonly VainSetup[];
}

/** What a draft is read with. */
type DraftContext = ReadContext & Pick<SettingContext, 'variableIn' | 'quota'>;

/** Interprets call sites by the catalogue's rows: wait, setting, defects, scheme, loopback. */
export function readCreations(reading: Reading, context: ReadContext): ReadCreations {
	const variableIn = createVariables(reading.setups, context);
	const types = context.entries.flatMap(({ timeoutTypes }) => timeoutTypes ?? []);
	const drafts: Draft[] = [];
	const draftContext = { ...context, variableIn, quota: new Quota(context.characters) };
	for (const site of reading.sites) {
		const match = context.lookup(site);
		if (match) drafts.push(readDraft(site, match, types, draftContext));
	}
	const clients = clientsByAgent(drafts);
	const agents: AgentContext = { clients, landingOf: createLandings(reading, context) };
	const setups = readSetups(reading.setups, drafts, context);
	const unmounted = findUnmounted(drafts);
	const ofSite = lazy(() => new Map(drafts.map((draft) => [draft.site, draft])));
	const creations = drafts
		.map((draft) => {
			const ofText = setups.defects(draft);
			const more = unmounted?.client === draft ? [...ofText, unmounted.defect] : ofText;
			const read = draft.creation.defects;
			const given = read.length === 0 ? read : read.filter((defect) => counts(defect, ofSite));
			const defects = more.length === 0 ? given : [...given, ...more];
			const own = defects === read ? draft.creation : { ...draft.creation, defects };
			const told = ofAgent(draft, agents, context);
			return setups.protect(draft, told === undefined ? own : { ...own, ...told });
		})
		.sort((a, b) => a.site.callee.start - b.site.callee.start);
	return { creations, vain: setups.vain };
}

function readDraft(site: CallSite, match: Match, timeoutTypes: readonly TimeoutType[], context: DraftContext): Draft {
	const { entry, form } = match;
	const given = withGivenOptions(site, form);
	const { scheme, local, localBy, numeric = false } = readAddress(given, form);
	const holds = conditionsOf(entry, context.target, scheme);
	const readOwn = (): OwnReading => {
		const wait = readWait(given, { entry, form, holds, timeoutTypes, idleTimeout: context.idleTimeout });
		const { variableIn, quota } = context;
		const { setting, defects } = readSetting(given, { form, scheme, numeric, holds, variableIn, quota });
		const more = [...readIgnored(given, form, holds), ...readGap(given, form, setting, holds)];
		return { wait, setting, defects: more.length === 0 ? defects : [...defects, ...more] };
	};
	const { wait, setting, defects } = site.cut ? notFollowed : readOwn();
	const creation = { entry, form, site, scheme, local, localBy, wait, setting, defects };
	return { entry, form, site, given, holds, creation };
}

/** What the text says of a creation itself. */
type OwnReading = Pick<Creation, 'wait' | 'setting' | 'defects'>;

const notFollowed: OwnReading = {
	wait: { kind: 'unknown' },
	...hidden('more calls may be about it than are followed'),
};

/** A platform that the library's own probes leave out matters where they are all there is, and the wait is long. */
function readGap(
	site: CallSite,
	{ gap, probe, keepalive }: CreationForm,
	setting: KeepaliveSetting,
	holds: Holds,
): Defect[] {
	// What only gives the library another number leaves the same platform out.
	const isOwn = setting.kind === 'absent' || (setting.kind === 'on' && keepalive.some(isOnByItself));
	if (gap === undefined || !isOwn || firstRow(probe, holds)?.probe.kind !== 'on') return [];
	return [{ kind: 'unportable', reason: gap, span: site.callee, minor: true, onlyLongWait: true }];
}

function isOnByItself(fact: KeepaliveFact): boolean {
	return fact.via === 'flag' && fact.default === true;
}

function counts({ given }: Defect, ofSite: () => ReadonlyMap<CallSite, Draft>): boolean {
	const draft = given && ofSite().get(given);
	return !given || (draft !== undefined && sendsProbes(draft));
}

/** True where the code turns probes on, or the library does so unless told otherwise. */
function sendsProbes({ form, holds, creation: { setting } }: Draft): boolean {
	const byDefault = setting.kind === 'absent' && firstRow(form.probe, holds)?.probe.kind === 'on';
	return byDefault || (setting.kind === 'on' && !setting.becomes);
}

/** A creation that is given an agent. */
interface Client {
	readonly draft: Draft;
	/** It sets its sockets itself, or does not take the agent where it is given. */
	readonly ignores: boolean;
}

/** What decides an agent besides its own call. */
interface AgentContext {
	readonly clients: ReadonlyMap<CallSite, Client[]>;
	/** Where it only leaves as an option of clients that cannot be seen. */
	landingOf(this: void, site: CallSite): Landing | undefined;
}

function clientsByAgent(drafts: readonly Draft[]): ReadonlyMap<CallSite, Client[]> {
	const clients = new Map<CallSite, Client[]>();
	for (const draft of drafts) {
		for (const fact of draft.form.keepalive) {
			const sites = givenBy(draft, fact);
			if (sites.length === 0) continue;
			const ignores = overrides(draft) || !draft.holds(fact.when);
			for (const site of sites) {
				const known = clients.get(site);
				if (known) known.push({ draft, ignores });
				else clients.set(site, [{ draft, ignores }]);
			}
		}
	}
	return clients;
}

/** The other creations that a call is given through an option, a method or mounts. */
function givenBy({ site, given, form }: Draft, fact: KeepaliveFact): readonly CallSite[] {
	switch (fact.via) {
		case 'mount':
			return usesOf(site, fact.method).flatMap((use) => sitesOf(use.arguments));
		case 'setter':
			return usesOf(site, fact.method).flatMap((use) => sitesOf(use.arguments.slice(0, 1)));
		case 'carrier': {
			const state = readOption(given, form, fact.option);
			return state.kind === 'present' && state.value.kind === 'call' ? [state.value.site] : nobody;
		}
		default:
			return nobody;
	}
}

const nobody: readonly CallSite[] = [];

function usesOf({ uses }: CallSite, name: string): readonly Use[] {
	return uses.filter(({ method }) => method === name);
}

function sitesOf(values: readonly Value[]): readonly CallSite[] {
	return values.flatMap((value) => (value.kind === 'call' ? [value.site] : []));
}

function overrides({ form, holds }: Draft): boolean {
	return form.overridesCarrier?.some((condition) => holds(condition)) === true;
}

/** An agent waits as long as its longest visible client, and one that all its clients override is theirs to decide. */
function ofAgent(
	draft: Draft,
	{ clients, landingOf }: AgentContext,
	{ idleTimeout }: ReadContext,
): Partial<Pick<Creation, 'wait' | 'setting' | 'local' | 'defects'>> | undefined {
	const users = clients.get(draft.site) ?? noClients;
	const [first] = users;
	if (draft.form.role !== 'agent') return ofCarried(draft, users, idleTimeout);
	const isIgnored = users.every(({ ignores }) => ignores) && (users.length > 0 || draft.site.escapes);
	const landing = isIgnored && draft.site.escapes ? landingOf(draft.site) : undefined;
	if (isIgnored && (!draft.site.escapes || landing?.isOverridden)) {
		// What is wrong with the agent's own options does not reach its sockets either.
		const made = first && { site: first.draft.site };
		return {
			setting: { kind: 'inherited', span: draft.site.callee, ...made },
			defects: [],
			...waitOf(users, idleTimeout),
		};
	}
	if (!first && landing?.wait) return { wait: waitIn(landing.wait, draft.creation.wait) };
	if (!first) return { defects: [...draft.creation.defects, ...ofUnused(draft)] };
	const ofUsers = waitOf(users, idleTimeout).wait;
	const isDefault = ofUsers !== undefined && ofUsers.kind !== 'unknown' && ofUsers.from === 'default';
	const told = isDefault ? waitIn(ofUsers, draft.creation.wait) : ofUsers;
	const wait = bounds(draft) || !told ? {} : { wait: told };
	if (draft.site.escapes) return wait;
	const local = draft.creation.local || users.every(({ draft: { creation } }) => creation.local);
	const isCompleted = users.every(({ draft: { form } }) => form.completesCarrier);
	return { ...wait, local, ...(isCompleted && completed(draft.creation)) };
}

const noClients: readonly Client[] = [];

/** A client within another (a session in an SDK) waits as that one does, unless it is told how long; what that one replaces is its own. */
function ofCarried(
	{ site, creation }: Draft,
	users: readonly Client[],
	idleTimeout: number,
): Partial<Pick<Creation, 'wait' | 'setting' | 'defects'>> | undefined {
	const [first] = users;
	if (!first) return undefined;
	if (users.every(({ ignores }) => ignores) && !site.escapes && site.uses.length === 0)
		return { setting: { kind: 'inherited', span: site.callee, site: first.draft.site }, defects: [] };
	const wait = longest(
		users.map(({ draft }) => draft.creation.wait),
		idleTimeout,
	);
	return wait ? { wait: waitIn(wait, creation.wait) } : {};
}

/** True for an agent of a class that bounds the requests of its clients itself. */
function bounds({ site, form }: Draft): boolean {
	return form.wait.options.some(({ option }) => site.subclass?.handedOn?.has(option) === true);
}

/** What an agent itself is told to wait counts before what its clients do by default. */
function waitIn(ofClients: Wait, own: Wait): Wait {
	return own.kind !== 'unknown' && own.from === 'argument' ? own : ofClients;
}

function waitOf(users: readonly Client[], idleTimeout: number): Partial<Pick<Creation, 'wait'>> {
	const wait = longest(
		users.map(({ draft: { creation } }) => creation.wait),
		idleTimeout,
	);
	return wait ? { wait } : {};
}

/** Probes on the sockets of an agent that no request is given protect nobody. */
function ofUnused(draft: Draft): Defect[] {
	const { site, defects } = draft.creation;
	if (!site.unused || !sendsProbes(draft) || defects.some(({ minor }) => !minor)) return [];
	const reason = 'the agent is made but no request is given it';
	return [{ kind: 'ineffective', reason, span: site.callee, beyondFixes: true }];
}

/** The only client of a text that could be given an agent, where the text makes one and never names it again. */
function findUnmounted(drafts: readonly Draft[]): { readonly client: Draft; readonly defect: Defect } | undefined {
	const made = drafts.find((draft) => draft.site.unmentioned !== undefined && sendsProbes(draft));
	if (!made) return undefined;
	const takes = (fact: KeepaliveFact): boolean => fact.via === 'mount' && fact.adapters.includes(made.form.api);
	const [client, ...others] = drafts.filter(
		({ form, creation: { setting, defects } }) =>
			setting.kind === 'absent' && defects.length === 0 && form.keepalive.some(takes),
	);
	if (!client || others.length > 0) return undefined;
	const reason = `\`${made.site.unmentioned}\`, an adapter that sends probes, is made but never mounted`;
	return { client, defect: { kind: 'ineffective', reason, span: client.site.callee, onlyLongWait: true } };
}

/** The setting of an agent whose clients make up for what the runtime honours too late. */
function completed({ setting, defects }: Creation): Partial<Pick<Creation, 'setting' | 'defects'>> {
	if (setting.kind !== 'on') return {};
	const { becomes, ...timely } = setting;
	return becomes === 'pooled-only' ? { setting: timely, defects: defects.filter(({ untimely }) => !untimely) } : {};
}
