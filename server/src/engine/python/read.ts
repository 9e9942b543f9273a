import type { ClientEntry } from '../catalogue/schema.js';
import { lazyFor } from '../lazy.js';
import type { Comment, SourceDocument } from '../model.js';
import { Quota } from '../quota.js';
import type { Reading, Use, Value } from '../sites.js';
import { readAssigned } from './assigned.js';
import { createBindings } from './binding-index.js';
import { readBounds } from './bounds.js';
import { addUse, findCalls, lineageOf, readArguments, createSubclasses, type Draft } from './calls.js';
import { indexPaths } from './catalogued.js';
import { createChains, type Chains } from './chains.js';
import { markEscapes } from './escapes.js';
import { argumentFor, readFunctions } from './functions.js';
import { findLeading } from './leading.js';
import { maskPython, type Masked } from './mask.js';
import { type ImportedOptions, Names } from './names.js';
import { bindObjects, readUses, useAfter } from './objects.js';
import type { SocketOptionsReader } from './socket-options.js';
import { readSetups } from './setups.js';
import { readSockets } from './sockets.js';
import { readLayout, type Layout, type Scope } from './statements.js';
import { readTraces } from './traces.js';
import { ValueReader } from './values.js';
import { Words } from './words.js';

/** A text with all that was found out about it; the writer goes on from here. */
export interface ReadText {
	readonly masked: Masked;
	readonly layout: Layout;
	readonly names: Names;
	readonly chains: Chains;
	readonly options: SocketOptionsReader;
	readonly reading: Reading;
}

/** Reads the calls of catalogued paths. Never throws: broken syntax gives fewer of them. */
export function readPython(
	{ text }: SourceDocument,
	entries: readonly ClientEntry[],
	imported?: ImportedOptions,
): ReadText {
	const paths = indexPaths(entries);
	const masked = maskPython(text);
	const layout = readLayout(masked);
	const words = new Words(masked.code);
	const bindings = createBindings(masked, layout, words);
	const isKnown = (dotted: string): boolean => paths.sites.has(dotted) || paths.setups.has(dotted);
	const names = new Names(masked, layout, bindings, isKnown, imported);
	const chains = createChains({ masked, layout, words });
	const leading = findLeading(names, chains, paths);
	const drafts = findCalls(names, leading, paths);
	const byOpener = new Map(drafts.map((draft) => [draft.opener, draft]));
	const values = new ValueReader(names, chains, (opener) => byOpener.get(opener));
	fillDrafts({ names, chains, values }, drafts);
	const setups = readSetups({ names, chains, values }, leading, paths);
	const comments = readComments(masked, layout);
	const functionsNamed: Reading['functionsNamed'] = (name) =>
		layout.scopes.filter((scope) => scope.kind === 'function' && scope.name === name).map(({ span }) => span);
	const reading = { sites: drafts, setups, comments, functionsNamed };
	return {
		...{ masked, layout, names, chains, reading },
		get options() {
			return values.options;
		},
	};
}

interface Reader {
	readonly names: Names;
	readonly chains: Chains;
	readonly values: ValueReader;
}

function fillDrafts({ names, chains, values }: Reader, drafts: readonly Draft[]): void {
	for (const draft of drafts) {
		const { arguments: given, keywords, open } = readArguments(names, values, draft.opener);
		draft.arguments = given;
		draft.keywords = keywords;
		draft.open = open;
	}
	if (drafts.length === 0) return;
	const functions = readFunctions(names, chains);
	const objects = bindObjects(names, chains, drafts, functions);
	const classes = new Set(drafts.flatMap(({ scope }) => (scope ? lineageOf(names, scope) : [])));
	const quota = new Quota(names.masked.code.length);
	const ofClasses = readUses(names, chains, { objects, classes, quota }, values);
	const subclassOf = createSubclasses(names, values);
	const usesIn = lazyFor((of: Scope) => lineageOf(names, of).flatMap((scope) => ofClasses.get(scope) ?? []));
	for (const draft of drafts) {
		const chained = useAfter(names, values, draft.callee.start, draft.opener);
		if (chained) addUse(draft, chained);
		if (!draft.scope) continue;
		const all = usesIn(draft.scope);
		const uses = all.slice(0, quota.take(all.length));
		if (uses.length < all.length) draft.cut = true;
		draft.subclass = subclassOf(draft.scope);
		addClass({ names, values }, draft, draft.scope, { uses, members: draft.subclass.members });
	}
	for (const binding of names.leftOut) for (const draft of objects.of(binding)) draft.cut = true;
	readSockets({ names, chains, options: values.options }, drafts, objects);
	readAssigned({ names, values }, drafts, objects);
	markEscapes(names, chains, drafts, { objects, functions });
	readTraces({ names, chains, values }, drafts, objects);
	readBounds({ names, chains, values }, drafts);
}

/** What a class of the text, or one that it extends, does in its own methods is done to each of its objects. */
function addClass(
	{ names, values }: Pick<Reader, 'names' | 'values'>,
	draft: Draft,
	scope: Scope,
	{ uses, members }: { readonly uses: readonly Use[]; readonly members: readonly string[] },
): void {
	draft.uses = [...uses.filter(({ method }) => method !== '__init__'), ...draft.uses];
	if (!members.includes('__init__')) return;
	const init = uses.find(({ method }) => method === '__init__');
	// The constructor's own parameters are not those of the catalogued class.
	const { opener } = draft;
	Object.assign(
		draft,
		init ? passedOn({ names, values }, init, { scope, opener }) : { arguments: [], keywords: new Map(), open: false },
	);
}

/** What a constructor gives to the one that it extends; its own parameters are what it is called with. */
function passedOn(
	{ names, values }: Pick<Reader, 'names' | 'values'>,
	{ callee, arguments: given, keywords, open }: Use,
	{ scope, opener }: { readonly scope: Scope; readonly opener: number },
): Partial<Draft> {
	const constructor = names.layout.statementAt(callee.start)?.block.scope;
	const read = (value: Value): Value => {
		if (value.kind !== 'unknown' || constructor?.parent !== scope) return value;
		const name = names.masked.code.slice(value.span.start, value.span.end);
		const argument = argumentFor(names, constructor, name, opener);
		return argument ? values.read(argument) : value;
	};
	const named = [...keywords].map(([name, property]) => [name, { ...property, value: read(property.value) }] as const);
	return { arguments: given.map(read), keywords: new Map(named), open };
}

/** Comments that speak to the linter; a trailing one belongs to its whole logical line. */
function readComments({ text, comments }: Masked, layout: Layout): Comment[] {
	if (!text.includes('keepalive:')) return [];
	return comments.flatMap(({ start, end }): Comment[] => {
		const body = text.slice(start, end);
		if (!body.includes('keepalive:')) return [];
		const statement = layout.statementAt(start);
		const line = statement && { start: statement.line.start, end: Math.max(statement.line.end, end) };
		const isTrailing = line && !text.slice(statement.line.end, start).includes('\n');
		return [{ span: { start, end }, text: body, ...(isTrailing && { covers: line }) }];
	});
}
