import { lazy, lazyFor } from '../lazy.js';
import type { Span } from '../model.js';
import { lastUpTo } from '../ordered.js';
import type { SocketOptions } from '../sites.js';
import { classAround, type Binding, type Bindings } from './bindings.js';
import { chainAt, chainOf, openerAfter } from './chains.js';
import type { Masked } from './mask.js';
import type { Block, Layout, Scope } from './statements.js';

/** What an expression stands for in terms of imports: `requests.sessions.Session`, `boto3.Session()`. */
export interface Reference {
	readonly dotted: string;
	/** The class of this text through which it is reached. */
	readonly subclass: Scope | undefined;
}

/** Answers for a name that is imported; undefined where the other file cannot be seen, or sets nothing. */
export type ImportedOptions = (source: Binding['source']) => SocketOptions | undefined;

export interface Head {
	readonly bindings: readonly Binding[];
	readonly length: number;
}

/** Aliases of aliases are followed so far. */
const deepest = 12;

/** Resolves names through scopes, assignments and imports. */
export class Names {
	private readonly bases = new Map<Scope, Reference | undefined>();
	private readonly parents = new Map<Scope, readonly Scope[]>();
	private readonly attributes = new Map<Scope, Map<string, readonly Binding[]>>();
	/** What attributes may hold besides that is not followed. */
	readonly leftOut = new Set<Binding>();
	private readonly resolved = new Map<Binding, Reference | undefined>();
	private readonly childrenOf = lazy(() => this.findChildren());
	/** Those that mention a name. */
	private readonly scopesWith = lazyFor(
		(name: string) => new Set(this.bindings.statementsWith(name).map(({ block }) => block.scope)),
	);

	/** @param isKnown whether the catalogue has a path: of several possible ones (`try: import a` / `except`) the first such. */
	constructor(
		readonly masked: Masked,
		readonly layout: Layout,
		readonly bindings: Bindings,
		private readonly isKnown: (dotted: string) => boolean,
		/** What a function of another file of the project sets on sockets. */
		readonly imported: ImportedOptions | undefined = undefined,
	) {}

	/** The bindings that a name may have at the offset; empty for builtins. */
	bindingsOf(name: string, offset: number): readonly Binding[] {
		const block = blockAt(this.layout, offset);
		if (this.bindings.isShadowed(name, offset))
			return [{ name, target: name, at: offset, block, source: { kind: 'other' } }];
		for (let scope: Scope | undefined = block.scope; scope; scope = scope.parent) {
			if (scope.kind === 'class' && scope !== block.scope) continue;
			const all = this.bindings.of(name, scope);
			if (all) return scope === block.scope ? reaching(all, offset, block) : all.slice(0, mostReaching);
		}
		return [];
	}

	/** The bindings of a chain's head, and how many of its parts they stand for: `self.x` and `Class.x` are two. */
	headOf(parts: readonly string[], offset: number): Head {
		const [head = '', attribute] = parts;
		const found = isSelf(head) ? [] : this.bindingsOf(head, offset);
		const owner = attribute === undefined ? undefined : this.ownerOf(head, found, offset);
		if (!owner || attribute === undefined) {
			return { bindings: isSelf(head) ? this.bindingsOf(head, offset) : found, length: 1 };
		}
		return { bindings: this.attributeOf(owner, attribute), length: 2 };
	}

	/** What an attribute may hold, as far as it is followed: there may be thousands, at each of thousands of mentions. */
	private attributeOf(owner: Scope, name: string): readonly Binding[] {
		const attributes = this.attributes.get(owner) ?? new Map<string, readonly Binding[]>();
		this.attributes.set(owner, attributes);
		const known = attributes.get(name);
		if (known) return known;
		const found = this.findAttribute(owner, name);
		const followed = found.slice(0, mostReaching);
		for (const binding of found.slice(mostReaching)) this.leftOut.add(binding);
		attributes.set(name, followed);
		return followed;
	}

	/** As its class says, else as those of this text do that the class extends. */
	private findAttribute(owner: Scope, name: string, depth = 0): readonly Binding[] {
		const found = [...(this.bindings.of(name, owner) ?? []), ...(this.bindings.ofAttribute(name, owner) ?? [])];
		if (found.length > 0 || depth > deepest) return found;
		const inherited = this.parentsOf(owner).flatMap((parent) => this.findAttribute(parent, name, depth + 1));
		return inherited.length > 0 || depth > 0 ? inherited : this.givenByChildren(owner, name);
	}

