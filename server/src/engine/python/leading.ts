import { lazyFor } from '../lazy.js';
import type { Span } from '../model.js';
import type { Binding, Bindings } from './bindings.js';
import type { CataloguedPaths } from './catalogued.js';
import { inOrder, type Chain, type Chains } from './chains.js';
import { isNamePart, isWordAt, nameEnd, skipSpaces } from './characters.js';
import { mayImport } from './imports.js';
import type { Masked } from './mask.js';
import type { Layout, Statement } from './statements.js';

/** A text whose names are known. */
interface Bound {
	readonly masked: Masked;
	readonly layout: Layout;
	readonly bindings: Bindings;
}

/** By which names something that is looked for may be reached, and by some more. */
export interface Leading {
	readonly names: ReadonlySet<string>;
	/** Those that begin with such names and do not lead elsewhere (`requests.exceptions`), in document order. */
	readonly chains: readonly Chain[];
}

/** To go through so many takes less than to put them in order. */
const fewBindings = 4;

/**
 * Finds the names that import what leads to a catalogued path, and those that are given what begins with such a name, or
 * extend it. Most chains of a text begin with others and are not followed.
 */
export function findLeading(
	{ masked, layout, bindings }: Bound,
	chains: Chains,
	{ leads, roots, setups }: Pick<CataloguedPaths, 'leads' | 'roots' | 'setups'>,
): Leading {
	const imported = new Map<string, Set<string>>();
	for (const statement of bindings.importing) {
		if (!mayImport(masked, statement, roots)) continue;
		for (const { name, source } of bindings.madeBy(statement)) {
			if (source.kind === 'import' && leads(source.dotted))
				imported.set(name, (imported.get(name) ?? new Set()).add(source.dotted));
		}
	}
	const given = new Set<string>();
	/** Whether members of what a name imports lead on; of what may be set up, all do something to it. */
	const membersOf = lazyFor((name: string) => {
		const modules = [...(imported.get(name) ?? [])];
		return lazyFor((member: string) => modules.some((path) => setups.has(path) || leads(`${path}.${member}`)));
	});
	const begins = ({ parts: [first = '', second] }: Chain): boolean => {
		if (given.has(first) || (second !== undefined && (given.has(second) || imported.has(second)))) return true;
		return imported.has(first) && (second === undefined || membersOf(first)(second));
	};
	const boundByHead = lazyFor((statement: Statement) => {
		const bound = new Map<string, string[]>();
		for (const binding of bindings.madeBy(statement)) {
			for (const head of headsOf(masked, binding.source)) {
				const known = bound.get(head);
				if (known) known.push(binding.name);
				else bound.set(head, [binding.name]);
			}
		}
		return bound;
	});
	const found: Chain[] = [];
	const follow = (name: string): void => {
		let last: Statement | undefined;
		for (const chain of chains.named(name)) {
			if (!begins(chain)) continue;
			found.push(chain);
			const statement = layout.statementAt(chain.start);
			// What is bound stands first, and is no head of what it is given.
			if (!statement || statement === last || statement.start === chain.start) continue;
			last = statement;
			const made = bindings.madeBy(statement);
			if (made.length > fewBindings) for (const bound of boundByHead(statement).get(name) ?? []) given.add(bound);
			else for (const { name: bound, source } of made) if (headsOf(masked, source).includes(name)) given.add(bound);
		}
	};
	for (const name of imported.keys()) follow(name);
	// A set is gone through with what is added meanwhile.
	for (const name of given) follow(name);
	return { names: new Set([...imported.keys(), ...given]), chains: inOrder(found) };
}

/** True for a chain that begins with such a name, or with an attribute of this name. */
export function beginsWith({ parts }: Chain, names: ReadonlySet<string>): boolean {
	const [first = '', second] = parts;
	return names.has(first) || (second !== undefined && names.has(second));
}

/** The names that may say what is bound: the first of a value and its member, all in the brackets of a class. */
function headsOf({ code }: Masked, source: Binding['source']): string[] {
	if (source.kind === 'class') return source.scope.brackets ? namesIn(code, source.scope.brackets) : [];
	if (source.kind !== 'value') return [];
	let { start } = source.value;
	if (isWordAt(code, 'await', start)) {
		start += 'await'.length;
		while (start < source.value.end && !isNamePart(code.charCodeAt(start))) start++;
	}
	const end = nameEnd(code, start);
	if (end === start) return [];
	const first = code.slice(start, end);
	const dot = skipSpaces(code, end);
	if (code[dot] !== '.') return [first];
	const member = skipSpaces(code, dot + 1);
	return [first, code.slice(member, nameEnd(code, member))];
}

function namesIn(code: string, { start, end }: Span): string[] {
	return code.slice(start, end).match(/[\w\u0080-\uffff]+/g) ?? [];
}
