import { lazy, lazyFor, readWhenAsked } from '../lazy.js';
import type { Span } from '../model.js';
import type { Quota } from '../quota.js';
import type { Use } from '../sites.js';
import { splitArguments } from './arguments.js';
import { classAround, type Binding } from './bindings.js';
import { addUse, memberAfter, readArguments, type Draft, type ReadArguments } from './calls.js';
import { chainAt, chainOf, inOrder, openerAfter, type Chain, type Chains } from './chains.js';
import type { Masked } from './mask.js';
import { findHolders, passThrough } from './holders.js';
import { beginsWith } from './leading.js';
import { callOf, nameInCalls, type Functions } from './functions.js';
import { isSelf, type Names } from './names.js';
import { outside, trim, type Scope } from './statements.js';
import type { ValueReader } from './values.js';

/** Which objects made by catalogued calls a name may hold. */
export interface Objects {
	of(binding: Binding): readonly Draft[];
	/** What a call of a function of this text gives back. */
	madeBy(callee: Chain): readonly Draft[];
	/** Last names of all that hold one: `session` for `session` and `self.session`. */
	readonly names: ReadonlySet<string>;
	/** Names that may hold one, or of functions that may give one back. */
	readonly possible: ReadonlySet<string>;
	/** The chains that begin with such a name or have it for a member of their first, in document order. */
	readonly mentions: readonly Mention[];
}

/** A chain of names that begins with one that may hold objects. */
export interface Mention {
	readonly chain: Chain;
	readonly bindings: readonly Binding[];
	/** So many of its parts stand for the objects: `self.session` of `self.session.get`. */
	readonly length: number;
	/** Each once. */
	readonly made: readonly Draft[];
}

/** Aliases of aliases, and brackets around brackets, are followed so far. */
const deepest = 12;

/** So many objects may be those of a name, or what a function gives back; `s = s or make()` adds one each time. */
const mostObjects = 100;

/** Binds drafts to names, through the functions that they are given to and come from, and sets their `boundTo`. */
export function bindObjects(names: Names, chains: Chains, drafts: readonly Draft[], functions: Functions): Objects {
	const possible = findHolders(names, chains, drafts);
	const finder = new ObjectFinder(names, drafts, { functions, possible });
	const holders = new Set<string>();
	for (const binding of names.bindings.ofAny(possible)) {
		if (finder.of(binding).length > 0) holders.add(binding.name);
		for (const draft of finder.boundBy(binding)) draft.boundTo ??= binding.target;
	}
	const mentions = lazy(() => findMentions(names, chains, holders, finder));
	return {
		of: (binding) => finder.of(binding),
		madeBy: (callee) => finder.madeBy(callee),
		names: holders,
		possible,
		get mentions() {
			return mentions();
		},
	};
}

function findMentions(
	names: Names,
	chains: Chains,
	holders: ReadonlySet<string>,
	finder: Pick<Objects, 'of'>,
): readonly Mention[] {
	const mentions: Mention[] = [];
	for (const chain of chains.having(holders)) {
		if (chain.isMember || !beginsWith(chain, holders)) continue;
		const { bindings, length } = names.headOf(chain.parts, chain.start);
		mentions.push({ chain, bindings, length, made: objectsOf(bindings, finder) });
	}
	return mentions;
}

/** What several bindings hold, each once. */
function objectsOf(bindings: readonly Binding[], objects: Pick<Objects, 'of'>): readonly Draft[] {
	const [only] = bindings;
	if (only && bindings.length === 1) return objects.of(only);
	return [...new Set(bindings.flatMap((binding) => objects.of(binding)))];
}

class ObjectFinder {
	/** By the ends of their calls. */
	private readonly byEnd: ReadonlyMap<number, Draft>;
	private readonly ofBindings = new Map<Binding, readonly Draft[]>();
	private readonly ofFunctions = new Map<Scope, readonly Draft[]>();
	private depth = 0;

	constructor(
		private readonly names: Names,
		drafts: readonly Draft[],
		private readonly context: { readonly functions: Functions; readonly possible: ReadonlySet<string> },
	) {
		this.byEnd = new Map(drafts.map((draft) => [draft.extent.end, draft]));
	}

	of(binding: Binding): readonly Draft[] {
		const { functions, possible } = this.context;
		if (!possible.has(binding.name)) return [];
		return this.remember(this.ofBindings, binding, () => {
			switch (binding.source.kind) {
				case 'value':
					return firstOf(this.ofExpression(binding.source.value));
				case 'parameter':
					this.cutBeyond(nameInCalls(binding.source.scope));
					return firstOf(functions.argumentsOf(binding).flatMap((value) => this.ofExpression(value)));
				case 'function':
					return functions.isProperty(binding.source.scope) ? this.resultsOf(binding.source.scope) : [];
				default:
					return [];
			}
		});
	}