	/** What the classes of this text that extend a class say of an attribute that it only uses. */
	private givenByChildren(owner: Scope, name: string): readonly Binding[] {
		const children = this.childrenOf().get(owner);
		if (!children) return [];
		// Of many classes few mention it.
		const scopes = [...this.scopesWith(name)];
		return scopes.filter((scope) => children.has(scope)).flatMap((child) => this.bindings.of(name, child) ?? []);
	}

	/** The classes of this text that extend each of them. */
	private findChildren(): ReadonlyMap<Scope, ReadonlySet<Scope>> {
		const found = new Map<Scope, Set<Scope>>();
		for (const child of this.layout.scopes) {
			for (const parent of child.kind === 'class' ? new Set(this.parentsOf(child)) : []) {
				const children = found.get(parent);
				if (children) children.add(child);
				else found.set(parent, new Set([child]));
			}
		}
		return found;
	}

	/** The classes of this text that a class extends. */
	private parentsOf(owner: Scope): readonly Scope[] {
		const known = this.parents.get(owner);
		if (known) return known;
		this.parents.set(owner, []);
		const parents = this.baseNames(owner).flatMap((parts) =>
			parts.length > 1
				? []
				: this.bindingsOf(parts[0] ?? '', owner.span.start).flatMap(({ source }) =>
						source.kind === 'class' && source.scope !== owner ? [source.scope] : [],
					),
		);
		this.parents.set(owner, parents);
		return parents;
	}

	private baseNames({ brackets }: Scope): readonly (readonly string[])[] {
		if (!brackets) return [];
		return this.masked.code
			.slice(brackets.start + 1, brackets.end - 1)
			.split(',')
			.filter((text) => /^[\w.\s\u0080-\uffff]+$/.test(text))
			.map((text) => text.split('.').map((part) => part.trim()));
	}

	/** The class of this text whose attributes a name reaches: `self` and `cls` in it, its own name elsewhere. */
	private ownerOf(head: string, found: readonly Binding[], offset: number): Scope | undefined {
		if (isSelf(head)) return classAround(blockAt(this.layout, offset).scope);
		const [only, ...others] = found;
		return only?.source.kind === 'class' && others.length === 0 ? only.source.scope : undefined;
	}

	/** What a chain of names stands for. */
	reference(parts: readonly string[], offset: number, depth = 0): Reference | undefined {
		const { bindings: found, length } = this.headOf(parts, offset);
		let best: Reference | undefined;
		for (const binding of found) {
			if (this.isNone(binding) || binding.source.kind === 'change') continue;
			const base = depth < deepest ? this.ofBindingOnce(binding, depth + 1) : undefined;
			if (!base) return undefined;
			const each = memberOf(base, parts, length);
			if (!best) best = each;
			else if (!this.isKnown(best.dotted) && this.isKnown(each.dotted)) best = each;
		}
		return best;
	}

	/** What a class of this text extends, as far as it was imported. */
	baseOf(scope: Scope, depth = 0): Reference | undefined {
		const { bases } = this;
		if (bases.has(scope)) return bases.get(scope);
		bases.set(scope, undefined);
		if (depth > deepest) return undefined;
		const found = this.baseNames(scope).flatMap((parts) => this.reference(parts, scope.span.start, depth + 1) ?? []);
		const base = found.find(({ dotted }) => this.isKnown(dotted)) ?? found[0];
		bases.set(scope, base);
		return base;
	}

	/** A name that leads back to itself stands for nothing. */
	private ofBindingOnce(binding: Binding, depth: number): Reference | undefined {
		const { resolved } = this;
		if (resolved.has(binding)) return resolved.get(binding);
		resolved.set(binding, undefined);
		const found = this.ofBinding(binding, depth);
		resolved.set(binding, found);
		return found;
	}

	private isNone({ source }: Binding): boolean {
		return source.kind === 'value' && isWhole(this.masked, 'None', source.value);
	}

