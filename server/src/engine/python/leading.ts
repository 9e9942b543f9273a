import type { Span } from '../model.js';
import type { Binding, Bindings } from './bindings.js';
import type { CataloguedPaths } from './catalogued.js';
import type { Chain } from './chains.js';
import { isNamePart, isWordAt, nameEnd, skipSpaces } from './characters.js';
import { mayImport } from './imports.js';
import type { Masked } from './mask.js';

/** A text whose names were collected. */
interface Bound {
	readonly masked: Masked;
	readonly bindings: Bindings;
}

/**
 * Names by which something of these modules may be reached, and some more: those that import it, and those that are
 * given what begins with such a name, or extend it. Most chains of a text begin with others and are not followed.
 */
export function findLeading(
	{ masked, bindings }: Bound,
	{ leads, roots }: Pick<CataloguedPaths, 'leads' | 'roots'>,
): ReadonlySet<string> {
	const leading = new Set<string>();
	for (const statement of bindings.importing) {
		if (!mayImport(masked, statement, roots)) continue;
		for (const { name, source } of bindings.madeBy(statement)) {
			if (source.kind === 'import' && leads(source.dotted)) leading.add(name);
		}
	}
	// A set is gone through with what is added meanwhile.
	for (const name of leading) {
		for (const statement of bindings.statementsWith(name)) {
			for (const binding of bindings.madeBy(statement)) {
				if (headsOf(masked, binding.source).includes(name)) leading.add(binding.name);
			}
		}
	}
	return leading;
}

/** True for a chain that begins with such a name, or with an attribute of this name. */
export function beginsWith({ parts }: Chain, names: ReadonlySet<string>): boolean {
	const [first = '', second] = parts;
	return names.has(first) || (second !== undefined && names.has(second));
}

/** The names that may say what is bound: the first of a value and its member, all in the brackets of a class. */
function headsOf({ code }: Masked, source: Binding['source']): string[] {
	if (source.kind === 'class') return source.scope.brackets ? namesIn(code, source.scope.brackets) : [];
	if (source.kind !== 'value') return [];
	let { start } = source.value;
	if (isWordAt(code, 'await', start)) {
		start += 'await'.length;
		while (start < source.value.end && !isNamePart(code.charCodeAt(start))) start++;
	}
	const end = nameEnd(code, start);
	if (end === start) return [];
	const first = code.slice(start, end);
	const dot = skipSpaces(code, end);
	if (code[dot] !== '.') return [first];
	const member = skipSpaces(code, dot + 1);
	return [first, code.slice(member, nameEnd(code, member))];
}

function namesIn(code: string, { start, end }: Span): string[] {
	return code.slice(start, end).match(/[\w\u0080-\uffff]+/g) ?? [];
}
