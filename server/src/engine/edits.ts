import type { Edit, Fix } from './model.js';

/**
 * Applies whole fixes: those that overlap an earlier one are left out, identical edits are made once, and several
 * insertions at one place keep the order of their fixes.
 */
export function applyFixes(
	text: string,
	fixes: readonly Fix[],
): { readonly text: string; readonly applied: readonly Fix[] } {
	const taken: Edit[] = [];
	const applied: Fix[] = [];
	for (const fix of fixes) {
		const fresh = fix.edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
		if (fresh.some((edit) => taken.some((other) => overlaps(edit, other)))) continue;
		taken.push(...fresh);
		applied.push(fix);
	}
	return { text: applyEdits(text, taken), applied };
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

function isSame(a: Edit, b: Edit): boolean {
	return a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

/** Insertions at the edge of a replacement do not overlap it; two insertions at one place do not either. */
function overlaps({ span: a }: Edit, { span: b }: Edit): boolean {
	return a.start < b.end && b.start < a.end;
}
