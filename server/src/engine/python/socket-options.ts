import type { Span } from '../model.js';
import type { SocketOptions } from '../sites.js';
import type { Chain } from './chains.js';
import { chainOf } from './chains.js';
import type { Masked } from './mask.js';
import { blockAt, type Names } from './names.js';
import { chainsIn, readRegions, type Regions } from './regions.js';
import { trim, type Block, type Scope } from './statements.js';
import { endOfExpression } from './bindings.js';

/** Reads what code sets on sockets, from lists of options and from bodies that call `setsockopt`. */
export interface SocketOptionsReader {
	/** An expression that makes a list of options; undefined where it is something else. */
	ofExpression(span: Span): SocketOptions | undefined;
	/** A function that sets options on the sockets it makes or gets; undefined where it sets none. */
	ofFunction(scope: Scope): SocketOptions | undefined;
	/** The body of a class. */
	ofClass(scope: Scope): SocketOptions | undefined;
}

const constants =
	/\b(?:SO_KEEPALIVE|TCP_KEEP(?:IDLE|ALIVE|INTVL|CNT)|SIO_KEEPALIVE_VALS|TCP_NODELAY|default_socket_options)\b/;
const mechanism = /\b(?:socket_options|socket_factory|setsockopt)\b/;
const guard = /\b(?:hasattr|getattr|AttributeError|sys\.platform|platform\.system|os\.name)\b/;

