import type { Span } from '../model.js';
import type { SocketOptions } from '../sites.js';
import { splitItems } from './arguments.js';
import type { Binding } from './bindings.js';
import type { Chains } from './chains.js';
import { chainOf } from './chains.js';
import type { Masked } from './mask.js';
import { readBrackets, type Brackets } from './brackets.js';
import { asksPlatform, guardWords, readGuards, type Guards } from './guards.js';
import { itemAround } from './items.js';
import type { Names } from './names.js';
import { readRegions, type Regions } from './regions.js';
import type { Scope } from './statements.js';

/** Reads what code sets on sockets, from lists of options and from bodies that call `setsockopt`. */
export interface SocketOptionsReader {
	/** An expression that makes a list of options; undefined where it is something else. */
	ofExpression(span: Span): SocketOptions | undefined;
	/** Several that are set together. */
	ofExpressions(spans: readonly Span[]): SocketOptions | undefined;
	/** A function that sets options on the sockets it makes or gets; undefined where it sets none. */
	ofFunction(scope: Scope): SocketOptions | undefined;
	/** The body of a class. */
	ofClass(scope: Scope): SocketOptions | undefined;
}

const constants =
	/\b(?:SO_KEEPALIVE|TCP_KEEP(?:IDLE|ALIVE|INTVL|CNT)|SIO_KEEPALIVE_VALS|TCP_NODELAY|default_socket_options)\b/;

/** Levels by name, or by the numbers that all systems have for TCP, and Linux for sockets. */
const ofTcp = String.raw`(?:\b(?:IPPROTO_TCP|SOL_TCP)|(?:^|[([])\s*6)\s*,\s*`;
const ofSockets = String.raw`(?:\bSOL_SOCKET|(?:^|[([])\s*1)\s*,\s*`;

const numbers = new RegExp(`${ofSockets}9\\s*,|${ofTcp}(?:1|4|16|0x0?4|0x10)\\s*,`);

/** Tuples of numbers in a list, or the arguments of a call. */
const onlyNumbers = new RegExp(
	String.raw`(?:^|[[(,]\s*[[(])\s*1\s*,\s*9\s*,|(?:(?:^|[[(,]\s*[[(])\s*6|\b(?:IPPROTO_TCP|SOL_TCP))\s*,\s*(?:4|16|0x0?4|0x10)\s*,`,
);

const mechanism = /\b(?:socket_options|socket_factory|setsockopt)\b/;

/** @param readNumber the value of an expression, undefined where it is not visible. */
export function createSocketOptionsReader(
	names: Names,
	chains: Chains,
	readNumber: (span: Span) => number | undefined,
): SocketOptionsReader {
	const { masked } = names;
	const mayImport = names.imported !== undefined && mechanism.test(masked.code);
	const isNumbered = mechanism.test(masked.code) && onlyNumbers.test(masked.code);
	const marked = mayImport || isNumbered || constants.test(masked.text) ? markNames(masked) : '';
	if (!mayImport && !isNumbered && !constants.test(marked))
		return {
			ofExpression: nothing,
			ofExpressions: nothing,
			ofFunction: nothing,
			ofClass: (scope) => unseen(masked, scope),
		};
	const guards = readGuards(names);
	const brackets = readBrackets(masked);

	function read(regions: Regions, mayBeNumbers = false): Facts {
		const isMentioned = (text: string): boolean => constants.test(text) || (mayBeNumbers && onlyNumbers.test(text));
		const reader = new RegionReader(marked, regions, { names, brackets, guards, chains, readNumber });
		return reader.read(isMentioned);
	}

	/** What is known of expressions that are written alike and whose names stand for the same. */
	const known = new Map<string, SocketOptions | undefined>();
	const numberOf = numbering<Binding>();

	/** Undefined for one that says something itself, so that where it stands counts. */
	function keyOf(span: Span): string | undefined {
		if (span.end - span.start > longestAlike) return undefined;
		const text = marked.slice(span.start, span.end);
		if ([constants, numbers, onlyNumbers].some((each) => each.test(text))) return undefined;
		const found = chains.within(span).map(({ parts, start }) => names.headOf(parts, start).bindings.map(numberOf));
		return `${masked.text.slice(span.start, span.end)} ${found.join(' ')}`;
	}

	function ofExpressions(spans: readonly Span[]): SocketOptions | undefined {
		const keys = spans.map(keyOf);
		if (keys.includes(undefined)) return readExpressions(spans);
		const key = keys.join('\n');
		if (!known.has(key)) known.set(key, readExpressions(spans));
		return known.get(key);
	}

	function readExpressions(spans: readonly Span[]): SocketOptions | undefined {
		const regions = readRegions(names, chains, spans);
		const facts = read(regions, true);
		if (!facts.mentioned) return undefined;
		const { keepalive, idle, keepsDefaults, unportable, windowsOnly } = facts;
		return {
			keepalive: keepalive ?? (regions.open ? 'unknown' : false),
			idle: idle ?? (regions.open ? 'unknown' : 'system'),
			keepsDefaults: keepsDefaults || regions.open,
			...(windowsOnly && { windowsOnly }),
			unportable,
		};
	}

	return {
		ofExpression: (span) => ofExpressions([span]),
		ofExpressions,
		ofFunction(scope) {
			const regions = readRegions(names, chains, [scope.span], scope);
			const { mentioned, keepalive, idle, keepsDefaults, unportable } = read(regions);
			return mentioned
				? { keepalive: keepalive ?? false, idle: idle ?? 'system', keepsDefaults, unportable }
				: undefined;
		},
		ofClass(scope) {
			const { mentioned, keepalive, idle, keepsDefaults, unportable } = read(readRegions(names, chains, [scope.span]));
			if (!mentioned) return unseen(masked, scope);
			return { keepalive: keepalive ?? 'unknown', idle: idle ?? 'system', keepsDefaults, unportable };
		},
	};
}

