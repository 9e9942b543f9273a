import type { Span } from '../model.js';
import { splitArguments, splitItems } from './arguments.js';
import { identifier, type Binding } from './bindings.js';
import { isWordAt } from './characters.js';
import { chainAt, openerAfter, type Chain } from './chains.js';
import { isSelf, type Names } from './names.js';
import type { Scope } from './statements.js';

/** What functions of the text are given and give back. */
export interface Functions {
	/** The functions of this text that a call may run, by its callee. */
	calledBy(callee: Chain): readonly Scope[];
	/** What calls of the text give to a parameter. */
	argumentsOf(parameter: Binding): readonly Span[];
	/** The expressions that a function returns or yields. */
	resultsOf(scope: Scope): readonly Span[];
	/** True where reading an attribute runs the function. */
	isProperty(scope: Scope): boolean;
}

/** A function called from more places is a framework of its own. */
const mostCalls = 30;

export function readFunctions(names: Names, chains: readonly Chain[]): Functions {
	const { masked, layout } = names;
	const calls = indexCalls(names, chains);
	const results = indexResults(names);

	const defined = new Set(layout.scopes.map(({ name }) => name));

	function calledBy({ parts, start }: Chain): readonly Scope[] {
		if (!defined.has(parts.at(-1) ?? '')) return [];
		const { bindings, length } = names.headOf(parts, start);
		if (length !== parts.length) return [];
		return bindings.flatMap(({ source }) => {
			if (source.kind === 'function') return [source.scope];
			if (source.kind !== 'class') return [];
			return source.scope.children.filter(({ kind, name }) => kind === 'function' && name === '__init__');
		});
	}

	return {
		calledBy,
		argumentsOf({ name, source }) {
			if (source.kind !== 'parameter') return [];
			const { scope } = source;
			const found = calls.get(nameInCalls(scope)) ?? [];
			return found.slice(0, mostCalls).flatMap((callee) => {
				const opener = openerAfter(masked, callee.end);
				if (opener === undefined || !calledBy(callee).includes(scope)) return [];
				return argumentFor(names, scope, name, opener) ?? [];
			});
		},
		resultsOf: (scope) => results.get(scope) ?? [],
		isProperty({ span }) {
			const before = masked.code.slice(Math.max(0, span.start - 200), span.start);
			return (
				/@[ \t]*(?:[\w.]+\.)?(?:cached_)?property\s*$/.test(before) && layout.statementAt(span.start) !== undefined
			);
		},
	};
}

/** `__init__` is called by the name of its class. */
export function nameInCalls({ name, parent }: Scope): string {
	return name === '__init__' && parent?.kind === 'class' ? parent.name : name;
}

/** Calls by the last name of what is called, for the functions that the text has. */
function indexCalls({ masked, layout }: Names, chains: readonly Chain[]): ReadonlyMap<string, readonly Chain[]> {
	const wanted = new Set(layout.scopes.filter(({ kind }) => kind === 'function').map(nameInCalls));
	const calls = new Map<string, Chain[]>();
	for (const chain of chains) {
		const name = chain.parts.at(-1) ?? '';
		if (chain.isMember || !wanted.has(name) || openerAfter(masked, chain.end) === undefined) continue;
		const known = calls.get(name);
		if (known) known.push(chain);
		else calls.set(name, [chain]);
	}
	return calls;
}

function indexResults({ masked, layout }: Names): ReadonlyMap<Scope, readonly Span[]> {
	const results = new Map<Scope, Span[]>();
	for (const { start, end, block } of layout.statements) {
		const keyword = ['return', 'yield'].find((each) => isWordAt(masked.code, each, start));
		if (keyword === undefined) continue;
		const span = { start: start + keyword.length, end };
		const known = results.get(block.scope);
		if (known) known.push(span);
		else results.set(block.scope, [span]);
	}
	return results;
}

const parameterName = new RegExp(`^(\\**)\\s*(${identifier})`);

/** What a call gives to a parameter, by position or name; undefined where that is not visible. */
export function argumentFor({ masked }: Names, scope: Scope, name: string, opener: number): Span | undefined {
	if (!scope.brackets) return undefined;
	const parameters = splitItems(masked, { start: scope.brackets.start + 1, end: scope.brackets.end - 1 }).map(
		({ start, end }) => parameterName.exec(masked.code.slice(start, end)) ?? [],
	);
	const isMethod = scope.parent?.kind === 'class' && isSelf(parameters[0]?.[2] ?? '');
	const byPosition: string[] = [];
	for (const [, stars, each = ''] of parameters.slice(isMethod ? 1 : 0)) {
		if (stars !== '') break;
		byPosition.push(each);
	}
	for (const [index, { keyword, value, star }] of splitArguments(masked, opener).entries()) {
		if (star === '*') return undefined;
		if (star === '' && (keyword?.name ?? byPosition[index]) === name) return value;
	}
	return undefined;
}

/** The call that is the whole expression: its callee and opening bracket. */
export function callOf(
	{ masked }: Names,
	{ start, end }: Span,
): { readonly callee: Chain; readonly opener: number } | undefined {
	const callee = chainAt(masked, start);
	const opener = callee && openerAfter(masked, callee.end);
	return callee && opener !== undefined && masked.closers.get(opener) === end - 1 ? { callee, opener } : undefined;
}