	/** What is done to objects that only later calls of a function give it is not known. */
	private readonly cutBeyond = lazyFor((name: string) => {
		const { followed, beyond } = this.context.functions.givenBy(name);
		const known = new Set(beyond.length > 0 ? followed.flatMap((value) => this.ofExpression(value)) : []);
		for (const draft of beyond.flatMap((value) => this.ofExpression(value))) draft.cut ||= !known.has(draft);
	});

	/** The objects that the very statement makes. */
	boundBy({ source }: Binding): readonly Draft[] {
		if (source.kind !== 'value') return [];
		const made = this.madeAt(source.value);
		return made ? [made] : alternatives(this.names.masked, source.value).flatMap((span) => this.madeAt(span) ?? []);
	}

	private madeAt({ start, end }: Span): Draft | undefined {
		const draft = this.byEnd.get(end);
		return draft?.extent.start === start ? draft : undefined;
	}

	madeBy(callee: Chain): readonly Draft[] {
		const { functions, possible } = this.context;
		if (!possible.has(callee.parts.at(-1) ?? '')) return [];
		const [only = [], ...others] = functions.calledBy(callee).map((scope) => this.resultsOf(scope));
		return others.length === 0 ? only : firstOf([only, ...others].flat());
	}

	private resultsOf(scope: Scope): readonly Draft[] {
		return this.remember(this.ofFunctions, scope, () =>
			firstOf(this.context.functions.resultsOf(scope).flatMap((value) => this.ofExpression(value))),
		);
	}

	private ofExpression(value: Span): readonly Draft[] {
		const { names } = this;
		const whole = this.madeAt(value);
		if (whole) return [whole];
		return alternatives(names.masked, value).flatMap((span) => {
			const made = this.madeAt(span);
			if (made) return [made];
			const call = callOf(names, span);
			if (call) return this.madeBy(call.callee);
			const alias = chainOf(names.masked, span);
			if (!alias) return [];
			const { bindings, length } = names.headOf(alias.parts, alias.start);
			return length === alias.parts.length ? bindings.flatMap((binding) => this.of(binding)) : [];
		});
	}

	/** What leads back to itself, or too far, holds nothing. */
	private remember<Key>(known: Map<Key, readonly Draft[]>, key: Key, find: () => readonly Draft[]): readonly Draft[] {
		const found = known.get(key);
		if (found || this.depth >= deepest) return found ?? [];
		known.set(key, []);
		this.depth++;
		const objects = find();
		this.depth--;
		known.set(key, objects);
		return objects;
	}
}

/** Each once, as many as are followed; what is done to the others is not known. */
function firstOf(drafts: readonly Draft[]): readonly Draft[] {
	if (drafts.length <= 1) return drafts;
	const all = [...new Set(drafts)];
	for (const draft of all.slice(mostObjects)) draft.cut = true;
	return all.length > mostObjects ? all.slice(0, mostObjects) : all;
}

/** The expressions whose object an expression may be: both sides of `or` and of a conditional, what `await` waits for. */
function alternatives(masked: Masked, value: Span, depth = 0): Span[] {
	const span = trim(masked, value);
	const text = masked.code.slice(span.start, Math.min(span.end, span.start + 8));
	if (depth > deepest) return [];
	if (/^await\b/.test(text)) return alternatives(masked, { start: span.start + 5, end: span.end }, depth + 1);
	if (text.startsWith('(') && masked.closers.get(span.start) === span.end - 1) {
		return alternatives(masked, { start: span.start + 1, end: span.end - 1 }, depth + 1);
	}
	const words = [...outside(masked, span, /\b(?:or|if|else)\b/)].slice(0, 10);
	const [first] = words;
	if (first === undefined) return [passedThrough(masked, span) ?? span];
	const cuts = [span.start, ...words.map((at) => at + (/^\w+/.exec(masked.code.slice(at, at + 5))?.[0].length ?? 0))];
	return cuts
		.map((start, index) => trim(masked, { start, end: words[index] ?? span.end }))
		.filter((_, index) => index === 0 || !/^if\b/.test(masked.code.slice(words[index - 1], span.end).slice(0, 3)))
		.map((part) => passedThrough(masked, part) ?? part);
}

function passedThrough(masked: Masked, span: Span): Span | undefined {
	const callee = chainAt(masked, span.start);
	const opener = callee && passThrough.test(callee.parts.at(-1) ?? '') ? openerAfter(masked, callee.end) : undefined;
	if (opener === undefined || masked.closers.get(opener) !== span.end - 1) return undefined;
	return splitArguments(masked, opener)[0]?.value;
}

