import { parse as parseJsonc } from 'jsonc-parser';

import { type Fields, fieldsOf, itemsOf, parseJson, textOf } from './manifests.js';
import { lower, plainVersion } from './version-text.js';

/** A package as one importer of a lock file sees it. */
export interface LockQuery {
	readonly name: string;
	/** The importing package's folder relative to the lock file; empty for the same folder. */
	readonly importer: string;
	/** What the importer's manifest asks for. */
	readonly range: string | undefined;
}

/** Answers the locked version, as the file spells it. */
export type Lock = (query: LockQuery) => string | undefined;

/** Parsers by file name, in the order in which package managers prefer them. */
export const javascriptLocks: ReadonlyMap<string, (text: string) => Lock> = new Map([
	['npm-shrinkwrap.json', parseNpmLock],
	['package-lock.json', parseNpmLock],
	['pnpm-lock.yaml', parsePnpmLock],
	['yarn.lock', parseYarnLock],
	['bun.lock', parseBunLock],
]);

function parseNpmLock(text: string): Lock {
	const lock = parseJson(text);
	const packages = fieldsOf(lock['packages']);
	const dependencies = fieldsOf(lock['dependencies']);
	const version = (entry: unknown): string | undefined => textOf(fieldsOf(entry)['version']);
	return ({ name, importer }) =>
		version(packages[`${importer}/node_modules/${name}`]) ??
		version(packages[`node_modules/${name}`]) ??
		version(dependencies[name]);
}

function parseBunLock(text: string): Lock {
	const packages: Fields = fieldsOf(fieldsOf(parseJsonc(text))['packages']);
	return ({ name }) => {
		const resolved = textOf(itemsOf(packages[name])[0]);
		return resolved?.slice(resolved.lastIndexOf('@') + 1);
	};
}

interface YarnEntry {
	/** `^0.24.0`, `npm:^0.24.0`. */
	readonly ranges: readonly string[];
	readonly version: string;
}

/** Versions 1 (its own format) and 2 to 4 (YAML) differ in quotes and colons only, as far as versions go. */
function parseYarnLock(text: string): Lock {
	const entries = new Map<string, YarnEntry[]>();
	let heads: readonly string[] = [];
	for (const line of text.split(/\r?\n/)) {
		if (/^["@\w].*:$/.test(line)) {
			heads = line.slice(0, -1).replaceAll('"', '').split(/,\s*/);
			continue;
		}
		const version = /^\s+version:? "?([^"\s]+)"?$/.exec(line)?.[1];
		const name = heads[0] === undefined ? undefined : heads[0].slice(0, heads[0].indexOf('@', 1));
		if (version !== undefined && name !== undefined) {
			const ranges = heads.map((head) => head.slice(head.indexOf('@', 1) + 1).replace(/^npm:/, ''));
			entries.set(name, [...(entries.get(name) ?? []), { ranges, version }]);
			heads = [];
		}
	}
	return ({ name, range }) => {
		const found = entries.get(name) ?? [];
		const asked = found.find((entry) => range !== undefined && entry.ranges.includes(range));
		return asked?.version ?? lowestOf(found.map((entry) => entry.version));
	};
}

function lowestOf(versions: readonly string[]): string | undefined {
	const plain = versions.flatMap((version) => plainVersion(version) ?? []);
	return plain.length === 0 ? undefined : plain.reduce(lower);
}

const yamlEntry = /^( *)(?:'([^']+)'|"([^"]+)"|([^\s:'"#-][^:]*)):(?: +(.*))?$/;
const pnpmDependencies = new Set(['dependencies', 'devDependencies', 'optionalDependencies']);

/** Reads only the part before `packages`, where each importer lists what it was given. */
function parsePnpmLock(text: string): Lock {
	const versions = new Map<string, string>();
	const open: { indent: number; key: string }[] = [];
	for (const line of text.split(/\r?\n/)) {
		const match = yamlEntry.exec(line);
		if (match === null) {
			continue;
		}
		const [, spaces = '', single, double, bare, value] = match;
		const key = single ?? double ?? bare ?? '';
		while ((open.at(-1)?.indent ?? -1) >= spaces.length) {
			open.pop();
		}
		if (open.length === 0 && (key === 'packages' || key === 'snapshots')) {
			break;
		}
		open.push({ indent: spaces.length, key });
		const entry = value === undefined ? undefined : readPnpmEntry(open.map((part) => part.key));
		if (entry !== undefined && value !== undefined && !value.startsWith('link:')) {
			versions.set(entry, value.replace(/^['"]|['"]$/g, ''));
		}
	}
	return ({ name, importer }) => {
		const found = versions.get(`${importer === '' ? '.' : importer}\n${name}`) ?? versions.get(`.\n${name}`);
		return /^\d/.test(found ?? '') ? found : undefined;
	};
}

/** The importer and package that a line of `pnpm-lock.yaml` gives a version to. */
function readPnpmEntry(path: readonly string[]): string | undefined {
	const inImporter = path[0] === 'importers';
	const importer = inImporter ? (path[1] ?? '.') : '.';
	const [kind = '', name, field] = path.slice(inImporter ? 2 : 0);
	const isVersion = field === undefined || field === 'version';
	return pnpmDependencies.has(kind) && name !== undefined && isVersion ? `${importer}\n${name}` : undefined;
}
