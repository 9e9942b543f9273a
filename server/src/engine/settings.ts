import type { CreationForm, KeepaliveFact } from './catalogue/schema.js';
import type { Defect, KeepaliveSetting, Span } from './model.js';
import { readMounts } from './mounts.js';
import { readOption, splitPath, type OptionState } from './options.js';
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
import {
	isListener,
	ofSocketOptions,
	readFactory,
	readListener,
	readMethod,
	readReplaced,
	readSubclass,
} from './socket-settings.js';
import { beat, type CallSite, type Use, type Value } from './sites.js';
import { firstRow } from './versions.js';

/** Reads every way the form can be configured. What sets the socket itself outweighs what an agent would do. */
export function readSetting(site: CallSite, context: SettingContext): ReadSetting {
	const { form, holds } = context;
	// An agent that the library sets itself, or replaces, says nothing.
	const overrides = form.overridesCarrier?.some((condition) => holds(condition));
	const told: (ReadFact & { readonly fact: KeepaliveFact })[] = [];
	for (const fact of form.keepalive) {
		if (!holds(fact.when) || (overrides && fact.via === 'carrier')) continue;
		const { setting, defects, misread } = readFact(site, fact, context);
		// Most say nothing.
		if (setting.kind !== 'absent' || defects.length > 0) told.push({ fact, setting, defects, misread });
	}
	if (told.length === 0) return readOpaque(site, form) ?? readOneWay(site, form) ?? absent;
	const read = withoutOutweighed(told);
	const defects = read.flatMap((each) => each.defects);
	const pick = (kind: KeepaliveSetting['kind']) => read.find((each) => each.setting.kind === kind)?.setting;
	const opaque = pick('on') ? undefined : (readOpaque(site, form) ?? readOneWay(site, form));
	if (opaque) return { ...opaque, defects };
	// An agent that is in sight is not made unknown by a fact that reads plain options at the same place.
	const made = read.find(({ setting: each }) => each.kind === 'inherited' && each.site)?.setting;
	const setting = pick('on') ?? made ?? pick('unknown') ?? pick('inherited') ?? pick('off') ?? absent.setting;
	return { setting, defects };
}

/** An option that changes how connections are made, in ways that no fact tells. */
function readOpaque(site: CallSite, form: CreationForm): ReadSetting | undefined {
	for (const option of form.opaque ?? []) {
		const state = readOption(site, form, option);
		if (!given(state)) continue;
		if (state.kind !== 'present') return hiddenOptions;
		return hidden(`\`${option}\` decides how its connections are made`, state.span);
	}
	return undefined;
}

/** Where code runs once the connection is there. */
const connected: ReadonlySet<string> = new Set(['callback', 'connect', 'secureConnect', 'ready']);

/** A connection that is closed as soon as it is there, and that nothing reads. */
function readOneWay({ uses, escapes }: CallSite, { oneWay }: CreationForm): ReadSetting | undefined {
	if (!oneWay || escapes) return undefined;
	const isRead = uses.some(({ method, arguments: [first] }) => {
		const event = isListener(method) && first?.kind === 'string' ? first.value : undefined;
		return event === undefined ? oneWay.read.includes(method) : oneWay.events.includes(event);
	});
	const end = uses.find(({ method, within, atOnce }) => {
		return oneWay.ended.includes(method) && (atOnce === true || connected.has(within ?? ''));
	});
	return end && !isRead
		? hidden('it is closed as soon as it has sent, and waits for no answer', end.extent)
		: undefined;
}

/** What code does to the socket itself makes up for a flag that is not honoured, but a wrong number stays wrong. */
function withoutOutweighed(read: readonly (ReadFact & { readonly fact: KeepaliveFact })[]): readonly ReadSetting[] {
	const setsSocket = read.some(
		({ fact, setting }) => (fact.via !== 'flag' && setting.kind === 'on') || (setting.kind === 'off' && setting.told),
	);
	const isHonoured = ({ setting }: ReadFact): boolean => setting.kind === 'on' && setting.becomes === undefined;
	// One flag that is honoured in time makes up for another that is not.
	const outweighs = read.some((each) => each.fact.via === 'flag' && isHonoured(each));
	if (!setsSocket && !outweighs) return read;
	return read.map((each) => {
		const isOutweighed = setsSocket || (outweighs && each.setting.kind === 'on' && !isHonoured(each));
		return each.fact.via === 'flag' && isOutweighed ? { ...absent, defects: each.misread ?? [] } : each;
	});
}

