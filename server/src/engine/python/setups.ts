import type { Span } from '../model.js';
import type { SetupSite, Value } from '../sites.js';
import { rootOf } from '../catalogue/path-index.js';
import { splitArguments } from './arguments.js';
import type { CataloguedPaths } from './catalogued.js';
import { chainOf, inOrder, openerAfter, type Chain, type Chains } from './chains.js';
import { mayImport } from './imports.js';
import type { Leading } from './leading.js';
import type { Names } from './names.js';
import { readRegions } from './regions.js';
import { trim, type Statement } from './statements.js';
import type { ValueReader } from './values.js';

interface Reader {
	readonly names: Names;
	readonly chains: Chains;
	readonly values: ValueReader;
}

/** What a statement does to a catalogued attribute. */
type Change = Omit<SetupSite, 'module' | 'path' | 'span'>;

/** Methods that change the list or the mapping that an attribute is. */
const changing = /^(?:extend|append|setdefault|update)$/;

/** Statements that change a catalogued attribute for the whole process: `=`, `+=`, `.extend(...)`, `["NAME"] = ...`. */
export function readSetups(reader: Reader, leading: Leading, paths: CataloguedPaths): SetupSite[] {
	const { names } = reader;
	const { masked, layout } = names;
	const setups: SetupSite[] = [];
	for (const chain of changingChains(reader, leading, paths)) {
		if (!chain.isMember && chain.parts[0] === 'setattr') setups.push(...readSetattr(reader, chain, paths));
		if (!paths.setupNames.has(chain.parts.at(-1) ?? '') && !paths.setupNames.has(chain.parts.at(-2) ?? '')) continue;
		const method = openerAfter(masked, chain.end) === undefined ? undefined : chain.parts.at(-1);
		const isCall = method !== undefined && changing.test(method);
		const parts = isCall ? chain.parts.slice(0, -1) : chain.parts;
		if (chain.isMember || !paths.setupNames.has(parts.at(-1) ?? '')) continue;
		const path = paths.setups.get(names.reference(parts, chain.start)?.dotted ?? '');
		const statement = layout.statementAt(chain.start);
		if (!path || statement?.start !== chain.start) continue;
		const changes = isCall ? changesByCall(reader, chain, statement) : changesBySign(reader, chain, statement);
		const span = { start: statement.start, end: statement.end };
		setups.push(...changes.map((change) => ({ ...path, ...change, span })));
	}
	return setups;
}

/** The chains that may change something: those that lead there, and with `setattr` where there are any. */
function changingChains({ names, chains }: Reader, leading: Leading, paths: CataloguedPaths): readonly Chain[] {
	const changing = new Set<string>(leading.names.size > 0 ? ['setattr'] : []);
	for (const statement of names.bindings.importing) {
		if (!mayImport(names.masked, statement, paths.foreignSetups)) continue;
		for (const { source } of names.bindings.madeBy(statement)) {
			const foreign = source.kind === 'import' ? paths.foreignSetups.get(rootOf(source.dotted)) : undefined;
			for (const name of foreign ?? []) changing.add(name);
		}
	}
	const others = chains.having(changing);
	return others.length === 0 ? leading.chains : inOrder([...leading.chains, ...others]);
}

/** `setattr(HTTPAdapter, "init_poolmanager", patched)` */
function readSetattr(reader: Reader, chain: Chain, { setups }: CataloguedPaths): SetupSite[] {
	const { names, values } = reader;
	const opener = openerAfter(names.masked, chain.end);
	const statement = names.layout.statementAt(chain.start);
	if (opener === undefined || statement?.start !== chain.start || chain.parts.length > 1) return [];
	const [object, name, value] = splitArguments(names.masked, opener).map((argument) => argument.value);
	const owner = object && chainOf(names.masked, object);
	const member = name && values.read(name);
	if (!owner || !value || member?.kind !== 'string') return [];
	const dotted = `${names.reference(owner.parts, owner.start)?.dotted ?? ''}.${member.value ?? ''}`;
	const path = setups.get(dotted);
	const span = { start: statement.start, end: statement.end };
	return path ? [{ ...path, operator: '=', value: values.read(value), ...readReplacement(reader, value), span }] : [];
}

