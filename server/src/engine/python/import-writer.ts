import type { Placed } from '../front-end.js';
import { lazy } from '../lazy.js';
import type { Edit } from '../model.js';
import { splitItems } from './arguments.js';
import type { Binding } from './bindings.js';
import { moduleOf, readImport, type Import } from './imports.js';
import type { ReadText } from './read.js';
import { trim, type Statement } from './statements.js';
import { lineEnd, lineIndent, lineStart, type Style } from './style.js';

/** The imports at the top of a module: where new ones and declarations go. */
export interface ImportSection {
	/** Those that always run, in document order. */
	readonly imports: readonly PlacedImport[];
	/** End of the last line of the section, `try` and `if` blocks with imports included. */
	readonly end: number;
}

interface PlacedImport {
	readonly statement: Statement;
	readonly imported: Import;
	/** First name of the module: `urllib3` in `from urllib3.util import Timeout`; `` for relative ones. */
	readonly root: string;
}

/** Undefined where the module imports nothing before its first definition or call of a client. */
export function findImportSection({ masked, layout, reading }: ReadText): ImportSection | undefined {
	const { statements } = layout;
	const firstSite = reading.sites[0]?.extent.start ?? Infinity;
	const imports: PlacedImport[] = [];
	let last: number | undefined;
	for (let index = 0; index < statements.length;) {
		const statement = statements[index];
		let next = index + 1;
		while (statements[next]?.block.parent) next++;
		const inside = statements.slice(index, next);
		index = next;
		const keyword = statement?.body?.keyword ?? '';
		if (!statement || /^(?:def|class)$/.test(keyword) || firstSite < (statements[next]?.start ?? Infinity)) break;
		const imported = readImport(masked, statement);
		if (imported) imports.push({ statement, imported, root: rootOf(imported) });
		const continues = last !== undefined && /^(?:elif|else|except|finally)$/.test(keyword);
		if (continues || inside.some((each) => readImport(masked, each))) last = inside.at(-1)?.end;
	}
	return last === undefined ? undefined : { imports, end: lineEnd(masked.text, last) };
}

function rootOf({ names, from }: Import): string {
	const dotted = from ?? names[0]?.dotted ?? '';
	return dotted.split('.')[0] ?? '';
}

/** Finds or adds imports. */
export class ImportWriter {
	private readonly groups: readonly (readonly PlacedImport[])[];
	/** By what they stand for. */
	private readonly locals: ReadonlyMap<string, string>;
	/** First names of modules that are imported in blocks; read once, however many fixes ask. */
	private readonly conditionalRoots = lazy(() => {
		const { masked, layout } = this.read;
		const inBlocks = layout.statements.filter(({ block }) => block.parent);
		return new Set(inBlocks.flatMap((statement) => readImport(masked, statement) ?? []).map(rootOf));
	});
	private readonly lastOfSection = lazy(() =>
		this.read.layout.statements.findLast(({ end }) => end <= this.section.end),
	);

	constructor(
		private readonly read: ReadText,
		private readonly section: ImportSection,
		private readonly style: Style,
		/** First names of the modules that the catalogue knows. */
		private readonly known: ReadonlySet<string>,
	) {
		this.groups = groupImports(read.masked.text, section.imports);
		this.locals = readLocals(read, section);
	}

	/** The local name of a module, or of a name in it; undefined where it cannot be imported safely. */
	place(module: string, name: string | undefined): Placed | undefined {
		const found = this.locals.get(name === undefined ? module : `${module}.${name}`);
		if (found !== undefined) return { local: found, edits: [] };
		const owner = name === undefined ? undefined : this.locals.get(module);
		if (owner !== undefined) return { local: `${owner}.${name}`, edits: [] };
		// A client that is imported in functions or in `try` only may be missing when the module loads.
		if (!this.section.imports.some(({ root }) => this.known.has(root))) return undefined;
		if (this.isConditional(module)) return undefined;
		const local = name ?? module;
		if (this.isTaken(local)) return undefined;
		const edit = (name !== undefined && this.extend(module, name)) || this.insert(module, name);
		return edit && { local, edits: [edit] };
	}

