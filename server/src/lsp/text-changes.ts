import { diffLines } from 'diff';

import type { Edit } from '../engine/index.js';

/** The smallest set of edits, line by line and then within the lines, that makes `after` of `before`. */
export function findChanges(before: string, after: string): readonly Edit[] {
	const edits: Edit[] = [];
	let offset = 0;
	let removed = '';
	let added = '';
	const flush = () => {
		if (removed !== '' || added !== '') {
			edits.push(narrow({ span: { start: offset - removed.length, end: offset }, text: added }, removed));
			removed = '';
			added = '';
		}
	};
	for (const change of diffLines(before, after)) {
		if (change.added) {
			added += change.value;
			continue;
		}
		if (!change.removed) {
			flush();
		}
		offset += change.value.length;
		removed += change.removed ? change.value : '';
	}
	flush();
	return edits;
}

/** Takes off what both sides begin and end with, without cutting a surrogate pair or a CRLF in two. */
function narrow({ span, text }: Edit, removed: string): Edit {
	const most = Math.min(removed.length, text.length);
	let head = 0;
	while (head < most && removed[head] === text[head]) {
		head++;
	}
	head -= joinsNext(removed, head) || joinsNext(text, head) ? 1 : 0;
	let tail = 0;
	while (tail < most - head && removed[removed.length - 1 - tail] === text[text.length - 1 - tail]) {
		tail++;
	}
	tail -= joinsNext(removed, removed.length - tail) || joinsNext(text, text.length - tail) ? 1 : 0;
	return { span: { start: span.start + head, end: span.end - tail }, text: text.slice(head, text.length - tail) };
}

/** True where the characters on both sides of `at` belong together. */
function joinsNext(text: string, at: number): boolean {
	const before = text.charCodeAt(at - 1);
	const after = text.charCodeAt(at);
	const isPair = before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000;
	return isPair || (text[at - 1] === '\r' && text[at] === '\n');
}
