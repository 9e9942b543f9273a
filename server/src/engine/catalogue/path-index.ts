/**
 * What the catalogue holds for a module and a member path. A module may end in `*` (`@aws-sdk/client-*`) and a path may
 * begin with it (`*Client`): SDKs have hundreds of clients that are made alike.
 */
export class PathIndex<T> {
	readonly #exact = new Map<string, T[]>();
	readonly #patterns: { readonly module: string; readonly path: string; readonly value: T }[] = [];

	add(module: string, path: string, value: T): void {
		if (module.endsWith('*') || path.startsWith('*')) this.#patterns.push({ module, path, value });
		else this.#exact.set(keyOf(module, path), [...(this.#exact.get(keyOf(module, path)) ?? []), value]);
	}

	/** What was added for exactly this path comes first. */
	find(module: string, path: string): readonly T[] {
		const exact = this.#exact.get(keyOf(module, path)) ?? [];
		const open = this.#patterns.filter((each) => fitsModule(module, each.module) && fitsPath(path, each.path));
		return open.length === 0 ? exact : [...exact, ...open.map(({ value }) => value)];
	}
}

function keyOf(module: string, path: string): string {
	return `${module}#${path}`;
}

/** True where a module is this one, or begins as the pattern does. */
export function fitsModule(module: string, pattern: string): boolean {
	return pattern.endsWith('*') ? module.startsWith(pattern.slice(0, -1)) : module === pattern;
}

function fitsPath(path: string, pattern: string): boolean {
	return pattern.startsWith('*') ? path.endsWith(pattern.slice(1)) && !path.includes('.') : path === pattern;
}
