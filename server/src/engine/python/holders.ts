import type { Span } from '../model.js';
import { readBrackets, type Brackets } from './brackets.js';
import type { Draft } from './calls.js';
import { openerAfter, type Chain, type Chains } from './chains.js';
import { isWordAt, nameBefore, skipSpacesBack } from './characters.js';
import { nameInCalls } from './functions.js';
import type { Names } from './names.js';
import type { Scope } from './statements.js';

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
		for (const chain of chains.having([name])) {
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

/** Words before brackets that call nothing. */
const keywords = /^(?:and|as|assert|await|elif|else|from|if|in|is|not|or|return|while|with|yield)$/;

class HolderFinder {
	private readonly brackets: Brackets;
	/** By the name that a call of them has. */
	private readonly functions = new Map<string, Scope[]>();

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
		if (!statement || /^[^\S\n]*[.[(]/.test(code.slice(end, end + 200))) return;
		const given = this.givenTo(start, statement.start);
		if (given !== undefined) {
			for (const scope of this.functions.get(given) ?? []) this.addParameters(scope, holders);
			return;
		}
		// Parameters are given something by calls, and functions by what they return.
		for (const { name, source } of bindings.madeBy(statement)) if (source.kind === 'value') holders.add(name);
		const { scope } = statement.block;
		if (isWordAt(code, 'return', statement.start) || isWordAt(code, 'yield', statement.start))
			holders.add(scope.name).add(nameInCalls(scope));
	}

	/**
	 * The name of the call that is given what stands at an offset, `` for a list, a dict or a call that has no name;
	 * undefined for the value of the statement itself.
	 */
	private givenTo(offset: number, from: number): string | undefined {
		const { code } = this.names.masked;
		for (let at = this.brackets.around(offset); at !== undefined && at >= from; at = this.brackets.around(at)) {
			if (code[at] !== '(') return '';
			const word = nameBefore(code, at);
			const name = word ? code.slice(word.start, word.end) : '';
			const isGroup = word ? keywords.test(name) : !/[)\]"]/.test(code[skipSpacesBack(code, at) - 1] ?? '');
			if (!isGroup && !passThrough.test(name)) return name;
		}
		return undefined;
	}

	private addParameters(scope: Scope, holders: Set<string>): void {
		const { layout, bindings } = this.names;
		const header = layout.statementAt(scope.span.start);
		for (const { name, source } of header ? bindings.madeBy(header) : []) {
			if (source.kind === 'parameter' && source.scope === scope) holders.add(name);
		}
	}
}
