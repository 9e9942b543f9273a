import { join } from 'node:path';

import type { Version } from '../../engine/index.js';
import { type Manifests, namesIn, outward, pathIn, type ProjectFolder } from './manifests.js';
import { readFirstLine } from './node-version.js';
import { lowestOfRequirements, normaliseName, type PythonFacts, PythonManifests } from './python-manifests.js';
import { lowestVersion, plainPythonVersion, pythonRange, satisfies } from './version-text.js';

/** What code without any sign of a version is taken to run on. */
export const assumedPython: Version = { version: '3.11.0', source: 'assumed' };

/** Where projects keep their virtual environment. */
export const virtualEnvironments: readonly string[] = ['.venv', 'venv', 'env'];

/** Files that hold one Python version, as pyenv and hosting services read them. */
const pythonVersionFiles = ['.python-version', 'runtime.txt'] as const;

/** Finds versions of Python and its packages. */
export class PythonVersions {
	private readonly manifests: PythonManifests;
	private readonly facts = new Map<ProjectFolder, PythonFacts>();
	private readonly installed = new Map<ProjectFolder, ReadonlyMap<string, string>>();

	constructor(manifests: Manifests) {
		this.manifests = new PythonManifests(manifests);
	}

	/** The Python version a folder asks for; the nearest folder that says anything decides. */
	findPython(folder: ProjectFolder | undefined): Version {
		for (const place of outward(folder)) {
			const { python } = this.factsOf(place);
			const version = python === undefined ? undefined : lowestVersion(python.range);
			if (python !== undefined && version !== undefined) {
				return { version, source: python.source };
			}
			const found = readVersionFile(place);
			if (found !== undefined) {
				return found;
			}
		}
		return assumedPython;
	}

	/**
	 * The version that code in a folder gets: installed, else locked, else the lowest that the nearest manifest allows.
	 * What lies further out but does not satisfy that manifest belongs to another project.
	 */
	findPackage(name: string, folder: ProjectFolder | undefined): Version | undefined {
		const wanted = normaliseName(name);
		const required = this.findRequired(wanted, folder);
		const ranges = required.flatMap((one) => one.range ?? []);
		const fits = (found: Version | undefined): found is Version =>
			found !== undefined && (ranges.length === 0 || ranges.some((range) => satisfies(found.version, range)));
		const installed = this.findInstalled(wanted, folder);
		if (fits(installed)) {
			return installed;
		}
		const locked = this.findLocked(wanted, folder);
		if (fits(locked)) {
			return locked;
		}
		const version = lowestOfRequirements(required);
		return version === undefined ? undefined : { version, source: required[0]?.source ?? '' };
	}

	private factsOf(place: ProjectFolder): PythonFacts {
		const known = this.facts.get(place) ?? this.manifests.read(place);
		this.facts.set(place, known);
		return known;
	}

	private findRequired(name: string, folder: ProjectFolder | undefined): PythonFacts['required'] {
		for (const place of outward(folder)) {
			const required = this.factsOf(place).required.filter((one) => one.name === name);
			if (required.length > 0) {
				return required;
			}
		}
		return [];
	}

	private findInstalled(name: string, folder: ProjectFolder | undefined): Version | undefined {
		for (const place of outward(folder)) {
			const known = this.installed.get(place) ?? listInstalled(place);
			this.installed.set(place, known);
			const version = known.get(name);
			if (version !== undefined) {
				return { version, source: 'virtual environment' };
			}
		}
		return undefined;
	}

	private findLocked(name: string, folder: ProjectFolder | undefined): Version | undefined {
		for (const place of outward(folder)) {
			const locked = this.factsOf(place).locked.find((one) => one.name === name);
			if (locked !== undefined) {
				return { version: locked.version, source: locked.source };
			}
		}
		return undefined;
	}
}

function readVersionFile(place: ProjectFolder): Version | undefined {
	for (const source of pythonVersionFiles) {
		const path = pathIn(place, source);
		const version = path === undefined ? undefined : parsePythonVersion(readFirstLine(path));
		if (version !== undefined) {
			return { version, source };
		}
	}
	return undefined;
}

/** `3.11`, `python-3.11.4`, `cpython@3.12`, `>=3.9`; undefined where it names nothing. */
export function parsePythonVersion(text: string): string | undefined {
	const plain = text.trim().replace(/^c?python[-@]?/i, '');
	return plainPythonVersion(plain) ?? lowestVersion(pythonRange(plain) ?? '');
}

/** Normalised names and versions of what a folder's virtual environment holds. */
function listInstalled(place: ProjectFolder): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (const environment of virtualEnvironments.flatMap((name) => pathIn(place, name) ?? [])) {
		for (const packages of sitePackages(environment)) {
			for (const name of namesIn(packages)) {
				const [, project, text] = /^(.+?)-([^-]+)(?:-[^-]+)?\.(?:dist-info|egg-info)$/.exec(name) ?? [];
				const version = plainPythonVersion(text ?? '');
				if (project !== undefined && version !== undefined) {
					found.set(normaliseName(project), version);
				}
			}
		}
	}
	return found;
}

function sitePackages(environment: string): readonly string[] {
	const library = join(environment, 'lib');
	const pythons = namesIn(library).filter((name) => name.startsWith('python'));
	// Windows has no folder per Python version.
	return [...pythons.map((name) => join(library, name, 'site-packages')), join(environment, 'Lib', 'site-packages')];
}
