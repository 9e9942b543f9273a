import { keepAliveObject } from './catalogue/javascript-facts.js';
import type { Undelayed } from './catalogue/schema.js';
import type { Defect, KeepaliveOn, Span } from './model.js';
import type { OptionState } from './options.js';
import {
	absent,
	type Fact,
	hidden,
	hiddenOptions,
	type Idle,
	notVisible,
	type ReadSetting,
	secondsOf,
	type SettingContext,
	unportableIn,
} from './setting-parts.js';
import { type CallSite, isStray, type SocketOptions, type Use, type Value } from './sites.js';

/** @param place where they are set, and whether the library's own stay */
export function ofSocketOptions(
	options: SocketOptions,
	{ span, keepsDefaults }: { readonly span: Span; readonly keepsDefaults: boolean },
	context: SettingContext,
): ReadSetting {
	const defects = unportableIn(options, context);
	if (!options.keepsDefaults && !keepsDefaults) {
		const reason = "the list replaces the library's own socket options, `TCP_NODELAY` among them";
		defects.push({ kind: 'lost-defaults', reason, span });
	}
	if (options.keepalive === 'unknown') {
		return { ...hidden('whether it sets `SO_KEEPALIVE` cannot be seen', span), defects };
	}
	if (options.keepalive) return { setting: { kind: 'on', idle: options.idle, span }, defects };
	if (options.idle !== 'system') {
		defects.push({ kind: 'ineffective', reason: 'an idle time does nothing without `SO_KEEPALIVE`', span });
	}
	return { setting: { kind: 'absent' }, defects };
}

export function readFactory(state: OptionState, fact: Fact<'factory'>, context: SettingContext): ReadSetting {
	if (state.kind === 'absent') return absent;
	if (state.kind === 'unknown') return hiddenOptions;
	if (state.value.kind === 'none') return absent;
	if (state.value.kind !== 'function' || !state.value.options) {
		return hidden(`\`${fact.option}\` makes its sockets, and what it does to them cannot be seen`, state.span);
	}
	return ofBody(state.value.options, { span: state.span, undelayed: fact.undelayed }, context);
}

export function readReplaced(
	{ assigned, [isStray]: strays }: CallSite,
	fact: Fact<'member'>,
	context: SettingContext,
): ReadSetting {
	const property = assigned?.get(fact.member);
	if (!property) {
		return strays?.(fact.member) ? hidden(`\`${fact.member}\` of an object that may be this one is replaced`) : absent;
	}
	const { value, span } = property;
	if (value.kind !== 'function' || !value.options)
		return hidden(`\`${fact.member}\` is replaced, and what the new one does cannot be seen`, span);
	return ofBody(value.options, { span, undelayed: fact.undelayed }, context);
}

/** Where a piece of code sets probes, and what a missing delay means there. */
interface Body {
	readonly span: Span;
	readonly undelayed: Undelayed | undefined;
}

/** What a function does to the socket it is given; `setKeepAlive(false)` is a decision, not a lack of one. */
function ofBody(options: SocketOptions, { span, undelayed }: Body, context: SettingContext): ReadSetting {
	const old = options.byObject === true && !context.holds(keepAliveObject);
	const by: KeepaliveOn['by'] = options.call && {
		use: { callee: options.call, extent: options.call },
		unit: 'milliseconds',
	};
	if (options.keepalive === false && !old)
		return { setting: { kind: 'off', span, told: true, ...(by && { by }) }, defects: [] };
	const taken: SocketOptions = old ? { ...options, keepalive: true, idle: 'system' } : options;
	const idle = taken.idle === 'system' && !taken.later ? idleUndelayed(undelayed, true, context) : undefined;
	if (taken.keepalive !== true || !idle) {
		const read = withCall(ofSocketOptions(taken, { span, keepsDefaults: true }, context), by);
		return old ? { ...read, defects: [...read.defects, ofObject(span)] } : read;
	}
	const defects = old ? [{ ...ofObject(span), minor: true }] : byAccident(undelayed, span);
	return withCall({ setting: { kind: 'on', idle, span }, defects }, by);
}

/** The call that a fix repairs, where there is one in sight. */
function withCall(read: ReadSetting, by: KeepaliveOn['by']): ReadSetting {
	return by && read.setting.kind === 'on' ? { ...read, setting: { ...read.setting, by } } : read;
}

function ofObject(span: Span): Defect {
	const reason = '`setKeepAlive` takes an object for `true` without a delay on Node before 24.19 (and 25.0 to 26.3)';
	return { kind: 'ineffective', reason, span };
}

/** Seconds to the first probe where no delay is given; undefined where that is left to the system. */
function idleUndelayed(
	undelayed: Undelayed | undefined,
	atOnce: boolean,
	{ numeric }: SettingContext,
): number | undefined {
	if (!undelayed) return undefined;
	return (undelayed.where === 'at-once' ? atOnce : !numeric) ? undelayed.idle : undefined;
}

