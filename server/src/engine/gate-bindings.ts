import type { Span } from './model.js';

/** What a statement binds of a module that it loads: the module under a name, or members of it. */
export type Binding =
	| { readonly kind: 'whole'; readonly name: string; readonly statement: Span }
	| { readonly kind: 'members'; readonly members: readonly string[] };

/** How far before a specifier its statement may begin. */
const longestHead = 1000;

const imported = /\b(?:import\s+(?:([\w$]+)|\*\s*as\s+([\w$]+))|(?:import|export)\s*\{([\w$\s,]*)\})\s*$/;
/** With one function around it at most, as compilers have: `const https_1 = __importDefault(require('https'));`. */
const required = /\b(?:const|let|var)\s+(?:([\w$]+)()|\{([\w$\s,:]*)\})\s*=\s*(?:[\w$.]+\(\s*)?$/;
/** Nothing is taken of it, and nothing called. */
const ended = /^\s*\)\)?[ \t]*(?:;|\r?\n\s*(?:$|[\w$}'"@]|\/[/*]))/;

/**
 * Reads the usual ways to load a module; undefined for all others.
 *
 * @param start where `from` or `require(` stands
 * @param end behind the specifier
 */
export function readBinding(text: string, start: number, end: number): Binding | undefined {
	const isFrom = text.startsWith('from', start);
	const isRequire = text.startsWith('require', start) && ended.test(text.slice(end, end + 100));
	if (!isFrom && !isRequire) return undefined;
	const head = text.slice(Math.max(0, start - longestHead), start);
	const [, plain, namespace, list] = (isFrom ? imported : required).exec(head) ?? [];
	if (list !== undefined) return { kind: 'members', members: membersIn(list) };
	const name = plain ?? namespace;
	if (name === undefined) return undefined;
	return { kind: 'whole', name, statement: { start: start - head.length + head.lastIndexOf(name), end } };
}

/** The names before `as` and `:`. */
function membersIn(list: string): readonly string[] {
	return list.split(',').flatMap((item) => /^\s*(?:type\s+(?!as\b))?([\w$]+)/.exec(item)?.[1] ?? []);
}

/**
 * True where a text does more with a name than what `harmless` finds behind it.
 *
 * @param harmless sticky
 */
export function usesMore(
	text: string,
	{ name, statement }: Extract<Binding, { kind: 'whole' }>,
	harmless: RegExp,
): boolean {
	// The end of `...name`, but not of `other.name`.
	const mention = new RegExp(`(?<![\\w$]|(?<!\\.)\\.)${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
	for (const { index } of text.matchAll(mention)) {
		if (index >= statement.start && index < statement.end) continue;
		harmless.lastIndex = index + name.length;
		if (!harmless.test(text)) return true;
	}
	return false;
}
