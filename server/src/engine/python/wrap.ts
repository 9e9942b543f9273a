import type { Style } from './style.js';

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * An expression over several lines where one would be too long, as Python's formatters do: the items of the outermost
 * bracket on a line of their own, or on a line each.
 * @param indent of the line that it begins on
 * @param before columns that it has on its line before it, the indent included
 */
export function wrapExpression(text: string, { indent, before }: Place, style: Style): string {
	// Items of a comprehension are no items; what is on several lines was laid out by somebody.
	const isPlain = !/[\r\n#]|\b(?:for|lambda)\b/.test(text);
	if (!isPlain || before + text.length < style.width) return text;
	const found = findBracket(text);
	if (!found) return text;
	const { opener, closer, items } = found;
	const inner = indent + style.indent;
	const line = items.join(', ');
	const [head, tail] = [text.slice(0, opener + 1), `${style.eol}${indent}${text.slice(closer)}`];
	if (inner.length + line.length <= style.width) return `${head}${style.eol}${inner}${line}${tail}`;
	const lines = items.map((item) => {
		const name = /^(?:\w+=|["'][^"']*["']: )/.exec(item)?.[0] ?? '';
		const value = wrapExpression(item.slice(name.length), { indent: inner, before: inner.length + name.length }, style);
		return `${style.eol}${inner}${name}${value},`;
	});
	return `${head}${lines.join('')}${tail}`;
}

interface Place {
	readonly indent: string;
	readonly before: number;
}

interface Bracket {
	readonly opener: number;
	readonly closer: number;
	readonly items: readonly string[];
}

/** The bracket that ends the text, if it is a call's or a display's, which take a comma behind the last item. */
function findBracket(text: string): Bracket | undefined {
	const open: { readonly at: number; readonly commas: number[] }[] = [];
	let last: Bracket | undefined;
	for (let at = 0; at < text.length; at++) {
		const letter = text[at] ?? '';
		if (letter === '"' || letter === "'") {
			const end = /^(["'])(?:\\.|(?!\1).)*\1/.exec(text.slice(at))?.[0].length;
			if (end === undefined) return undefined;
			at += end - 1;
		} else if (closers[letter] !== undefined) open.push({ at, commas: [] });
		else if (letter === ',') open.at(-1)?.commas.push(at);
		else if (/[)\]}]/.test(letter)) {
			const bracket = open.pop();
			if (!bracket || closers[text[bracket.at] ?? ''] !== letter) return undefined;
			if (open.length === 0) last = { opener: bracket.at, closer: at, items: itemsOf(text, bracket, at) };
		}
	}
	if (last?.closer !== text.length - 1 || last.items.length === 0) return undefined;
	const isAfterName = /[\w)\]]$/.test(text.slice(0, last.opener));
	return isAfterName === (text[last.opener] === '(') ? last : undefined;
}

function itemsOf(
	text: string,
	{ at, commas }: { readonly at: number; readonly commas: readonly number[] },
	end: number,
): string[] {
	const starts = [at + 1, ...commas.map((comma) => comma + 1)];
	return starts.map((start, index) => text.slice(start, commas[index] ?? end).trim()).filter((item) => item !== '');
}
