import { catalogue } from './catalogue/index.js';
import { isWordAt } from './python/characters.js';

/**
 * Whether a text may make something that the catalogue names: it imports a catalogued module, and what is catalogued
 * of it is named behind the name that the import binds. A name that the text gives to something else passes, too: what
 * becomes of it is not looked at here. Strings and comments are not told from code.
 */
export function makesCatalogued(text: string): boolean {
	const imported = new Map<string, Set<Node>>();
	// Without its first letter, a frequent one, the word is found in half the time.
	for (let at = text.indexOf('mport', 1); at >= 0; at = text.indexOf('mport', at + 5)) {
		const index = at - 1;
		if (!isWordAt(text, 'import', index)) continue;
		for (const { local, parts } of importedAt(text, index)) {
			const place = parts === undefined ? 'named' : follow(text, tree, parts);
			if (place === 'named') return true;
			if (place) imported.set(local, (imported.get(local) ?? new Set()).add(place));
		}
		// A text like this is not looked at again for each of them.
		if (imported.size > mostNames) return true;
	}
	for (const [local, places] of imported) {
		if (isUsed(text, local, [...places])) return true;
	}
	return false;
}

const mostNames = 20;

/** A part of the catalogue's dotted names, as a tree. */
interface Node {
	readonly children: Map<string, Node>;
	/** Something of this name is catalogued. */
	isNamed: boolean;
	/** Names of catalogued members of what calling this one makes. */
	readonly results: Set<string>;
	/** Ends of the names that are catalogued here. */
	readonly ends: Set<string>;
	/** Ends of the names that are catalogued in modules below. */
	readonly endsBelow: Set<string>;
}

const tree = buildTree();

/** The first names of all catalogued modules, one of which every text that passes imports. */
export const rootModules: readonly string[] = [...tree.children.keys()];

function buildTree(): Node {
	const root = createNode();
	for (const { modules, forms, setups = [] } of catalogue.python) {
		for (const module of modules) {
			for (const { paths } of forms) for (const path of paths) addName(root, module, path);
			for (const { module: own = module, key, paths } of setups) {
				// Those that have a key as well are known by it.
				if (own === module || key === undefined) for (const path of paths) addName(root, own, path);
			}
		}
	}
	return root;
}

function createNode(): Node {
	return { children: new Map(), isNamed: false, results: new Set(), ends: new Set(), endsBelow: new Set() };
}

function addName(root: Node, module: string, path: string): void {
	let node = root;
	const members = path === '' ? [] : path.split('.');
	const [first = ''] = members;
	for (const part of [...module.split('.'), ...members]) {
		if (part.includes('*')) {
			(part === first ? node.ends : node.endsBelow).add(first.replace('*', ''));
			return;
		}
		const name = part.replace('()', '');
		const child = node.children.get(name) ?? createNode();
		node.children.set(name, child);
		node = child;
		if (name !== part) {
			node.results.add(members.at(-1) ?? '');
			return;
		}
	}
	node.isNamed = true;
}

/** Where names behind a place of the tree lead: to something catalogued, to an inner place, or out of it. */
function follow(text: string, from: Node, names: readonly string[]): Node | 'named' | undefined {
	let node = from;
	for (const [index, name] of names.entries()) {
		const { children, ends, endsBelow } = node;
		if (endsAs(ends, name) || names.slice(index).some((each) => endsAs(endsBelow, each))) return 'named';
		const child = children.get(name);
		if (!child) return endsBelow.size > 0 ? node : undefined;
		if (child.isNamed || isAnyIn(child.results, text)) return 'named';
		node = child;
	}
	return node;
}

function endsAs(ends: ReadonlySet<string>, name: string): boolean {
	for (const end of ends) if (name.endsWith(end)) return true;
	return false;
}

function isAnyIn(names: ReadonlySet<string>, text: string): boolean {
	for (const name of names) if (text.includes(name)) return true;
	return false;
}

