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

/** Answers where the project sets one of several environment variables, of which other files are asked last. */
export function createVariables(
	sites: readonly SetupSite[],
	{ target, distantSetups }: Pick<SetupContext, 'target' | 'distantSetups'>,
): (names: readonly string[]) => string | undefined {
	const isOne = ({ module, path, key = '', value }: SetupSite, names: readonly string[]): boolean =>
		module === 'os' && path === 'environ' && names.includes(key) && !(value.kind === 'string' && value.value === '');
	return (names) => {
		if (sites.some((setup) => isOne(setup, names))) return '';
		const deployed = deployedVariables(target).find(({ setup }) => isOne(setup, names));
		return (deployed ?? distantSetups?.().find(({ setup }) => isOne(setup, names)))?.path;
	};
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
	const meant = sites.flatMap((setup) => formsOf(setup, context.entries).map((found) => ({ setup, ...found })));
	const inFile = { ...context, sites };
	const { protectedBy, idle } = readWorking(meant, drafts, inFile);
	const defects = new Map<D, Defect[]>();
	const vain: VainSetup[] = [...idle];
	for (const { setup, entry, form } of meant) {
		const failure = failureOf(setup, { entry, form, context: inFile });
		const isTold = failure?.isWrong === true || !sites.some((other) => isBeside(other, form.beside));
		if (!failure?.reason || !isTold) continue;
		const { reason } = failure;
		const open = drafts.filter((draft) => isOpen(draft, form, setup));
		const first = failure.isWrong ? open[0] : open.find((draft) => !protectedBy.has(draft));
		if (first) {
			const minor = !failure.isWrong && isProbing(first);
			const defect: Defect = { kind: 'ineffective', reason, span: setup.span, beside: true, ...(minor && { minor }) };
			defects.set(first, [...(defects.get(first) ?? []), defect]);
		} else if (open.length === 0 && !worksElsewhere(setup, meant, inFile)) {
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
		defects: (draft) => defects.get(draft) ?? [],
		vain,
	};
}

interface Meant {
	readonly setup: SetupSite;
	readonly entry: ClientEntry;
	readonly form: SetupForm;
}

interface FileContext extends SetupContext {
	/** All statements of the file. */
	readonly sites: readonly SetupSite[];
}

/** What the statements that have an effect make of the file's creations, the last one deciding. */
function readWorking<D extends Draft>(
	meant: readonly Meant[],
	drafts: readonly D[],
	context: FileContext,
): { readonly protectedBy: Map<D, Protection>; readonly idle: readonly VainSetup[] } {
	const protectedBy = new Map<D, Protection>();
	const idle: VainSetup[] = [];
	for (const { setup, entry, form } of meant) {
		if (failureOf(setup, { entry, form, context })) continue;
		const open = drafts.filter((draft) => isOpen(draft, form, setup));
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
		if (open.length === 0 && disablesSomething(entry, form, context)) {
			idle.push({ rule: 'disabled-keepalive', client: entry.name, api, reason: form.reason, span });
		}
	}
	return { protectedBy, idle };
}

/** True where the statement does something for other clients than those of one form: plain sockets, but not those of TLS. */
function worksElsewhere(setup: SetupSite, meant: readonly Meant[], context: FileContext): boolean {
	return meant.some((each) => each.setup === setup && !failureOf(setup, { ...each, context }));
}

/** True where what the statement replaces sends probes on the target. */
function disablesSomething(entry: ClientEntry, form: SetupForm, { target }: SetupContext): boolean {
	const holds = conditionsOf(entry, target, form.scheme ?? 'unknown');
	return form.replaces !== undefined && firstRow(form.replaces, holds)?.probe.kind === 'on';
}

function isProbing({ form, holds }: Draft): boolean {
	return firstRow(form.probe, holds)?.probe.kind === 'on';
}

/** Why a statement does nothing, as a clause; `isWrong` where that is its value's fault. */
function failureOf(
	setup: SetupSite,
	{ entry, form, context }: Omit<Meant, 'setup'> & { readonly context: FileContext },
): { readonly reason: string; readonly isWrong: boolean } | undefined {
	if (!works(entry, form, context) && !isHelped(setup, { entry, form, context }))
		return { reason: form.reason, isWrong: false };
	const { value } = setup;
	const { delay } = form;
	if (!delay || value.kind !== 'number' || isDelay(value.value)) return undefined;
	const cut = `\`${delay.name}\` is in milliseconds, so ${value.value} becomes 0 s`;
	return { reason: `${cut} and the first probe comes after the system's 7200 s`, isWrong: true };
}

/** True where another statement of the file makes up for what this one lacks. */
function isHelped(
	{ module }: SetupSite,
	{ entry, form: { worksBeside }, context }: Omit<Meant, 'setup'> & { readonly context: FileContext },
): boolean {
	if (!worksBeside || !conditionsOf(entry, context.target, 'unknown')(worksBeside.when)) return false;
	return context.sites.some((other) => other.module === module && isBeside(other, worksBeside.path));
}

/** True for a statement that turns on what goes with another one. */
function isBeside({ path, value }: SetupSite, wanted: string | undefined): boolean {
	return path === wanted && hasValue(value, true);
}

/** True for milliseconds that are a second at least. */
function isDelay(value: number): boolean {
	return value >= 1000;
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
	for (const { setup, path, line } of all) {
		const forms = formsOf(setup, context.entries);
		if (forms.length === 0) continue;
		const inFile = { ...context, sites: all.filter((other) => other.path === path).map((other) => other.setup) };
		for (const { entry, form } of forms) {
			if (form.disables || failureOf(setup, { entry, form, context: inFile })) continue;
			for (const draft of drafts.filter((each) => isOpen(each, form, setup))) {
				const at = { path, line };
				const setting: KeepaliveSetting = { kind: 'inherited', span: draft.creation.site.callee, from: at };
				const timed = timedSetting(setup, form, draft.creation.site.callee);
				found.set(draft, { setting: timed ?? setting, api: apiOf(setup, form), at });
			}
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
	if (!hasValue(value, form.value)) return false;
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

/** What is seen of a value agrees with what is asked for. Of what is not seen only what turns probes on is believed. */
function hasValue(value: Value, wanted: SetupForm['value']): boolean {
	if (wanted === undefined) return true;
	switch (value.kind) {
		case 'boolean':
		case 'number':
			return Boolean(value.value) === wanted;
		case 'string':
			return wanted;
		case 'none':
			return wanted === false;
		default:
			return wanted !== false;
	}
}

/** True where an object has the option that makes a statement a setup; one that cannot be seen may have it. */
function hasOption(value: Value, option: string | undefined): boolean {
	if (option === undefined) return true;
	const made = value.kind === 'call' && !value.site.subclass ? value.site : undefined;
	const call = made ?? { arguments: [value], keywords: new Map(), open: false };
	return readOption(call, { parameters: ['options'] }, option).kind !== 'absent';
}

function works(entry: ClientEntry, form: SetupForm, { target }: SetupContext): boolean {
	const holds = conditionsOf(entry, target, 'unknown');
	return form.works.some((condition) => holds(condition));
}
