import type { Span } from '../model.js';
import { isNamePart } from './characters.js';

/** A string literal, prefix and quotes included. */
export interface StringLiteral extends Span {
	/** What stands between the quotes. */
	readonly content: Span;
	readonly raw: boolean;
	readonly bytes: boolean;
	/** Outermost replacement fields of an f-string or t-string, braces included. */
	readonly fields: readonly Span[];
}

/** A text of which only code is left, at its true offsets. */
export interface Masked {
	readonly text: string;
	/**
	 * As long as the text. Comments are spaces; a string literal is a `"` at its first and last character with spaces
	 * between, the fields of f-strings are kept. A newline ends a logical line: those in brackets and strings and after
	 * a backslash are spaces.
	 */
	readonly code: string;
	/** By offset of the first character. */
	readonly strings: ReadonlyMap<number, StringLiteral>;
	/** In document order. */
	readonly comments: readonly Span[];
	/** Offsets of opening brackets to those of their closing ones. */
	readonly closers: ReadonlyMap<number, number>;
}

/** Blanks what is not code. Never throws: an unterminated string ends with its line. */
export function maskPython(text: string): Masked {
	return new Masker(text).mask();
}

/** What code is scanned for, by character code. */
const isToken = new Uint8Array(128);
for (const char of '"\'#\\\r\n()[]{}:!') isToken[char.charCodeAt(0)] = 1;