/** A name that an import binds, and what it stands for; absent where that cannot be read. */
interface Imported {
	readonly local: string;
	readonly parts: readonly string[] | undefined;
}

const unread: readonly Imported[] = [{ local: '', parts: undefined }];

/** How far the text before `import` is looked at. */
const longestHead = 400;
/** A longer list of names is not read. */
const longestList = 4000;
/** So much may stand between a name and its member. */
const longestGap = 400;

const letter = '\\w\\u0080-\\uffff';
const name = `[A-Za-z_\\u0080-\\uffff][${letter}]*`;
const blank = '(?:[ \\t\\f]|\\\\\\r?\\n)*';
const from = new RegExp(`(?:^|[^${letter}])from${blank}((?:[${letter}.]|[ \\t]*\\.[ \\t]*)+)${blank}$`);
const item = new RegExp(`^\\s*(${name}(?:[ \\t]*\\.[ \\t]*${name})*)(?:\\s+as\\s+(${name}))?`);

/** What the statement binds whose `import` is at the offset, as far as its first name is one of the catalogue's. */
function importedAt(text: string, index: number): readonly Imported[] {
	const from = Math.max(0, index - longestHead);
	const near = text.slice(from, index);
	const newline = near.lastIndexOf('\n');
	const start = from + newline + 1;
	if ((newline < 0 && from > 0) || text[start - 2] === '\\' || text[start - 3] === '\\')
		return importedBehind(text, index);
	const head = near.slice(newline + 1);
	// Most statements are like these two, and of other modules.
	if (head === '') {
		moduleLine.lastIndex = index;
		const [, root] = moduleLine.exec(text) ?? [];
		return root !== undefined && !tree.children.has(root) ? [] : readItems(text, index, []);
	}
	const [, path = ''] = fromLine.exec(head) ?? [];
	if (path !== '') return readFrom(text, index, path);
	return head.trim() === '' ? readItems(text, index, []) : importedBehind(text, index);
}

const moduleLine = /import[ \t]+([A-Za-z_]\w*)(?:\.\w+)*\r?\n/y;
const fromLine = /^[ \t]*from[ \t]+([\w.]+)[ \t]+$/;

/** As `importedAt`, where more than blanks and `from module` may be before `import`. */
function importedBehind(text: string, index: number): readonly Imported[] {
	const before = text.slice(Math.max(0, index - longestHead), index);
	const head = before.trimEnd();
	if (head === '') return before.length === longestHead ? unread : readItems(text, index, []);
	const goesOn = head.endsWith('\\');
	if (!goesOn && (/[;:]$/.test(head) || /[\r\n]/.test(before.slice(head.length)))) return readItems(text, index, []);
	const [, path] = from.exec(before) ?? [];
	if (path !== undefined) return readFrom(text, index, path);
	return goesOn || index <= byteOrderMark ? readItems(text, index, []) : [];
}

/** A relative import is a module of the project, whatever its name. */
function readFrom(text: string, index: number, path: string): readonly Imported[] {
	const dot = path.indexOf('.');
	const root = dot < 0 ? path : path.slice(0, dot).trimEnd();
	return tree.children.has(root) ? readItems(text, index, namesOf(path)) : [];
}

/** Characters of a byte order mark, also where each of its bytes is one. */
const byteOrderMark = 3;

function readItems(text: string, index: number, module: readonly string[]): readonly Imported[] {
	const list = readList(text, index + 'import'.length);
	if (list === undefined) return unread;
	return list.split(',').flatMap((each): readonly Imported[] => {
		const [, path, alias] = item.exec(each) ?? [];
		// `*` binds names that are not written here; nothing else is no name at all.
		if (path === undefined) return each.includes('*') && tree.children.has(module[0] ?? '') ? unread : [];
		const parts = [...module, ...namesOf(path)];
		const [first = ''] = parts;
		if (!tree.children.has(first)) return [];
		if (alias !== undefined) return [{ local: alias, parts }];
		return module.length === 0 ? [{ local: first, parts: [first] }] : [{ local: path, parts }];
	});
}

