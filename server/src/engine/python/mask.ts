import type { Span } from '../model.js';

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

const codeToken = /(?:(?<![\w\u0080-\uffff])([rR]?[bBfFtT]|[bBfFtT][rR]|[rRuU]))?("""|'''|["'])|[#\\\r\n()[\]{}:!]/g;
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

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

interface Replacement extends Span {
	readonly text: string;
}

class Masker {
	private readonly replaced: Replacement[] = [];
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
		const strings = new Map(this.strings.map((literal) => [literal.start, literal]));
		return { text, code: this.build(), strings, comments, closers };
	}

	private build(): string {
		const parts: string[] = [];
		let at = 0;
		for (const { start, end, text } of this.replaced) {
			parts.push(this.text.slice(at, start), text);
			at = end;
		}
		parts.push(this.text.slice(at));
		return parts.join('');
	}

	private blank(start: number, end: number): void {
		if (end > start) this.replaced.push({ start, end, text: ' '.repeat(end - start) });
	}

	/**
	 * Scans code from `this.at`: to the end, or in a replacement field to its `}`, `:` or `!`, which is left to the
	 * caller. False where a field does not end before the limit.
	 */
	private scanCode(limit: number, inField: boolean): boolean {
		const base = this.open.length;
		for (;;) {
			codeToken.lastIndex = this.at;
			const match = codeToken.exec(this.text);
			if (!match || match.index >= limit) {
				this.at = limit;
				return !inField;
			}
			const [token, prefix = '', quote] = match;
			this.at = match.index + token.length;
			if (quote !== undefined) this.scanString(match.index, prefix, quote);
			else if (inField && this.open.length === base && this.endsField(token, match.index)) {
				this.at = match.index;
				return true;
			} else this.scanToken(token, match.index, inField);
		}
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
			this.replaced.push({ start: at, end: this.at, text });
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
		const before = [this.replaced.length, this.strings.length, this.comments.length, this.open.length] as const;
		if (this.scanLiteral({ start, prefix, quote, formatted })) return;
		this.failures++;
		[this.replaced.length, this.strings.length, this.comments.length] = before;
		// Brackets of the failed field: those below were open before it.
		this.open.length = Math.min(this.open.length, before[3]);
		this.scanLiteral({ start, prefix, quote, formatted: false });
	}

	/** False where a replacement field does not end. */
	private scanLiteral({ start, prefix, quote, formatted }: Literal): boolean {
		const raw = /r/i.test(prefix);
		const contentStart = start + prefix.length + quote.length;
		const fields: Span[] = [];
		this.replaced.push({ start, end: start + 1, text: '"' });
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
		if (last < this.at) this.replaced.push({ start: last, end: this.at, text: '"' });
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
		for (;;) {
			stringToken.lastIndex = this.at;
			const match = stringToken.exec(text);
			this.at = match ? match.index : text.length;
			if (!match) return 'open';
			switch (match[0]) {
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