/** Longer expressions are seldom written twice. */
const longestAlike = 200;

/** Tells things by numbers, in the order in which they come. */
function numbering<T>(): (thing: T) => number {
	const numbers = new Map<T, number>();
	return (thing) => {
		const number = numbers.get(thing) ?? numbers.size;
		numbers.set(thing, number);
		return number;
	};
}

function nothing(): undefined {
	return undefined;
}

/** A body that deals with socket options of which the text shows nothing. */
function unseen({ code }: Masked, { span }: Scope): SocketOptions | undefined {
	if (!mechanism.test(code.slice(span.start, span.end))) return undefined;
	return { keepalive: 'unknown', idle: 'unknown', keepsDefaults: true, unportable: [] };
}

/** The code with the names of constants in strings (`getattr(socket, "TCP_KEEPIDLE", None)`) put back. */
function markNames({ text, code, strings }: Masked): string {
	const parts: string[] = [];
	let at = 0;
	for (const { content } of strings.values()) {
		if (content.start < at || content.end - content.start > 20) continue;
		const inner = text.slice(content.start, content.end);
		if (!/^(?:SO|TCP)_KEEP[A-Z]+$/.test(inner)) continue;
		parts.push(code.slice(at, content.start), inner);
		at = content.end;
	}
	return parts.join('') + code.slice(at);
}

interface Facts {
	mentioned: boolean;
	keepalive: boolean | undefined;
	idle: number | 'unknown' | undefined;
	keepsDefaults: boolean;
	unportable: { span: Span; reason: string }[];
	windowsOnly?: boolean;
}

interface RegionContext {
	readonly names: Names;
	readonly brackets: Brackets;
	readonly guards: Guards;
	readonly chains: Chains;
	readonly readNumber: (span: Span) => number | undefined;
}

class RegionReader {
	private readonly facts: Facts = {
		mentioned: false,
		keepalive: undefined,
		idle: undefined,
		keepsDefaults: false,
		unportable: [],
	};
	private readonly guarded: boolean;
	private readonly asksPlatform: boolean;

	constructor(
		private readonly marked: string,
		private readonly regions: Regions,
		private readonly context: RegionContext,
	) {
		this.guarded = regions.spans.some(({ start, end }) => guardWords.test(marked.slice(start, end)));
		this.asksPlatform = regions.spans.some(({ start, end }) => asksPlatform(marked.slice(start, end)));
	}

