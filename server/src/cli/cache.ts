import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { catalogue } from '../engine/catalogue/index.js';
import { describeFileError } from '../workspace/file-errors.js';
import { writeWhole } from '../workspace/write-file.js';
import type { ResultBasis } from './file-work.js';
import type { FileReport } from '../report/report.js';

const fileName = 'results.json';

/** Grows when the shape of the entries changes. */
const cacheVersion = 2;

interface CacheEntry {
	readonly basis: ResultBasis;
	readonly report: FileReport;
}

/** What earlier runs found, by absolute path; an entry holds as long as its basis does. */
export interface ResultCache {
	basisOf(path: string): ResultBasis | undefined;
	reportOf(path: string): FileReport | undefined;
	store(path: string, entry: CacheEntry): void;
	/** Writes the cache; answers why it could not, as a sentence. */
	save(): string | undefined;
}

/** The usual place below a working directory. */
export function defaultCacheFolder(cwd: string): string {
	return join(cwd, 'node_modules', '.cache', 'keepalive-lint');
}

/** Opens the cache in a folder; what cannot be read is as good as empty. */
export function openCache(folder: string): ResultCache {
	const file = resolve(folder, fileName);
	const old = readEntries(file);
	const fresh = new Map<string, CacheEntry>();
	let changed = false;
	return {
		basisOf: (path) => old.get(path)?.basis,
		reportOf: (path) => {
			const entry = old.get(path);
			if (entry !== undefined) {
				fresh.set(path, entry);
			}
			return entry?.report;
		},
		store: (path, entry) => {
			changed = true;
			fresh.set(path, entry);
		},
		save: () => {
			// Files that this run was not about stay, as long as they exist.
			const others = [...old].filter(([path]) => !fresh.has(path));
			const kept = others.filter(([path]) => existsSync(path));
			if (!changed && kept.length === others.length) {
				return undefined;
			}
			const entries = Object.fromEntries([...kept, ...fresh].sort(([a], [b]) => (a < b ? -1 : 1)));
			try {
				writeWhole(file, JSON.stringify({ version: cacheVersion, entries }));
				return undefined;
			} catch (error) {
				return `The cache in ${folder} cannot be written (${describeFileError(error)}).`;
			}
		},
	};
}

function readEntries(file: string): ReadonlyMap<string, CacheEntry> {
	try {
		const { version, entries } = JSON.parse(readFileSync(file, 'utf8')) as {
			readonly version?: unknown;
			readonly entries?: Readonly<Record<string, CacheEntry>>;
		};
		return version === cacheVersion ? new Map(Object.entries(entries ?? {})) : new Map<string, CacheEntry>();
	} catch {
		// None yet, or one that was damaged: everything is checked again.
		return new Map<string, CacheEntry>();
	}
}

/** Identifies the linter: its version, its catalogue, and its own code where that is one file. */
export function identifyProgram(version: string, program: string | undefined): string {
	const hash = createHash('sha256').update(version).update(JSON.stringify(catalogue));
	if (program !== undefined) {
		hash.update(readFileSync(program));
	}
	return hash.digest('hex');
}