/** True where an option is there, or may be, and is not switched off. */
function given(state: OptionState): boolean {
	if (state.kind !== 'present') return state.kind === 'unknown';
	return state.value.kind !== 'none' && !(state.value.kind === 'boolean' && !state.value.value);
}

interface ReadFact extends ReadSetting {
	/** Those of `defects` that stand whatever else sets the socket. */
	readonly misread?: readonly Defect[] | undefined;
}

function readFact(site: CallSite, fact: KeepaliveFact, context: SettingContext): ReadFact {
	switch (fact.via) {
		case 'flag':
			return readFlag(site, fact, context);
		case 'carrier':
			return readCarrier(site, fact, context);
		case 'setter':
			return readSetter(site.uses, fact);
		case 'ping':
			return readPings(site, fact);
		case 'socket-options':
			return readSocketOptions(readOption(site, context.form, fact.option), fact, context);
		case 'socket':
			return site.socket
				? ofSocketOptions(site.socket.options, { span: site.socket.span, keepsDefaults: true }, context)
				: absent;
		case 'factory':
			return readFactory(readOption(site, context.form, fact.option), fact, context);
		case 'member':
			return readReplaced(site, fact, context);
		case 'method':
			return readMethod(site, fact, context);
		case 'listener':
			return readListener(site.uses, fact, context);
		case 'mount':
			return readMounts(site, fact, context);
		case 'subclass':
			return readSubclass(site, fact, context);
	}
}

function readFlag(site: CallSite, fact: Fact<'flag'>, context: SettingContext): ReadFact {
	const { form, holds } = context;
	const option = optionReader(site, form, fact.of);
	if (!option) {
		return site.escapes ? hidden(`code that cannot be seen here may give \`${fact.of}\` its options`) : absent;
	}
	const flag = option(fact.option);
	const idle: OptionState | undefined =
		fact.idle && (fact.idle.option === undefined ? { kind: 'absent' } : option(fact.idle.option));
	if (flag.kind === 'unknown') return hiddenOptions;
	const state = flag.kind === 'present' ? truthOf(flag.value, fact) : (fact.default ?? false);
	if (state === 'unknown') return notVisible(fact.option, flag.kind === 'present' ? flag.span : site.callee);
	const idleSpan = idle?.kind === 'present' ? idle.span : undefined;
	const span = idleSpan ?? (flag.kind === 'present' ? flag.span : undefined);
	if (!state) {
		if (flag.kind === 'present') return { setting: { kind: 'off', span: flag.span }, defects: [] };
		return idleSpan && fact.idle?.option !== undefined
			? { ...absent, defects: [withoutFlag(fact.idle.option, fact.option, idleSpan)] }
			: absent;
	}
	if (!span || (fact.default && flag.kind !== 'present' && !idleSpan)) return absent;
	const seconds: Idle = idle && fact.idle ? idleOf(idle, fact.idle) : { idle: 'system' };
	const row = fact.effect && firstRow(fact.effect, holds);
	const { reason, minor = false } = seconds;
	const misread: Defect[] = reason ? [{ kind: 'ineffective', reason, span, ...(minor && { minor }) }] : [];
	misread.push(...unportableIn(seconds, context));
	const defects = [...misread];
	if (row) {
		const flagSpan = flag.kind === 'present' ? flag.span : span;
		defects.push({
			kind: 'ineffective',
			reason: fact.reason ?? 'the target does not honour it in time',
			span: flagSpan,
			untimely: true,
		});
	}
	const { except } = fact;
	const other = except && holds(except.when) ? option(except.option) : undefined;
	if (except && other?.kind === 'present' && other.value.kind !== 'none')
		defects.push({ kind: 'ineffective', reason: except.reason, span: other.span, minor: true, beyondFixes: true });
	const lacking = fact.needs && lacks(option(fact.needs.option), fact.needs.value) ? fact.needs : undefined;
	if (lacking) defects.push({ kind: 'ineffective', reason: lacking.reason, span });
	const becomes = lacking ? 'off' : row?.becomes;
	return { setting: { kind: 'on', idle: seconds.idle, span, ...(becomes && { becomes }) }, defects, misread };
}

/** An option that cannot be seen may be as it must be. */
function lacks(state: OptionState, value: number): boolean {
	if (state.kind !== 'present') return state.kind === 'absent';
	return state.value.kind === 'number' && state.value.value !== value;
}

function withoutFlag(idle: string, flag: string, span: Span): Defect {
	return { kind: 'ineffective', reason: `\`${leaf(idle)}\` does nothing without \`${leaf(flag)}: true\``, span };
}

