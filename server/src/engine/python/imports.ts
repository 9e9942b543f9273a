import type { Span } from '../model.js';
import { nameEnd, skipSpaces } from './characters.js';
import type { Masked } from './mask.js';
import type { Statement } from './statements.js';

/** One name that an import statement binds. */
export interface ImportedName {
	/** The name bound: `c` in `import a.b as c`, `a` in `import a.b`. */
	readonly local: string;
	/** What it stands for: `a.b`, `a`. */
	readonly dotted: string;
}

/** An import statement. */
export interface Import {
	readonly names: readonly ImportedName[];
	/** The module of `from module import ...`; undefined for plain imports and relative ones. */
	readonly from: string | undefined;
	/** What stands after `import`. */
	readonly list: Span;
}

const name = '[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*';
const path = `${name}(?:[ \\t]*\\.[ \\t]*${name})*`;
const plain = new RegExp(`^import[ \\t]+`);
const from = new RegExp(`^from[ \\t]*(\\.[. \\t]*)?(${path})?[ \\t]*\\bimport\\b[ \\t]*`);
const item = new RegExp(`^(${path})(?:[ \\t]+as[ \\t]+(${name}))?$`);

/** Reads an import statement; undefined for any other. */
export function readImport({ code }: Masked, { start, end }: Statement): Import | undefined {
	if (!code.startsWith('import', start) && !code.startsWith('from', start)) return undefined;
	const text = code.slice(start, end);
	const isPlain = plain.exec(text);
	if (isPlain)
		return {
			names: names(text.slice(isPlain[0].length), ''),
			from: undefined,
			list: { start: start + isPlain[0].length, end },
		};
	const match = from.exec(text);
	if (!match) return undefined;
	const [head, dots, module = ''] = match;
	const list = { start: start + head.length, end };
	// A relative import is a module of the project, whatever its name.
	if (dots) return { names: names(text.slice(head.length), '.'), from: undefined, list };
	const dotted = module.replace(/[ \t]/g, '');
	return { names: names(text.slice(head.length), `${dotted}.`), from: dotted, list };
}

/** False for an import of modules with none of these first names, told without reading all of it. */
export function mayImport({ code }: Masked, { start, end }: Statement, roots: { has(root: string): boolean }): boolean {
	const isPlain = code.startsWith('import', start);
	// One of several may be it.
	if (isPlain && code.slice(start, end).includes(',')) return true;
	const first = skipSpaces(code, start + (isPlain ? 'import' : 'from').length);
	return roots.has(code.slice(first, nameEnd(code, first)));
}

/** The module of an import statement as it is written: `os.path`, `..client`, `.`; undefined for other statements. */
export function moduleOf({ code }: Masked, { start, end }: Statement): string | undefined {
	if (!code.startsWith('import', start) && !code.startsWith('from', start)) return undefined;
	const text = code.slice(start, end);
	const [, dots = '', module = ''] = from.exec(text) ?? [];
	const written = (dots + module).replace(/[ \t]/g, '');
	if (written !== '') return written;
	const [, first] = new RegExp(`^import[ \\t]+(${path})`).exec(text) ?? [];
	return first?.replace(/[ \t]/g, '');
}

/** `prefix` is `module.` for `from module import`. */
function names(list: string, prefix: string): ImportedName[] {
	return list
		.replace(/[()]/g, ' ')
		.split(',')
		.flatMap((each): ImportedName[] => {
			const [, path = '', alias] = item.exec(each.trim()) ?? [];
			if (path === '') return [];
			const dotted = prefix + path.replace(/[ \t]/g, '');
			const root = dotted.split('.')[0] ?? dotted;
			if (prefix !== '') return [{ local: alias ?? path, dotted }];
			return [alias === undefined ? { local: root, dotted: root } : { local: alias, dotted }];
		});
}
