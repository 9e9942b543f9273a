import * as ts from 'typescript';
import type { Comment } from '../model.js';

/** Comments that hold `marker`; text that only looks like a comment (in strings, templates, JSX) is left out. */
export function findComments(source: ts.SourceFile, marker: string): Comment[] {
	const { text } = source;
	const comments: Comment[] = [];
	let end = 0;
	for (let hit = text.indexOf(marker); hit >= 0; hit = text.indexOf(marker, Math.max(hit + 1, end))) {
		const range = commentAround(source, hit);
		if (!range) continue;
		comments.push({ span: { start: range.pos, end: range.end }, text: text.slice(range.pos, range.end) });
		end = range.end;
	}
	return comments;
}

function commentAround(source: ts.SourceFile, offset: number): ts.CommentRange | undefined {
	const token = tokenAt(source, offset);
	if (offset >= token.getStart(source)) return undefined;
	const ranges = [
		...(ts.getTrailingCommentRanges(source.text, token.pos) ?? []),
		...(ts.getLeadingCommentRanges(source.text, token.pos) ?? []),
	];
	return ranges.find(({ pos, end }) => pos <= offset && offset < end);
}

/** The innermost node around an offset, blanks and comments before it included. */
export function tokenAt(source: ts.SourceFile, offset: number): ts.Node {
	let node: ts.Node = source;
	for (;;) {
		const child = childAt(node.getChildren(source), offset);
		if (!child) return node === source ? source.endOfFileToken : node;
		node = child;
	}
}

/** A file with a comment on each of its thousands of statements is asked for all of them. */
function childAt(children: readonly ts.Node[], offset: number): ts.Node | undefined {
	let low = 0;
	let high = children.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((children[middle]?.end ?? Infinity) > offset) high = middle;
		else low = middle + 1;
	}
	const child = children[low];
	return child && child.pos <= offset ? child : undefined;
}
