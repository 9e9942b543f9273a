import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { configurationFileNames } from './configuration-file.js';
import {
	type ConfigurationProblem,
	type Layer,
	type LoadedConfiguration,
	loadConfiguration,
} from './configuration-layers.js';
import { createParentFolders, folderOf, type HasName, relativePath } from './folders.js';
import { compileGlobs, type PathTest } from './globs.js';
import { defaultSettings, type Settings, type SettingKeys, type SettingValues } from './settings.js';

/** The settings that hold for one file. */
export interface FileSettings {
	readonly settings: Settings;
	/** True where an `exclude` glob matches the file. */
	readonly excluded: boolean;
	/** The configuration file that holds, as an absolute path. */
	readonly source: string | undefined;
	/** That file and those it extends. */
	readonly sources: readonly string[];
	/** What is wrong with those files, each naming the file and where possible the line. */
	readonly problems: readonly string[];
	/** The same with their places. */
	readonly places: readonly ConfigurationProblem[];
	/** True where something is wrong: what a user meant is not what was done. */
	readonly broken: boolean;
}

/** A setting that holds for a file, and who set it. */
export interface SettingOrigin {
	/** `environment`, `rules.late-keepalive`. */
	readonly name: string;
	readonly value: unknown;
	/** `keepalive.config.json:4`, `command line`, `default`. */
	readonly origin: string;
}

/**
 * Finds the settings of files: the nearest folder's `keepalive.config.json`, `package.json#keepalive` or
 * `[tool.keepalive]` of `pyproject.toml` wins over `base`, and `overrides` wins over both.
 */
export interface Configuration {
	/** Never throws; what cannot be read becomes a problem. */
	settingsFor(absolutePath: string): FileSettings;
	/** Every setting that holds for a file, with its origin. */
	originsFor(absolutePath: string): readonly SettingOrigin[];
	/** Spares looking for configuration files in a folder that a walk has listed; folders around it come first. */
	learn(folder: string, has: HasName): void;
	/** Drops what is cached, after a configuration file was changed. */
	forget(): void;
}

export interface ConfigurationOptions {
	/** The editor's settings; the defaults where absent. Its `exclude` globs are relative to the root. */
	readonly base?: Settings;
	/** What a user said just now, on the command line. Its `exclude` globs are relative to the root. */
	readonly overrides?: SettingValues;
	/** One configuration file for everything, instead of the nearest; an absolute path. */
	readonly file?: string;
}

const nothing: LoadedConfiguration = { layers: [], problems: [], sources: [] };

/** `root` is the workspace folder or working directory, an absolute path. */
export function createConfiguration(root: string, options: ConfigurationOptions = {}): Configuration {
	const { base = defaultSettings, overrides = {}, file } = options;
	const first = givenLayer(base, options.base === undefined ? 'default' : 'editor settings', root);
	// What is excluded just now comes on top: it gives back no file that a project leaves out.
	const { isExcluded: isExcludedAnyway = () => false, ...last } = givenLayer(overrides, 'command line', root);
	const find = createFinder(root, file);
	const layersFor = (loaded: LoadedConfiguration, path: string): readonly Layer[] =>
		[first, ...loaded.layers, last].filter(({ matches }) => matches?.(path) ?? true);
	const foldFor = createFold(base, layersFor);
	return {
		settingsFor: (path) => {
			const { included, isExcluded } = foldFor(find.forFolder(folderOf(path)), path);
			return isExcluded(path) || isExcludedAnyway(path) ? { ...included, excluded: true } : included;
		},
		originsFor: (path) => listOrigins(layersFor(find.forFolder(folderOf(path)), path)),
		learn: (folder, has) => find.learn(folder, has),
		forget: () => find.forget(),
	};
}

function givenLayer(values: SettingValues, origin: string, root: string): Layer {
	const { exclude } = values;
	return {
		values,
		...(exclude === undefined ? {} : { isExcluded: compileGlobs(exclude, root) }),
		originOf: () => origin,
	};
}

