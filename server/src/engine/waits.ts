import type { ClientEntry, CreationForm, RequestMethod, TimeoutFact, TimeoutType } from './catalogue/schema.js';
import { lastFor } from './lazy.js';
import type { Span, Wait } from './model.js';
import { readOption, type ArgumentList, type OptionState } from './options.js';
import type { CallSite, Use, Value } from './sites.js';
import { firstRow, type Holds } from './versions.js';

/** What reading a wait needs besides the call. */
export interface WaitContext {
	readonly entry: ClientEntry;
	readonly form: CreationForm;
	readonly holds: Holds;
	readonly timeoutTypes: readonly TimeoutType[];
	/** Seconds; a wait of at least this is long. */
	readonly idleTimeout: number;
}

/** What one timeout says: nothing (`undefined`), or a wait; `default` where it falls back to the library's. */
type Bound = Wait | 'default' | undefined;

/** The longest time the creation may stay silent: its calls' timeouts where they are visible, else its own, else the default. */
export function readWait(site: CallSite, context: WaitContext): Wait {
	const given = readCallWait({ call: site, signature: context.form, uses: site.uses, on: 'creation' }, context);
	// What gives up around the making of a client does not do so around its requests.
	const stated = context.form.role === 'request' ? within(given, site.bounded) : given;
	const own = stated ?? handedOnWait(site, context) ?? defaultWait(context);
	const all = requestUses(site, context.form);
	const requests = site.subclass ? all.filter(({ use }) => !handsOn(use)) : all;
	if (requests.length === 0 && !site.dynamic && !site.elsewhere) return own;
	const waitOf = ({ use, method }: RequestUse): Wait | undefined =>
		readCallWait({ call: use, signature: method, uses: [], on: 'request' }, context);
	const waits = requests.map((each) => within(waitOf(each) ?? own, each.use.bounded) ?? own);
	const wait = longest(waits, context.idleTimeout) ?? own;
	// What cannot be seen may give a timeout where nothing else does.
	const elsewhere = waits.length > 0 ? [] : requestUses({ uses: site.elsewhere ?? [] }, context.form);
	const isHidden = site.dynamic || elsewhere.some((each) => waitOf(each) !== undefined);
	return isHidden && wait.kind !== 'unknown' && wait.from === 'default' ? { kind: 'unknown' } : wait;
}

/** The wait of a call that the code around it ends. */
function within(wait: Wait | undefined, bounded: Value | undefined): Wait | undefined {
	if (!bounded) return wait;
	if (bounded.kind !== 'number') return { kind: 'unknown' };
	const bound: Wait = { kind: 'seconds', seconds: bounded.value, from: 'argument', span: bounded.span };
	return wait && wait.kind !== 'unknown' && !shorter(bound, wait) ? wait : bound;
}

/** True for a method that does what its parent does with whatever it is given. */
function handsOn({ open, arguments: values, keywords }: Use): boolean {
	return open && values.length === 0 && keywords.size === 0;
}

/** What a subclass gives to each of its requests. */
function handedOnWait({ subclass }: CallSite, context: WaitContext): Wait | undefined {
	for (const fact of context.form.wait.options) {
		const value = subclass?.handedOn?.get(fact.option);
		const bound = value && context.holds(fact.when) ? boundOf(value, fact, context) : undefined;
		if (bound !== undefined && bound !== 'default') return bound;
	}
	return undefined;
}

/** The library's own wait. */
export function defaultWait({ form, holds }: WaitContext): Wait {
	const row = firstRow(form.wait.default, holds);
	if (!row || row.seconds === 'unknown') return { kind: 'unknown' };
	return row.seconds === 'unbounded'
		? { kind: 'unbounded', from: 'default' }
		: { kind: 'seconds', seconds: row.seconds, from: 'default' };
}

/** A call of a request method. */
interface RequestUse {
	readonly use: Use;
	readonly method: RequestMethod;
}

/** Calls of the form's request methods on the object made; all that is read of a creation asks for them in turn. */
export function requestUses({ uses }: Pick<CallSite, 'uses'>, { methods }: CreationForm): readonly RequestUse[] {
	if (!methods || uses.length === 0) return none;
	return findRequests(uses, methods);
}

const none: readonly RequestUse[] = [];

