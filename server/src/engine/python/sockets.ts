import type { Span } from '../model.js';
import type { CallSite, SocketOptions } from '../sites.js';
import { identifier, type Binding } from './bindings.js';
import type { Draft } from './calls.js';
import type { Chain } from './chains.js';
import type { Names } from './names.js';
import type { Objects } from './objects.js';
import type { SocketOptionsReader } from './socket-options.js';
import type { Statement } from './statements.js';

/** Without one of these a text sets nothing on sockets. */
const evidence = /keep_?alive|setsockopt|socket_options/i;

interface Reader {
	readonly names: Names;
	readonly chains: readonly Chain[];
	readonly options: SocketOptionsReader;
}

/** Sets `items` of drafts whose result is unpacked, and `socket`: what statements about an object set on its socket. */
export function readSockets(reader: Reader, drafts: readonly Draft[], objects: Objects): void {
	const { names } = reader;
	const unpacked = readItems(names, drafts);
	if (!evidence.test(names.masked.text)) return;
	const told = new Map<Draft, Statement[]>();
	const holders = new Set([...objects.names, ...[...unpacked.keys()].map(({ name }) => name)]);
	for (const chain of reader.chains) {
		if (chain.isMember || !chain.parts.slice(0, 2).some((part) => holders.has(part))) continue;
		const { bindings } = names.headOf(chain.parts, chain.start);
		const made = new Set(bindings.flatMap((binding) => [...objects.of(binding), ...(unpacked.get(binding) ?? [])]));
		const statement = made.size > 0 ? names.layout.statementAt(chain.start) : undefined;
		for (const draft of statement ? made : []) {
			const isOwn = statement && statement.start <= draft.extent.start && draft.extent.end <= statement.end;
			if (statement && !isOwn) told.set(draft, [...(told.get(draft) ?? []), statement]);
		}
	}
	for (const [draft, statements] of told) {
		const socket = readStatements(reader, [...new Set(statements)]);
		if (socket) draft.socket = socket;
	}
}

/** `reader, writer = await asyncio.open_connection(...)`: the names, and the drafts by what binds them. */
function readItems({ masked, layout, bindings }: Names, drafts: readonly Draft[]): Map<Binding, Draft[]> {
	const unpacked = new Map<Binding, Draft[]>();
	for (const draft of drafts) {
		const statement = layout.statementAt(draft.extent.start);
		if (!statement || statement.end !== draft.extent.end) continue;
		const before = masked.code.slice(statement.start, draft.extent.start);
		const [, targets = ''] = /^\(?([^=()]+)\)?\s*=\s*(?:await\s+)?$/.exec(before) ?? [];
		const items = targets.split(',').map((item) => item.trim());
		if (items.length < 2 || !items.every((item) => new RegExp(`^${identifier}$`).test(item))) continue;
		draft.items = items;
		for (const item of items) {
			for (const binding of bindings.of(statement.block.scope).get(item) ?? []) {
				if (binding.at === statement.end) unpacked.set(binding, [...(unpacked.get(binding) ?? []), draft]);
			}
		}
	}
	return unpacked;
}

/** What the statements set together; one that only has a name for it leaves it unknown. */
function readStatements({ names, options }: Reader, statements: readonly Statement[]): CallSite['socket'] {
	let found: SocketOptions | undefined;
	let place: Span | undefined;
	for (const statement of statements) {
		const told = tellingParts(names, statement).flatMap((span) => options.ofExpression(span) ?? []);
		const all = told.length > 0 ? told : named(names, statement);
		const isTelling = all.some(({ keepalive, windowsOnly }) => keepalive !== false && !windowsOnly);
		if (isTelling || (all.length > 0 && !place)) place = { start: statement.start, end: statement.end };
		for (const each of all) found = found ? joined(found, each) : each;
	}
	return found && place && { options: found, span: place };
}

/** What a statement says of the socket, without the socket: arguments of `setsockopt`, a list, the function called. */
function tellingParts({ masked }: Names, { start, end, block }: Statement): Span[] {
	const code = masked.code.slice(start, end);
	const setting = /\b(?:setsockopt|ioctl)\s*\(/.exec(code);
	if (setting) {
		const opener = start + setting.index + setting[0].length - 1;
		const own = { start: opener + 1, end: masked.closers.get(opener) ?? end };
		const { header } = block;
		const list = /^for\b[\s\S]*?\bin\b/.exec(masked.code.slice(header.start, header.end))?.[0].length;
		return list === undefined ? [own] : [own, { start: header.start + list, end: header.end }];
	}
	const sign = code.search(/(?<![=!<>:])=(?!=)/);
	const isAssignment = /^[\w\s.[\]"'\u0080-\uffff]+=/.test(code);
	if (isAssignment) return [{ start: start + sign + 1, end }];
	const [callee] = /^[\w.\u0080-\uffff]+(?=\s*\()/.exec(code) ?? [];
	return callee === undefined ? [] : [{ start, end: start + callee.length }];
}

/** `set_keepalive(sock)` of another module may do it all; `sock.setsockopt(*option)` shows nothing. */
function named({ masked }: Names, { start, end }: Span): readonly SocketOptions[] {
	const code = masked.code.slice(start, end);
	const isNamed = /keep_?alive\w*\s*\(/i.test(code) || /\bsetsockopt\s*\(\s*\*/.test(code);
	return isNamed ? [{ keepalive: 'unknown', idle: 'unknown', keepsDefaults: true, unportable: [] }] : [];
}

function joined(a: SocketOptions, b: SocketOptions): SocketOptions {
	const unportable = [...a.unportable, ...b.unportable];
	// What Windows is told says nothing of the systems that the other one is for.
	if (b.windowsOnly && a.keepalive === true) return { ...a, unportable };
	if (a.windowsOnly && b.keepalive === true) return { ...b, unportable };
	const known = a.keepalive === true || b.keepalive === true;
	const isOpen = a.keepalive === 'unknown' || b.keepalive === 'unknown';
	return {
		keepalive: known || (isOpen ? 'unknown' : false),
		idle: typeof a.idle === 'number' ? a.idle : typeof b.idle === 'number' || b.idle === 'unknown' ? b.idle : a.idle,
		keepsDefaults: a.keepsDefaults || b.keepsDefaults,
		...(a.windowsOnly && b.windowsOnly && { windowsOnly: true }),
		unportable,
	};
}