	/** True for a library that the file imports, but nowhere that always runs. */
	private isConditional(module: string): boolean {
		const [root = ''] = module.split('.');
		if (standard.has(root) || this.section.imports.some((each) => each.root === root)) return false;
		return this.conditionalRoots().has(root);
	}

	/** The local name of what a module of the project declares, imported below all other imports if need be. */
	placeShared(module: string, name: string): Placed | undefined {
		const { masked } = this.read;
		const owner = this.section.imports.find(({ statement }) => moduleOf(masked, statement) === module);
		if (this.bindings(name).length > 0) return undefined;
		const extended = owner && this.extendList(owner.imported, name);
		if (extended) return { local: name, edits: [extended] };
		const { eol } = this.style;
		const last = this.lastOfSection();
		const neighbour = last && moduleOf(masked, last);
		const isLocal = neighbour !== undefined && /^\w*/.exec(neighbour)?.[0] === /^\w*/.exec(module)?.[0];
		const line = `${isLocal ? eol : eol + eol}from ${module} import ${name}`;
		// Two names of one module are not imported by two statements.
		return { local: name, edits: [{ span: at(this.section.end), text: line, rank: 0, key: `from ${module}` }] };
	}

	/** `http.client` binds `http`, which other imports of its parts may have bound. */
	private isTaken(local: string): boolean {
		const [root = local, ...rest] = local.split('.');
		const isPart = ({ source }: Binding): boolean =>
			rest.length > 0 && source.kind === 'import' && (source.dotted === root || source.dotted.startsWith(`${root}.`));
		return !this.bindings(root).every(isPart);
	}

	private bindings(name: string): readonly Binding[] {
		const { names, layout } = this.read;
		return names.bindings.of(name, layout.module) ?? [];
	}

	/** Adds the name to a `from module import ...`. */
	private extend(module: string, name: string): Edit | undefined {
		const found = this.section.imports.find(({ imported }) => imported.from === module);
		return found && this.extendList(found.imported, name);
	}

	private extendList(imported: Import, name: string): Edit | undefined {
		const { masked } = this.read;
		let list = trim(masked, imported.list);
		if (masked.code[list.start] === '(') list = { start: list.start + 1, end: list.end - 1 };
		const last = splitItems(masked, list).at(-1);
		if (!last || masked.code[last.start] === '*') return undefined;
		const isLined = masked.text.slice(last.end, list.end).includes('\n');
		const comma = /^\s*,/.exec(masked.code.slice(last.end, list.end))?.[0].length;
		const indent = lineIndent(masked.text, last.start);
		if (isLined && comma !== undefined) {
			return { span: at(last.end + comma), text: `${this.style.eol}${indent}${name},`, rank: -1 };
		}
		return { span: at(last.end), text: `, ${name}`, rank: -1 };
	}

	/** A line of its own: plain imports in the group of the standard library, others beside the client's. */
	private insert(module: string, name: string | undefined): Edit | undefined {
		const { eol } = this.style;
		const line = name === undefined ? `import ${module}` : `from ${module} import ${name}`;
		const { groups } = this;
		const isStandard = standard.has(module.split('.')[0] ?? module);
		const group = groups.find((each) =>
			each.some(({ root }) => (isStandard ? standard.has(root) : this.known.has(root) && !standard.has(root))),
		);
		const [first] = groups.flat();
		if (!group) return first && { span: at(this.startOf(first)), text: line + eol, rank: 0 };
		// Of a group in which both kinds are mixed, only those of its kind are neighbours.
		const own = group.filter(({ root }) => standard.has(root) === isStandard);
		const sorted = own.filter(({ imported }) => (imported.from === undefined) === (name === undefined));
		const after = sorted.find(
			({ imported }) => (imported.from ?? imported.names[0]?.dotted ?? '').toLowerCase() > module,
		);
		// isort's order: `import` lines before `from` lines; in a mixed group they need not follow each other.
		const from = own.find(({ imported }) => imported.from !== undefined);
		const isMixed = own.length < group.length && sorted.length > 0;
		const next = after ?? (name === undefined && !isMixed ? from : undefined);
		// Below what `separator` makes of a new group of the standard library at the same place.
		if (next) return { span: at(this.startOf(next)), text: line + eol, rank: isStandard ? 0 : 2 };
		const last = (isMixed ? sorted : own).at(-1);
		return last && { span: at(lineEnd(this.read.masked.text, last.statement.end)), text: eol + line };
	}

