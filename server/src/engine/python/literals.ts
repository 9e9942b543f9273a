import type { Span } from '../model.js';
import { countBefore } from '../ordered.js';

/** A string literal, prefix and quotes included. */
export interface StringLiteral extends Span {
	/** What stands between the quotes. */
	readonly content: Span;
	readonly raw: boolean;
	readonly bytes: boolean;
	/** Outermost replacement fields of an f-string or t-string, braces included. */
	readonly fields: readonly Span[];
}

/** Where a literal is; its prefix and quotes are read again where somebody asks. */
interface Place extends Span {
	readonly contentEnd: number;
	readonly fields?: readonly Span[];
}

/** The string literals of a text in document order. Few of a text are looked at, so only their places are kept. */
export class Literals {
	/** The text that the places are of. */
	text = '';
	private readonly starts: number[] = [];
	private readonly ends: number[] = [];
	private readonly contentEnds: number[] = [];
	private readonly fields = new Map<number, readonly Span[]>();

	get length(): number {
		return this.starts.length;
	}

	/** Gives up those behind. */
	set length(length: number) {
		const from = this.starts[length] ?? Infinity;
		for (const start of this.fields.keys()) if (start >= from) this.fields.delete(start);
		this.starts.length = length;
		this.ends.length = length;
		this.contentEnds.length = length;
	}

	/** Adds the next one. */
	add(place: Place): void {
		this.starts.push(place.start);
		this.ends.push(place.end);
		this.contentEnds.push(place.contentEnd);
	}

	/** What is known of one once its end is. */
	set(index: number, { start, end, contentEnd, fields }: Place): void {
		this.ends[index] = end;
		this.contentEnds[index] = contentEnd;
		if (fields && fields.length > 0) this.fields.set(start, fields);
	}

	/** The literal that begins at the offset. */
	get(start: number): StringLiteral | undefined {
		const index = countBefore(this.starts, start);
		return this.starts[index] === start ? this.at(index) : undefined;
	}

	*values(): Generator<StringLiteral> {
		for (let index = 0; index < this.starts.length; index++) yield this.at(index);
	}

	private at(index: number): StringLiteral {
		const start = this.starts[index] ?? 0;
		const end = this.ends[index] ?? start;
		opening.lastIndex = start;
		const [found = '', prefix = ''] = opening.exec(this.text) ?? [];
		const content = { start: start + found.length, end: this.contentEnds[index] ?? end };
		const fields = this.fields.get(start) ?? [];
		return { start, end, content, raw: /r/i.test(prefix), bytes: /b/i.test(prefix), fields };
	}
}

const opening = /([A-Za-z]{0,2})(?:"""|'''|["'])/y;