const findRequests = lastFor((uses: readonly Use[], methods: readonly RequestMethod[]): readonly RequestUse[] => {
	const found: RequestUse[] = [];
	for (const use of uses) {
		const method = methods.find(({ names }) => names.includes(use.method));
		if (method) found.push({ use, method });
	}
	return found;
});

/** The longest of several waits; an unknown one outweighs all that are short. */
export function longest(waits: readonly Wait[], idleTimeout: number): Wait | undefined {
	const rank = (wait: Wait): number => {
		if (wait.kind === 'unbounded') return Infinity;
		return wait.kind === 'unknown' ? idleTimeout - 0.5 : wait.seconds;
	};
	return waits.reduce<Wait | undefined>((best, wait) => (best && rank(best) >= rank(wait) ? best : wait), undefined);
}

/** A call that may be given timeouts. */
interface TimedCall {
	readonly call: ArgumentList;
	readonly signature: Pick<CreationForm, 'parameters' | 'signatures'>;
	/** Calls on what it makes. */
	readonly uses: readonly Use[];
	readonly on: NonNullable<TimeoutFact['on']>;
}

function readCallWait(timed: TimedCall, context: WaitContext): Wait | undefined {
	let smallest: Wait | undefined;
	let sawUnknown = false;
	for (const fact of context.form.wait.options) {
		if (!context.holds(fact.when) || (fact.on && fact.on !== timed.on)) continue;
		const bound = readTimeout(timed, fact, context);
		if (bound === undefined || bound === 'default') continue;
		if (bound.kind === 'unknown') sawUnknown = true;
		else if (!smallest || shorter(bound, smallest)) smallest = bound;
	}
	return sawUnknown ? { kind: 'unknown' } : smallest;
}

function shorter(a: Wait, b: Wait): boolean {
	if (a.kind !== 'seconds') return false;
	return b.kind !== 'seconds' || a.seconds < b.seconds;
}

function readTimeout({ call, signature, uses }: TimedCall, fact: TimeoutFact, context: WaitContext): Bound {
	const setter = fact.method && uses.findLast((use) => use.method === fact.method);
	const value = setter ? setter.arguments[0] : undefined;
	let bound: Bound;
	if (value) {
		bound = boundOf(value, fact, context);
	} else {
		const state = readOption(call, signature, fact.option);
		if (state.kind === 'absent' || !isRequired(call, signature, fact.requires)) return undefined;
		bound = state.kind === 'unknown' ? { kind: 'unknown' } : boundOf(state.value, fact, context);
	}
	return fact.listener ? withListener(bound, fact.listener, uses, fact.method, context) : bound;
}

/** True where an option that a timeout needs is, or may be, on. */
function isRequired(
	call: ArgumentList,
	signature: Pick<CreationForm, 'parameters' | 'signatures'>,
	option: string | undefined,
): boolean {
	if (option === undefined) return true;
	const state = readOption(call, signature, option);
	return state.kind !== 'absent' && !(state.kind === 'present' && state.value.kind === 'boolean' && !state.value.value);
}

/**
 * A timeout that only emits an event bounds nothing unless somebody listens. A long one is still what the author says
 * that the request may take, so it is reported as stated.
 */
function withListener(
	bound: Bound,
	event: string,
	uses: readonly Use[],
	method: string | undefined,
	{ idleTimeout }: WaitContext,
): Bound {
	if (bound === undefined || bound === 'default' || bound.kind !== 'seconds' || bound.seconds >= idleTimeout)
		return bound;
	const listens = uses.some((use) => {
		const [first, second] = use.arguments;
		if (use.method === method) return second !== undefined;
		return ['on', 'once', 'addListener'].includes(use.method) && first?.kind === 'string' && first.value === event;
	});
	return listens ? bound : 'default';
}

function boundOf(value: Value, fact: TimeoutFact, context: WaitContext): Bound {
	switch (value.kind) {
		case 'number':
			return ofNumber(value.value, value.span, fact);
		case 'none':
			return fact.none === 'unbounded' ? { kind: 'unbounded', from: 'argument', span: value.span } : 'default';
		case 'boolean':
			return value.value ? { kind: 'unknown' } : { kind: 'unbounded', from: 'argument', span: value.span };
		case 'string':
			return fact.texts && value.value !== undefined ? ofText(value.value, value.span, fact) : { kind: 'unknown' };
		case 'list':
			return ofList(value, fact, context);
		case 'object':
			return ofObject(value, fact);
		case 'call':
			return ofCall(value.site, value.span, context);
		default:
			return { kind: 'unknown' };
	}
}

