import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from 'semver';
import { root } from './runtimes.js';
import type { NodeLine } from './runtimes.js';

interface Registry {
	/** Versions of Node.js by the line they stand for. */
	readonly nodes: Readonly<Record<NodeLine, string>>;
	/** Versions between the lines, for what Node.js itself changed there; oldest first. */
	readonly between: readonly string[];
	/** Versions of clients, each with the range of Node.js that it runs on. */
	readonly clients: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** Later suites of Debian, oldest first. */
	readonly suites: Readonly<Record<string, { readonly required: boolean }>>;
}

/** What `scripts/setup-wire.mjs` installs. */
export const registry = JSON.parse(readFileSync(join(root, 'test/wire/registry.json'), 'utf8')) as Registry;

/** The lines of Node.js, oldest first; an object's own order puts whole numbers before 24.14. */
export const nodeLines: readonly NodeLine[] = (Object.keys(registry.nodes) as NodeLine[]).sort((one, other) =>
	compare(registry.nodes[one], registry.nodes[other]),
);

/** The folder's name of a version of a client; `scripts/setup-wire.mjs` has the same rule. */
export function aliasOf(name: string, version: string): string {
	return `${name.replace('@', '').replace('/', '-')}-${version}`;
}

/** The last version of a client that the registry lists. */
export function latestOf(name: string): string {
	const version = Object.keys(registry.clients[name] ?? {}).at(-1);
	if (version === undefined) {
		throw new Error(`test/wire/registry.json lists no version of ${name}`);
	}
	return version;
}
