import { resolve } from 'node:path';

import type { Language, SourceDocument } from '../engine/index.js';
import { isInside } from './folders.js';
import { isOfPackage, type PackageParts, setupPaths } from './setup-files.js';
import { wouldReach } from './walk.js';

/** What may configure the processes of packages, each looked for at the first question. */
export interface PackageSetups {
	/** The documents of the package at an absolute path, in the order of their paths. */
	of(folder: string, language: Language): readonly SourceDocument[];
	/** Whether all was looked for that many milliseconds ago; where that takes long, it must not be often. */
	isOlderThan(maxAge: number): boolean;
	/** Looks again at the absolute paths that have changed (a folder's stands for what was in it), or at everything. */
	forget(changed: readonly string[]): void;
}

export interface PackageSetupsParts extends PackageParts {
	/** The documents' paths are relative to it; absolute. */
	readonly cwd: string;
	/** The file at an absolute path; undefined where it configures nothing, or cannot be read. */
	read(this: void, path: string, language: Language): SourceDocument | undefined;
}

/** Looking for the files of a package takes at most one in so many of all milliseconds. */
const rarely = 100;
/** More changes at once are another package. */
const manyChanges = 200;

interface Known {
	readonly folder: string;
	readonly language: Language;
	readonly documents: readonly SourceDocument[];
}

export function createPackageSetups(parts: PackageSetupsParts): PackageSetups {
	const { cwd, packages, isExcluded, read } = parts;
	const known = new Map<string, Known>();
	let looked = performance.now();
	let spent = 0;

	const readAll = (paths: readonly string[], language: Language): readonly SourceDocument[] =>
		paths.map((path) => read(path, language)).filter((document) => document !== undefined);
	const find = (folder: string, language: Language): Known => {
		const start = performance.now();
		const documents = readAll(setupPaths(folder, language, parts), language);
		spent += performance.now() - start;
		return { folder, language, documents };
	};
	const renew = ({ folder, language, documents }: Known, changed: readonly string[]): Known => {
		const isOwn = (path: string): boolean =>
			isOfPackage(path, folder, language, packages) && wouldReach(path, folder, isExcluded);
		const kept = documents.filter(({ path }) => !changed.some((each) => isInside(resolve(cwd, path), each)));
		const all = [...kept, ...readAll(changed.filter(isOwn), language)];
		return { folder, language, documents: all.sort((a, b) => (a.path < b.path ? -1 : 1)) };
	};
	return {
		of: (folder, language) => {
			const key = `${language} ${folder}`;
			const found = known.get(key) ?? find(folder, language);
			known.set(key, found);
			return found.documents;
		},
		isOlderThan: (maxAge) => performance.now() - looked > Math.max(maxAge, spent * rarely),
		forget: (changed) => {
			if (changed.length > 0 && changed.length <= manyChanges) {
				known.forEach((each, key) => known.set(key, renew(each, changed)));
				return;
			}
			known.clear();
			looked = performance.now();
			spent = 0;
		},
	};
}
