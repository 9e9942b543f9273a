import * as ts from 'typescript';
import { changeBetween } from '../edits.js';
import type { Span } from '../model.js';
import { firstFrom, reverseFrom } from '../ordered.js';
import { parseScript } from './parse.js';

/**
 * An edit within one list of statements, or of members of a class: what stands for those that it touches, read from these
 * few lines alone. The parser can take the rest of an earlier tree, too, but goes through all of it.
 */
export interface LocalChange {
	/** The source with the new text, which has no statements of its own yet. */
	readonly source: ts.SourceFile;
	readonly holder: ts.Node;
	/** In document order; the earlier ones still stand where they stood. */
	readonly removed: readonly ts.Node[];
	/** They already stand where they belong. */
	readonly added: readonly ts.Node[];
	/** So many characters come in. */
	readonly delta: number;
	/** Puts what is added in the place of what is removed; the earlier source is of no use any more then. */
	replace(this: void): void;
	/** Moves what stands behind that; the tree is needed where so many characters are not none. */
	move(this: void, tree: Tree | undefined): void;
}

/** All nodes and lists of nodes of a tree, in document order, the source first; those of a text that is edited are kept. */
export type Tree = Movable[];

interface Movable {
	pos: number;
	end: number;
}

/** Beyond so many characters of statements around it an edit is the parser's. */
const longest = 20_000;

interface Level {
	readonly holder: ts.Node;
	readonly list: ts.NodeArray<ts.Node>;
}

/** A list with the statements that an edit concerns. */
interface Place extends Level {
	/** The index of the first one that may become another: the one before the edit sees what follows it. */
	readonly first: number;
	/** The first one behind those, which stays as it is. */
	readonly next: ts.Node | undefined;
	readonly removed: readonly ts.Node[];
	/** In the earlier text: from the first one to the end of `next`, or to the bracket behind the last one. */
	readonly start: number;
	readonly end: number;
	/** What the edit itself touches of that. */
	readonly touched: Span;
}

/** The change that an edit makes; undefined where it concerns more than a list, or the texts have errors. */
export function findLocalChange(earlier: ts.SourceFile, text: string): LocalChange | undefined {
	if (hasErrors(earlier)) return undefined;
	const { span, text: inserted } = changeBetween(earlier.text, text);
	const delta = inserted.length - (span.end - span.start);
	const levels = levelsAround(earlier, span.start, span.end);
	const level = levels.at(-1);
	if (!level) return undefined;
	const place = placeOf(level, span.start, span.end);
	const { touched } = place;
	const after = text.slice(place.start, place.end + delta);
	// What makes a text a module, whose statements may wait, is the parser's.
	const isLoading = [earlier.text.slice(touched.start, touched.end), text.slice(touched.start, touched.end + delta)];
	if (after.length > longest || isLoading.some((part) => loads.test(part))) return undefined;
	const around = textAround(levels, earlier.text);
	if (!around) return undefined;
	const source = parseScript({
		path: earlier.fileName,
		language: 'javascript',
		text: around.head + after + around.tail,
	});
	if (hasErrors(source) || (isModule(source) !== isModule(earlier) && /\bawait\b/.test(source.text))) return undefined;
	const list = findList(source, levels, around, after.length);
	const shift = place.start - around.head.length;
	const last = list?.at(-1);
	if (!list || (place.next && !(last && isSame(last, place.next, delta - shift)))) return undefined;
	const added = place.next ? list.slice(0, -1) : [...list];
	const items = added.flatMap(nodesOf);
	move(items, 0, shift);
	for (const node of added) (node as { parent: ts.Node }).parent = place.holder;
	const end = place.next ? place.list.end + delta : list.end + shift;
	const { holder, removed, first } = place;
	return {
		...{ source, holder, removed, added, delta },
		replace: () => void (place.list as unknown as ts.Node[]).splice(first, removed.length, ...added),
		move: (tree) => {
			if (tree) {
				replaceItems(tree, place, items, delta);
				tree[0] = source;
			}
			setEnds(place, end, delta);
			takeTree(source, earlier, text);
		},
	};
}

const loads = /\b(?:import|export)\b/;

/** What the parser knows of a source besides its public members. */
interface ParsedSource {
	readonly parseDiagnostics?: readonly unknown[];
	externalModuleIndicator?: unknown;
}

function hasErrors(source: ts.SourceFile): boolean {
	return (source as unknown as ParsedSource).parseDiagnostics?.length !== 0;
}

function isModule(source: ts.SourceFile): boolean {
	return Boolean((source as unknown as ParsedSource).externalModuleIndicator);
}

function listIn(node: ts.Node): ts.NodeArray<ts.Node> | undefined {
	if (ts.isBlock(node) || ts.isSourceFile(node) || ts.isModuleBlock(node)) return node.statements;
	return ts.isClassLike(node) ? node.members : undefined;
}

/** The lists around an edit from the outermost on, each with the node that holds it. */
function levelsAround(source: ts.SourceFile, start: number, end: number): Level[] {
	const levels: Level[] = [];
	for (let node: ts.Node | undefined = source; node;) {
		const list = listIn(node);
		const isWithin = list !== undefined && (node === source || (list.pos <= start && end < node.end));
		if (isWithin) levels.push({ holder: node, list });
		const contains = (child: ts.Node): ts.Node | undefined =>
			child.pos < start && end < child.end ? child : undefined;
		if (isWithin) {
			const child = list[firstFrom(list, start, endOf)];
			node = child && contains(child);
		} else {
			node = ts.forEachChild(node, contains);
		}
	}
	return levels;
}

