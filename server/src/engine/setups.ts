import { isUnprotected } from './assess.js';
import { placesOfOptions } from './ignored.js';
import type { ClientEntry, CreationForm, SetupForm } from './catalogue/schema.js';
import type { Creation, Defect, FileLine, KeepaliveSetting, Span, Target } from './model.js';
import { lazyFor } from './lazy.js';
import { readOption } from './options.js';
import { createIsOn, failureOf, type Meant, meantAs, optionsOf } from './setup-forms.js';
import type { SetupSite } from './sites.js';
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

/** Answers where the project sets one of several environment variables, of which other files are asked last. */
export function createVariables(
	sites: readonly SetupSite[],
	{ target, distantSetups }: Pick<SetupContext, 'target' | 'distantSetups'>,
): (names: readonly string[]) => string | undefined {
	const own = new Set(sites.map(variableOf));
	const isOne = (setup: SetupSite, names: readonly string[]): boolean => names.includes(variableOf(setup) ?? '');
	return (names) => {
		if (names.some((name) => own.has(name))) return '';
		const deployed = deployedVariables(target).find(({ setup }) => isOne(setup, names));
		return (deployed ?? distantSetups?.().find(({ setup }) => isOne(setup, names)))?.path;
	};
}

/** The environment variable that a statement gives a value. */
function variableOf({ module, path, key, value }: SetupSite): string | undefined {
	const isEmpty = value.kind === 'string' && value.value === '';
	return module === 'os' && path === 'environ' && !isEmpty ? key : undefined;
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
	readonly rule: 'ineffective-keepalive' | 'disabled-keepalive';
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
	const openTo = createReach(drafts);
	const isOn = createIsOn(sites);
	const meant = sites.flatMap((setup) => meantAs(setup, isOn, context.entries));
	const working = meant.filter((each) => !failureOf(each, context.target));
	const workingSomewhere = new Set(working.map(({ setup }) => setup));
	const { protectedBy, idle } = readWorking(working, openTo, context);
	const defects = new Map<D, Defect[]>();
	const vain: VainSetup[] = [...idle];
	const firstLeft = lazyFor((open: readonly D[]) => open.find((draft) => !protectedBy.has(draft)));
	for (const each of meant) {
		const { setup, entry, form } = each;
		const failure = failureOf(each, context.target);
		const isTold = failure?.isWrong === true || form.beside === undefined || !isOn(form.beside);
		if (!failure?.reason || !isTold) continue;
		const { reason } = failure;
		const open = openTo(each);
		const first = failure.isWrong ? open[0] : firstLeft(open);
		if (first) {
			const minor = !failure.isWrong && isProbing(first);
			const defect: Defect = { kind: 'ineffective', reason, span: setup.span, beside: true, ...(minor && { minor }) };
			const known = defects.get(first);
			if (known) known.push(defect);
			else defects.set(first, [defect]);
		} else if (open.length === 0 && !workingSomewhere.has(setup)) {
			vain.push({
				rule: 'ineffective-keepalive',
				client: entry.name,
				api: apiOf(setup, form),
				reason,
				span: setup.span,
			});
		}
	}
	const unprotected = drafts.filter((draft) => !protectedBy.has(draft) && isUnprotectedByDefault(draft));
	for (const [draft, protection] of fromOtherFiles(unprotected, context)) protectedBy.set(draft, protection);
	return {
		protect(draft, creation) {
			const protection = protectedBy.get(draft);
			if (!protection) return creation;
			const { setting, api, at } = protection;
			const rest = draft.creation.defects.filter(({ untimely }) => !untimely);
			if (setting.kind === 'off') return { ...creation, setting, defects: rest };
			const spared = {
				by: 'setup',
				api,
				at,
				otherwise: { setting: creation.setting, defects: creation.defects },
			} as const;
			return { ...creation, setting, defects: rest, spared };
		},
		defects: (draft) => defects.get(draft) ?? none,
		vain,
	};
}

const none: readonly Defect[] = [];

/** All that a statement says of which creations it decides; statements that agree in it share one answer. */
type Reaching = Pick<SetupSite, 'schemes' | 'members'>;

/** The creations that a statement decides. */
type Reach<D> = (meant: Meant) => readonly D[];

/** Finds the creations that a statement decides: one answer for all statements that are alike in it. */
function createReach<D extends Draft>(drafts: readonly D[]): Reach<D> {
	const byKind = lazyFor<SetupForm, Map<string, readonly D[]>>(() => new Map());
	return ({ setup, form }) => {
		const { schemes, members = [] } = setup;
		const kind = `${schemes?.join()} ${form.reachesWith !== undefined && members.includes(form.reachesWith)}`;
		const known = byKind(form).get(kind);
		if (known) return known;
		const open = drafts.filter((draft) => isOpen(draft, form, setup));
		byKind(form).set(kind, open);
		return open;
	};
}

