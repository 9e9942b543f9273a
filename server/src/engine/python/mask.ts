import type { Span } from '../model.js';
import { type Closers, createClosers } from './brackets.js';
import { isNamePart } from './characters.js';
import { Literals } from './literals.js';

/** A text of which only code is left, at its true offsets. */
export interface Masked {
	readonly text: string;
	/**
	 * As long as the text. Comments are spaces; a string literal is a `"` at its first and last character with spaces
	 * between, the fields of f-strings are kept. A newline ends a logical line: those in brackets and strings and after
	 * a backslash are spaces.
	 */
	readonly code: string;
	readonly strings: Literals;
	/** In document order. */
	readonly comments: readonly Span[];
	readonly closers: Closers;
}

/** Blanks what is not code. Never throws: an unterminated string ends with its line. */
export function maskPython(text: string): Masked {
	return new Masker(text).mask();
}

/**
 * What ends a stretch of code: outside of brackets newlines do not, nor do brackets with none of these between them.
 * In fields, what ends them does.
 */
const outsideToken = /["'#\\\r]|[([{](?![^"'#\\\r\n()[\]{}]*[)\]}])/g;
const insideToken = /["'#\\\r\n()[\]{}]/g;
const fieldToken = /["'#\\\r\n()[\]{}:!]/g;
/** What the text of a string may not simply have, by its quote. */
const stringTokens: Readonly<Record<string, RegExp>> = { '"': /["\\\r\n]/g, "'": /['\\\r\n]/g };
const formattedTokens: Readonly<Record<string, RegExp>> = { '"': /["\\\r\n{}]/g, "'": /['\\\r\n{}]/g };
const tripleTokens: Readonly<Record<string, RegExp>> = { '"': /["\\]/g, "'": /['\\]/g };

const prefixes = /^(?:[rR]?[bBfFtT]|[bBfFtT][rR]|[rRuU])$/;
const stringToken = /["'\\\r\n{}]/g;
const lineEnd = /[\r\n]/g;

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

class Masker {
	/** The code up to `done`. */
	private readonly parts: string[] = [];
	private done = 0;
	private readonly strings = new Literals();
	private readonly comments: Span[] = [];
	/** How many brackets are open. */
	private open = 0;
	private failures = 0;
	private depth = 0;
	private at = 0;

	constructor(private readonly text: string) {}

	mask(): Masked {
		const { text, strings, comments } = this;
		if (text.startsWith('\uFEFF')) this.blank(0, 1);
		this.scanCode(text.length, false);
		this.replace(text.length, text.length, '');
		const code = this.parts.join('');
		strings.text = text;
		return { text, code, strings, comments, closers: createClosers(code) };
	}

	private replace(start: number, end: number, by: string): void {
		if (start > this.done) this.parts.push(this.text.slice(this.done, start));
		if (by !== '') this.parts.push(by);
		this.done = end;
	}

	private blank(start: number, end: number): void {
		if (end > start) this.replace(start, end, spaces(end - start));
	}

	/**
	 * Scans code from `this.at`: to the end, or in a replacement field to its `}`, `:` or `!`, which is left to the
	 * caller. False where a field does not end before the limit.
	 */
	private scanCode(limit: number, inField: boolean): boolean {
		const { text } = this;
		const base = this.open;
		for (;;) {
			const at = this.next(inField ? fieldToken : this.open > 0 ? insideToken : outsideToken);
			if (at >= limit) break;
			const token = text[at] ?? '';
			if (token === '"' || token === "'") this.scanString(at);
			else if (inField && this.open === base && this.endsField(token, at)) {
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

	/** Where the next token from `this.at` on is; the end of the text where there is none. */
	private next(token: RegExp): number {
		token.lastIndex = this.at;
		return token.test(this.text) ? token.lastIndex - 1 : this.text.length;
	}

	/** The letters right before a quote that belong to its literal. */
	private prefixBefore(quote: number): string {
		const { text } = this;
		let start = quote;
		while (start > 0 && quote - start < 3 && isNamePart(text.charCodeAt(start - 1))) start--;
		if (start === quote) return '';
		const before = text.slice(start, quote);
		return prefixes.test(before) ? before : '';
	}

	private endsField(token: string, at: number): boolean {
		return token === '}' || token === ':' || (token === '!' && this.text[at + 1] !== '=');
	}

	private scanToken(token: string, at: number, inField: boolean): void {
		switch (token) {
			case '#':
				this.at = this.next(lineEnd);
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
				this.open++;
				return;
			case ')':
			case ']':
			case '}':
				if (this.open > 0) this.open--;
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
		if (this.open > 0 && !inField) {
			statementStart.lastIndex = this.at;
			if (statementStart.test(this.text)) this.open = 0;
		}
		if (this.open > 0 || inField) this.blank(at, this.at);
		else if (this.text[at] === '\r') {
			const text = this.at - at === 2 ? ' \n' : '\n';
			this.replace(at, this.at, text);
		}
	}

	private newlineAt(at: number): number {
		if (this.text[at] === '\r') return this.text[at + 1] === '\n' ? 2 : 1;
		return this.text[at] === '\n' ? 1 : 0;
	}

	private scanString(at: number): void {
		const quote = this.text[at] ?? '';
		const isTriple = this.text[at + 1] === quote && this.text[at + 2] === quote;
		const prefix = this.prefixBefore(at);
		const literal = { start: at - prefix.length, prefix, quote: isTriple ? quote.repeat(3) : quote };
		const formatted = prefix !== '' && /[ft]/i.test(prefix) && this.depth < deepest && this.failures < mostFailures;
		if (!formatted) return this.scanPlain(literal);
		const { parts, done, strings, comments, open } = this;
		const [partCount, stringCount, commentCount] = [parts.length, strings.length, comments.length];
		if (this.scanFormatted(literal)) return;
		this.failures++;
		parts.length = partCount;
		strings.length = stringCount;
		comments.length = commentCount;
		this.done = done;
		this.open = open;
		this.scanPlain(literal);
	}

	/** A literal without fields. */
	private scanPlain({ start, prefix, quote }: Literal): void {
		this.at = start + prefix.length + quote.length;
		const isClosed = this.findPlainEnd(quote);
		const { at } = this;
		this.replace(start, at, quoted(at - start));
		this.strings.add({ start, end: at, contentEnd: at - (isClosed ? quote.length : 0) });
	}

	/** Moves behind the closing quotes, or to where the string breaks off. */
	private findPlainEnd(quote: string): boolean {
		const { text } = this;
		const [mark = ''] = quote;
		const token = (quote.length === 1 ? stringTokens : tripleTokens)[mark] ?? stringToken;
		for (;;) {
			const at = (this.at = this.next(token));
			const found = text[at];
			if (found === undefined) return false;
			if (found === '\\') this.skipEscape(false, false);
			else if (found !== mark) return false;
			else if (quote.length === 1 || text.startsWith(quote, at)) {
				this.at = at + quote.length;
				return true;
			} else this.at++;
		}
	}

	/** False where a replacement field does not end. */
	private scanFormatted({ start, prefix, quote }: Literal): boolean {
		const raw = /r/i.test(prefix);
		const contentStart = start + prefix.length + quote.length;
		const fields: Span[] = [];
		const index = this.strings.length;
		// Its place in document order; strings in its fields come behind.
		this.strings.add({ start, end: start, contentEnd: start });
		this.replace(start, start + 1, '"');
		let literal = start + 1;
		this.at = contentStart;
		let end = this.findFormatted(quote, raw);
		while (end === 'field') {
			const field = this.at;
			this.blank(literal, field);
			this.depth++;
			const closed = this.scanField(quote, raw);
			this.depth--;
			if (!closed) return false;
			literal = this.at;
			fields.push({ start: field, end: this.at });
			end = this.findFormatted(quote, raw);
		}
		const contentEnd = this.at - (end === 'closed' ? quote.length : 0);
		const last = Math.max(literal, this.at - 1);
		this.blank(literal, last);
		if (last < this.at) this.replace(last, this.at, '"');
		this.strings.set(index, { start, end: this.at, contentEnd, fields });
		return true;
	}

	/** Moves to the next replacement field, or behind the closing quotes, or to where the string breaks off. */
	private findFormatted(quote: string, raw: boolean): Found {
		const { text } = this;
		const token = formattedTokens[quote[0] ?? ''] ?? stringToken;
		for (;;) {
			this.at = this.next(token);
			switch (text[this.at]) {
				case undefined:
					return 'open';
				case '\\':
					this.skipEscape(true, raw);
					break;
				case '\r':
				case '\n':
					if (quote.length === 1) return 'open';
					this.at++;
					break;
				case '{':
					if (text[this.at + 1] !== '{') return 'field';
					this.at += 2;
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
		this.at++;
		if (!this.scanCode(limit, true)) return false;
		if (this.text[this.at] !== '}' && !this.scanSpecification(quote, raw)) return false;
		this.at++;
		return true;
	}

	/** What follows `!` or `:` is text again, with fields of its own, up to the closing brace. */
	private scanSpecification(quote: string, raw: boolean): boolean {
		let literal = this.at;
		for (;;) {
			this.at = this.next(stringToken);
			const token = this.text[this.at];
			if (token === undefined) return false;
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

/** Blanks, and literals without fields, by their length. */
function spaces(length: number): string {
	return length <= blanks.length ? blanks.slice(0, length) : ' '.repeat(length);
}

const quotedByLength: string[] = ['', '"'];
const longestKept = 200;

function quoted(length: number): string {
	if (length > longestKept) return `"${spaces(length - 2)}"`;
	return (quotedByLength[length] ??= `"${spaces(length - 2)}"`);
}

interface Literal {
	readonly start: number;
	readonly prefix: string;
	readonly quote: string;
}

type Found = 'field' | 'closed' | 'open';