	private startOf({ statement }: PlacedImport): number {
		return lineStart(this.read.masked.text, statement.start);
	}

	/** An empty line between new imports of the standard library and a first group of others. */
	separator(): Edit | undefined {
		const { groups } = this;
		const [first] = groups.flat();
		if (!first || groups.some((group) => group.some(({ root }) => standard.has(root)))) return undefined;
		return { span: at(this.startOf(first)), text: this.style.eol, rank: 1 };
	}
}

/** Names that stand for what they import wherever the module's code runs. */
function readLocals({ names, layout, masked }: ReadText, { end, imports }: ImportSection): Map<string, string> {
	const locals = new Map<string, string>();
	const imported = names.bindings.importing.flatMap((statement) => names.bindings.madeBy(statement));
	for (const { name, source, block, at } of imported) {
		if (source.kind !== 'import' || block.parent || at > end || locals.has(source.dotted)) continue;
		if (names.bindings.of(name, layout.module)?.length === 1) locals.set(source.dotted, name);
	}
	// `import http.client` binds `http`, and makes more of it.
	for (const { imported } of imports) {
		const [, path] =
			(imported.from === undefined &&
				/^\s*(\w+(?:\.\w+)+)\s*$/.exec(masked.code.slice(imported.list.start, imported.list.end))) ||
			[];
		const all = names.bindings.of(path?.split('.')[0] ?? '', layout.module) ?? [];
		if (path !== undefined && all.every(({ source }) => source.kind === 'import') && !locals.has(path))
			locals.set(path, path);
	}
	return locals;
}

/** Imports that follow each other without an empty line; those from `__future__` stay alone. */
function groupImports(text: string, imports: readonly PlacedImport[]): PlacedImport[][] {
	const groups: PlacedImport[][] = [];
	let end: number | undefined;
	for (const placed of imports) {
		if (placed.root === '__future__') continue;
		const between = end === undefined ? undefined : text.slice(end, placed.statement.start);
		const isNew = between === undefined || /\n[ \t\r]*\n/.test(between) || /\n[ \t]*[^\s#]/.test(between);
		if (isNew) groups.push([]);
		groups.at(-1)?.push(placed);
		end = placed.statement.end;
	}
	return groups;
}

function at(offset: number): Edit['span'] {
	return { start: offset, end: offset };
}

/** The modules of the standard library, of Python 3.8 to 3.14. */
export const standard = new Set(
	(
		'abc aifc annotationlib argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii binhex ' +
		'bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys ' +
		'compileall compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses ' +
		'dataclasses datetime dbm decimal difflib dis distutils doctest dummy_threading email encodings ensurepip enum ' +
		'errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass ' +
		'gettext glob graphlib grp gzip hashlib heapq hmac html http imaplib imghdr imp importlib inspect io ipaddress ' +
		'itertools json keyword lib2to3 linecache locale logging lzma macpath mailbox mailcap marshal math mimetypes ' +
		'mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator ' +
		'optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath ' +
		'pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline ' +
		'reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib ' +
		'sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string ' +
		'stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios ' +
		'textwrap threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo ' +
		'types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref ' +
		'xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo'
	).split(' '),
);
