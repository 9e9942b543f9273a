import type { Span } from '../model.js';
import { countBefore } from '../ordered.js';
import { isNamePart, isNameStart, wordEnd } from './characters.js';

/** The text is searched so many times for one name or another; then all its names are put in order once. */
const mostSearches = 64;

/** Where names stand in masked code. Few of a text are ever asked for, and a search for one passes over all others. */
export class Words {
	private readonly known = new Map<string, readonly number[]>();
	private index: ReadonlyMap<string, readonly number[]> | undefined;
	/** Characters that searches have passed over. */
	private searched = 0;

	constructor(private readonly code: string) {}

	/** Offsets of a name, in document order. */
	of(word: string): readonly number[] {
		return this.find(word) ?? this.search(word);
	}

	/** Those within a span; a search of its own where the whole text was not searched. */
	within(word: string, span: Span): readonly number[] {
		const all = this.find(word);
		return all ? all.slice(countBefore(all, span.start), countBefore(all, span.end)) : this.searchIn(word, span);
	}

	/** What is known without a search; undefined where there must be one. */
	private find(word: string): readonly number[] | undefined {
		if (!this.index && this.searched > mostSearches * this.code.length) this.index = indexNames(this.code);
		return this.index ? (this.index.get(word) ?? none) : this.known.get(word);
	}

	private search(word: string): readonly number[] {
		const found = this.searchIn(word, { start: 0, end: this.code.length });
		this.known.set(word, found);
		return found;
	}

	private searchIn(word: string, { start, end }: Span): readonly number[] {
		this.searched += end - start;
		return findIn(this.code.slice(start, end), word, start);
	}
}

const none: readonly number[] = [];

function findIn(code: string, word: string, base: number): number[] {
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
	for (let at = 0; at < code.length;) {
		const char = code.charCodeAt(at);
		if (!isNamePart(char)) {
			at++;
			continue;
		}
		const end = wordEnd(code, at);
		if (isNameStart(char)) addTo(index, code.slice(at, end), at);
		at = end;
	}
	return index;
}

/** Most names stand once or twice: a list that grows has room for many more. */
function addTo(index: Map<string, number[]>, word: string, at: number): void {
	const known = index.get(word);
	if (!known) index.set(word, [at]);
	else if (known.length === 1) index.set(word, [known[0] ?? at, at]);
	else known.push(at);
}