function ofNumber(value: number, span: Span, { unit, zero }: Pick<TimeoutFact, 'unit' | 'zero'>): Bound {
	if (value === Infinity) return { kind: 'unbounded', from: 'argument', span };
	if (Number.isNaN(value) || value < 0) return { kind: 'unknown' };
	if (value === 0 && zero === 'unbounded') return { kind: 'unbounded', from: 'argument', span };
	if (value === 0 && zero === 'default') return 'default';
	return { kind: 'seconds', seconds: unit === 'milliseconds' ? value / 1000 : value, from: 'argument', span };
}

const secondsOfUnit: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** `'5m'`, `'30 seconds'`; without a unit it is milliseconds. */
function ofText(text: string, span: Span, fact: TimeoutFact): Bound {
	const [, amount, word = ''] = /^(\d*\.?\d+) *([a-z]*)$/i.exec(text.trim()) ?? [];
	const unit = word === '' || /^(?:ms|msecs?|milliseconds?)$/i.test(word) ? 'ms' : word.charAt(0).toLowerCase();
	const isUnit = /^(?:|m|ms|msecs?|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|d|days?)$/i.test(word);
	const seconds = secondsOfUnit[unit];
	if (amount === undefined || seconds === undefined || !isUnit) return { kind: 'unknown' };
	return ofNumber(Number(amount) * seconds, span, { ...fact, unit: 'seconds' });
}

function ofList(list: Extract<Value, { kind: 'list' }>, fact: TimeoutFact, context: WaitContext): Bound {
	const item = fact.item === undefined || list.open ? undefined : list.items[fact.item];
	return item ? boundOf(item, { ...fact, none: 'unbounded' }, context) : { kind: 'unknown' };
}

function ofObject(object: Extract<Value, { kind: 'object' }>, fact: TimeoutFact): Bound {
	if (!fact.keys) return { kind: 'unknown' };
	let smallest: Wait | undefined;
	for (const key of fact.keys) {
		const value = object.properties.get(key)?.value;
		if (!value || value.kind === 'none') continue;
		const bound: Bound = value.kind === 'number' ? ofNumber(value.value, value.span, fact) : { kind: 'unknown' };
		if (bound === undefined || bound === 'default') continue;
		if (bound.kind === 'unknown') return bound;
		if (!smallest || shorter(bound, smallest)) smallest = bound;
	}
	if (smallest) return smallest;
	return object.open ? { kind: 'unknown' } : undefined;
}

/** `httpx.Timeout(10, read=300)`, `AbortSignal.timeout(5000)`. */
function ofCall(site: CallSite, span: Span, context: WaitContext): Bound {
	const type = context.timeoutTypes.find(({ module, paths }) => module === site.module && paths.includes(site.path));
	if (!type) return { kind: 'unknown' };
	const fact: TimeoutFact = { option: '', unit: type.unit, zero: type.zero ?? 'value', none: 'unbounded' };
	const bounds: Bound[] = [];
	for (const name of type.bounds) {
		const state = readOption(site, type, name);
		if (state.kind === 'absent') continue;
		if (type.isList) bounds.push(...boundsOfItems(state, fact, context));
		else bounds.push(state.kind === 'unknown' ? { kind: 'unknown' } : boundOf(state.value, fact, context));
		if (type.combine === 'first') break;
	}
	const waits = bounds.filter((bound) => bound !== undefined && bound !== 'default');
	const [first] = waits;
	if (!first) return type.otherwise === 'unbounded' ? { kind: 'unbounded', from: 'argument', span } : 'default';
	if (waits.some(({ kind }) => kind === 'unknown')) return { kind: 'unknown' };
	return waits.reduce((best, wait) => (shorter(wait, best) ? wait : best), first);
}

/** What the items of a list that can be seen say; where none says anything, what ends it is unknown. */
function boundsOfItems(state: OptionState, fact: TimeoutFact, context: WaitContext): readonly Bound[] {
	const items = state.kind === 'present' && state.value.kind === 'list' ? state.value.items : [];
	const bounds = items.map((item) => boundOf(item, fact, context));
	const known = bounds.filter((bound) => bound !== undefined && bound !== 'default' && bound.kind !== 'unknown');
	return known.length > 0 ? known : [{ kind: 'unknown' }];
}
