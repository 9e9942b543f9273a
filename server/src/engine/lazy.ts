/** Makes a value at the first question, and once. */
export function lazy<T>(make: () => T): () => T {
	let made: { readonly value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}

/** Makes a value for each key at the first question about it, and once. */
export function lazyFor<K, V>(make: (key: K) => V): (key: K) => V {
	const made = new Map<K, { readonly value: V }>();
	return (key) => {
		const known = made.get(key) ?? { value: make(key) };
		made.set(key, known);
		return known.value;
	};
}
