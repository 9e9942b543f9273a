import type { Span } from '../model.js';
import { Quota } from '../quota.js';
import type { CallSite, Property, Value } from '../sites.js';
import { numberOf, readArithmetic } from './arithmetic.js';
import { splitArguments, splitItems, type Argument } from './arguments.js';
import type { Binding } from './bindings.js';
import { chainAt, chainOf, openerAfter, type Chain, type Chains } from './chains.js';
import type { Names } from './names.js';
import { createSocketOptionsReader, type SocketOptionsReader } from './socket-options.js';
import { outside, trim, type Scope } from './statements.js';
import { hostPart, readStrings } from './strings.js';

/** Names inside values are followed so far. */
const deepest = 12;

/** Reads expressions as values; what is not sure is `unknown`. */
export class ValueReader {
	private reader: SocketOptionsReader | undefined;
	private readonly ofBindings = new Map<Binding, Value>();
	/** For what objects hold that others are spread into, as those may be into others. */
	private readonly quota: Quota;
	private depth = 0;

	/** @param siteAt the catalogued call whose brackets open at an offset. */
	constructor(
		private readonly names: Names,
		private readonly chains: Chains,
		private readonly siteAt: (opener: number) => CallSite | undefined,
	) {
		this.quota = new Quota(names.masked.code.length);
	}

	/** Made when the first value may be one of socket options. */
	get options(): SocketOptionsReader {
		return (this.reader ??= createSocketOptionsReader(this.names, this.chains, (span) => this.readNumber(span)));
	}

	read(span: Span): Value {
		const { start, end } = trim(this.names.masked, span);
		if (start >= end || this.depth >= deepest) return { kind: 'unknown', span };
		this.depth++;
		const value = this.readTrimmed({ start, end });
		this.depth--;
		return value;
	}

	readNumber(span: Span): number | undefined {
		const value = this.read(span);
		return value.kind === 'number' ? value.value : undefined;
	}

	/** Keyword arguments and items of dicts. */
	readProperties(items: readonly Argument[]): {
		readonly properties: ReadonlyMap<string, Property>;
		readonly open: boolean;
	} {
		if (!items.some(({ keyword, star }) => keyword ?? star === '**')) return { properties: noProperties, open: false };
		const properties = new Map<string, Property>();
		let open = false;
		for (const { keyword, value, span, star } of items) {
			if (keyword) properties.set(keyword.name, { key: keyword.span, span, value: this.read(value) });
			else if (star === '**' && !this.spread(this.read(value), properties)) open = true;
		}
		return { properties, open };
	}

	/** Adds what one object holds to another; false where it may hold more. */
	private spread(value: Value, properties: Map<string, Property>): boolean {
		if (value.kind !== 'object') return false;
		let left = this.quota.take(value.properties.size);
		for (const [name, property] of value.properties) {
			if (left-- === 0) return false;
			properties.set(name, property);
		}
		return !value.open;
	}

	private readTrimmed(span: Span): Value {
		const { masked } = this.names;
		const text = masked.code.slice(span.start, span.end);
		const unknown: Value = { kind: 'unknown', span };
		const number = numberOf(text);
		if (number !== undefined) return { kind: 'number', value: number, span };
		if (text === 'None') return { kind: 'none', span };
		if (text === 'True' || text === 'False') return { kind: 'boolean', value: text === 'True', span };
		if (text.startsWith('"')) return this.readString(span) ?? this.readOperation(span) ?? unknown;
		const [, keyword = ''] = /^(await|lambda|not|yield)\b/.exec(text) ?? [];
		if (keyword === 'await') return { ...this.read({ start: span.start + 5, end: span.end }), span };
		if (keyword === 'lambda') return this.readLambda(span);
		if (keyword !== '') return unknown;
		if (masked.closers.get(span.start) === span.end - 1) return this.readBrackets(span);
		const chain = chainOf(masked, span);
		if (chain) return this.readChain(chain);
		return this.readCall(span) ?? this.readOperation(span) ?? unknown;
	}

