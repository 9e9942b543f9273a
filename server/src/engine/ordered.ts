/**
 * The index of the first of sorted items that stands at a place or behind it; their number where none does.
 *
 * @param placeOf what the items are sorted by: offsets, or texts
 */
export function firstFrom<T, Place extends number | string>(
	items: readonly T[],
	place: Place,
	placeOf: (item: T) => Place,
): number {
	let low = 0;
	let high = items.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (placeOf(items[middle] as T) < place) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** The index of the last of sorted items that stands at an offset or before it; -1 where none does. */
export function lastUpTo<T>(items: readonly T[], offset: number, placeOf: (item: T) => number): number {
	return firstFrom(items, offset + 1, placeOf) - 1;
}

/** How many of sorted offsets are below one. */
export function countBefore(offsets: readonly number[], offset: number): number {
	return firstFrom(offsets, offset, itself);
}

const itself = (offset: number): number => offset;

/** Turns round what stands in a list from an index on. */
export function reverseFrom<T>(items: T[], first: number): void {
	for (let low = first, high = items.length - 1; low < high; low++, high--) {
		const later = items[high] as T;
		items[high] = items[low] as T;
		items[low] = later;
	}
}
