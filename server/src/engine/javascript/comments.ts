import * as ts from 'typescript';
import { lazyFor } from '../lazy.js';
import type { Comment } from '../model.js';
import { firstFrom, lastUpTo } from '../ordered.js';

/** Comments that hold `marker`; text that only looks like a comment (in strings, templates, JSX) is left out. */
export function findComments(source: ts.SourceFile, marker: string): Comment[] {
	const { text } = source;
	const comments: Comment[] = [];
	const before = createBefore(source);
	let end = 0;
	for (let hit = text.indexOf(marker); hit >= 0; hit = text.indexOf(marker, Math.max(hit + 1, end))) {
		const range = commentAround(source, hit, before);
		if (!range) continue;
		comments.push({ span: { start: range.pos, end: range.end }, text: text.slice(range.pos, range.end) });
		end = range.end;
	}
	return comments;
}

function commentAround(source: ts.SourceFile, offset: number, before: Before): ts.TextRange | undefined {
	const place = placeAt(source, offset);
	if (!isLeaf(place)) return commentBetween(source, place, offset);
	const { start, ranges } = before(place);
	if (offset >= start) return undefined;
	const range = ranges[lastUpTo(ranges, offset, ({ pos }) => pos)];
	return range && offset < range.end ? range : undefined;
}

/** Where a leaf begins, and the comments before it, which may be many: they are looked for once. */
type Before = (leaf: ts.Node) => { readonly start: number; readonly ranges: readonly ts.TextRange[] };

function createBefore(source: ts.SourceFile): Before {
	return lazyFor((leaf) => ({
		start: leaf.getStart(source),
		ranges: [
			...(ts.getTrailingCommentRanges(source.text, leaf.pos) ?? []),
			...(ts.getLeadingCommentRanges(source.text, leaf.pos) ?? []),
		],
	}));
}

/** What stands between nodes are signs, keywords and comments. */
function commentBetween({ text }: ts.SourceFile, { pos, end }: ts.TextRange, offset: number): ts.TextRange | undefined {
	scanner.setText(text, pos, end - pos);
	let kind = scanner.scan();
	while (kind !== ts.SyntaxKind.EndOfFileToken && scanner.getTokenEnd() <= offset) kind = scanner.scan();
	const isComment = kind === ts.SyntaxKind.SingleLineCommentTrivia || kind === ts.SyntaxKind.MultiLineCommentTrivia;
	const range = isComment ? { pos: scanner.getTokenStart(), end: scanner.getTokenEnd() } : undefined;
	// It would keep the text.
	scanner.setText('');
	return range;
}

const scanner = ts.createScanner(ts.ScriptTarget.Latest, false);

/** The name, literal or text around an offset, blanks and comments before it included; undefined for what is between. */
export function leafAt(source: ts.SourceFile, offset: number): ts.Node | undefined {
	const place = placeAt(source, offset);
	return isLeaf(place) ? place : undefined;
}

function isLeaf(place: ts.Node | ts.TextRange): place is ts.Node {
	return 'kind' in place;
}

/** The innermost node around an offset if it has no parts, else what stands between its parts there. */
function placeAt(source: ts.SourceFile, offset: number): ts.Node | ts.TextRange {
	for (let node: ts.Node = source; ;) {
		if (node.kind <= ts.SyntaxKind.LastToken || ts.isJsxText(node)) return node;
		let { pos, end } = node;
		const look = (child: ts.Node): ts.Node | undefined => {
			if (child.end <= offset) pos = Math.max(pos, child.end);
			else if (child.pos > offset) end = Math.min(end, child.pos);
			else return child;
			return undefined;
		};
		const inner: ts.Node | undefined = ts.forEachChild(node, look, (children) => {
			// A file with a comment on each of its thousands of statements is asked for all of them.
			const at = firstFrom(children, offset + 1, ({ end }) => end);
			const [before, around] = [children[at - 1], children[at]];
			if (before) look(before);
			return around && look(around);
		});
		if (!inner) return { pos, end };
		node = inner;
	}
}
