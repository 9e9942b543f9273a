import { isUnprotected } from './assess.js';
import { placesOfOptions } from './ignored.js';
import { fitsModule } from './catalogue/path-index.js';
import type { ClientEntry, CreationForm, SetupForm } from './catalogue/schema.js';
import type { Creation, Defect, FileLine, KeepaliveSetting, Span, Target } from './model.js';
import { readOption } from './options.js';
import type { SetupSite, SocketOptions, Value } from './sites.js';
import { conditionsOf, firstRow, type Holds } from './versions.js';

/** A statement of another file that configures the process this one runs in. */
export interface DistantSetup {
	readonly setup: SetupSite;
	readonly path: string;
	/** From 1. */
	readonly line: number;
}

/** A creation that a statement may configure, before it does. */
interface Draft {
	readonly entry: ClientEntry;
	readonly form: CreationForm;
	readonly holds: Holds;
	readonly creation: Creation;
}

export interface SetupContext {
	readonly entries: readonly ClientEntry[];
	readonly target: Target;
	/** Those of other files; asked for only where something is left to protect. */
	distantSetups?(this: void): readonly DistantSetup[];
}

/** The environment variables that files of the project set where it runs. */
export function deployedVariables({ deployment }: Target): readonly DistantSetup[] {
	const span: Span = { start: 0, end: 0 };
	return [...(deployment?.variables ?? [])].map(([key, { value, file, line }]) => ({
		setup: { module: 'os', path: 'environ', operator: '=', key, value: { kind: 'string', value, span }, span },
		path: file,
		line,
	}));
}

export interface Setups<D> {
	/** The creation as a working statement leaves it. */
	protect(draft: D, creation: Creation): Creation;
	/** Statements without effect, told once: at the first creation that they fail to protect. */
	defects(draft: D): readonly Defect[];
	/** Statements without effect that nothing in this file depends on. */
	readonly vain: readonly VainSetup[];
}

/** A statement that looks as if it configured the process. */
export interface VainSetup {
	readonly client: string;
	/** What is set: `https.globalAgent.keepAlive`. */
	readonly api: string;
	/** A clause. */
	readonly reason: string;
	readonly span: Span;
}

/** Statements that configure the whole process: those of this file, and of other files for what is left open by them. */
export function readSetups<D extends Draft>(
	sites: readonly SetupSite[],
	drafts: readonly D[],
	context: SetupContext,
): Setups<D> {
	const protectedBy = new Map<D, Protection>();
	const defects = new Map<D, Defect[]>();
	const vain: VainSetup[] = [];
	for (const setup of sites) {
		for (const { entry, form } of formsOf(setup, context.entries)) {
			if (sites.some(({ path }) => path === form.beside)) continue;
			const open = drafts.filter((draft) => isOpen(draft, form, setup));
			if (works(entry, form, context)) {
				for (const draft of open) protectedBy.set(draft, protectionBy(setup, form, draft));
				continue;
			}
			const [first] = open;
			const { reason } = form;
			if (first) {
				const defect: Defect = { kind: 'ineffective', reason, span: setup.span, beside: true };
				defects.set(first, [...(defects.get(first) ?? []), defect]);
			} else {
				vain.push({ client: entry.name, api: apiOf(setup, form), reason, span: setup.span });
			}
		}
	}
	const unprotected = drafts.filter((draft) => !protectedBy.has(draft) && isUnprotectedByDefault(draft));
	for (const [draft, protection] of fromOtherFiles(unprotected, context)) protectedBy.set(draft, protection);
	return {
		protect(draft, creation) {
			const protection = protectedBy.get(draft);
			if (!protection) return creation;
			const { setting, api, at } = protection;
			const spared = {
				by: 'setup',
				api,
				at,
				otherwise: { setting: creation.setting, defects: creation.defects },
			} as const;
			return { ...creation, setting, defects: draft.creation.defects.filter(({ untimely }) => !untimely), spared };
		},
		defects: (draft) => defects.get(draft) ?? [],
		vain,
	};
}

/** What a working statement makes of a creation, and where it stands. */
interface Protection {
	readonly setting: KeepaliveSetting;
	readonly api: string;
	readonly at: Span | FileLine;
}

/** What statements of other files give to those drafts that they reach. */
function fromOtherFiles<D extends Draft>(drafts: readonly D[], context: SetupContext): Map<D, Protection> {
	const found = new Map<D, Protection>();
	if (drafts.length === 0) return found;
	for (const { setup, path, line } of context.distantSetups?.() ?? []) {
		for (const { entry, form } of formsOf(setup, context.entries)) {
			if (!works(entry, form, context)) continue;
			for (const draft of drafts.filter((each) => isOpen(each, form, setup))) {
				const at = { path, line };
				const setting: KeepaliveSetting = { kind: 'inherited', span: draft.creation.site.callee, from: at };
				found.set(draft, { setting: lateSetting(setup, form, draft) ?? setting, api: apiOf(setup, form), at });
			}
		}
	}
	return found;
}

function protectionBy(setup: SetupSite, form: SetupForm, draft: Draft): Protection {
	const { value, span } = setup;
	const setting: KeepaliveSetting = { kind: 'inherited', span, ...(value.kind === 'call' && { site: value.site }) };
	return { setting: lateSetting(setup, form, draft) ?? setting, api: apiOf(setup, form), at: span };
}

function apiOf({ module, path }: SetupSite, form: SetupForm): string {
	return (form.module !== undefined && form.key) || `${module}.${path}`;
}

