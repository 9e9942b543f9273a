import type { ClientEntry } from '../catalogue/schema.js';

/** A path of the catalogue as it is reported. */
export interface CataloguedPath {
	readonly module: string;
	readonly path: string;
}

/** The paths that the catalogue names, by their whole dotted name (`requests.sessions.Session`). */
export interface CataloguedPaths {
	readonly sites: ReadonlyMap<string, CataloguedPath>;
	readonly setups: ReadonlyMap<string, CataloguedPath>;
	/** First names of all catalogued modules. */
	readonly roots: ReadonlySet<string>;
}

const compiled = new WeakMap<readonly ClientEntry[], CataloguedPaths>();

/**
 * Compiles the rows once. A path may hold `()` after a member: `Session().client` is the member of an object that
 * calling `Session` makes.
 */
export function indexPaths(entries: readonly ClientEntry[]): CataloguedPaths {
	const known = compiled.get(entries);
	if (known) return known;
	const sites = new Map<string, CataloguedPath>();
	const setups = new Map<string, CataloguedPath>();
	const add = (map: Map<string, CataloguedPath>, module: string, paths: readonly string[]): void => {
		for (const path of paths) {
			const dotted = path === '' ? module : `${module}.${path}`;
			if (!map.has(dotted)) map.set(dotted, { module, path });
		}
	};
	for (const { modules, forms, timeoutTypes, setups: setupForms } of entries) {
		for (const module of modules) {
			for (const { paths } of forms) add(sites, module, paths);
			for (const { paths } of setupForms ?? []) add(setups, module, paths);
		}
		for (const { module, paths } of timeoutTypes ?? []) add(sites, module, paths);
	}
	const roots = new Set([...sites.keys(), ...setups.keys()].map((dotted) => dotted.split('.')[0] ?? dotted));
	const paths = { sites, setups, roots };
	compiled.set(entries, paths);
	return paths;
}
