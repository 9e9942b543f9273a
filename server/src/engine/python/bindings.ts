import type { Span } from '../model.js';
import { changedTarget } from './changes.js';
import { identifier, isBlank, isName, isOpener, isWordAt, nameBefore, nameEnd, unpacked } from './characters.js';
import { type Group, groupIn } from './groups.js';
import { moduleOf, readImport } from './imports.js';
import type { Masked } from './mask.js';
import { isPlainCall, outside, trim, type Block, type Layout, type Scope, type Statement } from './statements.js';

/** A place where a name gets a value. */
export interface Binding {
	readonly name: string;
	/** As it is written: `session`, `self.session`. */
	readonly target: string;
	/** From where on it holds. */
	readonly at: number;
	readonly block: Block;
	readonly source: Source;
}

export type Source =
	/** `from`: the module of `from module import name`, as it is written. */
	| { readonly kind: 'import'; readonly dotted: string; readonly from?: string | undefined }
	/** `name = value`, `name := value`, `with value as name`. */
	| { readonly kind: 'value'; readonly value: Span; readonly how: 'assignment' | 'walrus' | 'with' }
	| { readonly kind: 'function' | 'class'; readonly scope: Scope }
	| { readonly kind: 'parameter'; readonly scope: Scope }
	/** `name += ...`, `name[key] = ...`, `name.append(...)`: what it holds is changed, not replaced. */
	| { readonly kind: 'change'; readonly span: Span }
	/** Loop variables, unpacking, `except ... as`, `del`. */
	| { readonly kind: 'other' };

/** What binds names. Of a text with many bindings few are asked for, so they are read where their names stand. */
export interface Bindings {
	/** Those of a name in a scope, in document order; undefined where there are none. */
	of(name: string, scope: Scope): readonly Binding[] | undefined;
	/** Those of an attribute of `self` in the methods of a class. */
	ofAttribute(name: string, scope: Scope): readonly Binding[] | undefined;
	/** Those that a statement makes. */
	madeBy(statement: Statement): readonly Binding[];
	/** Those of names in all scopes, and of attributes: scope by scope, names in the order in which they are bound. */
	ofAny(names: ReadonlySet<string>): readonly Binding[];
	/** The statements that import. */
	readonly importing: readonly Statement[];
	/** The statements that mention a name, in document order. */
	statementsWith(name: string): readonly Statement[];
	/** All names of a scope. */
	allOf(scope: Scope): ReadonlyMap<string, readonly Binding[]>;
	/** True where a comprehension or lambda around the offset has a variable of this name. */
	isShadowed(name: string, offset: number): boolean;
}

/** The class whose body or method a scope is in. */
export function classAround(scope: Scope | undefined): Scope | undefined {
	let at = scope;
	while (at && at.kind !== 'class') at = at.parent;
	return at;
}

/** Reads statements for what they bind. */
export class Collector {
	/** By the index of the scope, as are attributes. */
	readonly names: (Map<string, Group> | undefined)[];
	readonly attributes: (Map<string, Group> | undefined)[];
	/** By the index of the statement. */
	private readonly made: (readonly Binding[] | undefined)[];
	/** `global` and `nonlocal` names by function. */
	private readonly outer = new Map<Scope, Map<string, Scope>>();
	/** The first `=` behind an offset, between which and it there is none. */
	private readonly sign = { from: 0, at: -1 };
	private readonly hasWalruses: boolean;
	/** What the statement that is read has made so far. */
	private current: Binding[] = none;
	private place = 0;

	constructor(
		private readonly masked: Masked,
		private readonly layout: Layout,
	) {
		this.hasWalruses = masked.code.includes(':=');
		this.made = new Array<readonly Binding[] | undefined>(layout.statements.length);
		this.names = new Array<Map<string, Group> | undefined>(layout.scopes.length + 1);
		this.attributes = new Array<Map<string, Group> | undefined>(layout.scopes.length + 1);
	}

	/** True for a name that a function has from around it. */
	isOuter(name: string, scope: Scope): boolean {
		return this.outer.get(scope)?.has(name) === true;
	}

	/** The bindings of a name in a scope, as far as they were read. */
	of(name: string, scope: Scope): Group {
		return groupIn((this.names[scope.index] ??= new Map<string, Group>()), name, scope, false);
	}

	/** What a statement binds; read once. */
	madeBy(statement: Statement): readonly Binding[] {
		const known = this.made[statement.index];
		if (known) return known;
		if (isPlainCall(this.masked.code, statement)) return (this.made[statement.index] = none);
		this.current = none;
		this.place = statement.start;
		this.add(statement);
		if (this.hasWalruses) this.addWalruses(statement);
		return (this.made[statement.index] = this.current);
	}

	private add(statement: Statement): void {
		const { code } = this.masked;
		const { start, end, block, body } = statement;
		if (body) return this.addHeader(statement, body);
		if (isWordAt(code, 'global', start) || isWordAt(code, 'nonlocal', start)) return this.addOuter(statement);
		const imported = readImport(this.masked, statement);
		if (imported) {
			if (isTypeChecking(this.masked, block)) return;
			const from = code.startsWith('from', start) ? moduleOf(this.masked, statement) : undefined;
			for (const { local, dotted } of imported.names) this.bind(local, end, block, { kind: 'import', dotted, from });
			return;
		}
		if (!this.addChange(statement)) this.addAssignment(statement);
	}

