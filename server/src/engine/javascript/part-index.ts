import * as ts from 'typescript';
import { firstFrom } from '../ordered.js';
import type { Declaration, Write } from './declarations.js';
import type { Call, Part } from './name-parts.js';
import { isAccess, memberName, unwrap } from './parse.js';

/** What the parts of a text hold of one kind, by name and in document order; read once somebody asks. */
export class PartIndex<T> {
	readonly #each: EachItem<T>;
	readonly #offsetOf: (item: T) => number;
	#groups: Map<string, T[]> | undefined;

	/** @param offsetOf where an item stands in the text */
	constructor(each: EachItem<T>, offsetOf: (item: T) => number) {
		this.#each = each;
		this.#offsetOf = offsetOf;
	}

	get isRead(): boolean {
		return this.#groups !== undefined;
	}

	of(parts: readonly Part[]): ReadonlyMap<string, readonly T[]> {
		if (!this.#groups) this.#groups = this.#group(parts);
		return this.#groups;
	}

	/** Takes what `added` hold in the place of what stands in a piece of the text, all of which `removed` hold. */
	replace(removed: readonly Part[], added: readonly Part[], { start, end }: Piece): void {
		if (!this.#groups) return;
		const fresh = this.#group(added);
		const names = new Set([...this.#group(removed).keys(), ...fresh.keys()]);
		for (const name of names) {
			const group = this.#groups.get(name) ?? [];
			const from = firstFrom(group, start, this.#offsetOf);
			group.splice(from, firstFrom(group, end, this.#offsetOf) - from, ...(fresh.get(name) ?? []));
			if (group.length > 0) this.#groups.set(name, group);
			else this.#groups.delete(name);
		}
	}

	#group(parts: readonly Part[]): Map<string, T[]> {
		const groups = new Map<string, T[]>();
		const add = (name: string, item: T): void => {
			const group = groups.get(name);
			if (group) group.push(item);
			else groups.set(name, [item]);
		};
		parts.forEach((part) => this.#each(part, add));
		return groups;
	}
}

/** Goes through what a part holds of a kind. */
export type EachItem<T> = (part: Part, add: (name: string, item: T) => void) => void;

interface Piece {
	readonly start: number;
	readonly end: number;
}

/** Stands for the name that a callee begins with where that has to be looked at. */
export const anyRoot = '?';

/** What names are asked for, of the parts of one text. */
export function createIndexes() {
	const offsetOf = ({ pos }: ts.Node): number => pos;
	return {
		callsByRoot: new PartIndex<Call>((part, add) => {
			part.calls?.forEach((call, index) => add(part.roots?.[index] ?? anyRoot, call));
		}, offsetOf),
		callsByName: new PartIndex<Call>((part, add) => {
			part.calls?.forEach((call) => {
				const callee = unwrap(call.expression);
				const name = ts.isIdentifier(callee) ? callee.text : isAccess(callee) ? memberName(callee) : undefined;
				if (name !== undefined) add(name, call);
			});
		}, offsetOf),
		loads: new PartIndex<Call>((part, add) => part.loads?.forEach((call) => add('', call)), offsetOf),
		memberAssignments: new PartIndex<ts.BinaryExpression>(
			(part, add) => part.memberAssignments?.forEach((node) => add('', node)),
			offsetOf,
		),
		thisAccesses: new PartIndex<ts.PropertyAccessExpression>(
			(part, add) => part.thisAccesses?.forEach((node) => add(node.name.text, node)),
			offsetOf,
		),
		declarations: new PartIndex<Declaration>(
			(part, add) => part.declarations?.forEach((declaration) => add(declaration.name, declaration)),
			({ node }) => node.pos,
		),
		references: new PartIndex<ts.Identifier>(
			(part, add) => part.references?.forEach((identifier) => add(identifier.text, identifier)),
			offsetOf,
		),
		writes: new PartIndex<Write>(
			(part, add) => part.writes?.forEach((write) => add(write.target.text, write)),
			({ target }) => target.pos,
		),
	};
}

/** Of calls that begin together, the outer one is first, as it is in the tree. */
export function byPlace(a: ts.Node, b: ts.Node): number {
	return a.pos - b.pos || b.end - a.end;
}