	private readString(span: Span): Value | undefined {
		const read = readStrings(this.names.masked, span, (name) => this.textOf(name));
		if (!read) return undefined;
		if (read.text !== undefined) return { kind: 'string', value: read.text, span };
		const written = literalText(this.names.masked.text.slice(span.start, span.end));
		return { kind: 'string', value: undefined, span, written };
	}

	private textOf(span: Span): string | undefined {
		const value = this.read(span);
		return value.kind === 'string' ? value.value : undefined;
	}

	private readLambda(span: Span): Value {
		const [colon] = outside(this.names.masked, span, /:/);
		const results = colon === undefined ? [] : [this.read({ start: colon + 1, end: span.end })];
		return { kind: 'function', span, results };
	}

	private readBrackets(span: Span): Value {
		const { masked } = this.names;
		const inner = { start: span.start + 1, end: span.end - 1 };
		const opener = masked.code[span.start];
		if (opener === '{') return this.readConstants(span) ?? this.readDict(span);
		if (opener === '(' && ![...outside(masked, inner, /,/)].length) {
			const [walrus] = outside(masked, inner, /:=/);
			const value = this.read({ start: walrus === undefined ? inner.start : walrus + 2, end: inner.end });
			return trim(masked, inner).start === inner.end
				? { kind: 'list', items: [], open: false, span }
				: { ...value, span };
		}
		const options = this.options.ofExpression(span);
		if (options) return { kind: 'socket-options', options, span };
		const items = splitItems(masked, inner);
		const open = items.some(
			({ start, end }) => masked.code[start] === '*' || hasKeyword(masked.code.slice(start, end), 'for'),
		);
		return { kind: 'list', items: items.map((item) => this.read(item)), open, span };
	}

	/** A dict of socket options: `{socket.TCP_KEEPIDLE: 60}`, or one made of a list of them. */
	private readConstants(span: Span): Value | undefined {
		const { masked } = this.names;
		const inner = { start: span.start + 1, end: span.end - 1 };
		const isComprehension = hasKeyword(masked.code.slice(inner.start, inner.end), 'for');
		const [first] = isComprehension ? [] : splitItems(masked, inner);
		const [colon] = first ? outside(masked, first, /:/) : [];
		const isConstant =
			first &&
			colon !== undefined &&
			masked.code[first.start] !== '"' &&
			/\bTCP_KEEP/.test(masked.text.slice(first.start, colon));
		const options = isComprehension || isConstant ? this.options.ofExpression(span) : undefined;
		return options && { kind: 'socket-options', options, span };
	}

	private readDict(span: Span): Value {
		const { masked } = this.names;
		const properties = new Map<string, Property>();
		let open = false;
		for (const item of splitItems(masked, { start: span.start + 1, end: span.end - 1 })) {
			const [colon] = outside(masked, item, /:/);
			const key = trim(masked, { start: item.start, end: colon ?? item.end });
			const name = colon === undefined ? undefined : this.textOf(key);
			if (masked.code.startsWith('**', item.start)) {
				if (!this.spread(this.read({ start: item.start + 2, end: item.end }), properties)) open = true;
			} else if (colon === undefined || name === undefined) open = true;
			else properties.set(name, { key, span: item, value: this.read({ start: colon + 1, end: item.end }) });
		}
		return { kind: 'object', properties, open, span };
	}

	private readChain({ parts, start, end }: Chain): Value {
		const span = { start, end };
		const { bindings, length } = this.names.headOf(parts, start);
		const dotted = this.names.reference(parts, start)?.dotted;
		if (dotted === 'math.inf') return { kind: 'number', value: Infinity, span };
		const isChanged = bindings.some(({ source }) => source.kind === 'change');
		const isList = isChanged || parts.at(-1) === 'default_socket_options';
		const options = isList ? this.options.ofExpression(span) : undefined;
		if (options) return { kind: 'socket-options', options, span };
		const imported = this.importedFunction(parts, bindings, span);
		if (imported) return imported;
		const name =
			length !== parts.length || bindings.some(({ source }) => source.kind === 'import') ? parts.at(-1) : undefined;
		if (name !== undefined) return { kind: 'unknown', span, name };
		return {
			...agreeing(
				bindings.map((binding) => this.ofBinding(binding)),
				span,
			),
			span,
		};
	}

