import type { Use } from '../sites.js';
import type { Draft } from './calls.js';
import { openerAfter, type Chain, type Chains } from './chains.js';
import type { Names } from './names.js';
import { readUse, type Objects } from './objects.js';
import type { ValueReader } from './values.js';

interface Reader {
	readonly names: Names;
	readonly chains: Chains;
	readonly values: ValueReader;
}

/**
 * Sets what the text shows of objects apart from their calls: `unused` where a function makes one and does nothing with
 * it, `unmentioned` where a module or class does so, `elsewhere` where one leaves and objects of its name that come from somewhere else have calls.
 */
export function readTraces(reader: Reader, drafts: readonly Draft[], objects: Objects): void {
	const { names } = reader;
	const mentioned = new Set<Draft>();
	for (const { chain, made } of objects.mentions) {
		if (made.length > 0 && !isTarget(names, chain)) for (const draft of made) mentioned.add(draft);
	}
	const known = new Map<string, readonly Use[]>();
	for (const draft of drafts) {
		const statement = names.layout.statementAt(draft.extent.start);
		const isLocal = statement?.block.scope.kind === 'function';
		const isNear = statement && draft.extent.start - statement.start < longestTarget;
		const before = isNear ? names.masked.code.slice(statement.start, draft.extent.start) : '(';
		const isAlone = statement?.end === draft.extent.end && /^(?:[^\W\d]\w*\s*=\s*)?$/.test(before);
		const isBare = isAlone && before === '';
		const isUnmentioned = isAlone && !draft.escapes && !mentioned.has(draft);
		if (isUnmentioned && (isBare || isLocal)) draft.unused = true;
		else if (isUnmentioned && draft.boundTo !== undefined) draft.unmentioned = draft.boundTo;
		if (draft.escapes && draft.boundTo !== undefined) {
			const elsewhere = known.get(draft.boundTo) ?? usesOf(reader, objects, draft.boundTo);
			known.set(draft.boundTo, elsewhere);
			if (elsewhere.length > 0) draft.elsewhere = elsewhere;
		}
	}
}

/** A longer name is not taken for the only thing before a call. */
const longestTarget = 200;

/** The name of `name = ...`. */
function isTarget({ masked, layout }: Names, { parts, start, end }: Chain): boolean {
	return (
		parts.length === 1 &&
		layout.statementAt(start)?.start === start &&
		/^\s*=(?!=)/.test(masked.code.slice(end, end + 20))
	);
}

/** The calls on what has the name without being made in this text. */
function usesOf({ names, chains, values }: Reader, objects: Objects, boundTo: string): Use[] {
	const name = boundTo.split('.');
	return chains.named(name.at(-1) ?? '').flatMap((chain) => {
		if (chain.isMember || chain.parts.length !== name.length + 1) return [];
		if (!name.every((part, index) => chain.parts[index] === part)) return [];
		const opener = openerAfter(names.masked, chain.end);
		const { bindings } = names.headOf(chain.parts, chain.start);
		if (opener === undefined || bindings.some((binding) => objects.of(binding).length > 0)) return [];
		return readUse(names, values, { callee: chain, method: chain.parts.at(-1) ?? '', opener }) ?? [];
	});
}