/** @param readNumber the value of an expression, undefined where it is not visible. */
export function createSocketOptionsReader(
	names: Names,
	chains: readonly Chain[],
	readNumber: (span: Span) => number | undefined,
): SocketOptionsReader {
	const { masked } = names;
	const marked = markNames(masked);
	if (!constants.test(marked))
		return { ofExpression: nothing, ofFunction: nothing, ofClass: (scope) => unseen(masked, scope) };

	function read(regions: Regions): Facts {
		const reader = new RegionReader(marked, regions, { names, chains, readNumber });
		return reader.read();
	}

	return {
		ofExpression(span) {
			const regions = readRegions(names, chains, span);
			const facts = read(regions);
			if (!facts.mentioned) return undefined;
			const { keepalive, idle, keepsDefaults, unportable } = facts;
			return {
				keepalive: keepalive ?? (regions.open ? 'unknown' : false),
				idle: idle ?? (regions.open ? 'unknown' : 'system'),
				keepsDefaults: keepsDefaults || regions.open,
				unportable,
			};
		},
		ofFunction(scope) {
			const { mentioned, keepalive, idle, keepsDefaults, unportable } = read(readRegions(names, chains, scope.span));
			return mentioned
				? { keepalive: keepalive ?? false, idle: idle ?? 'system', keepsDefaults, unportable }
				: undefined;
		},
		ofClass(scope) {
			const { mentioned, keepalive, idle, keepsDefaults, unportable } = read(readRegions(names, chains, scope.span));
			if (!mentioned) return unseen(masked, scope);
			return { keepalive: keepalive ?? 'unknown', idle: idle ?? 'system', keepsDefaults, unportable };
		},
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
}

interface RegionContext {
	readonly names: Names;
	readonly chains: readonly Chain[];
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

	constructor(
		private readonly marked: string,
		private readonly regions: Regions,
		private readonly context: RegionContext,
	) {
		this.guarded = regions.spans.some(({ start, end }) => guard.test(marked.slice(start, end)));
	}

	read(): Facts {
		const { facts } = this;
		for (const span of this.regions.spans) {
			const text = this.marked.slice(span.start, span.end);
			if (!constants.test(text)) continue;
			facts.mentioned = true;
			facts.keepsDefaults ||= /\b(?:default_socket_options|TCP_NODELAY)\b/.test(text);
			this.readKeepalive(span, text);
			this.readIdle(span, text, 'TCP_KEEPIDLE');
			if (!this.guarded) this.readUnportable(span);
		}
		if (facts.idle === undefined) {
			for (const span of this.regions.spans)
				this.readIdle(span, this.marked.slice(span.start, span.end), 'TCP_KEEPALIVE');
		}
		return facts;
	}

	private readKeepalive(region: Span, text: string): void {
		for (const match of text.matchAll(/\bSO_KEEPALIVE\b/g)) {
			const value = this.valueAfter(region.start + match.index + match[0].length);
			if (!value) continue;
			const source = this.marked.slice(value.start, value.end);
			const isOff = source === 'False' || this.numberOf(value) === 0;
			this.facts.keepalive = (this.facts.keepalive ?? false) || !isOff;
		}
	}

	/** The idle time beside the constant, or beside a name that stands for it. */
	private readIdle(region: Span, text: string, constant: string): void {
		for (const match of text.matchAll(new RegExp(`\\b${constant}\\b`, 'g'))) {
			const end = region.start + match.index + constant.length;
			const value = this.valueAfter(end) ?? this.valueOfAlias(region, region.start + match.index);
			if (!value) continue;
			const seconds = this.numberOf(value);
			if (seconds !== undefined) this.facts.idle = seconds;
			else this.facts.idle ??= 'unknown';
		}
	}

	/** What follows the constant after a comma or colon: `(IPPROTO_TCP, TCP_KEEPIDLE, 60)`, `{TCP_KEEPIDLE: 60}`. */
	private valueAfter(offset: number): Span | undefined {
		const { masked } = this.context.names;
		const { code } = masked;
		let at = offset;
		while (/["'\s]/.test(this.marked[at] ?? '')) at++;
		const lookup = this.lookupAround(offset);
		if (lookup !== undefined) {
			at = lookup;
			while (/\s/.test(code[at] ?? '')) at++;
		}
		if (code[at] !== ',' && code[at] !== ':') return undefined;
		const value = trim(masked, {
			start: at + 1,
			end: endOfExpression(masked, at + 1, Math.min(code.length, at + 300)),
		});
		return value.start < value.end && !code.slice(value.start, value.end).includes('\n') ? value : undefined;
	}

	/** The end of the `getattr(...)` or `hasattr(...)` that the offset is in. */
	private lookupAround(offset: number): number | undefined {
		const { masked } = this.context.names;
		const before = masked.code.slice(Math.max(0, offset - 80), offset);
		const match = /\b(?:getattr|hasattr)\s*\([^()]*$/.exec(before);
		if (!match) return undefined;
		const opener = Math.max(0, offset - 80) + before.indexOf('(', match.index);
		const closer = masked.closers.get(opener);
		return closer === undefined ? undefined : closer + 1;
	}

	/** `idle_option = getattr(socket, "TCP_KEEPIDLE", None)`, then `(idle_option, 60)`. */
	private valueOfAlias(region: Span, offset: number): Span | undefined {
		const { names, chains } = this.context;
		const statement = names.layout.statementAt(offset);
		if (!statement) return undefined;
		const [, alias] = /^(\w+)\s*=(?!=)/.exec(names.masked.code.slice(statement.start, offset)) ?? [];
		if (alias === undefined) return undefined;
		for (const chain of chainsIn(chains, { start: statement.end, end: region.end })) {
			if (chain.parts.length !== 1 || chain.parts[0] !== alias) continue;
			const value = this.valueAfter(chain.end);
			if (value) return value;
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
		const { names, chains } = this.context;
		for (const { parts, start, end } of chainsIn(chains, region)) {
			const reason = unportable[parts.at(-1) ?? ''];
			if (reason === undefined || (parts.length > 1 && parts[0] === 'self')) continue;
			if (isGuarded(names, start) || this.facts.unportable.some(({ span }) => span.start === start)) continue;
			this.facts.unportable.push({ span: { start, end }, reason });
		}
	}
}

const unportable: Readonly<Record<string, string>> = {
	TCP_KEEPIDLE:
		'`TCP_KEEPIDLE` does not exist on macOS, where the name is `TCP_KEEPALIVE`, and raises an AttributeError there',
	TCP_KEEPALIVE: '`TCP_KEEPALIVE` exists on macOS only and raises an AttributeError elsewhere',
	SIO_KEEPALIVE_VALS: '`SIO_KEEPALIVE_VALS` exists on Windows only and raises an AttributeError elsewhere',
};

/** Under a condition on the platform, or in a `try`. */
function isGuarded({ masked, layout }: Names, offset: number): boolean {
	for (let block: Block | undefined = blockAt(layout, offset); block; block = block.parent) {
		const header = masked.code.slice(block.header.start, block.header.end);
		if (block.keyword === 'try' || guard.test(header) || /platform|darwin|linux|windows/i.test(header)) return true;
	}
	return false;
}