/** Probes that a statement turns on without an idle time come when the system likes. */
function lateSetting(setup: SetupSite, form: SetupForm, { creation }: Draft): KeepaliveSetting | undefined {
	const { value } = setup;
	const span = creation.site.callee;
	if (form.becomes === 'system-default') return { kind: 'on', idle: 'system', span };
	if (form.sets === 'patch') {
		const idle = optionsOf(value)?.keepalive === true ? optionsOf(value)?.idle : 'unknown';
		if (idle === 'system') return { kind: 'on', idle, span };
		const because = `\`${apiOf(setup, form)}\` is replaced by something that cannot be seen here`;
		return idle === 'unknown' ? { kind: 'unknown', because } : undefined;
	}
	if (value.kind !== 'socket-options' || value.options.keepalive !== true) return undefined;
	return value.options.idle === 'system' ? { kind: 'on', idle: 'system', span } : undefined;
}

/** True where the client, or one of its requests, goes another way than the statement reaches. */
function isBeyond({ form, creation: { site } }: Draft, setup: SetupForm, { members = [] }: SetupSite): boolean {
	if (setup.exceptFor?.includes(form.api)) return true;
	const isGiven = (option: string): boolean =>
		placesOfOptions(site, form, option).some(({ call, signature }) => {
			const state = readOption(call, signature, option);
			return state.kind === 'present' && state.value.kind !== 'none';
		});
	if (setup.onlyWith && !setup.onlyWith.some(isGiven)) return true;
	const reaches = setup.reachesWith !== undefined && members.includes(setup.reachesWith);
	return !reaches && (setup.exceptWith ?? []).some(isGiven);
}

/** True where a statement of this form decides a draft that says nothing itself. */
function isOpen(draft: Draft, setup: SetupForm, site: SetupSite): boolean {
	const { entry, form, holds, creation } = draft;
	const { setting } = creation;
	// An agent of one's own does not follow the global one.
	if (form.role === 'agent') {
		const isReached = setup.agents === 'all' || (setup.agents === 'protected' && setup.protects.includes(entry.id));
		return isReached && (setting.kind === 'absent' || isLate(setting));
	}
	if (setting.kind !== 'absent') return false;
	const scheme = creation.scheme === 'unknown' ? 'https' : creation.scheme;
	if (setup.scheme && setup.scheme !== scheme) return false;
	if (site.schemes && !site.schemes.includes(scheme)) return false;
	if (isBeyond(draft, setup, site)) return false;
	if (setup.protects.includes(entry.id)) return true;
	const replaced = setup.replaces;
	return replaced !== undefined && firstRow(replaced, holds) === firstRow(form.probe, holds);
}

/** True for what is set, but not in time. */
function isLate(setting: KeepaliveSetting): boolean {
	return setting.kind === 'on' && setting.becomes !== undefined;
}

/** True for what would be reported: a wait over the network without a probe. */
function isUnprotectedByDefault({ form, holds, creation: { local, setting } }: Draft): boolean {
	const probe = firstRow(form.probe, holds)?.probe;
	if (local) return false;
	return isLate(setting) || (setting.kind === 'absent' && probe !== undefined && isUnprotected(probe));
}

function formsOf(
	setup: SetupSite,
	entries: readonly ClientEntry[],
): { readonly entry: ClientEntry; readonly form: SetupForm }[] {
	return entries.flatMap((entry) =>
		(entry.setups ?? []).flatMap((form) => (isMeant(setup, entry, form) ? [{ entry, form }] : [])),
	);
}

function isMeant({ module, path, operator, key, value }: SetupSite, entry: ClientEntry, form: SetupForm): boolean {
	const modules = form.module === undefined ? entry.modules : [form.module];
	if (!modules.some((name) => fitsModule(module, name))) return false;
	if (!form.paths.includes(path) || !form.operators.includes(operator)) return false;
	if (form.key !== undefined && form.key !== key) return false;
	if (form.values && !(value.kind === 'string' && form.values.includes(value.value?.toLowerCase() ?? ''))) return false;
	if (value.kind === 'socket-options' && value.options.keepalive === false) return false;
	if (form.sets === 'sockets' && !setsSockets(value)) return false;
	if (form.sets === 'patch' && !mayPatch(value, form)) return false;
	return hasOption(value, form.option);
}

function optionsOf(value: Value): SocketOptions | undefined {
	return value.kind === 'function' || value.kind === 'socket-options' ? value.options : undefined;
}

/** True for what sets probes; what cannot be seen may do so, where that would help. */
function mayPatch(value: Value, { works: conditions }: SetupForm): boolean {
	const keepalive = optionsOf(value)?.keepalive ?? (value.kind === 'unknown' ? 'unknown' : false);
	return keepalive === true || (keepalive === 'unknown' && conditions.length > 0);
}

/** True for a function that switches probes on with an idle time. */
function setsSockets(value: Value): boolean {
	return value.kind === 'function' && value.options?.keepalive === true && value.options.idle !== 'system';
}

/** True where an object has the option that makes a statement a setup; one that cannot be seen may have it. */
function hasOption(value: Value, option: string | undefined): boolean {
	if (option === undefined) return true;
	const call = { arguments: [value], keywords: new Map(), open: false };
	return readOption(call, { parameters: ['options'] }, option).kind !== 'absent';
}

function works(entry: ClientEntry, form: SetupForm, { target }: SetupContext): boolean {
	const holds = conditionsOf(entry, target, 'unknown');
	return form.works.some((condition) => holds(condition));
}
