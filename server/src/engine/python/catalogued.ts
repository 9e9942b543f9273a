import { fitsModule, fitsPath, rootOf } from '../catalogue/path-index.js';
import type { ClientEntry } from '../catalogue/schema.js';

/** A path of the catalogue as it is reported. */
export interface CataloguedPath {
	readonly module: string;
	readonly path: string;
}

/** The paths that the catalogue names, by their whole dotted name (`requests.sessions.Session`). */
export interface CataloguedPaths {
	readonly sites: SitePaths;
	readonly setups: ReadonlyMap<string, CataloguedPath>;
	/** Last names of what `setups` holds. */
	readonly setupNames: ReadonlySet<string>;
	/** The same by the first names of their modules, where nothing is called of these: `os`. */
	readonly foreignSetups: ReadonlyMap<string, ReadonlySet<string>>;
	/** True for a dotted name by which something that is called, or what it may be set up by, may be reached. */
	readonly leads: (dotted: string) => boolean;
	/** First names of all catalogued modules. */
	readonly roots: ReadonlySet<string>;
	/** So many calls are within a name at most: one in `boto3.Session().client`. */
	readonly mostCalls: number;
}

/** What is called, by dotted name; modules and paths may be patterns (`azure.storage.*`, `*Client`). */
export interface SitePaths {
	get(dotted: string): CataloguedPath | undefined;
	has(dotted: string): boolean;
}

interface Pattern extends CataloguedPath {
	/** Names in `path`. */
	readonly length: number;
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
	const patterns: Pattern[] = [];
	const setups = new Map<string, CataloguedPath>();
	const add = (map: Map<string, CataloguedPath>, module: string, paths: readonly string[]): void => {
		for (const path of paths) {
			const dotted = path === '' ? module : `${module}.${path}`;
			if (!map.has(dotted)) map.set(dotted, { module, path });
		}
	};
	for (const { modules, forms, timeoutTypes, optionTypes, setups: setupForms } of entries) {
		for (const module of modules) {
			for (const { paths } of forms) {
				const isPattern = (path: string): boolean => module.includes('*') || path.startsWith('*');
				add(
					sites,
					module,
					paths.filter((path) => !isPattern(path)),
				);
				for (const path of paths.filter(isPattern)) patterns.push({ module, path, length: path.split('.').length });
			}
			for (const { module: own = module, paths } of setupForms ?? []) add(setups, own, paths);
		}
		for (const { module, paths } of [...(timeoutTypes ?? []), ...(optionTypes ?? [])]) add(sites, module, paths);
	}
	const dottedNames = [
		...sites.keys(),
		...entries.flatMap(({ modules }) => modules),
		...patterns.map(({ module }) => module),
	];
	const roots = new Set(dottedNames.map((dotted) => dotted.split('.')[0] ?? dotted));
	const setupNames = new Set([...setups.keys()].map((dotted) => dotted.slice(dotted.lastIndexOf('.') + 1)));
	const foreignSetups = new Map<string, Set<string>>();
	const ownSetups: string[] = [];
	for (const dotted of setups.keys()) {
		const root = rootOf(dotted);
		if (roots.has(root)) ownSetups.push(dotted);
		else foreignSetups.set(root, (foreignSetups.get(root) ?? new Set()).add(dotted.slice(dotted.lastIndexOf('.') + 1)));
	}
	const leads = createLeads([...sites.keys(), ...ownSetups], patterns);
	const mostCalls = Math.max(...[...sites.keys(), ...patterns.map(({ path }) => path)].map(countCalls));
	const paths = { sites: withPatterns(sites, patterns), setups, setupNames, foreignSetups, leads, roots, mostCalls };
	compiled.set(entries, paths);
	return paths;
}

/** How many calls are within a dotted name. */
export function countCalls(dotted: string): number {
	let count = 0;
	for (let at = dotted.indexOf('()'); at >= 0; at = dotted.indexOf('()', at + 2)) count++;
	return count;
}

/** Answers for what these names and patterns begin with. */
function createLeads(names: readonly string[], patterns: readonly Pattern[]): (dotted: string) => boolean {
	const beginnings = new Set<string>();
	for (const name of names) {
		for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
			const beginning = name.slice(0, end);
			beginnings.add(beginning);
			// What calling a name makes has the member that follows.
			beginnings.add(beginning.replace(/\(\)$/, ''));
		}
	}
	const byRoot = new Map<string, Pattern[]>();
	for (const pattern of patterns) {
		const root = rootOf(pattern.module);
		byRoot.set(root, [...(byRoot.get(root) ?? []), pattern]);
	}
	return (dotted) =>
		beginnings.has(dotted) || byRoot.get(rootOf(dotted))?.some((each) => leadsTo(dotted, each)) === true;
}

function leadsTo(dotted: string, { module, path }: Pattern): boolean {
	const [head = '', tail] = module.split('*');
	if (tail !== undefined) return dotted.startsWith(head) || head.startsWith(`${dotted}.`);
	if (!dotted.startsWith(`${module}.`)) return `${module}.`.startsWith(`${dotted}.`);
	const [member = ''] = dotted.slice(module.length + 1).split('.');
	return fitsPath(member.replace(/\(\)$/, ''), path.split('.')[0] ?? path);
}

function withPatterns(exact: ReadonlyMap<string, CataloguedPath>, patterns: readonly Pattern[]): SitePaths {
	const known = new Map<string, CataloguedPath | undefined>(exact);
	const heads = new Set(patterns.map(({ module }) => rootOf(module)));
	const get = (dotted: string): CataloguedPath | undefined => {
		const path = known.get(dotted);
		if (path || known.has(dotted) || !heads.has(rootOf(dotted))) return path;
		const found = fitting(dotted, patterns);
		known.set(dotted, found);
		return found;
	};
	return { get, has: (dotted) => get(dotted) !== undefined };
}

function fitting(dotted: string, patterns: readonly Pattern[]): CataloguedPath | undefined {
	const names = dotted.split('.');
	for (const pattern of patterns) {
		const module = names.slice(0, -pattern.length).join('.');
		const path = names.slice(-pattern.length).join('.');
		// A call within a name (`Client()`) makes it no module.
		if (!module.includes('(') && fitsModule(module, pattern.module) && fitsPath(path, pattern.path))
			return { module, path };
	}
	return undefined;
}
