/** Counts equal words, the most frequent first. */
export function tally(words: readonly string[]): readonly (readonly [string, number])[] {
	const counts = new Map<string, number>();
	for (const word of words) {
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
}

/** `1 file`, `2 files`. */
export function plural(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
