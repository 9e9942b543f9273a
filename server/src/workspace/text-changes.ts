import { diffLines, diffWordsWithSpace } from 'diff';

import { changeBetween, type Edit } from '../engine/index.js';

/** Beyond so many changed lines, finding the fewest costs more than it is worth to anybody, and they are one change. */
export const mostChangedLines = 2_000;
/** The same for words. */
const mostWords = 1_000;

/** A small set of edits that makes `after` of `before`: cursors, folds and markers beside them stay where they are. */
export function findChanges(before: string, after: string): readonly Edit[] {
	const lines = diffLines(before, after, { maxEditLength: mostChangedLines });
	if (lines === undefined) {
		return [changeBetween(before, after)];
	}
	return toEdits(lines).flatMap(({ span, text }) => {
		const words = diffWordsWithSpace(before.slice(span.start, span.end), text, { maxEditLength: mostWords });
		const finer = words === undefined ? [{ span: { start: 0, end: span.end - span.start }, text }] : toEdits(words);
		return finer.map((edit) => ({
			...edit,
			span: { start: edit.span.start + span.start, end: edit.span.end + span.start },
		}));
	});
}

interface Change {
	readonly value: string;
	readonly added: boolean;
	readonly removed: boolean;
}

/** Neighbouring changes become one edit. */
function toEdits(changes: readonly Change[]): readonly Edit[] {
	const edits: Edit[] = [];
	let offset = 0;
	let removed = 0;
	let added = '';
	const flush = () => {
		if (removed > 0 || added !== '') {
			edits.push({ span: { start: offset - removed, end: offset }, text: added });
			removed = 0;
			added = '';
		}
	};
	for (const change of changes) {
		if (change.added) {
			added += change.value;
			continue;
		}
		if (!change.removed) {
			flush();
		}
		offset += change.value.length;
		removed += change.removed ? change.value.length : 0;
	}
	flush();
	return edits;
}