/** Loads the file that holds for a folder, each once. */
function createFinder(root: string, file: string | undefined) {
	const parentOf = createParentFolders(root);
	const byFolder = new Map<string, LoadedConfiguration>();
	let single: LoadedConfiguration | undefined;

	const forFolder = (folder: string): LoadedConfiguration => {
		if (file !== undefined) {
			return (single ??= loadConfiguration(file, root) ?? withoutSettings(file, root));
		}
		const known = byFolder.get(folder);
		if (known !== undefined) {
			return known;
		}
		const parent = parentOf(folder);
		const found = loadFolder(folder, root) ?? (parent === undefined ? nothing : forFolder(parent));
		byFolder.set(folder, found);
		return found;
	};
	return {
		forFolder,
		learn: (folder: string, has: HasName): void => {
			const parent = parentOf(folder);
			if (file === undefined && !byFolder.has(folder) && !configurationFileNames.some(has)) {
				byFolder.set(folder, parent === undefined ? nothing : forFolder(parent));
			}
		},
		forget: () => {
			byFolder.clear();
			single = undefined;
		},
	};
}

/** A file that was asked for by name has to say something. */
function withoutSettings(path: string, root: string): LoadedConfiguration {
	const text = 'there are no settings for keepalive-lint in this file.';
	return { ...nothing, problems: [{ path, text, sentence: `${relativePath(root, path)}: ${text}` }] };
}

function loadFolder(folder: string, root: string): LoadedConfiguration | undefined {
	for (const path of configurationFileNames.map((name) => join(folder, name))) {
		const loaded = existsSync(path) ? loadConfiguration(path, root) : undefined;
		if (loaded !== undefined) {
			return loaded;
		}
	}
	return undefined;
}

interface Fold {
	/** What holds for a file that is not excluded; one object for many files. */
	readonly included: FileSettings;
	readonly isExcluded: PathTest;
}

/** Lays settings over one another; files without overrides of their own share the result. */
function createFold(base: Settings, layersFor: (loaded: LoadedConfiguration, path: string) => readonly Layer[]) {
	const shared = new WeakMap<LoadedConfiguration, Fold>();
	return (loaded: LoadedConfiguration, path: string): Fold => {
		const isShared = loaded.layers.every(({ matches }) => matches === undefined);
		const known = isShared ? shared.get(loaded) : undefined;
		const folded = known ?? fold(base, layersFor(loaded, path), loaded);
		if (isShared) {
			shared.set(loaded, folded);
		}
		return folded;
	};
}

function fold(base: Settings, layers: readonly Layer[], { sources, problems }: LoadedConfiguration): Fold {
	let settings = base;
	let isExcluded: PathTest = () => false;
	for (const { values, isExcluded: own } of layers) {
		settings = { ...settings, ...values, rules: { ...settings.rules, ...values.rules } };
		isExcluded = own ?? isExcluded;
	}
	const included: FileSettings = {
		settings,
		excluded: false,
		source: sources[0],
		sources,
		problems: problems.map(({ sentence }) => sentence),
		places: problems,
		broken: problems.length > 0,
	};
	return { included, isExcluded };
}

function listOrigins(layers: readonly Layer[]): readonly SettingOrigin[] {
	const found = new Map<string, SettingOrigin>();
	const set = (keys: SettingKeys, value: unknown, layer: Layer): void => {
		const name = keys.join('.');
		if (value !== undefined) {
			found.set(name, { name, value, origin: layer.originOf(keys) });
		}
	};
	for (const layer of layers) {
		const { environment, rules = {}, exclude, node, python, wrappers, sharedModules } = layer.values;
		set(['environment'], environment, layer);
		Object.entries(rules).forEach(([rule, level]) => set(['rules', rule], level, layer));
		set(['exclude'], exclude, layer);
		set(['target', 'node'], node, layer);
		set(['target', 'python'], python, layer);
		set(['wrappers'], wrappers, layer);
		if (sharedModules !== undefined) {
			// They are set as a whole, so that what an earlier layer asks for may be gone.
			const { javascript, python } = sharedModules;
			[...found.keys()].filter((name) => name.startsWith('fix.')).forEach((name) => found.delete(name));
			set(['fix', 'sharedModule', 'javascript'], javascript && (javascript.path ?? true), layer);
			set(['fix', 'sharedModule', 'python'], python && (python.path ?? true), layer);
		}
	}
	return [...found.values()];
}
