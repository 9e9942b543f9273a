import type { Span } from '../model.js';
import { lastUpTo } from '../ordered.js';
import { splitArguments, type Argument } from './arguments.js';
import { readBrackets, type Brackets } from './brackets.js';
import type { Draft } from './calls.js';
import { openerAfter, type Chain, type Chains } from './chains.js';
import { isBlank, isWordAt, nameBefore, skipSpacesBack } from './characters.js';
import { nameInCalls, positionsOf } from './functions.js';
import type { Names } from './names.js';
import type { Scope, Statement } from './statements.js';

/** Calls that give back the object they are given. */
export const passThrough = /^(?:enter_context|enter_async_context|closing|aclosing)$/;

/**
 * Names that may hold what drafts make, and some more, by where these names stand: what the statement binds or returns
 * that they are the value of, and the parameters of a call that is given them. Few names of a text are among them, and
 * only those are looked at more closely.
 */
export function findHolders(names: Names, chains: Chains, drafts: readonly Draft[]): ReadonlySet<string> {
	const holders = new Set<string>();
	const finder = new HolderFinder(names);
	for (const { extent } of drafts) finder.visit(extent, holders);
	// A set is gone through with what is added meanwhile.
	for (const name of holders) {
		for (const chain of chains.named(name)) {
			const value = standsFor(chain, name) ? finder.valueOf(chain) : undefined;
			if (value) finder.visit(value, holders);
		}
	}
	return holders;
}

/** `self.name` */
const longestTarget = 2;

/** Longer chains stand for members of what is bound. */
function standsFor({ parts }: Chain, name: string): boolean {
	return parts.length <= longestTarget && parts.at(-1) === name;
}

/** True where members, items or a call follow in the same line. */
function isContinued(code: string, offset: number): boolean {
	let at = offset;
	while (at < code.length && code[at] !== '\n' && isBlank(code.charCodeAt(at))) at++;
	return code[at] === '.' || code[at] === '[' || code[at] === '(';
}

/** Words before brackets that call nothing. */
const keywords = /^(?:and|as|assert|await|elif|else|from|if|in|is|not|or|return|while|with|yield)$/;

class HolderFinder {
	private readonly brackets: Brackets;
	/** Arguments by the bracket that they follow. */
	private readonly items = new Map<number, readonly Argument[]>();
	/** By the name that a call of them has. */
	private readonly functions = new Map<string, Scope[]>();
	/** The places of calls whose parameters have been added: a callee and a position. */
	private readonly given = new Set<string>();
	/** Whose names were added last. */
	private last: Statement | undefined;

	constructor(private readonly names: Names) {
		this.brackets = readBrackets(names.masked);
		for (const scope of names.layout.scopes) {
			if (scope.kind !== 'function') continue;
			const name = nameInCalls(scope);
			const known = this.functions.get(name);
			if (known) known.push(scope);
			else this.functions.set(name, [scope]);
		}
	}

	/** The chain, or the call that it begins. */
	valueOf({ start, end }: Chain): Span | undefined {
		const { masked } = this.names;
		const opener = openerAfter(masked, end);
		if (opener === undefined) return { start, end };
		const closer = masked.closers.get(opener);
		return closer === undefined ? undefined : { start, end: closer + 1 };
	}

	/** Adds the names that are given the value of an expression. */
	visit({ start, end }: Span, holders: Set<string>): void {
		const { masked, layout, bindings } = this.names;
		const { code } = masked;
		const statement = layout.statementAt(start);
		// Its members and items, and what it gives back, are something else.
		if (!statement || isContinued(code, end)) return;
		const isHeader = statement.body?.keyword === 'def' || statement.body?.keyword === 'class';
		const opener = isHeader ? undefined : this.openerAround(start, statement.start);
		if (opener !== undefined) return this.addParameter(opener, start, holders);
		// Parameters are given something by calls, and functions by what they return.
		if (statement !== this.last) {
			for (const { name, source } of bindings.madeBy(statement)) if (source.kind === 'value') holders.add(name);
			this.last = statement;
		}
		const { scope } = statement.block;
		if (isWordAt(code, 'return', statement.start) || isWordAt(code, 'yield', statement.start))
			holders.add(scope.name).add(nameInCalls(scope));
	}

	/** The brackets to which the value at an offset belongs; undefined for the value of the statement itself. */
	private openerAround(offset: number, from: number): number | undefined {
		const { code } = this.names.masked;
		for (let at = this.brackets.around(offset); at !== undefined && at >= from; at = this.brackets.around(at)) {
			if (code[at] !== '(') return at;
			const name = this.calleeBefore(at);
			const isGroup = name === '' ? !/[)\]"]/.test(code[skipSpacesBack(code, at) - 1] ?? '') : keywords.test(name);
			if (!isGroup && !passThrough.test(name)) return at;
		}
		return undefined;
	}

	/** The name right before brackets, if any. */
	private calleeBefore(opener: number): string {
		const { code } = this.names.masked;
		const word = nameBefore(code, opener);
		return word ? code.slice(word.start, word.end) : '';
	}

	/** Adds the parameter that the argument at an offset is given to, where it is one of a function of the text. */
	private addParameter(opener: number, offset: number, holders: Set<string>): void {
		const { masked } = this.names;
		const callee = masked.code[opener] === '(' ? this.calleeBefore(opener) : '';
		const called = this.functions.get(callee);
		if (!called) return;
		const items = this.items.get(opener) ?? splitArguments(masked, opener);
		this.items.set(opener, items);
		const index = lastUpTo(items, offset, ({ span }) => span.start);
		const keyword = items[index]?.keyword;
		if (keyword) {
			holders.add(keyword.name);
			return;
		}
		// Thousands of functions of one name may be called thousands of times.
		const place = `${callee}(${index}`;
		if (this.given.has(place)) return;
		this.given.add(place);
		for (const scope of called) {
			const name = positionsOf(masked, scope)[index];
			if (name !== undefined) holders.add(name);
		}
	}
}
