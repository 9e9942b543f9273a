import type { Property } from '../sites.js';
import type { Draft } from './calls.js';
import type { Chain } from './chains.js';
import type { Names } from './names.js';
import type { Objects } from './objects.js';
import type { Statement } from './statements.js';
import type { ValueReader } from './values.js';

interface Reader {
	readonly names: Names;
	readonly values: ValueReader;
}

/** Sets `assigned` of drafts: `session.keep_alive = True`, `session.headers["Connection"] = "keep-alive"`. */
export function readAssigned({ names, values }: Reader, drafts: readonly Draft[], objects: Objects): void {
	if (drafts.length === 0) return;
	const given = new Map<Draft, Map<string, Property[]>>();
	for (const { chain, length, made } of objects.mentions) {
		if (chain.parts.length !== length + 1 || !objects.names.has(chain.parts[length - 1] ?? '')) continue;
		const statement = names.layout.statementAt(chain.start);
		if (statement?.start !== chain.start || statement.body) continue;
		const name = chain.parts[length] ?? '';
		const property = made.length > 0 ? readProperty(names, values, chain, statement) : undefined;
		for (const draft of property ? made : []) {
			const members = given.get(draft) ?? new Map<string, Property[]>();
			given.set(draft, members);
			if (property) members.set(name, add(members.get(name) ?? [], property));
		}
	}
	for (const [draft, members] of given) {
		draft.assigned = new Map([...members].flatMap(([name, all]) => merge(all).map((property) => [name, property])));
	}
}

/** `= value`, or `["key"] = value` as an object with this key. */
function readProperty(
	{ masked }: Names,
	values: ValueReader,
	{ start, end }: Chain,
	statement: Statement,
): Property | undefined {
	const rest = masked.code.slice(end, Math.min(statement.end, end + 200));
	const span = { start, end: statement.end };
	const plain = /^\s*=(?!=)/.exec(rest);
	if (plain)
		return { key: { start, end }, span, value: values.read({ start: end + plain[0].length, end: statement.end }) };
	const [opening, subscript] = /^\s*\[\s*("[ ]*"?)\s*\]\s*=(?!=)/.exec(rest) ?? [];
	if (opening === undefined || subscript === undefined) return undefined;
	const literal = masked.strings.get(end + rest.indexOf('"'));
	if (!literal) return undefined;
	const { content } = literal;
	const value = values.read({ start: end + opening.length, end: statement.end });
	const inner: Property = { key: content, span, value };
	const properties = new Map([[masked.text.slice(content.start, content.end), inner]]);
	return { key: { start, end }, span, value: { kind: 'object', properties, open: true, span } };
}

/** Keys that are set one by one belong to one object; anything else takes its place. */
function add(known: Property[], added: Property): Property[] {
	if (known[0]?.value.kind !== 'object' || added.value.kind !== 'object') return [added];
	known.push(added);
	return known;
}

/** The last one with the keys of all. */
function merge(all: readonly Property[]): Property[] {
	const last = all.at(-1);
	if (!last || all.length === 1 || last.value.kind !== 'object') return last ? [last] : [];
	const properties = new Map(all.flatMap(({ value }) => (value.kind === 'object' ? [...value.properties] : [])));
	return [{ ...last, value: { ...last.value, properties } }];
}