	/** A function of another file that deals with sockets. */
	private importedFunction(
		parts: readonly string[],
		[binding, ...others]: readonly Binding[],
		span: Span,
	): Value | undefined {
		const { imported } = this.names;
		const options = binding && parts.length === 1 && others.length === 0 ? imported?.(binding.source) : undefined;
		return options && { kind: 'function', span, results: [], options };
	}

	private ofBinding(binding: Binding): Value {
		const known = this.ofBindings.get(binding);
		if (known) return known;
		const { source, at } = binding;
		const unknown: Value = { kind: 'unknown', span: { start: at, end: at } };
		this.ofBindings.set(binding, unknown);
		const value =
			source.kind === 'value'
				? this.read(source.value)
				: source.kind === 'function'
					? this.ofFunction(source.scope)
					: source.kind === 'class'
						? this.ofClass(source.scope)
						: unknown;
		this.ofBindings.set(binding, value);
		return value;
	}

	private ofFunction(scope: Scope): Value {
		const options = this.options.ofFunction(scope);
		return { kind: 'function', span: scope.span, results: [], ...(options && { options }) };
	}

	/** A class whose objects deal with sockets is as good as a function that does. */
	private ofClass(scope: Scope): Value {
		const options = this.options.ofClass(scope);
		return options
			? { kind: 'function', span: scope.span, results: [], options }
			: { kind: 'unknown', span: scope.span };
	}

	private readCall(span: Span): Value | undefined {
		const { masked } = this.names;
		const callee = chainAt(masked, span.start);
		const opener = callee && openerAfter(masked, callee.end);
		if (!callee || opener === undefined) return undefined;
		const closer = masked.closers.get(opener);
		if (closer === undefined) return undefined;
		if (closer !== span.end - 1) return this.readMethod({ start: span.start, end: closer + 1 }, span);
		if (callee.parts.at(-1) === totalSeconds) return this.readDuration(callee, span);
		const site = this.siteAt(opener);
		if (site) return { kind: 'call', site, span };
		return this.readBuiltin(callee, opener, span);
	}

	private readBuiltin(callee: Chain, opener: number, span: Span): Value {
		const items = splitArguments(this.names.masked, opener);
		const [first] = items;
		switch (callee.parts.join('.')) {
			case 'float':
			case 'int': {
				const value: Value = first && items.length === 1 ? this.read(first.value) : { kind: 'unknown', span };
				if (value.kind === 'number') return { ...value, span };
				if (value.kind === 'string' && /^\+?inf(?:inity)?$/i.test(value.value ?? ''))
					return { kind: 'number', value: Infinity, span };
				return { kind: 'unknown', span };
			}
			case 'dict': {
				const { properties, open } = this.readProperties(items);
				return {
					kind: 'object',
					properties,
					open: open || items.some(({ keyword, star }) => !keyword && star !== '**'),
					span,
				};
			}
		}
		const options = this.options.ofExpression(span);
		return options ? { kind: 'socket-options', options, span } : { kind: 'unknown', span };
	}

	/** `timedelta(minutes=10).total_seconds()`; `made` is the call before the method. */
	private readMethod(made: Span, span: Span): Value | undefined {
		const rest = this.names.masked.code.slice(made.end, span.end);
		if (!new RegExp(`^\\s*\\.\\s*${totalSeconds}\\s*\\(\\s*\\)$`).test(rest)) return undefined;
		const value = this.durationOf(made);
		return value === undefined ? undefined : { kind: 'number', value, span };
	}

	/** `LIMIT.total_seconds()`, where all that `LIMIT` may be are of one length. */
	private readDuration(callee: Chain, span: Span): Value {
		const parts = callee.parts.slice(0, -1);
		const { bindings, length } = this.names.headOf(parts, callee.start);
		const [first, ...others] = bindings.map(({ source }) =>
			source.kind === 'value' ? this.durationOf(source.value) : undefined,
		);
		const isOne = length === parts.length && others.every((each) => each === first);
		return first !== undefined && isOne ? { kind: 'number', value: first, span } : { kind: 'unknown', span };
	}