	/** True for a statement that changes the list or dict that a name holds. */
	private addChange({ start, end, block }: Statement): boolean {
		const target = changedTarget(this.masked.code, { start, end });
		if (target !== undefined) this.bindTarget(target, end, block, { kind: 'change', span: { start, end } });
		return target !== undefined;
	}

	private bind(name: string, at: number, block: Block, source: Source): void {
		const outer = this.outer.size > 0 ? this.outer.get(block.scope)?.get(name) : undefined;
		const scope = outer ?? block.scope;
		this.append(scope, { name, target: name, at, block, source });
	}

	private addOuter({ start, end, block: { scope } }: Statement): void {
		const [keyword = '', ...names] = this.masked.code.slice(start, end).split(/[\s,]+/);
		const owner = keyword === 'global' ? this.layout.module : functionAround(scope.parent);
		const known = this.outer.get(scope) ?? new Map<string, Scope>();
		for (const name of names) known.set(name, owner ?? this.layout.module);
		this.outer.set(scope, known);
	}

	private addHeader(statement: Statement, body: Block): void {
		const { block, end } = statement;
		switch (body.keyword) {
			case 'def':
				this.bind(body.scope.name, statement.start, block, { kind: 'function', scope: body.scope });
				return this.addParameters(body);
			case 'class':
				return this.bind(body.scope.name, statement.start, block, { kind: 'class', scope: body.scope });
			case 'for':
				return this.addTargets(this.between(statement, 'for', 'in'), end, block);
			case 'with':
				return this.addWith(statement, body);
			case 'except':
				return this.addTargets(this.after(statement, 'as'), end, body);
			case 'case':
				return this.addTargets(statement, end, body);
		}
	}

	private addParameters(body: Block): void {
		const { scope } = body;
		const { code } = this.masked;
		if (!scope.brackets) return;
		const inner = { start: scope.brackets.start + 1, end: scope.brackets.end - 1 };
		let start = inner.start;
		const isOne = !code.slice(inner.start, inner.end).includes(',');
		for (const end of isOne ? [inner.end] : [...outside(this.masked, inner, /,/), inner.end]) {
			let first = start;
			while (first < end && (code[first] === '*' || isBlank(code.charCodeAt(first)))) first++;
			const name = code.slice(first, nameEnd(code, first));
			if (name !== '')
				this.append(scope, {
					name,
					target: name,
					at: scope.span.start,
					block: body,
					source: { kind: 'parameter', scope },
				});
			start = end + 1;
		}
	}

	/** `with a() as b, c() as d:`, in brackets or not. */
	private addWith(statement: Statement, body: Block): void {
		const { code, closers } = this.masked;
		const start =
			statement.start + (/^(?:async[ \t]+)?with/.exec(code.slice(statement.start, statement.end))?.[0].length ?? 0);
		let items = trim(this.masked, { start, end: statement.end });
		if (code[items.start] === '(' && closers.get(items.start) === items.end - 1) {
			items = { start: items.start + 1, end: items.end - 1 };
		}
		let from = items.start;
		for (const end of [...outside(this.masked, items, /,/), items.end]) {
			const item = trim(this.masked, { start: from, end });
			from = end + 1;
			const [as] = outside(this.masked, item, /\bas\b/);
			if (as === undefined) continue;
			const value = trim(this.masked, { start: item.start, end: as });
			const target = code.slice(as + 2, item.end).trim();
			this.bindTarget(target, item.end, body, { kind: 'value', value, how: 'with' });
		}
	}

	private addAssignment(statement: Statement): void {
		const { code } = this.masked;
		const { start, end, block } = statement;
		const signs = this.readSigns(statement);
		const [first] = signs;
		if (first === undefined) {
			if (!isWordAt(code, 'del', start)) return;
			const [, list] = /^del[ \t]+(.*)$/s.exec(code.slice(start, end)) ?? [];
			if (list !== undefined) this.addTargets({ start: end - list.length, end }, end, block);
			return;
		}
		if (first > start && '-+*/%@&|^<>'.includes(code[first - 1] ?? ''))
			return this.addTargets({ start, end: first - 1 }, end, block);
		const value = trim(this.masked, { start: (signs.at(-1) ?? first) + 1, end });
		let from = start;
		for (const sign of signs) {
			const target = code.slice(from, sign).trim();
			this.bindTarget(target, end, block, { kind: 'value', value, how: 'assignment' });
			from = sign + 1;
		}
	}

	/** The `=` of an assignment; those after `lambda` are defaults. */
	private readSigns({ start, end }: Span): readonly number[] {
		const { code, closers } = this.masked;
		let signs = noSigns;
		for (let at = start; at < end && this.hasSign(at, end); at++) {
			const char = code.charCodeAt(at);
			if (isOpener(char)) at = closers.get(at) ?? at;
			else if (char === 0x3d && isAssignment(code, at)) {
				if (signs.length === 0) signs = [at];
				else signs.push(at);
			} else if (char === 0x6c && isWordAt(code, 'lambda', at)) break;
		}
		return signs;
	}

