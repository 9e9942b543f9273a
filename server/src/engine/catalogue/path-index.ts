/**
 * What the catalogue holds for a module and a member path. A module may hold a `*` (`@aws-sdk/client-*`) and a path may
 * begin with it (`*Client`): SDKs have hundreds of clients that are made alike.
 */
export class PathIndex<T> {
	readonly #exact = new Map<string, Map<string, T[]>>();
	readonly #patterns: Pattern<T>[] = [];
	/** By module, as texts load few of them and call them often. */
	readonly #fitting = new Map<string, readonly Pattern<T>[]>();

	add(module: string, path: string, value: T): void {
		this.#fitting.clear();
		if (module.includes('*') || path.startsWith('*')) {
			this.#patterns.push({ module, path, value });
			return;
		}
		const ofModule = this.#exact.get(module) ?? new Map<string, T[]>();
		this.#exact.set(module, ofModule.set(path, [...(ofModule.get(path) ?? []), value]));
	}

	/** What was added for exactly this path comes first. */
	find(module: string, path: string): readonly T[] {
		const exact = this.#exact.get(module)?.get(path) ?? [];
		const patterns = this.#patternsOf(module);
		if (patterns.length === 0) return exact;
		const open = patterns.filter((each) => fitsPath(path, each.path));
		return open.length === 0 ? exact : [...exact, ...open.map(({ value }) => value)];
	}

	#patternsOf(module: string): readonly Pattern<T>[] {
		const known = this.#fitting.get(module);
		if (known) return known;
		const found = this.#patterns.filter((each) => fitsModule(module, each.module));
		if (this.#fitting.size >= mostModules) this.#fitting.clear();
		this.#fitting.set(module, found);
		return found;
	}
}

interface Pattern<T> {
	readonly module: string;
	readonly path: string;
	readonly value: T;
}

/** So many modules are remembered, whatever a scan meets. */
const mostModules = 500;

/** True where a module is this one, or begins and ends as the pattern does. */
export function fitsModule(module: string, pattern: string): boolean {
	const [head = '', tail] = pattern.split('*');
	if (tail === undefined) return module === pattern;
	return module.startsWith(head) && module.endsWith(tail) && module.length >= head.length + tail.length;
}

/** True where a member path is this one, or ends as the pattern does. */
export function fitsPath(path: string, pattern: string): boolean {
	if (!pattern.startsWith('*')) return path === pattern;
	const end = pattern.slice(1);
	return path.endsWith(end) && !path.slice(0, path.length - end.length).includes('.');
}

/** The first name of a dotted path. */
export function rootOf(module: string): string {
	const end = module.indexOf('.');
	return end < 0 ? module : module.slice(0, end);
}