	/** @param isMentioned whether a piece of code is about such options at all */
	read(isMentioned: (text: string) => boolean): Facts {
		const { facts } = this;
		for (const { keepalive, idle } of this.regions.imported) {
			facts.mentioned = true;
			if (keepalive !== 'unknown') facts.keepalive = (facts.keepalive ?? false) || keepalive;
			facts.idle ??= idle === 'system' ? undefined : idle;
		}
		const pieces = this.regions.spans.map((span) => ({ span, text: this.marked.slice(span.start, span.end) }));
		facts.mentioned ||= pieces.some(({ text }) => isMentioned(text));
		for (const { span, text } of facts.mentioned ? pieces : []) {
			if (!constants.test(text) && !numbers.test(text)) continue;
			facts.keepsDefaults ||= keptDefaults.test(text);
			this.readKeepalive(span, text);
			this.readIdle(span, text, linuxIdle);
			if (!this.guarded) this.readUnportable(span);
		}
		if (facts.mentioned) this.readOfMacos();
		if (facts.keepalive === undefined) this.readOfWindows();
		return facts;
	}

	private readKeepalive(region: Span, text: string): void {
		for (const [, value] of this.valuesOf(region, text, turnedOn)) {
			const source = this.marked.slice(value.start, value.end);
			const isOff = source === 'False' || this.numberOf(value) === 0;
			this.facts.keepalive = (this.facts.keepalive ?? false) || !isOff;
		}
	}

	/** The idle time beside the constant, or beside a name that stands for it. */
	private readIdle(region: Span, text: string, constant: RegExp): void {
		for (const [, value] of this.valuesOf(region, text, constant)) {
			const seconds = this.numberOf(value);
			if (seconds !== undefined) this.facts.idle = seconds;
			else this.facts.idle ??= 'unknown';
		}
	}

	/** The option that macOS calls otherwise, and where it goes wrong. */
	private readOfMacos(): void {
		const all = (constant: RegExp): (readonly [Span, Span])[] =>
			this.regions.spans.flatMap((span) => [...this.valuesOf(span, this.marked.slice(span.start, span.end), constant)]);
		const numbersOf = (constant: RegExp): (number | undefined)[] =>
			all(constant).map(([, value]) => this.numberOf(value));
		const [linux, intervals] = [numbersOf(linuxIdle), numbersOf(interval)];
		for (const [at, value] of all(macosIdle)) {
			const seconds = this.numberOf(value);
			if (linux.length === 0) this.facts.idle = seconds ?? 'unknown';
			const isInterval = seconds !== undefined && intervals.includes(seconds) && linux.length > 0;
			const isNamedSo = /interval|intvl/i.test(this.marked.slice(value.start, value.end));
			if ((isInterval || isNamedSo) && !linux.includes(seconds)) this.addUnportable(value, intervalAsIdle);
			else if (!this.asksPlatform && this.isNumber(at) && !this.context.guards.covers(at.start))
				this.addUnportable(at, foreignNumber);
		}
	}

	/** `(on, idle, interval)` of `SIO_KEEPALIVE_VALS`, in milliseconds. */
	private readOfWindows(): void {
		const { masked } = this.context.names;
		for (const span of this.regions.spans) {
			for (const { index } of this.marked.slice(span.start, span.end).matchAll(/\bSIO_KEEPALIVE_VALS\b/g)) {
				const value = this.valueBeside(span.start + index);
				const isTuple = value && masked.closers.get(value.start) === value.end - 1;
				const [on, idle] = isTuple ? splitItems(masked, { start: value.start + 1, end: value.end - 1 }) : [];
				if (!on) continue;
				const milliseconds = idle && this.numberOf(idle);
				this.facts.keepalive = this.numberOf(on) !== 0;
				this.facts.idle = milliseconds === undefined ? 'unknown' : milliseconds / 1000;
				this.facts.windowsOnly = true;
			}
		}
	}

	/** True where the option is macOS' number, whatever the system. */
	private isNumber({ start, end }: Span): boolean {
		const { names, brackets } = this.context;
		if (names.masked.code[start - 1] === '.') return false;
		const item = itemAround(names.masked, brackets, start)?.span;
		const fallback =
			item && /\bgetattr\s*\([^()]*,\s*(?:0x10|16)\s*\)$/.test(names.masked.code.slice(item.start, item.end));
		return fallback === true || this.numberOf({ start, end }) === 16;
	}

