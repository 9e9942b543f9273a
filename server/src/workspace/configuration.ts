import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import picomatch from 'picomatch';

import { describeFileError } from './file-errors.js';
import { createParentFolders, isInside, relativePath } from './folders.js';
import { defaultSettings, parseSettings, type Settings } from './settings.js';

/** The name of the configuration file. */
export const configurationFileName = 'keepalive.config.json';

/** The settings that hold for one file. */
export interface FileSettings {
	readonly settings: Settings;
	/** True where an `exclude` glob matches the file. */
	readonly excluded: boolean;
	/** The configuration file that was read, as an absolute path. */
	readonly source: string | undefined;
	/** What is wrong with that configuration file, each naming the file and where possible the line. */
	readonly problems: readonly string[];
	/** True where the configuration file could not be read at all. */
	readonly broken: boolean;
}

/** Finds `keepalive.config.json` for files: the nearest one wins over `base`, and `overrides` wins over both. */
export interface Configuration {
	/** Never throws; what cannot be read becomes a problem. */
	settingsFor(absolutePath: string): FileSettings;
	/** Drops what is cached, after a configuration file was changed. */
	forget(): void;
}

export interface ConfigurationOptions {
	/** The editor's settings; the defaults where absent. Its `exclude` globs are relative to the root. */
	readonly base?: Settings;
	/** What a user said just now, on the command line. Its `exclude` globs are relative to the root. */
	readonly overrides?: Partial<Settings>;
	/** One configuration file for everything, instead of the nearest; an absolute path. */
	readonly file?: string;
}

/** Everything about a file's settings that is the same for its whole folder. */
interface FolderSettings extends Omit<FileSettings, 'excluded'> {
	readonly isExcluded: (absolutePath: string) => boolean;
}

/** `root` is the workspace folder or working directory, an absolute path. */
export function createConfiguration(root: string, options: ConfigurationOptions = {}): Configuration {
	const parentOf = createParentFolders(root);
	const byFolder = new Map<string, FolderSettings>();
	const withoutFile = combine(root, options, readNothing);
	let single: FolderSettings | undefined;

	const forFolder = (folder: string): FolderSettings => {
		const known = byFolder.get(folder);
		if (known !== undefined) {
			return known;
		}
		const file = join(folder, configurationFileName);
		const parent = parentOf(folder);
		const found = existsSync(file)
			? combine(root, options, readConfigurationFile(file, root))
			: parent === undefined
				? withoutFile
				: forFolder(parent);
		byFolder.set(folder, found);
		return found;
	};
	return {
		settingsFor: (path) => {
			if (options.file !== undefined) {
				single ??= combine(root, options, readConfigurationFile(options.file, root));
			}
			const { isExcluded, ...settings } = single ?? forFolder(dirname(path));
			return { ...settings, excluded: isExcluded(path) };
		},
		forget: () => {
			byFolder.clear();
			single = undefined;
		},
	};
}

interface ConfigurationFile {
	readonly source: string | undefined;
	/** The parsed JSON. */
	readonly raw: unknown;
	/** How the file is called in messages. */
	readonly name: string;
	readonly problem?: string;
}

const readNothing: ConfigurationFile = { source: undefined, raw: undefined, name: '' };

function readConfigurationFile(file: string, root: string): ConfigurationFile {
	const name = relativePath(root, file);
	try {
		const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
		const errors: ParseError[] = [];
		const raw: unknown = parse(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
		const [error] = errors;
		if (error === undefined) {
			return { source: file, raw, name };
		}
		const line = text.slice(0, error.offset).split('\n').length;
		const problem = `${name}:${line}: not valid JSON (${describeParseError(error)}).`;
		return { source: file, raw: undefined, name, problem };
	} catch (error) {
		return { source: file, raw: undefined, name, problem: `${name}: ${describeFileError(error)}.` };
	}
}

/** `CommaExpected` as `comma expected`. */
function describeParseError(error: ParseError): string {
	return printParseErrorCode(error.error)
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase();
}

function combine(root: string, options: ConfigurationOptions, file: ConfigurationFile): FolderSettings {
	const base = options.base ?? defaultSettings;
	const parsed = parseSettings(file.raw, file.name, { base, otherKeys: ['$schema'] });
	const { exclude, ...rest } = parsed.settings;
	const ownGlobs = exclude !== base.exclude && file.source !== undefined;
	const overrides = options.overrides ?? {};
	const matchers = [
		compileGlobs(exclude, ownGlobs ? dirname(file.source) : root),
		compileGlobs(overrides.exclude ?? [], root),
	];
	const settings = {
		...rest,
		exclude,
		...overrides,
		rules: { ...rest.rules, ...overrides.rules },
	};
	return {
		settings,
		source: file.source,
		problems: file.problem === undefined ? parsed.problems : [file.problem],
		broken: file.problem !== undefined,
		isExcluded: (path) => matchers.some((matches) => matches(path)),
	};
}

/** A glob without a slash matches names at any depth; what matches a folder matches everything in it. */
function compileGlobs(globs: readonly string[], folder: string): (absolutePath: string) => boolean {
	if (globs.length === 0) {
		return () => false;
	}
	const patterns = globs.flatMap((glob) => {
		const plain = glob.trim().replace(/\/$/, '');
		const anchored = plain.includes('/') ? plain.replace(/^\.?\//, '') : `**/${plain}`;
		return [anchored, `${anchored}/**`];
	});
	const matches = picomatch(patterns, { dot: true });
	return (path) => isInside(path, folder) && matches(relativePath(folder, path));
}