	private ofBinding({ source }: Binding, depth: number): Reference | undefined {
		switch (source.kind) {
			case 'import':
				return { dotted: source.dotted, subclass: undefined };
			case 'class': {
				const base = this.baseOf(source.scope, depth);
				return base && { dotted: base.dotted, subclass: source.scope };
			}
			case 'value':
				return this.ofExpression(source.value, depth);
			default:
				return undefined;
		}
	}

	/** `module.Class`, or `module.Class(...)` as `module.Class()`. */
	private ofExpression(value: Span, depth: number): Reference | undefined {
		const { masked } = this;
		const [awaits = ''] = /^await\b\s*/.exec(masked.code.slice(value.start, value.start + 40)) ?? [];
		const start = value.start + awaits.length;
		const alias = chainOf(masked, { start, end: value.end });
		if (alias) return this.reference(alias.parts, start, depth);
		const callee = chainAt(masked, start);
		const opener = callee && openerAfter(masked, callee.end);
		if (!callee || opener === undefined || masked.closers.get(opener) !== value.end - 1) return undefined;
		const made = this.reference(callee.parts, start, depth);
		return made && { ...made, dotted: `${made.dotted}()` };
	}
}

/** What the parts from an index on lead to. */
function memberOf(base: Reference, parts: readonly string[], from: number): Reference {
	if (from >= parts.length) return base;
	let { dotted } = base;
	for (let index = from; index < parts.length; index++) dotted += `.${parts[index] ?? ''}`;
	return { dotted, subclass: base.subclass };
}

/** True for a span that holds this word and nothing else. */
function isWhole({ code }: Masked, word: string, { start, end }: Span): boolean {
	return end - start === word.length && code.startsWith(word, start);
}

export function isSelf(name: string): boolean {
	return name === 'self' || name === 'cls';
}

/** The block of the statement at the offset; a header belongs to the block around it. */
function blockAt({ statements, statementAt }: Layout, offset: number): Block {
	const statement = statementAt(offset) ?? statements[0];
	if (!statement) throw new Error('A text without statements has no names.');
	// Names bound by a header (`with a() as b`, parameters, walrus) hold in its body only.
	return statement.block;
}

/** A name or attribute with more bindings than this is not followed through all of them. */
const mostReaching = 50;

/**
 * The bindings of a scope that may hold at the offset: backwards to the first one that every way there passes, which
 * is one in the same block or in a block around it.
 */
function reaching(all: readonly Binding[], offset: number, block: Block): readonly Binding[] {
	const [only] = all;
	if (only && all.length === 1) return only.at <= offset && excludes(only.block, block) ? [] : all;
	const found: Binding[] = [];
	const last = lastUpTo(all, offset, ({ at }) => at);
	for (let index = last; index >= 0 && index > last - mostReaching; index--) {
		const binding = all[index];
		if (!binding || excludes(binding.block, block)) continue;
		found.push(binding);
		if (binding.source.kind !== 'change' && isAround(surelyRun(binding.block), block)) return found;
	}
	// Before any binding, in a loop for one: all of them.
	return last >= 0 ? found : all.slice(0, mostReaching);
}

/** The block around a body that runs whenever it is reached: what `with` binds in it holds behind it, too. */
function surelyRun(block: Block): Block {
	let at = block;
	while (at.parent && (at.keyword === 'with' || at.keyword === 'finally')) at = at.parent;
	return at;
}

function isAround(outer: Block, inner: Block): boolean {
	for (let at: Block | undefined = inner; at; at = at.parent) if (at === outer) return true;
	return false;
}

/** True for two branches of one `if` or `match`. */
function excludes(first: Block, second: Block): boolean {
	if (first === second) return false;
	const [deep, other] = [depthOf(first), depthOf(second)];
	let a = outward(first, deep - other);
	let b = outward(second, other - deep);
	while (a.parent !== b.parent && a.parent && b.parent) [a, b] = [a.parent, b.parent];
	return a !== b && a.branches === b.branches && /^(?:if|elif|case)$/.test(a.keyword);
}

function depthOf({ parent }: Block): number {
	let depth = 0;
	for (let at = parent; at; at = at.parent) depth++;
	return depth;
}

/** The block so many blocks around another one. */
function outward(block: Block, steps: number): Block {
	let at = block;
	for (let left = steps; left > 0 && at.parent; left--) at = at.parent;
	return at;
}
