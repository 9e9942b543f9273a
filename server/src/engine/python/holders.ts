import type { Binding } from './bindings.js';
import type { Draft } from './calls.js';
import { openerAfter, type Chain } from './chains.js';
import { isWordAt } from './characters.js';
import { nameInCalls } from './functions.js';
import { allBindings } from './leading.js';
import type { Names } from './names.js';
import { chainsIn } from './regions.js';
import type { Scope, Statement } from './statements.js';

/**
 * Names that may hold what drafts make, and some more, by the statements that these names are in: what such a statement
 * binds, the parameters of what it calls, the function that it returns from. Few names of a text are among them, and
 * only those are looked at more closely.
 */
export function findHolders(names: Names, chains: readonly Chain[], drafts: readonly Draft[]): ReadonlySet<string> {
	const holders = new Set<string>();
	const seen = new Set<Statement>();
	const index = indexNames(names, chains);
	const visit = (offset: number): void => {
		const statement = names.layout.statementAt(offset);
		if (!statement || seen.has(statement)) return;
		seen.add(statement);
		for (const name of namesGiven(names, chains, index, statement)) holders.add(name);
	};
	for (const { extent } of drafts) visit(extent.start);
	// A set is gone through with what is added meanwhile.
	for (const name of holders) for (const { start } of index.chains.get(name) ?? []) visit(start);
	return holders;
}

/** `self.name` */
const longestTarget = 2;

interface Index {
	/** Those that may stand for what is bound, by their last names; longer ones stand for its members. */
	readonly chains: ReadonlyMap<string, readonly Chain[]>;
	/** In the order of `at`. */
	readonly bindings: readonly Binding[];
	/** By the name that a call of them has. */
	readonly functions: ReadonlyMap<string, readonly Scope[]>;
}

function indexNames(names: Names, chains: readonly Chain[]): Index {
	const byName = new Map<string, Chain[]>();
	for (const chain of chains) if (chain.parts.length <= longestTarget) add(byName, chain.parts.at(-1) ?? '', chain);
	const functions = new Map<string, Scope[]>();
	for (const scope of names.layout.scopes) if (scope.kind === 'function') add(functions, nameInCalls(scope), scope);
	const bindings = [...allBindings(names)].sort((a, b) => a.at - b.at);
	return { chains: byName, bindings, functions };
}

function add<T>(map: Map<string, T[]>, name: string, value: T): void {
	const known = map.get(name);
	if (known) known.push(value);
	else map.set(name, [value]);
}

/** The names that a statement gives something to. */
function namesGiven(
	{ masked, bindings }: Names,
	chains: readonly Chain[],
	index: Index,
	statement: Statement,
): Set<string> {
	const { start, end, block } = statement;
	const given = new Set<string>();
	for (let at = firstFrom(index.bindings, start); ; at++) {
		const binding = index.bindings[at];
		if (!binding || binding.at > end) break;
		given.add(binding.name);
	}
	const returns = isWordAt(masked.code, 'return', start) || isWordAt(masked.code, 'yield', start);
	if (returns) given.add(block.scope.name).add(nameInCalls(block.scope));
	for (const chain of chainsIn(chains, statement)) {
		const called = index.functions.get(chain.parts.at(-1) ?? '');
		if (!called || openerAfter(masked, chain.end) === undefined) continue;
		for (const scope of called) {
			for (const [name, list] of bindings.of(scope)) {
				if (list.some(({ source }) => source.kind === 'parameter')) given.add(name);
			}
		}
	}
	return given;
}

function firstFrom(bindings: readonly Binding[], offset: number): number {
	let low = 0;
	let high = bindings.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((bindings[middle]?.at ?? 0) < offset) low = middle + 1;
		else high = middle;
	}
	return low;
}
