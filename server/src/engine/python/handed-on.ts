import type { Value } from '../sites.js';
import { splitArguments, splitItems } from './arguments.js';
import { identifier } from './characters.js';
import type { Names } from './names.js';
import { trim, type Scope } from './statements.js';
import type { ValueReader } from './values.js';

/** `kwargs.setdefault("` and `kwargs["`. */
const entry = new RegExp(`${identifier}[ \\t]*(?:\\.[ \\t]*(setdefault)[ \\t]*\\(|(\\[))\\s*(?=")`, 'g');

/**
 * What methods of a class give to the calls that they hand on to its parent, by name of the argument: `kwargs.setdefault(
 * "timeout", 300)`, `kwargs["timeout"] = 20`, `def request(..., timeout=30)`. Unknown where they disagree.
 */
export function readHandedOn(names: Names, values: ValueReader, scope: Scope): ReadonlyMap<string, Value> {
	const { masked } = names;
	const { start, end } = scope.span;
	const body = masked.code.slice(start, end);
	const given = new Map<string, Value>();
	if (!/\bsuper\b/.test(body)) return given;
	const add = (name: string, value: Value): void => {
		const known = given.get(name);
		given.set(name, known ? { kind: 'unknown', span: value.span } : value);
	};
	for (const match of body.matchAll(entry)) {
		const at = start + match.index + match[0].length;
		const literal = masked.strings.get(at);
		if (!literal) continue;
		const name = masked.text.slice(literal.content.start, literal.content.end);
		const value = match[1] === undefined ? valueOfEntry(names, values, at) : valueOfDefault(names, values, at);
		if (value) add(name, value);
	}
	for (const method of scope.children) {
		if (method.kind !== 'function' || method.name === '__init__' || !method.brackets) continue;
		for (const [name, value] of defaultsOf(names, values, method)) add(name, value);
	}
	return given;
}

function valueOfEntry({ masked, layout }: Names, values: ValueReader, at: number): Value | undefined {
	const statement = layout.statementAt(at);
	const literal = masked.strings.get(at);
	if (!statement || !literal) return undefined;
	const [sign = ''] =
		/^\s*\]\s*=(?!=)/.exec(masked.code.slice(literal.end, Math.min(statement.end, literal.end + 40))) ?? [];
	return sign === '' ? undefined : values.read({ start: literal.end + sign.length, end: statement.end });
}

function valueOfDefault({ masked }: Names, values: ValueReader, at: number): Value | undefined {
	const opener = masked.code.lastIndexOf('(', at);
	const value = splitArguments(masked, opener)[1]?.value;
	return value && values.read(value);
}

function* defaultsOf(
	names: Names,
	values: ValueReader,
	{ brackets, span }: Scope,
): Generator<readonly [string, Value]> {
	const { masked } = names;
	if (!brackets || !/\bsuper\b/.test(masked.code.slice(span.start, span.end))) return;
	for (const item of splitItems(masked, { start: brackets.start + 1, end: brackets.end - 1 })) {
		const text = masked.code.slice(item.start, item.end);
		const [name = ''] = new RegExp(`^${identifier}`).exec(text) ?? [];
		const sign = text.search(/=(?!=)/);
		const value = sign < 0 ? undefined : values.read(trim(masked, { start: item.start + sign + 1, end: item.end }));
		if (name !== '' && value && value.kind !== 'none') yield [name, value];
	}
}
