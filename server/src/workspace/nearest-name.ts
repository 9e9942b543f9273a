/** The known name that is closest to what was typed, or undefined where none is near enough to suggest. */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
	const wanted = typed.toLowerCase();
	const prefixed = known.filter((name) => wanted.length >= 3 && name.startsWith(wanted));
	if (prefixed[0] !== undefined) {
		return prefixed[0];
	}
	let best: { name: string; distance: number } | undefined;
	for (const name of known) {
		const distance = editDistance(wanted, name.toLowerCase());
		if (distance <= Math.max(1, Math.floor(name.length / 3)) && distance < (best?.distance ?? Infinity)) {
			best = { name, distance };
		}
	}
	return best?.name;
}

/** The Levenshtein distance, one row at a time; two neighbours that changed places are one mistake. */
function editDistance(from: string, to: string): number {
	let before: readonly number[] = [];
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (let i = 1; i <= from.length; i++) {
		const next = [i];
		for (let j = 1; j <= to.length; j++) {
			const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
			const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
			const swap = isSwapped ? (before[j - 2] ?? 0) + 1 : Infinity;
			next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		before = row;
		row = next;
	}
	return row[to.length] ?? 0;
}