/** Reads options of the call, or of a method of what it makes; undefined where no call of that method is in sight. */
function optionReader(
	site: CallSite,
	form: CreationForm,
	method: string | undefined,
): ((option: string) => OptionState) | undefined {
	if (method === undefined) return (option) => readOption(site, form, option);
	const use = site.uses.findLast((each) => each.method === method);
	return use && ((option) => readOption(use, { parameters: ['options'] }, option));
}

/** The last name of an option path. */
function leaf(path: string): string {
	return splitPath(path).at(-1) ?? path;
}

/** Where one option is both flag and delay, 0 may be a delay too. */
function truthOf(value: Value, { option, idle }: Fact<'flag'>): boolean | 'unknown' {
	const isDelay = idle?.option === option && idle.zero === 'system' && value.kind === 'number';
	return isDelay || truth(value);
}

function truth(value: Value): boolean | 'unknown' {
	switch (value.kind) {
		case 'boolean':
			return value.value;
		case 'none':
			return false;
		case 'number':
			return value.value !== 0;
		case 'string':
			return value.value === undefined ? 'unknown' : value.value !== '';
		default:
			return 'unknown';
	}
}

function idleOf(state: OptionState, fact: NonNullable<Fact<'flag'>['idle']>): Idle {
	const { option } = fact;
	if (state.kind === 'absent' || option === undefined) return { idle: fact.default };
	if (state.kind === 'present' && state.value.kind === 'none') return { idle: fact.none ?? fact.default };
	if (state.kind === 'present' && state.value.kind === 'socket-options')
		return { idle: state.value.options.idle, unportable: state.value.options.unportable };
	if (state.kind === 'unknown' || state.value.kind !== 'number') return { idle: 'unknown' };
	if (state.value.value === 0 && fact.zero === 'default') return { idle: fact.default };
	const { value } = state.value;
	const read = secondsOf(value / (fact.times ?? 1), fact.unit, leaf(option));
	if (read.reason === undefined || fact.cut === undefined) return read;
	const reason = `\`${leaf(option)}\` is in milliseconds, so ${value} becomes 0 s, in place of which ${fact.cut} s count`;
	return { idle: fact.cut, reason, minor: true };
}

/** An option for one scheme says nothing about the other; an unknown scheme is judged as https. */
function readCarrier(site: CallSite, fact: Fact<'carrier'>, { form, scheme }: SettingContext): ReadSetting {
	if (fact.scheme && fact.scheme !== (scheme === 'unknown' ? 'https' : scheme)) return absent;
	const state = readOption(site, form, fact.option);
	if (state.kind === 'absent') return absent;
	if (state.kind === 'unknown') return hiddenOptions;
	const { value, span } = state;
	if (value.kind === 'none') return absent;
	// Options for an agent are no agent; where a library takes them, another fact reads them.
	if (value.kind === 'object') return value.open ? notVisible(fact.option, span) : absent;
	if (value.kind === 'boolean') {
		return !value.value && fact.false ? { setting: { kind: 'off', span }, defects: [] } : absent;
	}
	const made = value.kind === 'call' ? { site: value.site } : {};
	return { setting: { kind: 'inherited', span, ...made }, defects: [] };
}

function readSetter(uses: readonly Use[], fact: Fact<'setter'>): ReadSetting {
	const use = uses.findLast(({ method }) => method === fact.method);
	const [value] = use?.arguments ?? [];
	if (!use || value?.kind === 'none') return absent;
	const made = value?.kind === 'call' ? { site: value.site } : {};
	return { setting: { kind: 'inherited', span: use.extent, ...made }, defects: [] };
}

function readPings({ uses, [beat]: beats }: CallSite, { method }: Fact<'ping'>): ReadSetting {
	const use = uses.find((each) => each.method === method);
	if (use) return hidden(`\`${method}\` sends traffic of its own; how often cannot be seen`, use.extent);
	const timer = beats?.();
	return timer ? hidden('a timer sends traffic of its own; how often cannot be seen', timer) : absent;
}

function readSocketOptions(state: OptionState, fact: Fact<'socket-options'>, context: SettingContext): ReadSetting {
	if (state.kind === 'absent') return absent;
	if (state.kind === 'unknown') return hiddenOptions;
	if (state.value.kind === 'none') return absent;
	if (state.value.kind !== 'socket-options') return notVisible(fact.option, state.span);
	const { options, span } = state.value;
	return ofSocketOptions(options, { span, keepsDefaults: fact.libraryKeepsDefaults ?? false }, context);
}