/** What is imported, without brackets and comments; undefined where its end cannot be seen. */
function readList(text: string, start: number): string | undefined {
	const rest = text.slice(start, start + longestList);
	const special = rest.search(/[\n\\(\r;#]/);
	if (special < 0) return rest.length === longestList ? undefined : rest;
	if (!/[\\(]/.test(rest[special] ?? '')) return rest.slice(0, special);
	const [opening] = /^(?:\s|\\\r?\n)*\(/.exec(rest) ?? [];
	if (opening !== undefined) return readBracketed(rest.slice(opening.length));
	const list = rest.replace(/\\\r?\n/g, ' ');
	const end = list.search(/[\r\n;#]/);
	if (end >= 0) return list.slice(0, end);
	return rest.length === longestList ? undefined : list;
}

function readBracketed(text: string): string | undefined {
	const first = text.slice(0, text.indexOf(')') + 1);
	const list = first !== '' && !first.includes('#') ? first : text.replace(/#.*/g, '');
	const end = list.indexOf(')');
	return end < 0 ? undefined : list.slice(0, end).replace(/\\\r?\n/g, ' ');
}

function namesOf(path: string): string[] {
	return path.includes('.') ? path.split('.').map((part) => part.trim()) : [path.trim()];
}

/** Whether something catalogued is named behind a name, or something else is given what the name stands for. */
function isUsed(text: string, local: string, places: readonly Node[]): boolean {
	for (let at = text.indexOf(local); at >= 0; at = text.indexOf(local, at + local.length)) {
		const end = at + local.length;
		if (isPartOfName(text, at - 1) || isPartOfName(text, end)) continue;
		const members = membersAfter(text, end);
		if (!members) return true;
		for (const place of places) {
			const reached = follow(text, place, members.names);
			if (reached === 'named' || (reached && isHandedOn(text, at, members.end))) return true;
		}
	}
	return false;
}

const nameCharacter = new RegExp(`[${letter}]`);

function isPartOfName(text: string, at: number): boolean {
	return nameCharacter.test(text[at] ?? '');
}

const member = new RegExp(name, 'y');

interface Members {
	readonly names: readonly string[];
	/** Behind them and the blanks that follow. */
	readonly end: number;
}

/** `.a.b` behind an offset, with blanks and comments in between; undefined where they are too long to look through. */
function membersAfter(text: string, offset: number): Members | undefined {
	const names: string[] = [];
	for (let end = offset; names.length < mostNames;) {
		const dot = skipBlanks(text, end);
		const start = dot !== undefined && text[dot] === '.' ? skipBlanks(text, dot + 1) : dot;
		if (dot === undefined || start === undefined) return undefined;
		member.lastIndex = start;
		const [found] = (start > dot && member.exec(text)) || [];
		if (found === undefined) return { names, end: start };
		names.push(found);
		end = start + found.length;
	}
	return undefined;
}

function skipBlanks(text: string, offset: number): number | undefined {
	const limit = offset + longestGap;
	for (let at = offset; at < limit; at++) {
		const char = text[at] ?? '';
		if (char === '#') while (at < limit && at < text.length && text[at] !== '\n') at++;
		else if (char === '' || !/[\s\\]/.test(char)) return at;
	}
	return undefined;
}

/** `x = requests`, `with requests as x`. */
function isHandedOn(text: string, start: number, end: number): boolean {
	const before = text.slice(Math.max(0, start - 40), start);
	if (/[^=!<>]=[\s\\]*$/.test(before) || /\bawait[\s\\]*$/.test(before) || before.trim() === '') return true;
	return /^as\b/.test(text.slice(end, end + 3)) || /:=[^\n]*#[^\n]*\s*$/.test(before);
}