function placeOf({ holder, list }: Level, start: number, end: number): Place {
	const touched = firstFrom(list, start, endOf);
	const behind = firstFrom(list, end + 1, posOf);
	const first = Math.max(0, touched - 1);
	const next = list[behind];
	const closing = closingOf(holder);
	return {
		...{ holder, list, first, next },
		removed: list.slice(first, behind),
		start: list[first]?.pos ?? list.pos,
		end: next?.end ?? closing,
		touched: { start: list[touched]?.pos ?? start, end: next?.pos ?? closing },
	};
}

const posOf = ({ pos }: Movable): number => pos;
const endOf = ({ end }: Movable): number => end;

/** Where the bracket stands that ends a list. */
function closingOf(holder: ts.Node): number {
	return ts.isSourceFile(holder) ? holder.text.length : holder.end - 1;
}

interface Around {
	readonly head: string;
	readonly tail: string;
	/** Where the list of each level but the first begins. */
	readonly starts: readonly number[];
}

/** What stands around the innermost list, without the neighbours of what holds it; undefined where that is too much. */
function textAround(levels: readonly Level[], text: string): Around | undefined {
	let head = '';
	let tail = '';
	const starts: number[] = [];
	for (const [index, { holder, list }] of levels.entries()) {
		const outer = levels[index - 1]?.holder;
		if (!outer) continue;
		let element = holder;
		while (element.parent !== outer) element = element.parent;
		if (element.end - element.pos - (holder.end - list.pos) > longest) return undefined;
		head += text.slice(element.pos, list.pos);
		tail = text.slice(holder.end - 1, element.end) + tail;
		starts.push(head.length);
	}
	return { head, tail, starts };
}

/** The list of the innermost level in the tree of what stands around it; undefined where that has become another. */
function findList(
	source: ts.SourceFile,
	levels: readonly Level[],
	{ tail, starts, head }: Around,
	length: number,
): ts.NodeArray<ts.Node> | undefined {
	let holder: ts.Node = source;
	let list: ts.NodeArray<ts.Node> = source.statements;
	for (const [index, start] of starts.entries()) {
		const [only, ...others] = list;
		const contains = (child: ts.Node): ts.Node | undefined =>
			child.pos < start && start < child.end ? child : undefined;
		let node = others.length === 0 ? only : undefined;
		while (node && listIn(node)?.pos !== start) node = ts.forEachChild(node, contains);
		const inner = node && listIn(node);
		if (!node || !inner || node.kind !== levels[index + 1]?.holder.kind) return undefined;
		holder = node;
		list = inner;
	}
	const isWhole =
		starts.length === 0 || (source.statements.length === 1 && source.statements.end === source.text.length);
	return isWhole &&
		source.text.length === head.length + length + tail.length &&
		closingOf(holder) === head.length + length
		? list
		: undefined;
}

function isSame(node: ts.Node, earlier: ts.Node, shift: number): boolean {
	return node.kind === earlier.kind && node.pos === earlier.pos + shift && node.end === earlier.end + shift;
}

/** A node, and everything below it. */
export function nodesOf(root: ts.Node): Movable[] {
	const found: Movable[] = [];
	const stack: (ts.Node | ts.NodeArray<ts.Node>)[] = [root];
	const push = (child: ts.Node | ts.NodeArray<ts.Node>): void => void stack.push(child);
	for (let item = stack.pop(); item; item = stack.pop()) {
		found.push(item);
		if ('length' in item) {
			for (let index = item.length - 1; index >= 0; index--) {
				const element = item[index];
				if (element) stack.push(element);
			}
		} else if (item.kind > ts.SyntaxKind.LastToken && item.kind !== ts.SyntaxKind.Identifier) {
			const first = stack.length;
			ts.forEachChild(item, push, push);
			reverseFrom(stack, first);
		}
	}
	return found;
}

function move(items: readonly Movable[], from: number, by: number): void {
	if (by === 0) return;
	for (let index = from; index < items.length; index++) {
		const item = items[index];
		if (!item) continue;
		item.pos += by;
		item.end += by;
	}
}

/** Puts new items in the place of those that are removed, and moves what stands behind them. */
function replaceItems(tree: Tree, { list, next, removed }: Place, items: readonly Movable[], delta: number): void {
	const at = removed[0] ?? next;
	const start = at ? indexOf(tree, at) : indexOf(tree, list) + 1;
	const last = removed.at(-1);
	const end = next ? indexOf(tree, next) : last ? firstFrom(tree, last.end, posOf) : start;
	tree.splice(start, end - start, ...items);
	move(tree, start + items.length, delta);
}

function indexOf(tree: Tree, item: Movable): number {
	return tree.indexOf(item, firstFrom(tree, item.pos, posOf));
}

/** What is around a change ends later. */
function setEnds({ holder, list }: Place, end: number, delta: number): void {
	for (let node: ts.Node = holder, inner: Movable = list; ; inner = node, node = node.parent) {
		const around = (each: Movable): void => {
			if (each.pos <= inner.pos && inner.end <= each.end && each !== list) each.end += delta;
		};
		ts.forEachChild(node, () => undefined, around);
		if (inner !== list) inner.end += delta;
		if (ts.isSourceFile(node)) break;
	}
	(list as Movable).end = end;
}

/** Makes a source of an earlier one's tree. */
function takeTree(source: ts.SourceFile, earlier: ts.SourceFile, text: string): void {
	const { statements, endOfFileToken } = earlier;
	for (const node of [...statements, endOfFileToken]) (node as { parent: ts.Node }).parent = source;
	const { externalModuleIndicator } = earlier as unknown as ParsedSource;
	const flags = earlier.flags | source.flags;
	Object.assign(endOfFileToken, { pos: statements.end, end: text.length });
	Object.assign(source, { text, pos: 0, end: text.length, statements, endOfFileToken, flags, externalModuleIndicator });
}
