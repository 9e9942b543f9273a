/** Makes a value at the first question, and once. */
export function lazy<T>(make: () => T): () => T {
	let made: { readonly value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}

/** Makes a value for each key at the first question about it, and once. */
export function lazyFor<K, V>(make: (key: K) => V): (key: K) => V {
	const made = new Map<K, V>();
	return (key) => {
		const known = made.get(key);
		if (known !== undefined || made.has(key)) return known as V;
		const value = make(key);
		made.set(key, value);
		return value;
	};
}
