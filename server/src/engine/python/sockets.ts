import { lazyFor } from '../lazy.js';
import type { Span } from '../model.js';
import type { CallSite, SocketOptions } from '../sites.js';
import type { Binding } from './bindings.js';
import type { Draft } from './calls.js';
import type { Chains } from './chains.js';
import { identifier } from './characters.js';
import { beginsWith } from './leading.js';
import type { Masked } from './mask.js';
import type { Names } from './names.js';
import type { Objects } from './objects.js';
import type { SocketOptionsReader } from './socket-options.js';
import type { Block, Statement } from './statements.js';

/** Without one of these a text sets nothing on sockets. */
const evidence = /keep_?alive|setsockopt|socket_options/i;

interface Reader {
	readonly names: Names;
	readonly chains: Chains;
	readonly options: SocketOptionsReader;
}

/** Sets `items` of drafts whose result is unpacked, and `socket`: what statements about an object set on its socket. */
export function readSockets(reader: Reader, drafts: readonly Draft[], objects: Objects): void {
	const { names } = reader;
	const unpacked = readItems(names, drafts);
	if (!evidence.test(names.masked.text)) return;
	const told = new Map<Draft, Set<Statement>>();
	const holders = new Set([...objects.names, ...[...unpacked.keys()].map(({ name }) => name)]);
	for (const chain of reader.chains.having(holders)) {
		if (chain.isMember || !beginsWith(chain, holders)) continue;
		const { bindings } = names.headOf(chain.parts, chain.start);
		const made = new Set(bindings.flatMap((binding) => [...objects.of(binding), ...(unpacked.get(binding) ?? [])]));
		const statement = made.size > 0 ? names.layout.statementAt(chain.start) : undefined;
		for (const draft of statement ? made : []) {
			const isOwn = statement && statement.start <= draft.extent.start && draft.extent.end <= statement.end;
			if (statement && !isOwn) told.set(draft, (told.get(draft) ?? new Set()).add(statement));
		}
	}
	const tellingOf = lazyFor((statement: Statement) => readTelling(reader, statement));
	for (const [draft, statements] of told) {
		const socket = readStatements(reader.options, [...statements].map(tellingOf));
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
		if (!before.includes(',')) continue;
		const [, targets = ''] = /^\(?([^=()]+)\)?\s*=\s*(?:await\s+)?$/.exec(before) ?? [];
		const items = targets.split(',').map((item) => item.trim());
		if (items.length < 2 || !items.every((item) => new RegExp(`^${identifier}$`).test(item))) continue;
		draft.items = items;
		for (const item of items) {
			for (const binding of bindings.of(item, statement.block.scope) ?? []) {
				if (binding.at === statement.end) unpacked.set(binding, [...(unpacked.get(binding) ?? []), draft]);
			}
		}
	}
	return unpacked;
}

/** What one statement says of a socket. */
interface Telling {
	readonly statement: Span;
	/** Where it says so. */
	readonly pieces: readonly Span[];
	readonly told: readonly SocketOptions[];
	/** What it leaves unknown. */
	readonly unseen: readonly SocketOptions[];
}

function readTelling({ names, options }: Reader, statement: Statement): Telling {
	const pieces = tellingParts(names, statement);
	const told = pieces.flatMap((span) => options.ofExpression(span) ?? []);
	return told.length > 0
		? { statement, pieces, told, unseen: [] }
		: { statement, pieces: [], told, unseen: named(names, statement) };
}

/** So many statements about a socket are read together; beyond them it is unknown what they set. */
const mostTelling = 100;

/** What the statements set together; one that only has a name for it leaves it unknown. */
function readStatements(options: SocketOptionsReader, statements: readonly Telling[]): CallSite['socket'] {
	const pieces: Span[] = [];
	const unseen: SocketOptions[] = [];
	const unportable = new Map<number, SocketOptions['unportable'][number]>();
	let place: Span | undefined;
	const telling = statements.filter((each) => each.told.length + each.unseen.length > 0);
	for (const { statement, pieces: own, told, unseen: hidden } of telling.slice(0, mostTelling)) {
		pieces.push(...own);
		unseen.push(...hidden);
		for (const each of told.flatMap((one) => one.unportable)) unportable.set(each.span.start, each);
		const isTelling = [...told, ...hidden].some(({ keepalive, windowsOnly }) => keepalive !== false && !windowsOnly);
		if (isTelling || !place) place = { start: statement.start, end: statement.end };
	}
	if (telling.length > mostTelling) unseen.push(notSeen);
	if (!place) return undefined;
	// All that is seen is read together: what one sets as the idle time may be the interval of another.
	const together = options.ofExpressions(pieces);
	for (const each of together?.unportable ?? []) unportable.set(each.span.start, each);
	const [first, ...others] = together ? [together, ...unseen] : unseen;
	const found = first && others.reduce(joined, first);
	return found && { options: { ...found, unportable: [...unportable.values()] }, span: place };
}

/** What a statement says of the socket, without the socket: arguments of `setsockopt`, a list, the function called. */
function tellingParts({ masked }: Names, { start, end, block }: Statement): Span[] {
	const code = masked.code.slice(start, end);
	const setting = /\b(?:setsockopt|ioctl)\s*\(/.exec(code);
	if (setting) {
		const opener = start + setting.index + setting[0].length - 1;
		const own = { start: opener + 1, end: masked.closers.get(opener) ?? end };
		return [own, ...listsAround(masked, block)];
	}
	const sign = code.search(/(?<![=!<>:])=(?!=)/);
	const isAssignment = /^[\w\s.[\]"'\u0080-\uffff]+=/.test(code);
	if (isAssignment) return [{ start: start + sign + 1, end }];
	const [callee] = /^[\w.\u0080-\uffff]+(?=\s*\()/.exec(code) ?? [];
	return callee === undefined ? [] : [{ start, end: start + callee.length }];
}

/** What the loops around go through, whose items may be the options. */
function listsAround(masked: Masked, block: Block): Span[] {
	const lists: Span[] = [];
	for (let at: Block | undefined = block; at?.scope === block.scope; at = at.parent) {
		const { start, end } = at.header;
		const [head] = /^for\b[\s\S]*?\bin\b/.exec(masked.code.slice(start, end)) ?? [];
		if (head !== undefined) lists.push({ start: start + head.length, end });
	}
	return lists;
}

/** `set_keepalive(sock)` of another module may do it all; `sock.setsockopt(*option)` shows nothing. */
function named({ masked }: Names, { start, end }: Span): readonly SocketOptions[] {
	const code = masked.code.slice(start, end);
	const isNamed = /keep_?alive\w*\s*\(/i.test(code) || /\bsetsockopt\s*\(\s*\*/.test(code);
	return isNamed ? [notSeen] : [];
}

const notSeen: SocketOptions = { keepalive: 'unknown', idle: 'unknown', keepsDefaults: true, unportable: [] };

/** What is seen, with what cannot be. */
function joined(seen: SocketOptions, hidden: SocketOptions): SocketOptions {
	return {
		...seen,
		keepalive: seen.keepalive === true || hidden.keepalive,
		idle: typeof seen.idle === 'number' ? seen.idle : hidden.idle,
	};
}
