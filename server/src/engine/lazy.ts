/** Makes a value at the first question, and once. */
export function lazy<T>(make: () => T): () => T {
	let made: { readonly value: T } | undefined;
	return () => (made ??= { value: make() }).value;
}

/** Stands for `undefined`, which a map answers for what it does not know. */
const nothing = Symbol('nothing');

/** Makes a value for each key at the first question about it, and once. */
export function lazyFor<K, V>(make: (key: K) => V): (key: K) => V {
	const made = new Map<K, V | typeof nothing>();
	return (key) => {
		const known = made.get(key);
		if (known !== undefined) return known === nothing ? (undefined as V) : known;
		const value = make(key);
		made.set(key, value === undefined ? nothing : value);
		return value;
	};
}

/** Remembers the last answer: for what is asked about the same two things in turn, and then about others. */
export function lastFor<A, B, V>(make: (a: A, b: B) => V): (a: A, b: B) => V {
	let last: { readonly a: A; readonly b: B; readonly value: V } | undefined;
	return (a, b) => {
		if (!last || last.a !== a || last.b !== b) last = { a, b, value: make(a, b) };
		return last.value;
	};
}

/**
 * Gives objects of one kind properties that are read when somebody asks. All share the getters, and so have one shape; the
 * properties are each object's own all the same, as results travel to other threads.
 *
 * @param readers for each property what reads it from the source that an object is given
 */
export function readWhenAsked<Source, Parts extends object>(readers: {
	readonly [Name in keyof Parts]-?: (source: Source) => Parts[Name];
}): <Target extends object>(target: Target, source: Source) => Target & Parts {
	const key = Symbol('source');
	const getters = Object.entries<(source: Source) => unknown>(readers).map(([name, read]) => {
		const get = function (this: { readonly [key]: Source }): unknown {
			return read(this[key]);
		};
		return [name, { enumerable: true, get }] as const;
	});
	return <Target extends object>(target: Target, source: Source) => {
		Object.defineProperty(target, key, { value: source });
		for (const [name, getter] of getters) Object.defineProperty(target, name, getter);
		return target as Target & Parts;
	};
}
