import { fitsModule } from './catalogue/path-index.js';
import type { ClientEntry, SetupForm } from './catalogue/schema.js';
import { lazy } from './lazy.js';
import type { Target } from './model.js';
import { readOption } from './options.js';
import type { SetupSite, SocketOptions, Value } from './sites.js';
import { conditionsOf, type Holds } from './versions.js';

/** A statement, and what it may be meant as. */
export interface Meant {
	readonly setup: SetupSite;
	readonly entry: ClientEntry;
	readonly form: SetupForm;
	/** True where its file turns on what has this path, of a module where one is named. */
	isOn(this: void, path: string, module?: string): boolean;
}

/** Finds all that a statement may be meant as. */
export function meantAs(setup: SetupSite, isOn: Meant['isOn'], entries: readonly ClientEntry[]): readonly Meant[] {
	return entries.flatMap((entry) =>
		(entry.setups ?? []).flatMap((form) => (isMeant(setup, entry, form) ? [{ setup, entry, form, isOn }] : [])),
	);
}

/** Answers what the statements of one file turn on. */
export function createIsOn(sites: readonly SetupSite[]): Meant['isOn'] {
	const on = sites.filter(({ value }) => hasValue(value, true));
	const places = lazy(() => new Set(on.flatMap(({ module, path }) => [path, `${module} ${path}`])));
	return (path, module) => places().has(module === undefined ? path : `${module} ${path}`);
}

/** Why a statement does nothing, as a clause; `isWrong` where that is its value's fault. */
export function failureOf(
	meant: Meant,
	target: Target,
): { readonly reason: string; readonly isWrong: boolean } | undefined {
	const { entry, form } = meant;
	const holds = conditionsOf(entry, target, 'unknown');
	if (!form.works.some((condition) => holds(condition)) && !isHelped(meant, holds))
		return { reason: form.reason, isWrong: false };
	const { value } = meant.setup;
	const { delay } = form;
	if (!delay || value.kind !== 'number' || isDelay(value.value)) return undefined;
	const cut = `\`${delay.name}\` is in milliseconds, so ${value.value} becomes 0 s`;
	return { reason: `${cut} and the first probe comes after the system's 7200 s`, isWrong: true };
}

/** True where another statement of the file makes up for what this one lacks. */
function isHelped({ setup, form: { worksBeside }, isOn }: Meant, holds: Holds): boolean {
	return worksBeside !== undefined && holds(worksBeside.when) && isOn(worksBeside.path, setup.module);
}

/** True for milliseconds that are a second at least. */
function isDelay(value: number): boolean {
	return value >= 1000;
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

/** What a function, or a list of options, sets on sockets. */
export function optionsOf(value: Value): SocketOptions | undefined {
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
