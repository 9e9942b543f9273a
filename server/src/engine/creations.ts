import type { ClientEntry, CreationForm, SetupForm, TimeoutType } from './catalogue/schema.js';
import { readAddress } from './addresses.js';
import type { Creation, Defect, KeepaliveSetting, Target } from './model.js';
import { readOption } from './options.js';
import { readSetting } from './settings.js';
import type { CallSite, Reading, SetupSite, Value } from './sites.js';
import { conditionsOf, type Holds } from './versions.js';
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
	const matches = new Map<string, Match[]>();
	for (const entry of entries) {
		for (const module of entry.global ? [''] : entry.modules) {
			for (const form of entry.forms) {
				for (const path of form.paths) {
					const key = `${module}\n${path}`;
					matches.set(key, [...(matches.get(key) ?? []), { entry, form }]);
				}
			}
		}
	}
	return (site) => matches.get(`${site.module}\n${site.path}`)?.find(({ form }) => calledAs(form, site));
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
}

/** A creation with what is read of it before its clients are known. */
interface Draft extends Match {
	readonly site: CallSite;
	readonly holds: Holds;
	readonly creation: Creation;
}

/** Interprets call sites by the catalogue's rows: wait, setting, defects, scheme, loopback. In document order. */
export function readCreations(reading: Reading, context: ReadContext): Creation[] {
	const types = context.entries.flatMap(({ timeoutTypes }) => timeoutTypes ?? []);
	const drafts = new Map<CallSite, Draft>();
	for (const site of reading.sites) {
		const match = context.lookup(site);
		if (match) drafts.set(site, readDraft(site, match, types, context));
	}
	const clients = clientsByAgent(drafts);
	const setups = readSetups(reading.setups, [...drafts.values()], context);
	return [...drafts.values()]
		.map((draft) => {
			const given = draft.creation.defects.filter((defect) => counts(defect, drafts));
			const defects = [...given, ...setups.defects(draft)];
			return { ...draft.creation, defects, ...ofAgent(draft, clients, context), ...setups.protect(draft) };
		})
		.sort((a, b) => a.site.callee.start - b.site.callee.start);
}

function readDraft(site: CallSite, match: Match, timeoutTypes: readonly TimeoutType[], context: ReadContext): Draft {
	const { entry, form } = match;
	const { scheme, local } = readAddress(site, form);
	const holds = conditionsOf(entry, context.target, scheme);
	const wait = readWait(site, { entry, form, holds, timeoutTypes, idleTimeout: context.idleTimeout });
	const { setting, defects } = readSetting(site, { form, scheme, holds });
	const all = [...defects, ...readIgnored(site, form, holds)];
	return { ...match, site, holds, creation: { entry, form, site, scheme, local, wait, setting, defects: all } };
}

/** Settings that look like TCP keepalive and are not. */
function readIgnored(site: CallSite, form: CreationForm, holds: Holds): Defect[] {
	return (form.ignored ?? []).flatMap((ignored): Defect[] => {
		if (!holds(ignored.when)) return [];
		const state = readOption(site, form, ignored.option);
		if (state.kind !== 'present' || state.value.kind === 'none' || !hasValue(state.value, ignored.values)) return [];
		const { reason, onlyLongWait } = ignored;
		return [{ kind: 'ineffective', reason, span: state.span, onlyLongWait }];
	});
}

function hasValue(value: Value, values: readonly string[] | undefined): boolean {
	if (!values) return value.kind !== 'boolean' || value.value;
	return value.kind === 'string' && values.includes((value.value ?? '').toLowerCase());
}

function counts({ given }: Defect, drafts: ReadonlyMap<CallSite, Draft>): boolean {
	return !given || drafts.get(given)?.creation.setting.kind === 'on';
}

function clientsByAgent(drafts: ReadonlyMap<CallSite, Draft>): ReadonlyMap<CallSite, Draft[]> {
	const clients = new Map<CallSite, Draft[]>();
	for (const draft of drafts.values()) {
		for (const site of givenTo(draft)) clients.set(site, [...(clients.get(site) ?? []), draft]);
	}
	return clients;
}

