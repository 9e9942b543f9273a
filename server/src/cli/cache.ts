import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

import { describeFileError } from '../workspace/file-errors.js';
import { type FileStamp, isSameStamp, stampOf } from '../workspace/file-stamp.js';
import { sha256 } from '../workspace/sha256.js';
import { writeWhole } from '../workspace/write-file.js';
import type { ResultBasis } from './file-work.js';
import type { FileReport } from '../report/report.js';

const fileName = 'results.json';

/** Grows when the shape of the entries changes. */
const cacheVersion = 4;

interface CacheEntry {
	/** As long as it is that of the file, the text need not be read; absent where that could not be relied on. */
	readonly stamp?: FileStamp | undefined;
	/** Whether other files may depend on this one. */
	readonly mayConfigure: boolean;
	readonly basis: ResultBasis;
	readonly report: FileReport;
}

/** What is known of a file before it is read. */
export interface Recollection {
	readonly stamp?: FileStamp | undefined;
	/** Present where the file is still the one that was read. */
	readonly unchanged?: { readonly kind: 'gated' } | { readonly kind: 'passed'; readonly mayConfigure: boolean };
	readonly basis?: ResultBasis | undefined;
}

/** What earlier runs found, by absolute path; an entry holds as long as its basis does. */
export interface ResultCache {
	recall(path: string): Recollection;
	/** The report of an entry that holds; `stamp` is the file's now. */
	reportOf(path: string, stamp: FileStamp | undefined): FileReport | undefined;
	store(path: string, entry: CacheEntry): void;
	/** Remembers that the gate stopped a file. */
	storeGated(path: string, stamp: FileStamp | undefined): void;
	/** Writes the cache; answers why it could not, as a sentence. */
	save(): string | undefined;
}

/** What a cache file holds. */
interface CacheContent {
	readonly version: number;
	/** Identifies what has decided which files were read to their end; stamps are worth nothing to any other. */
	readonly reading: string;
	readonly entries: Readonly<Record<string, CacheEntry>>;
	/** Files that the gate stopped, by their folders: most of all files, so written and read as few values. */
	readonly gated: Readonly<Record<string, StampedNames>>;
}

/** The names of files, with slashes between them, and the stamp of each. */
type StampedNames = readonly [names: string, stamps: readonly FileStamp[]];

/** The usual place below a working directory. */
export function defaultCacheFolder(cwd: string): string {
	return join(cwd, 'node_modules', '.cache', 'keepalive-lint');
}

/**
 * Opens the cache in a folder; what cannot be read is as good as empty.
 * @param reading identifies the program with the options by which it leaves files unread
 */
export function openCache(folder: string, reading: string): ResultCache {
	const file = resolve(folder, fileName);
	const content = readContent(file);
	const isSameReading = content?.reading === reading;
	const old = new Map(Object.entries(content?.entries ?? {}));
	const oldGated = isSameReading ? readStamps(content.gated) : new Map<string, FileStamp>();
	const fresh = new Map<string, CacheEntry>();
	const freshGated = new Map<string, FileStamp>();
	let changed = content !== undefined && !isSameReading;
	return {
		recall: (path) => {
			const stamp = stampOf(path);
			const entry = old.get(path);
			const basis = entry?.basis;
			if (isSameStamp(stamp, oldGated.get(path))) {
				return { stamp, unchanged: { kind: 'gated' } };
			}
			return entry !== undefined && isSameReading && isSameStamp(stamp, entry.stamp)
				? { stamp, basis, unchanged: { kind: 'passed', mayConfigure: entry.mayConfigure } }
				: { stamp, basis };
		},
		reportOf: (path, stamp) => {
			const entry = old.get(path);
			if (entry !== undefined) {
				changed ||= stamp !== undefined && !isSameStamp(stamp, entry.stamp);
				fresh.set(path, { ...entry, stamp: stamp ?? entry.stamp });
			}
			return entry?.report;
		},
		store: (path, entry) => {
			changed = true;
			fresh.set(path, entry);
		},
		storeGated: (path, stamp) => {
			if (stamp !== undefined) {
				changed ||= !isSameStamp(stamp, oldGated.get(path));
				freshGated.set(path, stamp);
			}
		},
		save: () => {
			// Files that this run was not about stay, as long as they exist.
			const isOther = ([path]: readonly [string, unknown]): boolean => !fresh.has(path) && !freshGated.has(path);
			const others = [...old].filter(isOther);
			const kept = others.filter(([path]) => existsSync(path));
			if (!changed && kept.length === others.length) {
				return undefined;
			}
			const keptGated = [...oldGated].filter((each) => isOther(each) && existsSync(each[0]));
			try {
				const entries = sorted([...kept.map(isSameReading ? same : withoutStamp), ...fresh]);
				const gated = writeStamps([...keptGated, ...freshGated]);
				writeWhole(file, JSON.stringify({ version: cacheVersion, reading, entries, gated } satisfies CacheContent));
				return undefined;
			} catch (error) {
				return `The cache in ${folder} cannot be written (${describeFileError(error)}).`;
			}
		},
	};
}

const same = (entry: [string, CacheEntry]): [string, CacheEntry] => entry;
const withoutStamp = ([path, entry]: [string, CacheEntry]): [string, CacheEntry] => [
	path,
	{ ...entry, stamp: undefined },
];

function sorted<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
	return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Stamps of files by their absolute paths. */
function readStamps(folders: CacheContent['gated']): Map<string, FileStamp> {
	const stamps = new Map<string, FileStamp>();
	for (const [folder, [names, own]] of Object.entries(folders)) {
		for (const [index, name] of names.split('/').entries()) {
			const stamp = own[index];
			if (stamp !== undefined) {
				stamps.set(folder + sep + name, stamp);
			}
		}
	}
	return stamps;
}

function writeStamps(stamps: readonly (readonly [path: string, FileStamp])[]): CacheContent['gated'] {
	const folders = new Map<string, { readonly names: string[]; readonly stamps: FileStamp[] }>();
	for (const [path, stamp] of stamps) {
		const end = path.lastIndexOf(sep);
		const folder = path.slice(0, end);
		const known = folders.get(folder) ?? { names: [], stamps: [] };
		known.names.push(path.slice(end + 1));
		known.stamps.push(stamp);
		folders.set(folder, known);
	}
	return sorted([...folders].map(([folder, { names, stamps: own }]) => [folder, [names.join('/'), own]]));
}

function readContent(file: string): CacheContent | undefined {
	try {
		const content = JSON.parse(readFileSync(file, 'utf8')) as CacheContent;
		return content.version === cacheVersion ? content : undefined;
	} catch {
		// None yet, or one that was damaged: everything is checked again.
		return undefined;
	}
}

/** Identifies the linter: its version, and the files beside its program, of which it is made. */
export function identifyProgram(version: string, program: string | undefined): string {
	const folder = program === undefined ? undefined : dirname(program);
	const names = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.js'));
	return sha256(version, ...names.sort().map((name) => readFileSync(join(folder ?? '', name))));
}
