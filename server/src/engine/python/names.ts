import type { Span } from '../model.js';
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

export interface Head {
	readonly bindings: readonly Binding[];
	readonly length: number;
}

/** Aliases of aliases are followed so far. */
const deepest = 12;

/** Resolves names through scopes, assignments and imports. */
export class Names {
	private readonly bases = new Map<Scope, Reference | undefined>();
	private readonly resolved = new Map<Binding, Reference | undefined>();

	/** @param isKnown whether the catalogue has a path: of several possible ones (`try: import a` / `except`) the first such. */
	constructor(
		readonly masked: Masked,
		readonly layout: Layout,
		readonly bindings: Bindings,
		private readonly isKnown: (dotted: string) => boolean,
	) {}

	/** The bindings that a name may have at the offset; empty for builtins. */
	bindingsOf(name: string, offset: number): readonly Binding[] {
		const block = blockAt(this.layout, offset);
		if (this.bindings.isShadowed(name, offset))
			return [{ name, target: name, at: offset, block, source: { kind: 'other' } }];
		for (let scope: Scope | undefined = block.scope; scope; scope = scope.parent) {
			if (scope.kind === 'class' && scope !== block.scope) continue;
			const all = this.bindings.of(scope).get(name);
			if (all) return scope === block.scope ? reaching(all, offset, block) : all.slice(0, mostReaching);
		}
		return [];
	}

	/** The bindings of a chain's head, and how many of its parts they stand for: `self.x` is two. */
	headOf(parts: readonly string[], offset: number): Head {
		const [head = '', attribute] = parts;
		const around =
			isSelf(head) && attribute !== undefined ? classAround(blockAt(this.layout, offset).scope) : undefined;
		if (!around || attribute === undefined) return { bindings: this.bindingsOf(head, offset), length: 1 };
		const own = this.bindings.attributesOf(around).get(attribute) ?? [];
		return { bindings: [...(this.bindings.of(around).get(attribute) ?? []), ...own], length: 2 };
	}

	/** What a chain of names stands for. */
	reference(parts: readonly string[], offset: number, depth = 0): Reference | undefined {
		const { bindings: found, length } = this.headOf(parts, offset);
		const rest = parts.slice(length);
		const references: Reference[] = [];
		for (const binding of found) {
			if (this.isNone(binding) || binding.source.kind === 'change') continue;
			const base = depth < deepest ? this.ofBindingOnce(binding, depth + 1) : undefined;
			if (!base) return undefined;
			references.push({ ...base, dotted: [base.dotted, ...rest].join('.') });
		}
		return references.find(({ dotted }) => this.isKnown(dotted)) ?? references[0];
	}

	/** What a class of this text extends, as far as it was imported. */
	baseOf(scope: Scope, depth = 0): Reference | undefined {
		const { bases, masked } = this;
		if (bases.has(scope)) return bases.get(scope);
		bases.set(scope, undefined);
		if (!scope.brackets || depth > deepest) return undefined;
		const { start, end } = scope.brackets;
		const found = masked.code
			.slice(start + 1, end - 1)
			.split(',')
			.flatMap((text) => {
				const parts = text.split('.').map((part) => part.trim());
				const isPath = /^[\w.\s\u0080-\uffff]+$/.test(text);
				return (isPath && this.reference(parts, scope.span.start, depth + 1)) || [];
			});
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
		return source.kind === 'value' && this.masked.code.slice(source.value.start, source.value.end) === 'None';
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

export function isSelf(name: string): boolean {
	return name === 'self' || name === 'cls';
}

/** The block of the statement at the offset; a header belongs to the block around it. */
export function blockAt({ statements, statementAt }: Layout, offset: number): Block {
	const statement = statementAt(offset) ?? statements[0];
	if (!statement) throw new Error('A text without statements has no names.');
	// Names bound by a header (`with a() as b`, parameters, walrus) hold in its body only.
	return statement.block;
}

/** A name with more bindings than this is not followed through all of them. */
const mostReaching = 50;

/**
 * The bindings of a scope that may hold at the offset: backwards to the first one that every way there passes, which
 * is one in the same block or in a block around it.
 */
function reaching(all: readonly Binding[], offset: number, block: Block): readonly Binding[] {
	const found: Binding[] = [];
	const last = lastBefore(all, offset);
	for (let index = last; index >= 0 && index > last - mostReaching; index--) {
		const binding = all[index];
		if (!binding || excludes(binding.block, block)) continue;
		found.push(binding);
		if (binding.source.kind !== 'change' && isAround(binding.block, block)) return found;
	}
	// Before any binding, in a loop for one: all of them.
	return last >= 0 ? found : all.slice(0, mostReaching);
}

function lastBefore(all: readonly Binding[], offset: number): number {
	let low = 0;
	let high = all.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((all[middle]?.at ?? 0) <= offset) low = middle + 1;
		else high = middle;
	}
	return low - 1;
}

function isAround(outer: Block, inner: Block): boolean {
	for (let at: Block | undefined = inner; at; at = at.parent) if (at === outer) return true;
	return false;
}

/** True for two branches of one `if` or `match`. */
function excludes(first: Block, second: Block): boolean {
	const path = pathOf(first);
	const other = pathOf(second);
	let index = 0;
	while (path[index] === other[index] && index < path.length) index++;
	const [a, b] = [path[index], other[index]];
	return a !== undefined && b !== undefined && a.branches === b.branches && /^(?:if|elif|case)$/.test(a.keyword);
}

function pathOf(block: Block): Block[] {
	const path: Block[] = [];
	for (let at: Block | undefined = block; at; at = at.parent) path.unshift(at);
	return path;
}
