import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Environment, Target, Version } from '../../engine/index.js';
import { type Configuration, createConfiguration, type SettingOrigin } from '../../workspace/configuration.js';
import { relativePath } from '../../workspace/folders.js';
import { languageOf } from '../../workspace/languages.js';
import { createTargets } from '../../workspace/targets.js';
import { alignColumns } from '../columns.js';
import { exitCodes, type Io } from '../io.js';
import { readArguments, wantsJson } from './usage.js';

const usage = {
	line: 'keepalive-lint config FILE [--config FILE] [--format text|json]',
	positionals: { least: 1, most: 1 },
	options: ['config', 'format'],
};

/** Prints the settings that hold for a file, and who set each of them. */
export function showConfiguration(argv: readonly string[], io: Io): number {
	const read = readArguments(argv, usage, io);
	if (typeof read === 'number') {
		return read;
	}
	const asJson = wantsJson(read, io);
	const [file = ''] = read.positionals;
	const given = read.options['config'];
	const missing = [file, ...(given === undefined ? [] : [given])].find((path) => !existsSync(resolve(io.cwd, path)));
	if (missing !== undefined) {
		io.stderr(`${missing}: no such file or folder.\n`);
	}
	if (missing !== undefined || asJson === undefined) {
		return exitCodes.failure;
	}
	const configuration = createConfiguration(io.cwd, given === undefined ? {} : { file: resolve(io.cwd, given) });
	const effective = describeEffective(resolve(io.cwd, file), io.cwd, configuration);
	io.stdout(asJson ? `${JSON.stringify(effective, null, '\t')}\n` : formatEffective(effective));
	io.stderr(effective.problems.map((problem) => `${problem}\n`).join(''));
	return effective.problems.length === 0 ? exitCodes.clean : exitCodes.failure;
}

/** What holds for one file, in the shape of `--format json`. */
export interface EffectiveConfiguration {
	readonly path: string;
	/** True where the file is not checked. */
	readonly excluded: boolean;
	/** The configuration files that were read, relative to the working directory. */
	readonly sources: readonly string[];
	readonly settings: readonly SettingOrigin[];
	readonly target: {
		readonly node: Version;
		readonly python: Version;
		readonly packages: Readonly<Record<string, Version>>;
	};
	readonly problems: readonly string[];
}

function describeEffective(path: string, cwd: string, configuration: Configuration): EffectiveConfiguration {
	const { settings, excluded, sources, problems } = configuration.settingsFor(path);
	const targets = createTargets(cwd);
	const { node, python, packages } = targets.targetFor(path, settings);
	const language = languageOf(path);
	return {
		path: relativePath(cwd, path),
		excluded,
		sources: sources.map((source) => relativePath(cwd, source)),
		settings: configuration.originsFor(path),
		target: { node, python, packages: packagesOf(packages, language) },
		problems: [...problems, ...targets.problems()],
	};
}

function packagesOf(packages: Target['packages'], language: keyof Target['packages'] | undefined) {
	const listed = language === undefined ? [...packages.javascript, ...packages.python] : [...packages[language]];
	return Object.fromEntries(listed);
}

function formatEffective({ path, excluded, sources, settings, target }: EffectiveConfiguration): string {
	const versions = [
		['Node.js', target.node] as const,
		['Python', target.python] as const,
		...Object.entries(target.packages),
	];
	const read = sources.length === 0 ? 'No configuration file; defaults hold.' : `Read from ${sources.join(', ')}.`;
	return [
		`${path}${excluded ? ': excluded, not checked' : ''}\n${read}\n\nSettings\n`,
		alignColumns(
			settings.map(({ name, value, origin }) => [name, showValue(name, value), origin]),
			'  ',
		),
		'\nRuns on\n',
		alignColumns(
			versions.map(([name, { version, source }]) => [name, version, source]),
			'  ',
		),
	].join('');
}

function showValue(name: string, value: unknown): string {
	if (name === 'environment') {
		const { name: environment, idleTimeout, idle, interval, count } = value as Environment;
		return `${environment} (${idleTimeout} s; probes after ${idle} s, every ${interval} s, ${count} times)`;
	}
	return typeof value === 'string' ? value : JSON.stringify(value);
}