/** What depends on the host is not to be relied on. */
function byAccident(undelayed: Undelayed | undefined, span: Span): Defect[] {
	if (undelayed?.where !== 'named') return [];
	const reason =
		`no delay is given, so the first probe comes after ${undelayed.idle} s where the host is a name, and after the ` +
		"system's 7200 s where it is an address";
	return [{ kind: 'ineffective', reason, span, minor: true }];
}

export function readMethod(
	{ uses, [isStray]: strays }: Pick<CallSite, 'uses' | typeof isStray>,
	fact: Fact<'method'>,
	context: SettingContext,
): ReadSetting {
	const use = uses.findLast(({ method, within = '' }) => method === fact.method && !fact.tooLate?.includes(within));
	if (!use) {
		return strays?.(fact.method)
			? hidden(`\`${fact.method}\` is called on an object that may be this one or lead to it`)
			: absent;
	}
	const [flag, delay] = use.arguments;
	const span = use.extent;
	if (flag?.kind === 'object' && !use.open) return ofObjectGiven(flag, use, fact, { uses, ...context });
	if (use.open || (flag && flag.kind !== 'boolean')) return notVisible(fact.method, span);
	const by = { use, unit: fact.unit };
	if (!flag?.value) return { setting: { kind: 'off', span, told: true, by }, defects: [] };
	if (delay && delay.kind !== 'none' && delay.kind !== 'number')
		return { setting: { kind: 'on', idle: 'unknown', span, by }, defects: [] };
	const { idle, reason }: Idle =
		delay?.kind === 'number' ? secondsOf(delay.value, fact.unit, fact.method) : { idle: 'system' };
	const early = idle === 'system' ? idleUndelayed(fact.undelayed, followsAtOnce(use, uses, fact), context) : undefined;
	if (early !== undefined) {
		return { setting: { kind: 'on', idle: early, span, by }, defects: byAccident(fact.undelayed, span) };
	}
	return { setting: { kind: 'on', idle, span, by }, defects: reason ? [{ kind: 'ineffective', reason, span }] : [] };
}

/** `setKeepAlive({ enable: true, initialDelay: 60_000 })`, which older releases take for `true`. */
function ofObjectGiven(
	{ properties, open }: Extract<Value, { kind: 'object' }>,
	use: Use,
	fact: Fact<'method'>,
	context: SettingContext & { readonly uses: readonly Use[] },
): ReadSetting {
	const none: Value = { kind: 'none', span: use.extent };
	const isTaken = context.holds(keepAliveObject);
	if (isTaken && open) return notVisible(fact.method, use.extent);
	const yes: Value = { kind: 'boolean', value: true, span: use.extent };
	const given = isTaken
		? [properties.get('enable')?.value ?? none, properties.get('initialDelay')?.value ?? none]
		: [yes, none];
	const plain: Use = { ...use, keywords: use.keywords, open: use.open, arguments: given };
	const uses = context.uses.map((each) => (each === use ? plain : each));
	const read = readMethod({ uses }, fact, context);
	if (isTaken) return read;
	const minor = read.setting.kind === 'on' && read.setting.idle !== 'system';
	const defects = [{ ...ofObject(use.extent), ...(minor && { minor }) }];
	const { setting } = read;
	return { setting: setting.kind === 'on' ? { ...setting, by: { use, unit: fact.unit } } : setting, defects };
}

/** True in the code that makes the connection, and behind the call that begins it. */
function followsAtOnce(use: Use, uses: readonly Use[], { undelayed }: Fact<'method'>): boolean {
	if (!use.atOnce) return false;
	const { after } = undelayed ?? {};
	return after === undefined || uses.some((each) => each.method === after && each.callee.end < use.callee.end);
}

/** True for a method that adds a listener for an event. */
export function isListener(method: string): boolean {
	return ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'].includes(method);
}

export function readListener(uses: readonly Use[], fact: Fact<'listener'>, context: SettingContext): ReadSetting {
	for (const { method, arguments: values, extent } of uses) {
		if (!isListener(method)) continue;
		const [event, listener] = values;
		if (event?.kind !== 'string' || event.value !== fact.event || !listener) continue;
		if (listener.kind !== 'function' || (listener.opaque && !listener.options)) {
			return hidden(`what the listener for \`${fact.event}\` does cannot be seen`, extent);
		}
		if (listener.options) return ofBody(listener.options, { span: extent, undelayed: fact.undelayed }, context);
	}
	return absent;
}

export function readSubclass({ subclass }: CallSite, fact: Fact<'subclass'>, context: SettingContext): ReadSetting {
	if (!subclass?.options) return absent;
	const { span } = subclass;
	return ofBody(subclass.options, { span, undelayed: fact.undelayed }, context);
}
