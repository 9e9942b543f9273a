import { lazyFor } from '../lazy.js';
import type { Span } from '../model.js';
import { splitArguments, splitItems } from './arguments.js';
import type { Binding } from './bindings.js';
import { identifier, isWordAt } from './characters.js';
import { chainAt, openerAfter, type Chain, type Chains } from './chains.js';
import type { Masked } from './mask.js';
import { isSelf, type Names } from './names.js';
import type { Scope } from './statements.js';

/** What functions of the text are given and give back. */
export interface Functions {
	/** True for the name of a function or class of this text. */
	isDefined(name: string): boolean;
	/** The functions of this text that a call may run, by its callee. */
	calledBy(callee: Chain): readonly Scope[];
	/** What the first calls of the text give to a parameter. */
	argumentsOf(parameter: Binding): readonly Span[];
	/** All that calls of a name give, those that are followed and those beyond. */
	givenBy(name: string): { readonly followed: readonly Span[]; readonly beyond: readonly Span[] };
	/** The expressions that a function returns or yields. */
	resultsOf(scope: Scope): readonly Span[];
	/** True where reading an attribute runs the function. */
	isProperty(scope: Scope): boolean;
}

/** A function called from more places is a framework of its own. */
const mostCalls = 100;

export function readFunctions(names: Names, chains: Chains): Functions {
	const { masked, layout } = names;
	const callsNamed = lazyFor((name: string) => callsOf(names, chains, name));
	const results = new Map<Scope, readonly Span[]>();
	const defined = new Set(layout.scopes.map(({ name }) => name));

	const calledBy = lazyFor(({ parts, start }: Chain): readonly Scope[] => {
		if (!defined.has(parts.at(-1) ?? '')) return [];
		const { bindings, length } = names.headOf(parts, start);
		if (length !== parts.length) return [];
		return bindings.flatMap(({ source }) => {
			if (source.kind === 'function') return [source.scope];
			if (source.kind !== 'class') return [];
			return source.scope.children.filter(({ kind, name }) => kind === 'function' && name === '__init__');
		});
	});

	return {
		isDefined: (name) => defined.has(name),
		calledBy,
		argumentsOf({ name, source }) {
			if (source.kind !== 'parameter') return [];
			const { scope } = source;
			return callsNamed(nameInCalls(scope))
				.slice(0, mostCalls)
				.flatMap((callee) => {
					const opener = openerAfter(masked, callee.end);
					if (opener === undefined || !calledBy(callee).includes(scope)) return [];
					return argumentFor(names, scope, name, opener) ?? [];
				});
		},
		givenBy(name) {
			const found = callsNamed(name);
			const given = (from: number, to?: number): readonly Span[] =>
				found
					.slice(from, to)
					.flatMap(({ end }) => splitArguments(masked, openerAfter(masked, end) ?? end).map(({ value }) => value));
			return found.length > mostCalls
				? { followed: given(0, mostCalls), beyond: given(mostCalls) }
				: { followed: [], beyond: [] };
		},
		resultsOf(scope) {
			const found = results.get(scope) ?? readResults(names, scope);
			results.set(scope, found);
			return found;
		},
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

/** The calls of functions of a name. */
function callsOf({ masked }: Names, chains: Chains, name: string): readonly Chain[] {
	return chains
		.named(name)
		.filter(({ isMember, parts, end }) => !isMember && parts.at(-1) === name && openerAfter(masked, end) !== undefined);
}

function readResults({ masked, layout }: Names, scope: Scope): readonly Span[] {
	return layout.statementsIn(scope.span).flatMap(({ start, end, block }): Span[] => {
		const keyword = block.scope === scope && ['return', 'yield'].find((each) => isWordAt(masked.code, each, start));
		return keyword ? [{ start: start + keyword.length, end }] : [];
	});
}

const parameterName = new RegExp(`^(\\**)\\s*(${identifier})`);

/** What a call gives to a parameter, by position or name; undefined where that is not visible. */
export function argumentFor({ masked }: Names, scope: Scope, name: string, opener: number): Span | undefined {
	if (!scope.brackets) return undefined;
	const ofScope = given.get(scope) ?? new Map<number, ReadonlyMap<string, Span>>();
	given.set(scope, ofScope);
	const known = ofScope.get(opener) ?? readGiven(masked, scope, opener);
	ofScope.set(opener, known);
	return known.get(name);
}

/** By the bracket that opens a call, as each parameter asks. */
const given = new WeakMap<Scope, Map<number, ReadonlyMap<string, Span>>>();

function readGiven(masked: Masked, scope: Scope, opener: number): ReadonlyMap<string, Span> {
	const byPosition = positionsOf(masked, scope);
	const found = new Map<string, Span>();
	for (const [index, { keyword, value, star }] of splitArguments(masked, opener).entries()) {
		if (star === '*') break;
		const name = star === '' ? (keyword?.name ?? byPosition[index]) : undefined;
		if (name !== undefined && !found.has(name)) found.set(name, value);
	}
	return found;
}

const positions = new WeakMap<Scope, readonly string[]>();

/** The parameters that a call may give by position, without `self`. */
export function positionsOf(masked: Masked, scope: Scope): readonly string[] {
	const known = positions.get(scope) ?? readPositions(masked, scope);
	positions.set(scope, known);
	return known;
}

function readPositions(masked: Masked, { brackets, parent }: Scope): readonly string[] {
	if (!brackets) return [];
	const parameters = splitItems(masked, { start: brackets.start + 1, end: brackets.end - 1 }).map(
		({ start, end }) => parameterName.exec(masked.code.slice(start, end)) ?? [],
	);
	const isMethod = parent?.kind === 'class' && isSelf(parameters[0]?.[2] ?? '');
	const byPosition: string[] = [];
	for (const [, stars, each = ''] of parameters.slice(isMethod ? 1 : 0)) {
		if (stars !== '') break;
		byPosition.push(each);
	}
	return byPosition;
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