	/** Places of an option that is set, and what it is set to. */
	private *valuesOf(region: Span, text: string, constant: RegExp): Generator<readonly [Span, Span]> {
		for (const { index, 0: match, 1: number } of text.matchAll(constant)) {
			const start = region.start + index + match.length - (number ?? match).length;
			const value = this.valueBeside(start) ?? this.valueOfAlias(start);
			if (value) yield [{ start, end: region.start + index + match.length }, value];
		}
	}

	/** What stands behind the item with the constant: `(IPPROTO_TCP, TCP_KEEPIDLE, 60)`, `{TCP_KEEPIDLE: 60}`. */
	private valueBeside(offset: number): Span | undefined {
		const { masked } = this.context.names;
		return itemAround(masked, this.context.brackets, offset)?.next;
	}

	/** `idle_option = getattr(socket, "TCP_KEEPIDLE", None)`, then `(idle_option, 60)`. */
	private valueOfAlias(offset: number): Span | undefined {
		const { names, chains } = this.context;
		const statement = names.layout.statementAt(offset);
		if (!statement) return undefined;
		const [, alias] = /^(\w+)\s*=(?!=)/.exec(names.masked.code.slice(statement.start, offset)) ?? [];
		if (alias === undefined) return undefined;
		for (const region of this.regions.spans) {
			for (const chain of chains.within({ start: Math.max(statement.end, region.start), end: region.end })) {
				if (chain.parts.length !== 1 || chain.parts[0] !== alias) continue;
				const value = this.valueBeside(chain.start);
				if (value) return value;
			}
		}
		return undefined;
	}

	private numberOf(span: Span): number | undefined {
		const { names, readNumber } = this.context;
		const name = chainOf(names.masked, span);
		const [head = ''] = name?.parts ?? [];
		for (const { source } of name?.parts.length === 1 ? names.bindingsOf(head, span.start) : []) {
			if (source.kind !== 'parameter') continue;
			const value = this.regions.parameters.get(source.scope)?.get(head);
			return value && readNumber(value);
		}
		return readNumber(span);
	}

	private readUnportable(region: Span): void {
		const { names, chains, guards } = this.context;
		for (const { parts, start, end } of chains.within(region)) {
			const reason = unportable[parts.at(-1) ?? ''];
			if (reason === undefined || (parts.length > 1 && parts[0] === 'self')) continue;
			// A name of the text's own, `TCP_KEEPALIVE = 0x10` for one, raises nowhere.
			const isOwn = parts.length === 1 && names.reference(parts, start) === undefined;
			if (isOwn || guards.covers(start)) continue;
			this.addUnportable({ start, end }, reason);
		}
	}

	private addUnportable(span: Span, reason: string): void {
		const { unportable: known } = this.facts;
		if (!known.some((each) => each.span.start === span.start)) known.push({ span, reason });
	}
}

/** By name, or by the number that the system of that name has. */
const turnedOn = new RegExp(`\\bSO_KEEPALIVE\\b|${ofSockets}(9)(?=\\s*,)`, 'g');
const linuxIdle = new RegExp(`\\bTCP_KEEPIDLE\\b|${ofTcp}(4|0x0?4)(?=\\s*,)`, 'g');
const macosIdle = new RegExp(`\\bTCP_KEEPALIVE\\b|${ofTcp}(0x10|16)(?=\\s*,)`, 'g');
const keptDefaults = new RegExp(`\\b(?:default_socket_options|TCP_NODELAY)\\b|${ofTcp}1\\s*,`);
const interval = /\bTCP_KEEPINTVL\b/g;

const intervalAsIdle =
	'`TCP_KEEPALIVE` is the idle time of macOS, but it is given the interval, and interval and count stay those of the system there';
const foreignNumber =
	'0x10 is the idle time on macOS only; Linux refuses the value with an OSError, and on Windows it is the count of probes';

const unportable: Readonly<Record<string, string>> = {
	TCP_KEEPIDLE:
		'`TCP_KEEPIDLE` does not exist on macOS, where the name is `TCP_KEEPALIVE`, and raises an AttributeError there',
	TCP_KEEPALIVE: '`TCP_KEEPALIVE` exists on macOS only and raises an AttributeError elsewhere',
	SIO_KEEPALIVE_VALS: '`SIO_KEEPALIVE_VALS` exists on Windows only and raises an AttributeError elsewhere',
};