	/** Statements with none before the next sign are not searched again. */
	private hasSign(start: number, end: number): boolean {
		const { sign } = this;
		if (start < sign.from || start > sign.at) {
			const found = this.masked.code.indexOf('=', start);
			sign.from = start;
			sign.at = found < 0 ? this.masked.code.length : found;
		}
		return sign.at < end;
	}

	private append(scope: Scope, binding: Binding, isAttribute = false): void {
		const map = isAttribute ? this.attributes : this.names;
		const group = groupIn((map[scope.index] ??= new Map<string, Group>()), binding.name, scope, isAttribute);
		const rank = this.current.length;
		group.add(binding, this.place, rank);
		if (rank === 0) this.current = [binding];
		else this.current.push(binding);
	}

	private bindTarget(target: string, at: number, block: Block, source: Source): void {
		if (isName(target)) return this.bind(target, at, block, source);
		const [whole, owner, name] = targetPattern.exec(target) ?? [];
		if (whole !== undefined && name !== undefined && owner !== undefined) {
			const around = classAround(block.scope);
			if (around) this.append(around, { name, target: `${owner}.${name}`, at, block, source }, true);
		} else if (name !== undefined) this.bind(name, at, block, source);
		else for (const each of unpacked(target)) this.bind(each, at, block, { kind: 'other' });
	}

	private addTargets(span: Span | undefined, at: number, block: Block): void {
		if (!span) return;
		for (const each of unpacked(this.masked.code.slice(span.start, span.end)))
			this.bind(each, at, block, { kind: 'other' });
	}

	private between(statement: Statement, open: string, close: string): Span | undefined {
		const start = this.after(statement, open)?.start;
		const end = start === undefined ? undefined : this.find({ start, end: statement.end }, close);
		return start === undefined || end === undefined ? undefined : { start, end };
	}

	private after(span: Span, keyword: string): Span | undefined {
		const at = this.find(span, keyword);
		return at === undefined ? undefined : { start: at + keyword.length, end: span.end };
	}

	private find(span: Span, keyword: string): number | undefined {
		const [at] = outside(this.masked, span, new RegExp(`\\b${keyword}\\b`));
		return at;
	}

	/** `(name := value)` binds in the function around it. */
	private addWalruses(statement: Statement): void {
		const { code } = this.masked;
		this.place += behindOthers;
		const text = code.slice(statement.start, statement.end);
		for (let found = text.indexOf(':='); found >= 0; found = text.indexOf(':=', found + 2)) {
			const sign = statement.start + found;
			const name = nameBefore(code, sign);
			if (!name || name.start < statement.start) continue;
			const start = sign + 2;
			const limit = Math.min(statement.end, start + longestWalrus);
			const end = endOfExpression(this.masked, start, limit);
			const value = trim(this.masked, { start, end });
			const isWhole = end < limit || limit === statement.end;
			const source: Source = isWhole ? { kind: 'value', value, how: 'walrus' } : { kind: 'other' };
			this.bind(code.slice(name.start, name.end), end, statement.body ?? statement.block, source);
		}
	}
}

/** Nothing is ever added to it. */
const none: Binding[] = [];

/** More than any offset: walruses are read when all else is. */
const behindOthers = 2 ** 40;

/** A longer value is not followed: nested ones would be read over and over. */
const longestWalrus = 1000;

const targetPattern = new RegExp(`^(?:(self|cls)[ \\t]*\\.[ \\t]*)?(${identifier})(?:[ \\t]*:.*)?$`, 's');

/** Where an expression in brackets ends: at a comma or the closing bracket. */
function endOfExpression(masked: Masked, start: number, limit: number): number {
	for (const at of outside(masked, { start, end: limit }, /[,)\]}]/)) return at;
	return limit;
}

/** Nothing is ever added to it; most assignments have one. */
const noSigns: number[] = [];

/** An `=` that assigns, or the last character of `+=`; comparisons and `:=` do not. */
function isAssignment(code: string, at: number): boolean {
	const before = code[at - 1];
	if (code[at + 1] === '=' || before === '=' || before === '!' || before === ':') return false;
	return (before !== '<' && before !== '>') || code[at - 2] === '<' || code[at - 2] === '>';
}

function functionAround(scope: Scope | undefined): Scope | undefined {
	let at = scope;
	while (at?.kind === 'class') at = at.parent;
	return at;
}

/** Imports for type checkers do not run. */
function isTypeChecking({ code }: Masked, block: Block): boolean {
	for (let at: Block | undefined = block; at; at = at.parent) {
		if (
			at.keyword === 'if' &&
			/^if\s+\(?\s*(?:[\w.]+\.)?TYPE_CHECKING\s*\)?$/.test(code.slice(at.header.start, at.header.end))
		)
			return true;
	}
	return false;
}
