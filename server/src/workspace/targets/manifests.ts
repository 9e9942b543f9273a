import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { describeFileError, errorCode } from '../file-errors.js';
import { relativePath } from '../folders.js';

/** A folder that holds manifests, and the next such folder above it. */
export interface ProjectFolder {
	readonly path: string;
	/** What lies in it, manifests and marker folders only. */
	readonly names: ReadonlySet<string>;
	readonly outer: ProjectFolder | undefined;
}

/** The folder itself and the project folders around it, nearest first. */
export function* outward(folder: ProjectFolder | undefined): Generator<ProjectFolder> {
	for (let current = folder; current !== undefined; current = current.outer) {
		yield current;
	}
}

/** Reads a manifest once; undefined where it is missing or broken. */
export type ManifestReader<T> = (path: string) => T | undefined;

/** Reads manifests and remembers what was wrong with them. */
export class Manifests {
	private readonly found = new Set<string>();

	/** @param root what messages name paths relative to */
	constructor(private readonly root: string) {}

	/** One sentence for each manifest that could not be read. */
	get problems(): readonly string[] {
		return [...this.found];
	}

	/** A cached reader. `parse` may throw; a missing file is no problem. */
	reader<T>(parse: (text: string) => T): ManifestReader<T> {
		const cache = new Map<string, T | undefined>();
		return (path) => {
			if (!cache.has(path)) {
				cache.set(path, this.read(path, parse));
			}
			return cache.get(path);
		};
	}

	private read<T>(path: string, parse: (text: string) => T): T | undefined {
		try {
			return parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
		} catch (error) {
			const isMissing = ['ENOENT', 'ENOTDIR'].includes(errorCode(error));
			// What is installed is not the user's to repair.
			if (!isMissing && !path.includes('node_modules')) {
				this.found.add(
					`${relativePath(this.root, path)}: ${describeParseFailure(path, error)}; its versions are not known.`,
				);
			}
			return undefined;
		}
	}
}

function describeParseFailure(path: string, error: unknown): string {
	if (errorCode(error) !== '') {
		return `cannot be read (${describeFileError(error)})`;
	}
	const line = typeof error === 'object' && error !== null && 'line' in error ? ` (line ${String(error.line)})` : '';
	return `not valid ${/\.toml$|\.lock$|^Pipfile$/.test(basename(path)) ? 'TOML' : 'JSON'}${line}`;
}

/** The names in a folder; none where it cannot be read. */
export function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		// A folder that cannot be listed has no facts.
		return [];
	}
}

/** A JSON object; throws on anything else. */
export function parseJson(text: string): Fields {
	return fieldsOf(JSON.parse(text));
}

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; none for anything else. */
export function fieldsOf(value: unknown): Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The items of a list; none for anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

/** A text, or undefined. */
export function textOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** The path of a name in a folder where the folder has it. */
export function pathIn(folder: ProjectFolder, name: string): string | undefined {
	return folder.names.has(name) ? join(folder.path, name) : undefined;
}