	/** Seconds of `timedelta(...)`. */
	private durationOf({ start, end }: Span): number | undefined {
		const { masked } = this.names;
		const callee = chainAt(masked, start);
		const opener = callee && openerAfter(masked, callee.end);
		if (!callee || opener === undefined || masked.closers.get(opener) !== end - 1) return undefined;
		if (this.names.reference(callee.parts, callee.start)?.dotted !== 'datetime.timedelta') return undefined;
		let seconds = 0;
		for (const [index, { keyword, value, star }] of splitArguments(masked, opener).entries()) {
			const factor = units[keyword?.name ?? positions[index] ?? ''];
			const amount = this.readNumber(value);
			if (star || factor === undefined || amount === undefined) return undefined;
			seconds += factor * amount;
		}
		return seconds;
	}

	private readOperation(span: Span): Value | undefined {
		const { masked } = this.names;
		const [word] = outside(masked, span, /\b(?:if|or|and|not|in|is|for)\b|[<>]|==|!=|,/);
		if (word !== undefined) return this.readConditional(span, word);
		const number = readArithmetic(masked, span, (operand) => this.readNumber(operand));
		if (number !== undefined) return { kind: 'number', value: number, span };
		return this.readJoined(span);
	}

	private readConditional(span: Span, word: number): Value | undefined {
		const { masked } = this.names;
		if (!/^if\b/.test(masked.code.slice(word, word + 3))) {
			return masked.code[word] === ',' ? this.readTuple(span) : undefined;
		}
		const [otherwise] = outside(masked, { start: word, end: span.end }, /\belse\b/);
		if (otherwise === undefined) return undefined;
		const values = [this.read({ start: span.start, end: word }), this.read({ start: otherwise + 4, end: span.end })];
		return { ...agreeing(values, span), span };
	}

	/** `5, 420` without brackets. */
	private readTuple(span: Span): Value {
		return {
			kind: 'list',
			items: splitItems(this.names.masked, span).map((item) => this.read(item)),
			open: false,
			span,
		};
	}

	/** `BASE + "/path"`, `"https://host/%s" % name`, `"https://host/{}".format(name)`, and sums of socket options. */
	private readJoined(span: Span): Value | undefined {
		const { masked } = this.names;
		const [operator] = outside(masked, span, /[+%.]/);
		if (operator === undefined) return undefined;
		const options = this.options.ofExpression(span);
		if (options) return { kind: 'socket-options', options, span };
		const left = this.read({ start: span.start, end: operator });
		if (left.kind !== 'string') return undefined;
		const isFormat = masked.code[operator] !== '+';
		const text = isFormat ? left.value?.split(/[%{]/)[0] : left.value;
		return { kind: 'string', value: text === undefined ? undefined : hostPart(text), span };
	}
}

const noProperties: ReadonlyMap<string, Property> = new Map();

/** What is between the first quote and the last. */
function literalText(source: string): string {
	return source.replace(/^[a-zA-Z]{0,2}(?:"""|'''|["'])/, '').replace(/(?:"""|'''|["'])$/, '');
}

const totalSeconds = 'total_seconds';

const positions = ['days', 'seconds', 'microseconds', 'milliseconds', 'minutes', 'hours', 'weeks'];

const units: Readonly<Record<string, number>> = {
	weeks: 604_800,
	days: 86_400,
	hours: 3600,
	minutes: 60,
	seconds: 1,
	milliseconds: 0.001,
	microseconds: 0.000_001,
};

function hasKeyword(text: string, keyword: string): boolean {
	return new RegExp(`\\b${keyword}\\b`).test(text);
}

/** The value that all of several possible ones are; `unknown` where they differ. */
function agreeing(values: readonly Value[], span: Span): Value {
	const [first] = values;
	return first && values.every((value) => isSame(value, first)) ? first : { kind: 'unknown', span };
}

function isSame(a: Value, b: Value): boolean {
	if (a === b) return true;
	if (a.kind !== b.kind) return false;
	if (a.kind === 'none') return true;
	if (a.kind === 'call' && b.kind === 'call') return a.site === b.site;
	const isPlain = a.kind === 'number' || a.kind === 'boolean' || (a.kind === 'string' && a.value !== undefined);
	return isPlain && 'value' in b && a.value === b.value;
}