const prefixes = /^(?:[rR]?[bBfFtT]|[bBfFtT][rR]|[rRuU])$/;
const stringToken = /["'\\\r\n{}]/g;

/**
 * Statements that cannot begin a line within brackets: after them an unclosed bracket is given up, so that code being
 * typed does not swallow the rest of the text.
 */
const statementStart =
	/[ \t]*(?:(?:async[ \t]+)?def[ \t]+\w|class[ \t]+\w|import[ \t]+\w|from[ \t]+[\w.]+[ \t]+import\b|(?:return|while|with|try|raise|pass|del|global|nonlocal|assert|break|continue|elif|except|finally)\b(?![ \t]*=))/y;

/** A replacement field may be so long; beyond it the text is being typed. */
const longestField = 10_000;
/** Fields that fail are read twice, nested ones take stack: both are bounded. */
const mostFailures = 100;
const deepest = 10;

const blanks = ' '.repeat(1024);

const newline = 0x0a;
const carriageReturn = 0x0d;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

class Masker {
	/** The code up to `done`. */
	private readonly parts: string[] = [];
	private done = 0;
	private readonly strings: StringLiteral[] = [];
	private readonly comments: Span[] = [];
	private readonly closers = new Map<number, number>();
	private readonly open: number[] = [];
	private failures = 0;
	private depth = 0;
	private at = 0;

	constructor(private readonly text: string) {}

	mask(): Masked {
		const { text, comments, closers } = this;
		if (text.startsWith('\uFEFF')) this.blank(0, 1);
		this.scanCode(text.length, false);
		const strings = new Map<number, StringLiteral>();
		for (const literal of this.strings) strings.set(literal.start, literal);
		this.replace(text.length, text.length, '');
		return { text, code: this.parts.join(''), strings, comments, closers };
	}

	private replace(start: number, end: number, by: string): void {
		if (start > this.done) this.parts.push(this.text.slice(this.done, start));
		this.parts.push(by);
		this.done = end;
	}

	private blank(start: number, end: number): void {
		const length = end - start;
		if (length > 0) this.replace(start, end, length <= blanks.length ? blanks.slice(0, length) : ' '.repeat(length));
	}

	/**
	 * Scans code from `this.at`: to the end, or in a replacement field to its `}`, `:` or `!`, which is left to the
	 * caller. False where a field does not end before the limit.
	 */
	private scanCode(limit: number, inField: boolean): boolean {
		const { text } = this;
		const base = this.open.length;
		for (let at = this.nextToken(limit); at < limit; at = this.nextToken(limit)) {
			const token = text[at] ?? '';
			if (token === '"' || token === "'") {
				const prefix = this.prefixBefore(at);
				const triple = token + token + token;
				this.scanString(at - prefix.length, prefix, text.startsWith(triple, at) ? triple : token);
			} else if (inField && this.open.length === base && this.endsField(token, at)) {
				this.at = at;
				return true;
			} else {
				this.at = at + 1;
				this.scanToken(token, at, inField);
			}
		}
		this.at = limit;
		return !inField;
	}

	private nextToken(limit: number): number {
		const { text } = this;
		let { at } = this;
		while (at < limit) {
			const code = text.charCodeAt(at);
			if (code < 128 && isToken[code] === 1) return at;
			at++;
		}
		return at;
	}

	/** The letters right before a quote that belong to its literal. */
	private prefixBefore(quote: number): string {
		const { text } = this;
		let start = quote;
		while (start > 0 && quote - start < 3 && isNamePart(text.charCodeAt(start - 1))) start--;
		const before = text.slice(start, quote);
		return prefixes.test(before) ? before : '';
	}

	private endsField(token: string, at: number): boolean {
		return token === '}' || token === ':' || (token === '!' && this.text[at + 1] !== '=');
	}

	private scanToken(token: string, at: number, inField: boolean): void {
		switch (token) {
			case '#':
				this.at = this.lineEnd(at);
				this.comments.push({ start: at, end: this.at });
				return this.blank(at, this.at);
			case '\\':
				return this.scanContinuation(at);
			case '\r':
			case '\n':
				return this.scanNewline(at, inField);
			case '(':
			case '[':
			case '{':
				this.open.push(at);
				return;
			case ')':
			case ']':
			case '}': {
				const opener = this.open.pop();
				if (opener !== undefined && pairs[this.text[opener] ?? ''] === token) this.closers.set(opener, at);
			}
		}
	}

	private scanContinuation(at: number): void {
		const newline = this.newlineAt(at + 1);
		if (newline === 0) return;
		this.at = at + 1 + newline;
		this.blank(at, this.at);
	}

	private scanNewline(at: number, inField: boolean): void {
		this.at = at + this.newlineAt(at);
		if (this.open.length > 0 && !inField) {
			statementStart.lastIndex = this.at;
			if (statementStart.test(this.text)) this.open.length = 0;
		}
		if (this.open.length > 0 || inField) this.blank(at, this.at);
		else if (this.text[at] === '\r') {
			const text = this.at - at === 2 ? ' \n' : '\n';
			this.replace(at, this.at, text);
		}
	}

	private newlineAt(at: number): number {
		if (this.text[at] === '\r') return this.text[at + 1] === '\n' ? 2 : 1;
		return this.text[at] === '\n' ? 1 : 0;
	}

	private lineEnd(at: number): number {
		const end = this.text.slice(at, at + 4096).search(/[\r\n]/);
		if (end >= 0) return at + end;
		const newline = this.text.indexOf('\n', at);
		return newline < 0 ? this.text.length : newline;
	}

	private scanString(start: number, prefix: string, quote: string): void {
		const formatted = /[ft]/i.test(prefix) && this.depth < deepest && this.failures < mostFailures;
		const { parts, done, strings, comments, open } = this;
		const [partCount, stringCount, commentCount] = [parts.length, strings.length, comments.length];
		const openCount = open.length;
		if (this.scanLiteral({ start, prefix, quote, formatted })) return;
		this.failures++;
		parts.length = partCount;
		strings.length = stringCount;
		comments.length = commentCount;
		this.done = done;
		// Brackets of the failed field: those below were open before it.
		open.length = Math.min(open.length, openCount);
		this.scanLiteral({ start, prefix, quote, formatted: false });
	}

	/** False where a replacement field does not end. */
	private scanLiteral({ start, prefix, quote, formatted }: Literal): boolean {
		const raw = /r/i.test(prefix);
		const contentStart = start + prefix.length + quote.length;
		const fields: Span[] = [];
		this.replace(start, start + 1, '"');
		let literal = start + 1;
		this.at = contentStart;
		let end = this.findString({ quote, formatted, raw });
		while (end === 'field') {
			const field = this.at;
			this.blank(literal, field);
			this.depth++;
			const closed = this.scanField(quote, raw);
			this.depth--;
			if (!closed) return false;
			literal = this.at;
			fields.push({ start: field, end: this.at });
			end = this.findString({ quote, formatted, raw });
		}
		const contentEnd = this.at - (end === 'closed' ? quote.length : 0);
		const last = Math.max(literal, this.at - 1);
		this.blank(literal, last);
		if (last < this.at) this.replace(last, this.at, '"');
		const content = { start: contentStart, end: contentEnd };
		this.strings.push({ start, end: this.at, content, raw, bytes: /b/i.test(prefix), fields });
		return true;
	}

	/** Moves to the next replacement field, or behind the closing quotes, or to where the string breaks off. */
	private findString({
		quote,
		formatted,
		raw,
	}: Pick<Literal, 'quote' | 'formatted'> & { readonly raw: boolean }): Found {
		const { text } = this;
		const end = quote.charCodeAt(0);
		for (;;) {
			this.at = this.nextInString(end, formatted);
			if (this.at === text.length) return 'open';
			switch (text[this.at]) {
				case '\\':
					this.skipEscape(formatted, raw);
					break;
				case '\r':
				case '\n':
					if (quote.length === 1) return 'open';
					this.at++;
					break;
				case '{':
					if (formatted && text[this.at + 1] !== '{') return 'field';
					this.at += formatted ? 2 : 1;
					break;
				case '}':
					this.at++;
					break;
				default:
					if (text.startsWith(quote, this.at)) {
						this.at += quote.length;
						return 'closed';
					}
					this.at++;
			}
		}
	}

	/** Where the next quote is, or anything else that the text of a string may not simply have. */
	private nextInString(quote: number, formatted: boolean): number {
		const { text } = this;
		const { length } = text;
		let { at } = this;
		for (; at < length; at++) {
			const code = text.charCodeAt(at);
			if (code === quote || code === backslash || code === newline || code === carriageReturn) return at;
			if (formatted && (code === openBrace || code === closeBrace)) return at;
		}
		return at;
	}

	private skipEscape(formatted: boolean, raw: boolean): void {
		const { text, at } = this;
		const next = text[at + 1];
		if (formatted && (next === '{' || next === '}')) this.at = at + 1;
		else if (formatted && !raw && text.startsWith('N{', at + 1)) {
			const close = text.slice(at, at + 100).indexOf('}');
			this.at = close < 0 ? at + 2 : at + close + 1;
		} else this.at = Math.min(text.length, at + 1 + (this.newlineAt(at + 1) || 1));
	}

	/** Scans `{expression!r:specification}` from its brace; false where it does not end. */
	private scanField(quote: string, raw: boolean): boolean {
		const limit = Math.min(this.text.length, this.at + longestField);
		const opener = this.at;
		this.at++;
		if (!this.scanCode(limit, true)) return false;
		if (this.text[this.at] !== '}' && !this.scanSpecification(quote, raw)) return false;
		this.closers.set(opener, this.at);
		this.at++;
		return true;
	}

	/** What follows `!` or `:` is text again, with fields of its own, up to the closing brace. */
	private scanSpecification(quote: string, raw: boolean): boolean {
		let literal = this.at;
		for (;;) {
			stringToken.lastIndex = this.at;
			const match = stringToken.exec(this.text);
			if (!match) return false;
			this.at = match.index;
			const [token] = match;
			if (token === '}') {
				this.blank(literal, this.at);
				return true;
			}
			if (token === '{') {
				this.blank(literal, this.at);
				this.depth++;
				const closed = this.depth < deepest && this.scanField(quote, raw);
				this.depth--;
				if (!closed) return false;
				literal = this.at;
			} else {
				const ends = this.text.startsWith(quote, this.at) || (quote.length === 1 && /[\r\n]/.test(token));
				if (ends) return false;
				this.at++;
			}
		}
	}
}

interface Literal {
	readonly start: number;
	readonly prefix: string;
	readonly quote: string;
	readonly formatted: boolean;
}

type Found = 'field' | 'closed' | 'open';
