import type { Span } from '../model.js';

/** A name, in a regular expression. */
export const identifier = '[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*';

/** True for the codes of `(`, `[` and `{`. */
export function isOpener(code: number): boolean {
	return code === 0x28 || code === 0x5b || code === 0x7b;
}

/** True for the codes of `)`, `]` and `}`. */
export function isCloser(code: number): boolean {
	return code === 0x29 || code === 0x5d || code === 0x7d;
}

/** True for what regular expressions call blank. */
export function isBlank(code: number): boolean {
	return code <= 0x20 ? code === 0x20 || (code >= 9 && code <= 13) : code >= 0xa0 && isWideBlank(code);
}

function isWideBlank(code: number): boolean {
	return /\s/.test(String.fromCharCode(code));
}

/** True for the letters, digits and underscores of ASCII. */
function isWord(code: number): boolean {
	return code <= 0x39
		? code >= 0x30
		: code <= 0x5a
			? code >= 0x41
			: code <= 0x7a
				? code >= 0x61 || code === 0x5f
				: false;
}

/** True where the word stands at the offset, with no letter of ASCII at its ends. */
export function isWordAt(code: string, word: string, at: number): boolean {
	const end = at + word.length;
	if (!code.startsWith(word, at) || (at > 0 && isWord(code.charCodeAt(at - 1)))) return false;
	return end >= code.length || !isWord(code.charCodeAt(end));
}

/** True for what names consist of. */
export function isNamePart(code: number): boolean {
	return isWord(code) || code >= 0x80;
}

/** True for what names begin with. */
export function isNameStart(code: number): boolean {
	return isNamePart(code) && (code < 0x30 || code > 0x39);
}

/** Behind the name at the offset; the offset itself where none begins there. */
export function nameEnd(code: string, start: number): number {
	if (start >= code.length || !isNameStart(code.charCodeAt(start))) return start;
	return wordEnd(code, start);
}

/** Behind the letters and digits at the offset. */
export function wordEnd(code: string, start: number): number {
	let end = start;
	while (end < code.length && isNamePart(code.charCodeAt(end))) end++;
	return end;
}

/** True for a text that is one name. */
export function isName(text: string): boolean {
	return text !== '' && nameEnd(text, 0) === text.length;
}

/** The name that ends at the offset, or before spaces and tabs there. */
export function nameBefore(code: string, offset: number): Span | undefined {
	const end = skipSpacesBack(code, offset);
	let start = end;
	while (start > 0 && isNamePart(code.charCodeAt(start - 1))) start--;
	return start < end && isNameStart(code.charCodeAt(start)) ? { start, end } : undefined;
}

/** Behind spaces and tabs. */
export function skipSpaces(code: string, offset: number): number {
	let at = offset;
	while (at < code.length && isSpace(code.charCodeAt(at))) at++;
	return at;
}

/** Before spaces and tabs that end at the offset. */
export function skipSpacesBack(code: string, offset: number): number {
	let at = offset;
	while (at > 0 && isSpace(code.charCodeAt(at - 1))) at--;
	return at;
}

/** True for a space or a tab. */
export function isSpace(code: number): boolean {
	return code === 0x20 || code === 9;
}

/** Names that a target list binds: no attributes, no subscripts. */
export function unpacked(target: string): string[] {
	const found: string[] = [];
	let isAttribute = false;
	for (let at = 0; at < target.length;) {
		const char = target.charCodeAt(at);
		if (!isNamePart(char)) {
			// A space between a dot and a name changes nothing.
			isAttribute = char === dot || (isAttribute && isSpace(char));
			at++;
			continue;
		}
		const end = wordEnd(target, at);
		const next = end < target.length ? target.charCodeAt(end) : 0;
		if (isNameStart(char) && !isAttribute && next !== dot && !(isOpener(next) && next !== brace))
			found.push(target.slice(at, end));
		isAttribute = false;
		at = end;
	}
	return found;
}

const dot = 0x2e;
const brace = 0x7b;
