import type { Span } from '../model.js';
import { isNamePart } from './characters.js';

/** So many names are looked for one by one; for more, all names of the text are put in order once. */
const mostSearches = 64;

const name = /(?<![\w\u0080-\uffff])[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/g;

/** Where names stand in masked code. Few of a text are ever asked for, and a search for one passes over all others. */
export class Words {
	private readonly known = new Map<string, readonly number[]>();
	private index: ReadonlyMap<string, readonly number[]> | undefined;

	constructor(private readonly code: string) {}

	/** Offsets of a name, in document order. */
	of(word: string): readonly number[] {
		if (this.index) return this.index.get(word) ?? none;
		const known = this.known.get(word);
		if (known) return known;
		if (this.known.size === mostSearches) {
			this.index = indexNames(this.code);
			return this.of(word);
		}
		const found = find(this.code, word, 0);
		this.known.set(word, found);
		return found;
	}

	/** Those within a span; a search of its own where the whole text was not searched. */
	within(word: string, { start, end }: Span): readonly number[] {
		const known = this.index?.get(word) ?? this.known.get(word);
		if (!known && !this.index) return find(this.code.slice(start, end), word, start);
		const all = known ?? none;
		return all.slice(countBefore(all, start), countBefore(all, end));
	}
}

const none: readonly number[] = [];

/** How many of these offsets, which are in document order, are before another. */
export function countBefore(offsets: readonly number[], offset: number): number {
	let low = 0;
	let high = offsets.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((offsets[middle] ?? 0) < offset) low = middle + 1;
		else high = middle;
	}
	return low;
}

function find(code: string, word: string, base: number): number[] {
	const found: number[] = [];
	if (word === '') return found;
	for (let at = code.indexOf(word); at >= 0; at = code.indexOf(word, at + word.length)) {
		const end = at + word.length;
		const isWhole =
			(at === 0 || !isNamePart(code.charCodeAt(at - 1))) && (end === code.length || !isNamePart(code.charCodeAt(end)));
		if (isWhole) found.push(base + at);
	}
	return found;
}

function indexNames(code: string): ReadonlyMap<string, readonly number[]> {
	const index = new Map<string, number[]>();
	for (const { 0: word, index: at } of code.matchAll(name)) {
		const known = index.get(word);
		if (known) known.push(at);
		else index.set(word, [at]);
	}
	return index;
}
