import type { Settings } from './settings.js';

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

/** `root` is the workspace folder or working directory, an absolute path. */
export function createConfiguration(root: string, options: ConfigurationOptions = {}): Configuration {
	throw new Error(`not wired yet: ${root} ${options.file ?? ''}`);
}
