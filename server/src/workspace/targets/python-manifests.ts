import { basename, join } from 'node:path';

import {
	type Fields,
	fieldsOf,
	itemsOf,
	type ManifestReader,
	type Manifests,
	namesIn,
	parseJson,
	pathIn,
	type ProjectFolder,
	textOf,
} from './manifests.js';
import { parseToml } from './toml.js';
import { lower, lowestVersion, plainPythonVersion, pythonRange } from './version-text.js';

/** What one manifest asks for: a package's normalised name and a semver range, undefined for any version. */
export interface PythonRequirement {
	readonly name: string;
	readonly range: string | undefined;
	readonly source: string;
}

/** A version that a lock file holds. */
export interface LockedPackage {
	readonly name: string;
	readonly version: string;
	readonly source: string;
}

/** What one project folder says. */
export interface PythonFacts {
	/** What it asks of Python itself, as a semver range. */
	readonly python: { readonly range: string; readonly source: string } | undefined;
	readonly required: readonly PythonRequirement[];
	readonly locked: readonly LockedPackage[];
}

/** One spelling for `Foo_Bar`, `foo.bar` and `foo-bar`, as PEP 503 says. */
export function normaliseName(name: string): string {
	return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** Reads the Python manifests and lock files of folders. */
export class PythonManifests {
	private readonly readToml: ManifestReader<Fields>;
	private readonly readJson: ManifestReader<Fields>;
	private readonly readText: ManifestReader<string>;

	constructor(manifests: Manifests) {
		this.readToml = manifests.reader(parseToml);
		this.readJson = manifests.reader(parseJson);
		this.readText = manifests.reader((text) => text);
	}

	read(folder: ProjectFolder): PythonFacts {
		const parts = [
			this.readPyproject(folder),
			this.readSetupFile(folder, 'setup.cfg', readSetupCfg),
			this.readSetupFile(folder, 'setup.py', readSetupPy),
			this.readPipfile(folder),
			this.readRequirements(folder),
			this.readLocks(folder),
		];
		return {
			python: parts.find((part) => part.python !== undefined)?.python,
			required: parts.flatMap((part) => part.required ?? []),
			locked: parts.flatMap((part) => part.locked ?? []),
		};
	}

	private toml(folder: ProjectFolder, name: string): Fields {
		const path = pathIn(folder, name);
		return path === undefined ? {} : (this.readToml(path) ?? {});
	}

	private readPyproject(folder: ProjectFolder): Partial<PythonFacts> {
		const file = this.toml(folder, 'pyproject.toml');
		const project = fieldsOf(file['project']);
		const poetry = fieldsOf(fieldsOf(file['tool'])['poetry']);
		const groups = Object.values(fieldsOf(poetry['group'])).map((group) => fieldsOf(group)['dependencies']);
		const poetryTables = [poetry['dependencies'], poetry['dev-dependencies'], ...groups].map(fieldsOf);
		const lists = [
			project['dependencies'],
			...Object.values(fieldsOf(project['optional-dependencies'])),
			...Object.values(fieldsOf(file['dependency-groups'])),
		];
		const source = 'pyproject.toml';
		const python = textOf(project['requires-python']) ?? textOf(fieldsOf(poetry['dependencies'])['python']);
		return {
			python: readPythonRange(python, source),
			required: [
				...lists.flatMap(itemsOf).flatMap((item) => parseRequirement(textOf(item) ?? '', source) ?? []),
				...poetryTables.flatMap((table) => readTable(table, source)),
			],
		};
	}

	private readPipfile(folder: ProjectFolder): Partial<PythonFacts> {
		const file = this.toml(folder, 'Pipfile');
		const requires = fieldsOf(file['requires']);
		const version = textOf(requires['python_full_version']) ?? textOf(requires['python_version']);
		return {
			python: readPythonRange(version, 'Pipfile'),
			required: [file['packages'], file['dev-packages']].flatMap((table) => readTable(fieldsOf(table), 'Pipfile')),
		};
	}

	private readSetupFile(
		folder: ProjectFolder,
		name: string,
		read: (text: string) => { python: string | undefined; requirements: readonly string[] },
	): Partial<PythonFacts> {
		const path = pathIn(folder, name);
		const text = path === undefined ? undefined : this.readText(path);
		if (text === undefined) {
			return {};
		}
		const { python, requirements } = read(text);
		return {
			python: readPythonRange(python, name),
			required: requirements.flatMap((line) => parseRequirement(line, name) ?? []),
		};
	}

	private readRequirements(folder: ProjectFolder): Partial<PythonFacts> {
		const paths = [...folder.names]
			.filter((name) => requirementsFile.test(name))
			.map((name) => join(folder.path, name));
		const nested = pathIn(folder, 'requirements');
		if (nested !== undefined) {
			paths.push(...namesIn(nested).flatMap((name) => (name.endsWith('.txt') ? join(nested, name) : [])));
		}
		const required = paths
			.sort()
			.flatMap((path) =>
				(this.readText(path) ?? '').split(/\r?\n/).flatMap((line) => parseRequirement(line, basename(path)) ?? []),
			);
		return { required };
	}

	private readLocks(folder: ProjectFolder): Partial<PythonFacts> {
		const locked = tomlLocks.flatMap(([file, key]) =>
			itemsOf(this.toml(folder, file)[key]).flatMap((item) => {
				const { name, version } = fieldsOf(item);
				return readLocked(textOf(name), textOf(version), file);
			}),
		);
		const path = pathIn(folder, 'Pipfile.lock');
		const pipenv = path === undefined ? {} : (this.readJson(path) ?? {});
		const tables = [pipenv['default'], pipenv['develop']].flatMap((table) => Object.entries(fieldsOf(table)));
		const pinned = tables.flatMap(([name, entry]) =>
			readLocked(name, textOf(fieldsOf(entry)['version'])?.replace(/^=+/, ''), 'Pipfile.lock'),
		);
		return { locked: [...locked, ...pinned] };
	}
}

/** `requirements.txt`, `requirements-dev.txt`, `dev-requirements.txt`, `constraints.txt`. */
export const requirementsFile = /^(?:[\w-]+-)?(?:requirements|constraints)[\w.-]*\.txt$/;

const tomlLocks = [
	['poetry.lock', 'package'],
	['uv.lock', 'package'],
	['pdm.lock', 'package'],
	['pylock.toml', 'packages'],
] as const;

function readLocked(name: string | undefined, text: string | undefined, source: string): readonly LockedPackage[] {
	const version = plainPythonVersion(text ?? '');
	return name === undefined || version === undefined ? [] : [{ name: normaliseName(name), version, source }];
}

function readPythonRange(text: string | undefined, source: string): PythonFacts['python'] {
	// Pipfile names the minor, `3.11`; any patch of it will do.
	const range = text === undefined ? undefined : pythonRange(text);
	return range === undefined || lowestVersion(range) === undefined ? undefined : { range, source };
}

/** A line of a requirements file or an item of a dependency list; undefined for options, URLs and comments. */
function parseRequirement(line: string, source: string): PythonRequirement | undefined {
	const match = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(@|\(?[^;#@]*)/.exec(line);
	const [, name, specifier = ''] = match ?? [];
	if (name === undefined || specifier === '@') {
		return undefined;
	}
	// Hashes and line continuations follow a space.
	const clauses = specifier
		.replace(/[()]/g, '')
		.replace(/\s+--?\w.*|\\\s*$/, '')
		.trim();
	if (clauses !== '' && !/^(?:[=<>!~]=?=?\s*v?\d)/.test(clauses)) {
		return undefined;
	}
	return { name: normaliseName(name), range: clauses === '' ? undefined : pythonRange(clauses), source };
}

/** Poetry's and Pipenv's tables: a name and a range, or a table with a `version`. */
function readTable(table: Fields, source: string): readonly PythonRequirement[] {
	return Object.entries(table)
		.filter(([name]) => name !== 'python')
		.map(([name, value]) => {
			const text = textOf(value) ?? textOf(fieldsOf(itemsOf(value)[0] ?? value)['version']);
			return { name: normaliseName(name), range: text === undefined ? undefined : pythonRange(text), source };
		});
}

function readSetupCfg(text: string): { python: string | undefined; requirements: readonly string[] } {
	const python = /^python_requires\s*=\s*(.+)$/m.exec(text)?.[1];
	const block = /^install_requires\s*=(.*(?:\r?\n[ \t]+.*)*)/m.exec(text)?.[1] ?? '';
	return { python, requirements: block.split(/\r?\n/) };
}

/** `setup.py` is a program; only what is spelt out in it is read. */
function readSetupPy(text: string): { python: string | undefined; requirements: readonly string[] } {
	const python = /python_requires\s*=\s*['"]([^'"]+)['"]/.exec(text)?.[1];
	const block = /install_requires\s*=\s*[[(]([^[\])]*(?:\[[^\]]*\][^[\])]*)*)[\])]/.exec(text)?.[1] ?? '';
	return { python, requirements: [...block.matchAll(/['"]([^'"]+)['"]/g)].map(([, item = '']) => item) };
}

/** The lowest version that any of these allows; undefined where one of them says nothing. */
export function lowestOfRequirements(required: readonly PythonRequirement[]): string | undefined {
	const versions = required.flatMap((one) => (one.range === undefined ? [] : (lowestVersion(one.range) ?? [])));
	return versions.length === 0 ? undefined : versions.reduce(lower);
}
