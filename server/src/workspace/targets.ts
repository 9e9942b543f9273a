import { dirname } from 'node:path';

import { packageNames, type Language, type Target, variableNames, type Version } from '../engine/index.js';
import { createParentFolders } from './folders.js';
import { findDeployment } from './targets/deployment.js';
import { javascriptLocks } from './targets/javascript-locks.js';
import { findPlatform } from './targets/javascript-platform.js';
import { JavaScriptPackages } from './targets/javascript-packages.js';
import { Manifests, namesIn, type ProjectFolder } from './targets/manifests.js';
import { findNodeVersion, nodeVersionFiles, parseNodeVersion } from './targets/node-version.js';
import { requirementsFile } from './targets/python-manifests.js';
import { parsePythonVersion, PythonVersions, virtualEnvironments } from './targets/python-versions.js';

/** Versions given by the user, which win over what the project says. */
export interface TargetOverrides {
	readonly node?: string;
	readonly python?: string;
}

/** Finds what the code of a file runs on. */
export interface Targets {
	/** Never throws; broken manifests give fewer facts. `overrides` win over those of `createTargets`. */
	targetFor(absolutePath: string, overrides?: TargetOverrides): Target;
	/** What was wrong with manifests read so far, one sentence each. */
	problems(): readonly string[];
	/** Drops what is cached, after a manifest was changed. */
	forget(): void;
}

/**
 * `root` is the workspace folder or working directory, an absolute path. `names` are the packages whose versions are
 * looked up; those of the catalogue where absent.
 */
export function createTargets(
	root: string,
	overrides: TargetOverrides = {},
	names: PackageNames = packageNames,
): Targets {
	let finder = new TargetFinder(root, names);
	return {
		targetFor: (path, own) => override(finder.forFolder(dirname(path)), { ...overrides, ...own }),
		problems: () => finder.problems,
		forget: () => {
			finder = new TargetFinder(root, names);
		},
	};
}

type PackageNames = Readonly<Record<Language, readonly string[]>>;

/** Names of the files that say what a project runs on, the many of `requirementsFile` left out. */
export const targetFileNames: readonly string[] = [
	'package.json',
	...nodeVersionFiles,
	...javascriptLocks.keys(),
	'pyproject.toml',
	'setup.cfg',
	'setup.py',
	'Pipfile',
	'Pipfile.lock',
	'poetry.lock',
	'uv.lock',
	'pdm.lock',
	'pylock.toml',
	'.python-version',
	'runtime.txt',
];

/** Names that make a folder a project folder: everything that is read there. */
const markers = new Set([...targetFileNames, 'node_modules', 'requirements', ...virtualEnvironments]);

/** Targets by project folder; everything below shares the one of the nearest folder that has a marker. */
class TargetFinder {
	private readonly manifests: Manifests;
	private readonly packages: JavaScriptPackages;
	private readonly python: PythonVersions;
	private readonly parentOf: (folder: string) => string | undefined;
	private readonly places = new Map<string, ProjectFolder | undefined>();
	private readonly targets = new Map<ProjectFolder | undefined, Target>();

	constructor(
		private readonly root: string,
		private readonly names: PackageNames,
	) {
		this.manifests = new Manifests(root);
		this.packages = new JavaScriptPackages(this.manifests);
		this.python = new PythonVersions(this.manifests);
		this.parentOf = createParentFolders(root);
	}

	get problems(): readonly string[] {
		return this.manifests.problems;
	}

	forFolder(folder: string): Target {
		const place = this.placeOf(folder);
		const target = this.targets.get(place) ?? this.findTarget(place);
		this.targets.set(place, target);
		return target;
	}

	private placeOf(folder: string): ProjectFolder | undefined {
		if (this.places.has(folder)) {
			return this.places.get(folder);
		}
		const parent = this.parentOf(folder);
		const outer = parent === undefined ? undefined : this.placeOf(parent);
		const names = new Set(namesIn(folder).filter((name) => markers.has(name) || requirementsFile.test(name)));
		const place = names.size === 0 ? outer : { path: folder, names, outer };
		this.places.set(folder, place);
		return place;
	}

	/** Packages are looked up at the first question: a Python file never reads `node_modules`. */
	private findTarget(place: ProjectFolder | undefined): Target {
		const javascript = once(() => listVersions(this.names.javascript, (name) => this.packages.find(name, place)));
		const python = once(() => listVersions(this.names.python, (name) => this.python.findPackage(name, place)));
		// Few files have a client that the kernel or a variable decides.
		const deployment = once(() => findDeployment(this.foldersAround(place), this.root, variableNames));
		return {
			node: findNodeVersion(place, this.packages),
			python: this.python.findPython(place),
			platform: findPlatform(place, this.packages),
			get deployment() {
				return deployment();
			},
			packages: {
				get javascript() {
					return javascript();
				},
				get python() {
					return python();
				},
			},
		};
	}

	/** The folder and all above it, as far as facts are looked for. */
	private foldersAround(place: ProjectFolder | undefined): readonly string[] {
		const folders: string[] = [];
		for (let folder = place?.path ?? this.root; ;) {
			folders.push(folder);
			const parent = this.parentOf(folder);
			if (parent === undefined) return folders;
			folder = parent;
		}
	}
}

function listVersions(
	names: readonly string[],
	find: (name: string) => Version | undefined,
): ReadonlyMap<string, Version> {
	const entries = names.map((name) => [name, find(name)] as const);
	return new Map(entries.flatMap(([name, version]) => (version === undefined ? [] : [[name, version] as const])));
}

function once<T>(compute: () => T): () => T {
	let value: { readonly result: T } | undefined;
	return () => (value ??= { result: compute() }).result;
}

function override(target: Target, overrides: TargetOverrides): Target {
	const node = overrides.node === undefined ? undefined : parseNodeVersion(overrides.node);
	const python = overrides.python === undefined ? undefined : parsePythonVersion(overrides.python);
	if (node === undefined && python === undefined) {
		return target;
	}
	const { packages, platform } = target;
	return {
		node: node === undefined ? target.node : { version: node, source: 'setting' },
		python: python === undefined ? target.python : { version: python, source: 'setting' },
		packages,
		platform,
		get deployment() {
			return target.deployment;
		},
	};
}
