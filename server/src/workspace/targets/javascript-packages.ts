import { join } from 'node:path';

import type { Version } from '../../engine/index.js';
import { relativePath } from '../folders.js';
import { javascriptLocks, type Lock } from './javascript-locks.js';
import {
	type Fields,
	fieldsOf,
	type ManifestReader,
	type Manifests,
	outward,
	parseJson,
	pathIn,
	type ProjectFolder,
	textOf,
} from './manifests.js';
import { lowestVersion, plainVersion, type Requirement, satisfies } from './version-text.js';

const dependencyFields = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'] as const;

/** Finds versions of npm packages. */
export class JavaScriptPackages {
	private readonly readManifest: ManifestReader<Fields>;
	private readonly readLock: readonly { readonly name: string; readonly read: ManifestReader<Lock> }[];

	constructor(manifests: Manifests) {
		this.readManifest = manifests.reader(parseJson);
		this.readLock = [...javascriptLocks].map(([name, parse]) => ({ name, read: manifests.reader(parse) }));
	}

	/** The `package.json` of a folder; empty where there is none. */
	manifest(folder: ProjectFolder): Fields {
		const path = pathIn(folder, 'package.json');
		return path === undefined ? {} : (this.readManifest(path) ?? {});
	}

	/**
	 * The version that code in a folder gets: installed, else locked, else the lowest that its manifest allows. What lies
	 * further out but does not satisfy the manifest belongs to another project.
	 */
	find(name: string, folder: ProjectFolder | undefined): Version | undefined {
		const required = this.findRequirement(name, folder);
		if (required === 'local') {
			return undefined;
		}
		const fits = (found: Version | undefined): found is Version =>
			found !== undefined && satisfies(found.version, required?.range);
		const installed = this.findInstalled(name, folder);
		if (fits(installed)) {
			return installed;
		}
		const locked = this.findLocked(name, folder, required?.range);
		if (fits(locked)) {
			return locked;
		}
		const version = required?.range === undefined ? undefined : lowestVersion(required.range);
		return version === undefined || required === undefined ? undefined : { version, source: required.source };
	}

	/** What the nearest manifest that names the package asks for; `local` for a package that is in no registry. */
	private findRequirement(name: string, folder: ProjectFolder | undefined): Requirement | 'local' | undefined {
		for (const place of outward(folder)) {
			const manifest = this.manifest(place);
			for (const field of dependencyFields) {
				const range = textOf(fieldsOf(manifest[field])[name]);
				if (range !== undefined) {
					return readRequirement(range);
				}
			}
		}
		return undefined;
	}

	private findInstalled(name: string, folder: ProjectFolder | undefined): Version | undefined {
		for (const place of outward(folder)) {
			const modules = pathIn(place, 'node_modules');
			const manifest = modules === undefined ? undefined : this.readManifest(join(modules, name, 'package.json'));
			const version = plainVersion(textOf(manifest?.['version']) ?? '');
			if (version !== undefined) {
				return { version, source: 'node_modules' };
			}
		}
		return undefined;
	}

	private findLocked(name: string, folder: ProjectFolder | undefined, range: string | undefined): Version | undefined {
		const importer = [...outward(folder)].find((place) => place.names.has('package.json'));
		for (const place of outward(folder)) {
			for (const lock of this.readLock) {
				const path = pathIn(place, lock.name);
				const importerPath = importer === undefined ? '' : relativePath(place.path, importer.path);
				const text = path === undefined ? undefined : lock.read(path)?.({ name, importer: importerPath, range });
				const version = plainVersion(text ?? '');
				if (version !== undefined) {
					return { version, source: lock.name };
				}
			}
		}
		return undefined;
	}
}

function readRequirement(text: string): Requirement | 'local' {
	const source = 'package.json';
	const alias = /^npm:(?:@[^/]+\/)?[^@]+@(.+)$/.exec(text);
	const range = alias?.[1] ?? text;
	if (/^(?:workspace|file|link|portal|git|github|https?|git\+\w+):|^[\w.-]+\/[\w.-]+/.test(range)) {
		return 'local';
	}
	// `latest`, `next`, pnpm's `catalog:`: any version, as far as this file says.
	return { range: lowestVersion(range) === undefined ? undefined : range, source };
}