/** Of the statements that reach the same creations the last one, in the order of these. */
function lastOf<M extends Meant, D>(meant: readonly M[], openTo: Reach<D>): ReadonlyMap<readonly D[], M> {
	const last = new Map<readonly D[], M>();
	for (const each of meant) {
		const open = openTo(each);
		last.delete(open);
		last.set(open, each);
	}
	return last;
}

/** What the statements that have an effect make of the file's creations, the last one deciding. */
function readWorking<D extends Draft>(
	working: readonly Meant[],
	openTo: Reach<D>,
	context: SetupContext,
): { readonly protectedBy: Map<D, Protection>; readonly idle: readonly VainSetup[] } {
	const protectedBy = new Map<D, Protection>();
	for (const [open, { setup, form }] of lastOf(working, openTo)) {
		if (!form.disables) {
			for (const draft of open) protectedBy.set(draft, protectionBy(setup, form, draft));
			continue;
		}
		const { span } = setup;
		const api = apiOf(setup, form);
		const [first, ...others] = open.filter(isProbing);
		// One cause is told once: at the first request that it takes the probes from.
		if (first) protectedBy.set(first, { setting: { kind: 'off', span }, api, at: span });
		for (const draft of others) protectedBy.set(draft, { setting: { kind: 'inherited', span }, api, at: span });
	}
	const idle = working
		.filter((each) => each.form.disables && openTo(each).length === 0 && disablesSomething(each, context))
		.map(({ setup, entry, form }): VainSetup => {
			const { reason } = form;
			return { rule: 'disabled-keepalive', client: entry.name, api: apiOf(setup, form), reason, span: setup.span };
		});
	return { protectedBy, idle };
}

/** True where what the statement replaces sends probes on the target. */
function disablesSomething({ entry, form }: Meant, { target }: SetupContext): boolean {
	const holds = conditionsOf(entry, target, form.scheme ?? 'unknown');
	return form.replaces !== undefined && firstRow(form.replaces, holds)?.probe.kind === 'on';
}

function isProbing({ form, holds }: Draft): boolean {
	return firstRow(form.probe, holds)?.probe.kind === 'on';
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
	const all = context.distantSetups?.() ?? [];
	const sitesIn = new Map<string, SetupSite[]>(all.map(({ path }) => [path, []]));
	for (const { setup, path } of all) sitesIn.get(path)?.push(setup);
	const isOnIn = lazyFor((path: string) => createIsOn(sitesIn.get(path) ?? []));
	const working = all
		.flatMap(({ setup, path, line }) =>
			meantAs(setup, isOnIn(path), context.entries).map((each) => ({ ...each, at: { path, line } })),
		)
		.filter((each) => !each.form.disables && !failureOf(each, context.target));
	for (const [open, { setup, form, at }] of lastOf(working, createReach(drafts))) {
		for (const draft of open) {
			const setting: KeepaliveSetting = { kind: 'inherited', span: draft.creation.site.callee, from: at };
			const timed = timedSetting(setup, form, draft.creation.site.callee);
			found.set(draft, { setting: timed ?? setting, api: apiOf(setup, form), at });
		}
	}
	return found;
}

function protectionBy(setup: SetupSite, form: SetupForm, draft: Draft): Protection {
	const { value, span } = setup;
	const setting: KeepaliveSetting = { kind: 'inherited', span, ...(value.kind === 'call' && { site: value.site }) };
	const timed = timedSetting(setup, form, form.delay ? span : draft.creation.site.callee);
	return { setting: timed ?? setting, api: apiOf(setup, form), at: span };
}

function apiOf({ module, path }: SetupSite, form: SetupForm): string {
	return (form.module !== undefined && form.key) || `${module}.${path}`;
}

/** What a statement says of the time: a delay, or none at all, which leaves the first probe to the system. */
function timedSetting(setup: SetupSite, form: SetupForm, span: Span): KeepaliveSetting | undefined {
	const { value } = setup;
	if (form.delay && value.kind === 'number') return { kind: 'on', idle: Math.trunc(value.value / 1000), span };
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
function isBeyond({ form, creation: { site } }: Draft, setup: SetupForm, { members = [] }: Reaching): boolean {
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
function isOpen(draft: Draft, setup: SetupForm, site: Reaching): boolean {
	const { entry, form, holds, creation } = draft;
	const { setting } = creation;
	// An agent of one's own does not follow the global one.
	if (form.role === 'agent') {
		const isReached = setup.agents === 'all' || (setup.agents === 'protected' && setup.protects.includes(entry.id));
		return isReached && (setting.kind === 'absent' || isLate(setting));
	}
	if (setting.kind !== 'absent' && !(setup.agents === 'all' && isLate(setting))) return false;
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