interface UseContext {
	readonly objects: Objects;
	/** Those of which the calls in their own methods are wanted. */
	readonly classes: ReadonlySet<Scope>;
	readonly quota: Quota;
}

/** Collects the calls on the objects that drafts make, in document order; those of classes are the result. */
export function readUses(
	names: Names,
	chains: Chains,
	{ objects, classes, quota }: UseContext,
	values: ValueReader,
): Map<Scope, Use[]> {
	const addToAll = (drafts: readonly Draft[], use: Use): void => {
		for (const draft of drafts) {
			if (drafts.length === 1 || quota.take(1, draft.uses.length) > 0) addUse(draft, use);
			else draft.cut = true;
		}
	};
	const ofClasses = new Map<Scope, Use[]>();
	const addToClass = (chain: Chain, read: () => Use | undefined): void => {
		const scope = classes.size > 0 ? classAround(names.layout.statementAt(chain.start)?.block.scope) : undefined;
		const use = scope && classes.has(scope) ? read() : undefined;
		if (!scope || !use) return;
		const known = ofClasses.get(scope);
		if (known) known.push(use);
		else ofClasses.set(scope, [use]);
	};
	// Methods of these classes are called by `self` and `cls`, those of what they extend by `super`.
	const own = [...classes].flatMap(({ span }) => chains.within(span).filter(({ parts: [head] }) => isOwner(head)));
	for (const chain of inOrder([...chains.having(objects.possible), ...own])) {
		const [head = '', second] = chain.parts;
		const opener = chain.isMember ? undefined : openerAfter(names.masked, chain.end);
		if (opener === undefined) continue;
		const results = objects.madeBy(chain);
		const onResult = results.length > 0 ? useAfter(names, values, chain.start, opener) : undefined;
		if (onResult) addToAll(results, onResult);
		if (second === undefined) {
			if (head === 'super') addToClass(chain, () => useAfter(names, values, chain.start, opener));
			continue;
		}
		const isOwn = isSelf(head) && chain.parts.length === 2;
		if (!isOwn && !beginsWith(chain, objects.names)) continue;
		const { bindings, length } = names.headOf(chain.parts, chain.start);
		if (chain.parts.length > length) {
			if (!objects.names.has(chain.parts[length - 1] ?? '')) continue;
			const made = objectsOf(bindings, objects);
			if (made.length === 0) continue;
			const use = readUse(names, values, { callee: chain, method: chain.parts.slice(length).join('.'), opener });
			if (use) addToAll(made, use);
		} else if (bindings.length === 0 && isSelf(head)) {
			addToClass(chain, () => readUse(names, values, { callee: chain, method: second, opener }));
		}
	}
	return ofClasses;
}

function isOwner(name: string | undefined): boolean {
	return name === 'super' || isSelf(name ?? '');
}

/** The call of a member on the result of a call: `requests.Session().get(url)`. */
export function useAfter(names: Names, values: ValueReader, start: number, opener: number): Use | undefined {
	const { masked } = names;
	const closer = masked.closers.get(opener);
	const at = closer === undefined ? undefined : memberAfter(masked.code, closer + 1);
	const member = at === undefined ? undefined : chainAt(masked, at);
	const next = member && openerAfter(masked, member.end);
	if (!member || next === undefined) return undefined;
	return readUse(names, values, { callee: { start, end: member.end }, method: member.parts.join('.'), opener: next });
}

/** A call of a member, with its arguments, which are read when somebody asks. */
export function readUse(
	names: Names,
	values: ValueReader,
	{ callee, method, opener }: { readonly callee: Span; readonly method: string; readonly opener: number },
): Use | undefined {
	const closer = names.masked.closers.get(opener);
	if (closer === undefined) return undefined;
	const { start, end } = callee;
	const use = { method, callee: { start, end }, extent: { start, end: closer + 1 } };
	return withArguments(use, new GivenArguments(names, values, opener));
}

/** The arguments of a call, read at the first question. */
class GivenArguments {
	private known: ReadArguments | undefined;

	constructor(
		private readonly names: Names,
		private readonly values: ValueReader,
		private readonly opener: number,
	) {}

	read(): ReadArguments {
		return (this.known ??= readArguments(this.names, this.values, this.opener));
	}
}

/** Of most calls only the method counts. */
const withArguments = readWhenAsked<GivenArguments, ReadArguments>({
	arguments: (given) => given.read().arguments,
	keywords: (given) => given.read().keywords,
	open: (given) => given.read().open,
});