function changesBySign(reader: Reader, { end }: Chain, statement: Statement): Change[] {
	const { masked } = reader.names;
	const { values } = reader;
	const rest = masked.code.slice(end, statement.end);
	const [opening, operator] = /^\s*(\+?=)(?!=)/.exec(rest) ?? [];
	if (opening !== undefined && (operator === '=' || operator === '+=')) {
		const span = trim(masked, { start: end + opening.length, end: statement.end });
		return [{ operator, value: values.read(span), ...(operator === '=' && readReplacement(reader, span)) }];
	}
	const [item] = /^\s*\[\s*" *"\s*\]\s*=(?!=)/.exec(rest) ?? [];
	const literal = item === undefined ? undefined : masked.strings.get(end + item.indexOf('"'));
	if (item === undefined || !literal) return [];
	const key = masked.text.slice(literal.content.start, literal.content.end);
	return [{ operator: '=', key, value: values.read({ start: end + item.length, end: statement.end }) }];
}

function changesByCall({ names: { masked }, values }: Reader, chain: Chain, statement: Statement): Change[] {
	const opener = openerAfter(masked, chain.end);
	const method = chain.parts.at(-1);
	if (method === 'extend' || method === 'append' || opener === undefined) {
		return [{ operator: '+=', value: values.read({ start: chain.end, end: statement.end }) }];
	}
	const items = splitArguments(masked, opener);
	const [first, second] = items
		.filter(({ keyword, star }) => !keyword && star === '')
		.map(({ value }) => values.read(value));
	if (method === 'setdefault') {
		return first?.kind === 'string' && first.value !== undefined && second
			? [{ operator: '=', key: first.value, value: second }]
			: [];
	}
	const given = [...(first?.kind === 'object' ? first.properties : []), ...values.readProperties(items).properties];
	return given.map(([key, { value }]): { operator: '='; key: string; value: Value } => ({ operator: '=', key, value }));
}

/** What a class or function of the text does that is put in place of another, and how far; nothing for other values. */
function readReplacement({ names, chains, values }: Reader, span: Span): Partial<Change> {
	const chain = chainOf(names.masked, span);
	const [binding] = chain ? names.headOf(chain.parts, chain.start).bindings : [];
	const source = binding?.source;
	if (!chain || (source?.kind !== 'class' && source?.kind !== 'function')) return {};
	const { scope } = source;
	const regions = readRegions(names, chains, [scope.span], scope).spans;
	const members = names.layout.scopes
		.filter(({ kind, parent }) => kind === 'function' && parent?.kind === 'class')
		.filter(({ span: { start } }) => regions.some((region) => region.start <= start && start < region.end))
		.map(({ name }) => name);
	const prefixes = regions.flatMap((region) => chains.within(region).flatMap((each) => mountedOn(names, values, each)));
	const schemes = (['http', 'https'] as const).filter((scheme) =>
		prefixes.some((each) => each.startsWith(`${scheme}:`)),
	);
	const options = values.options[source.kind === 'class' ? 'ofClass' : 'ofFunction'](scope);
	return {
		members,
		...(prefixes.length > 0 && { schemes }),
		value: { kind: 'function', span, results: [], ...(options && { options }) },
	};
}

/** The prefix of `session.mount("https://", ...)`. */
function mountedOn({ masked }: Names, values: ValueReader, { parts, end }: Chain): string[] {
	const opener = parts.length > 1 && parts.at(-1) === 'mount' ? openerAfter(masked, end) : undefined;
	const [prefix] = opener === undefined ? [] : splitArguments(masked, opener);
	const value = prefix && values.read(prefix.value);
	return value?.kind === 'string' && value.value !== undefined ? [value.value.toLowerCase()] : [];
}