/** The other creations that a call is given through options or mounts. */
function givenTo({ site, form }: Draft): CallSite[] {
	const values = form.keepalive.flatMap((fact): Value[] => {
		if (fact.via === 'mount') return site.uses.flatMap((use) => (use.method === fact.method ? use.arguments : []));
		if (fact.via !== 'carrier') return [];
		const state = readOption(site, form, fact.option);
		return state.kind === 'present' ? [state.value] : [];
	});
	return values.flatMap((value) => (value.kind === 'call' ? [value.site] : []));
}

/** An agent waits as long as its longest visible client, and one that all its clients override is theirs to decide. */
function ofAgent(
	draft: Draft,
	clients: ReadonlyMap<CallSite, Draft[]>,
	{ idleTimeout }: ReadContext,
): Partial<Pick<Creation, 'wait' | 'setting' | 'local' | 'defects'>> {
	const users = clients.get(draft.site) ?? [];
	if (draft.form.role !== 'agent' || users.length === 0) return {};
	const wait =
		longest(
			users.map(({ creation }) => creation.wait),
			idleTimeout,
		) ?? draft.creation.wait;
	if (draft.site.escapes) return { wait };
	const overridden = users.every(({ form, holds }) => form.overridesCarrier?.some((condition) => holds(condition)));
	const [first] = users;
	if (overridden && first) {
		// What is wrong with the agent's own options does not reach its sockets either.
		return { wait, setting: { kind: 'inherited', span: draft.site.callee, site: first.site }, defects: [] };
	}
	return { wait, local: draft.creation.local || users.every(({ creation }) => creation.local) };
}

interface Setups {
	/** The setting that a working statement gives to a draft without one. */
	protect(draft: Draft): { readonly setting?: KeepaliveSetting };
	/** Statements without effect, told once: at the first creation that they fail to protect. */
	defects(draft: Draft): readonly Defect[];
}

/** Statements of this file that configure the whole process. */
function readSetups(sites: readonly SetupSite[], drafts: readonly Draft[], context: ReadContext): Setups {
	const protectedBy = new Map<Draft, SetupSite>();
	const defects = new Map<Draft, Defect[]>();
	for (const setup of sites) {
		for (const { entry, form } of setupForms(setup, context.entries)) {
			const open = drafts.filter(
				// An agent of one's own does not follow the global one.
				({ entry: { id }, form: { role }, creation }) =>
					form.protects.includes(id) && role !== 'agent' && creation.setting.kind === 'absent',
			);
			const [first] = open;
			if (setup.value.kind === 'socket-options' && setup.value.options.keepalive === false) continue;
			if (works(entry, form, context)) {
				for (const draft of open) protectedBy.set(draft, setup);
			} else if (first) {
				const defect: Defect = { kind: 'ineffective', reason: form.reason, span: setup.span, beside: true };
				defects.set(first, [...(defects.get(first) ?? []), defect]);
			}
		}
	}
	return {
		protect(draft) {
			const setup = protectedBy.get(draft);
			if (!setup) return {};
			const made = setup.value.kind === 'call' ? { site: setup.value.site } : {};
			return { setting: { kind: 'inherited', span: setup.span, ...made } };
		},
		defects: (draft) => defects.get(draft) ?? [],
	};
}

function setupForms(
	{ module, path, operator }: SetupSite,
	entries: readonly ClientEntry[],
): { readonly entry: ClientEntry; readonly form: SetupForm }[] {
	return entries.flatMap((entry) =>
		entry.modules.includes(module)
			? (entry.setups ?? []).flatMap((form) =>
					form.paths.includes(path) && form.operators.includes(operator) ? [{ entry, form }] : [],
				)
			: [],
	);
}

function works(entry: ClientEntry, form: SetupForm, { target }: ReadContext): boolean {
	const holds = conditionsOf(entry, target, 'unknown');
	return form.works.some((condition) => holds(condition));
}
