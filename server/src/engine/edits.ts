import type { Edit, FileChange, Fix } from './model.js';

export interface AppliedFixes {
	readonly text: string;
	readonly applied: readonly Fix[];
	/** What the fixes do to other files, each of which is changed by one of them. */
	readonly files: readonly FileChange[];
}

/**
 * Applies whole fixes: those that overlap an earlier one, or change another file in another way, are left out; identical
 * edits are made once, and several insertions at one place keep the order of their fixes.
 */
export function applyFixes(text: string, fixes: readonly Fix[]): AppliedFixes {
	const taken = new TakenEdits();
	const applied: Fix[] = [];
	const files = new Map<string, FileChange>();
	for (const fix of fixes) {
		const fresh = (fix.parts ?? fix.edits).filter((edit) => !taken.has(edit));
		if (fresh.some((edit) => taken.overlap(edit))) continue;
		const changes = fix.files ?? [];
		if (changes.some(({ path, after }) => (files.get(path)?.after ?? after) !== after)) continue;
		for (const change of changes) files.set(change.path, change);
		fresh.forEach((edit) => taken.add(edit));
		applied.push(fix);
	}
	return { text: applyEdits(text, taken.edits), applied, files: [...files.values()] };
}

/** Applies edits that do not overlap; insertions at one offset come in the order given. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
	const parts: string[] = [];
	let at = 0;
	for (const edit of sortEdits(edits)) {
		if (edit.span.start < at) throw new Error('Edits overlap.');
		parts.push(text.slice(at, edit.span.start), edit.text);
		at = edit.span.end;
	}
	parts.push(text.slice(at));
	return parts.join('');
}

/** Document order; at one offset insertions come first, by rank and then as given. */
export function sortEdits(edits: readonly Edit[]): Edit[] {
	return [...edits].sort(
		(a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rank ?? 0) - (b.rank ?? 0),
	);
}

/** Edits that are found by where they are, as each of thousands is compared with those before it. */
class TakenEdits {
	readonly edits: Edit[] = [];
	private readonly same = new Set<string>();
	private readonly keys = new Set<string>();
	/** By pieces of the text that they reach into; those that end at a piece are in it, too. */
	private readonly near = new Map<number, Edit[]>();

	has(edit: Edit): boolean {
		return this.same.has(identify(edit));
	}

	/** Insertions at the edge of a replacement do not overlap it; two insertions at one place do not either. */
	overlap({ span, key }: Edit): boolean {
		if (key !== undefined && this.keys.has(key)) return true;
		for (let piece = pieceOf(span.start); piece <= pieceOf(span.end); piece++) {
			const others = this.near.get(piece) ?? [];
			if (others.some((other) => span.start < other.span.end && other.span.start < span.end)) return true;
		}
		return false;
	}

	add(edit: Edit): void {
		const { span, key } = edit;
		this.edits.push(edit);
		this.same.add(identify(edit));
		if (key !== undefined) this.keys.add(key);
		for (let piece = pieceOf(span.start); piece <= pieceOf(span.end); piece++) {
			const others = this.near.get(piece);
			if (others) others.push(edit);
			else this.near.set(piece, [edit]);
		}
	}
}

function pieceOf(offset: number): number {
	return offset >> 8;
}

function identify({ span, text }: Edit): string {
	return `${span.start} ${span.end} ${text}`;
}

/** The one edit that makes `after` of `before`. */
export function changeBetween(before: string, after: string): Edit {
	const shorter = Math.min(before.length, after.length);
	const start = commonLength(shorter, (at, length) => before.startsWith(after.slice(at, at + length), at));
	const tail = commonLength(shorter - start, (at, length) => {
		const end = after.length - at;
		return before.endsWith(after.slice(end - length, end), before.length - at);
	});
	return { span: { start, end: before.length - tail }, text: after.slice(start, after.length - tail) };
}

/** How far two texts are the same, at most `most`: pieces are compared, ever smaller ones where they differ. */
function commonLength(most: number, isSameAt: (at: number, length: number) => boolean): number {
	let common = 0;
	for (let piece = 65_536; piece >= 1; piece /= 16) {
		while (common + piece <= most && isSameAt(common, piece)) common += piece;
	}
	return common;
}
