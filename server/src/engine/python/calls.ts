import { lazyFor } from '../lazy.js';
import type { CallSite, Property, Subclass, Use, Value } from '../sites.js';
import { splitArguments } from './arguments.js';
import { countCalls, type CataloguedPaths } from './catalogued.js';
import { chainAt, openerAfter, type Chain } from './chains.js';
import { readHandedOn } from './handed-on.js';
import type { Leading } from './leading.js';
import type { Names, Reference } from './names.js';
import type { Scope } from './statements.js';
import type { ValueReader } from './values.js';

/** A call site while it is being read: values may point to it before it is complete. */
export type Draft = { -readonly [Key in keyof CallSite]: CallSite[Key] } & {
	readonly opener: number;
	readonly scope: Scope | undefined;
	uses: Use[];
};

/**
 * Finds the calls of catalogued paths, in document order; arguments are read later.
 * @param leading by which these paths may be reached
 */
export function findCalls(names: Names, leading: Leading, paths: CataloguedPaths): Draft[] {
	const drafts: Draft[] = [];
	for (const chain of leading.chains) {
		if (chain.isMember || openerAfter(names.masked, chain.end) === undefined) continue;
		const reference = names.reference(chain.parts, chain.start);
		if (reference) followCalls(names, { chain, reference }, paths, drafts);
	}
	return drafts;
}

/** Adds the call that a chain begins, and those on its result: `boto3.Session().client(...)`. */
function followCalls(
	{ masked }: Names,
	{ chain, reference }: { readonly chain: Chain; readonly reference: Reference },
	paths: CataloguedPaths,
	found: Draft[],
): void {
	let { dotted } = reference;
	let end = chain.end;
	for (let calls = countCalls(dotted); calls <= paths.mostCalls; calls++) {
		const opener = openerAfter(masked, end);
		const closer = opener === undefined ? undefined : masked.closers.get(opener);
		if (opener === undefined || closer === undefined) return;
		const path = paths.sites.get(dotted);
		const callee = { start: chain.start, end };
		const extent = { start: chain.start, end: closer + 1 };
		if (path) found.push(draft(path, { callee, extent, opener, scope: reference.subclass }));
		const member = memberAfter(masked.code, closer + 1);
		const next = member === undefined ? undefined : chainAt(masked, member);
		if (!next) return;
		dotted = `${dotted}().${next.parts.join('.')}`;
		end = next.end;
	}
}

/** Where the member after the offset begins: behind `.`. */
export function memberAfter(code: string, offset: number): number | undefined {
	// Most calls end their line.
	if (code[offset] === '\n') return undefined;
	const [dot] = /^\s*\.\s*/.exec(code.slice(offset, offset + 200)) ?? [];
	return dot === undefined || dot.includes('\n') ? undefined : offset + dot.length;
}

const nothingGiven: ReadArguments = { arguments: [], keywords: new Map<string, Property>(), open: false };

function draft(
	{ module, path }: { readonly module: string; readonly path: string },
	{ callee, extent, opener, scope }: Pick<Draft, 'callee' | 'extent' | 'opener' | 'scope'>,
): Draft {
	return {
		module,
		path,
		isNew: false,
		callee,
		extent,
		opener,
		scope,
		arguments: nothingGiven.arguments,
		keywords: nothingGiven.keywords,
		open: nothingGiven.open,
		boundTo: undefined,
		uses: noUses,
		escapes: false,
		subclass: undefined,
	};
}

/** Nothing is ever added to it. */
const noUses: Use[] = [];

/** Adds a call on what a draft makes; most have one. */
export function addUse(draft: Draft, use: Use): void {
	if (draft.uses.length === 0) draft.uses = [use];
	else draft.uses.push(use);
}

/** Arguments of any call. */
export interface ReadArguments {
	readonly arguments: readonly Value[];
	readonly keywords: ReadonlyMap<string, Property>;
	readonly open: boolean;
}

export function readArguments({ masked }: Names, values: ValueReader, opener: number): ReadArguments {
	const items = splitArguments(masked, opener);
	if (items.length === 0) return nothingGiven;
	const star = items.findIndex(({ star }) => star === '*');
	const positional = items.filter(
		({ keyword, star: mark }, index) => !keyword && mark === '' && (star < 0 || index < star),
	);
	const { properties, open } = values.readProperties(items);
	return {
		arguments: positional.map(({ value }) => values.read(value)),
		keywords: properties,
		open: open || star >= 0,
	};
}

/** Classes that extend each other are followed so far. */
const deepest = 12;

/** The classes of the text between a catalogued one and this, which is the last. */
export function lineageOf(names: Names, scope: Scope): readonly Scope[] {
	const lineage: Scope[] = [];
	for (let at: Scope | undefined = scope; at && lineage.length < deepest; at = names.baseOf(at)?.subclass) {
		if (lineage.includes(at)) break;
		lineage.unshift(at);
	}
	return lineage;
}

/** Reads what a class of the text adds to the catalogued one that it extends; each class once. */
export function createSubclasses(names: Names, values: ValueReader): (scope: Scope) => Subclass {
	const own = lazyFor((scope: Scope) => {
		const header = names.layout.statementAt(scope.span.start);
		return {
			options: values.options.ofClass(scope),
			handedOn: readHandedOn(names, values, scope),
			members: scope.children.filter(({ kind }) => kind === 'function').map(({ name }) => name),
			span: header ? { start: header.start, end: header.end } : scope.span,
		};
	});
	const read = (scope: Scope, depth: number): Subclass => {
		const parent = depth < deepest ? names.baseOf(scope)?.subclass : undefined;
		const base = parent && parent !== scope ? read(parent, depth + 1) : undefined;
		const { options, handedOn, members, span } = own(scope);
		return {
			name: scope.name,
			options: options ?? base?.options,
			handedOn: new Map([...(base?.handedOn ?? []), ...handedOn]),
			members: [...new Set([...members, ...(base?.members ?? [])])],
			span,
		};
	};
	return lazyFor((scope: Scope) => read(scope, 0));
}
