import { dirname, resolve } from 'node:path';

import { type ConfigurationFile, readConfigurationFile, type TextSpan } from './configuration-file.js';
import { readFix, readWrappers } from './file-settings.js';
import { relativePath } from './folders.js';
import { compileGlobs, type PathTest } from './globs.js';
import {
	below,
	commonKeys,
	type Fields,
	isAbsent,
	isRecord,
	parseCommon,
	parseGlobs,
	type Report,
	reportUnknown,
	type SettingKeys,
	type SettingValues,
	show,
} from './settings.js';

/** Settings that one place gives, for all files or for some. */
export interface Layer {
	readonly values: SettingValues;
	/** Whose settings they are; absent: everybody's. */
	readonly matches?: PathTest;
	/** What the layer's own `exclude` globs match; present where it has any. */
	readonly isExcluded?: PathTest;
	/** Where a setting of this layer stands: `keepalive.config.json:4`. */
	originOf(keys: SettingKeys): string;
}

/** Something in a configuration file that cannot be used. */
export interface ConfigurationProblem {
	/** Absolute path of the file. */
	readonly path: string;
	readonly text: string;
	/** In the file's text, its byte order mark left out; absent where the whole file is meant. */
	readonly span?: TextSpan;
	/** The same in lines and UTF-16 columns, both from 0. */
	readonly range?: { readonly start: TextPosition; readonly end: TextPosition };
	/** The problem with its file and line, as one sentence for a terminal. */
	readonly sentence: string;
}

export interface TextPosition {
	readonly line: number;
	readonly character: number;
}

/** A configuration file with those that it extends. */
export interface LoadedConfiguration {
	/** What counts less comes first. */
	readonly layers: readonly Layer[];
	readonly problems: readonly ConfigurationProblem[];
	/** Absolute paths of all files that were read, the one that was asked for first. */
	readonly sources: readonly string[];
}

/** Keys at the top of a configuration file. */
export const fileKeys: readonly string[] = ['$schema', 'extends', ...commonKeys, 'wrappers', 'fix', 'overrides'];

/** Keys of one override. */
export const overrideKeys: readonly string[] = ['files', 'environment', 'rules', 'target', 'wrappers', 'fix'];

/**
 * Loads a configuration file. Globs count from its folder, also those of files that it extends.
 * @param root what messages name paths relative to
 * @returns undefined where the file has no settings, as most `package.json` have not
 */
export function loadConfiguration(path: string, root: string): LoadedConfiguration | undefined {
	const loader = new Loader(dirname(path), root);
	const layers = loader.load(path, []);
	return layers && { layers, problems: loader.problems, sources: [...loader.sources] };
}

/** Where and how to report while one file is read. */
interface Place {
	readonly file: ConfigurationFile;
	readonly report: Report;
	/** The files that led here, this one last. */
	readonly chain: readonly string[];
}

class Loader {
	readonly problems: ConfigurationProblem[] = [];
	readonly sources = new Set<string>();

	constructor(
		private readonly folder: string,
		private readonly root: string,
	) {}

	/** The layers of a file and of what it extends; none where it is broken, undefined where it has no settings. */
	load(path: string, chain: readonly string[]): readonly Layer[] | undefined {
		const read = readConfigurationFile(path);
		if (read.kind === 'absent') {
			return undefined;
		}
		this.sources.add(path);
		if (read.kind === 'broken') {
			this.add({ path, text: read.text }, `${read.reason}.`, read.span);
			return [];
		}
		const { file } = read;
		const report: Report = (text, keys = [], isName = false) => this.add(file, text, file.find(keys, isName));
		return this.readFile({ file, report, chain: [...chain, path] });
	}

	private readFile(place: Place): readonly Layer[] {
		const { file, report } = place;
		if (isAbsent(file.raw)) {
			return [];
		}
		if (!isRecord(file.raw)) {
			report(`expected an object of settings, found ${show(file.raw)}.`);
			return [];
		}
		file.repeated.forEach(({ name, span }) => this.add(file, `${show(name)} is given twice.`, span));
		reportUnknown(file.raw, fileKeys, report);
		const values = this.readValues(file.raw, report);
		const layer: Layer = {
			values,
			...(values.exclude === undefined ? {} : { isExcluded: compileGlobs(values.exclude, this.folder) }),
			originOf: (keys) => this.describe(file, keys),
		};
		return [
			...this.readExtends(file.raw['extends'], place),
			layer,
			...this.readOverrides(file.raw['overrides'], place),
		];
	}

	private readValues(fields: Fields, report: Report): SettingValues {
		return {
			...parseCommon(fields, report),
			...readWrappers(fields['wrappers'], report),
			...readFix(fields['fix'], relativePath(this.root, this.folder), report),
		};
	}

	private readExtends(value: unknown, place: Place): readonly Layer[] {
		const names: readonly unknown[] = isAbsent(value) ? [] : Array.isArray(value) ? value : [value];
		return names.flatMap((name, index) => {
			const keys = Array.isArray(value) ? ['extends', index] : ['extends'];
			if (typeof name !== 'string' || name.trim() === '') {
				place.report(`extends holds ${show(name)}; expected the path of a file such as "../base.json".`, keys);
				return [];
			}
			return this.extend(name, keys, place);
		});
	}

	private extend(name: string, keys: SettingKeys, { file, report, chain }: Place): readonly Layer[] {
		const path = resolve(dirname(file.path), name);
		const problems = this.problems.length;
		if (chain.includes(path)) {
			const way = [...chain.slice(chain.indexOf(path)), path].map((each) => relativePath(this.root, each));
			report(`extends leads back to itself (${way.join(' -> ')}).`, keys);
			return [];
		}
		const read = readConfigurationFile(path);
		if (read.kind === 'broken' && read.text === '') {
			report(`extends ${show(name)}: ${relativePath(this.root, path)} cannot be read (${read.reason}).`, keys);
			return [];
		}
		const layers = this.load(path, chain);
		if (layers === undefined && this.problems.length === problems) {
			report(`extends ${show(name)}: ${relativePath(this.root, path)} holds no settings.`, keys);
		}
		return layers ?? [];
	}

	private readOverrides(value: unknown, { file, report }: Place): readonly Layer[] {
		if (isAbsent(value)) {
			return [];
		}
		if (!Array.isArray(value)) {
			report(`overrides is ${show(value)}; expected a list such as [{ "files": ["jobs/**"], "rules": {} }].`, [
				'overrides',
			]);
			return [];
		}
		return (value as readonly unknown[]).flatMap((each, index) => {
			const layer = this.readOverride(each, file, ['overrides', index], report);
			return layer === undefined ? [] : [layer];
		});
	}

	private readOverride(raw: unknown, file: ConfigurationFile, keys: SettingKeys, all: Report): Layer | undefined {
		const report = below(all, ...keys);
		if (!isRecord(raw)) {
			report(`overrides holds ${show(raw)}; expected an object with "files" and settings.`);
			return undefined;
		}
		reportUnknown(raw, overrideKeys, report, 'overrides.');
		const given = typeof raw['files'] === 'string' ? [raw['files']] : raw['files'];
		const globs = parseGlobs(given, 'files', below(report, 'files'));
		if (globs === undefined || globs.length === 0) {
			if (isAbsent(given) || globs !== undefined) {
				report('an override needs "files", the globs of the files it is for.');
			}
			return undefined;
		}
		const known: Fields = Object.fromEntries(Object.entries(raw).filter(([key]) => overrideKeys.includes(key)));
		return {
			values: this.readValues(known, report),
			matches: compileGlobs(globs, this.folder),
			originOf: (inner) => this.describe(file, [...keys, ...inner]),
		};
	}

	private add({ path, text: content }: Pick<ConfigurationFile, 'path' | 'text'>, text: string, span?: TextSpan): void {
		const name = relativePath(this.root, path);
		if (span === undefined) {
			this.problems.push({ path, text, sentence: `${name}: ${text}` });
			return;
		}
		const range = { start: positionOf(content, span.start), end: positionOf(content, span.end) };
		this.problems.push({ path, text, span, range, sentence: `${name}:${range.start.line + 1}: ${text}` });
	}

	private describe(file: ConfigurationFile, keys: SettingKeys): string {
		// `true` for a whole object stands for its parts, too.
		const span = keys.map((_, depth) => file.find(keys.slice(0, keys.length - depth), false)).find((each) => each);
		return `${relativePath(this.root, file.path)}${span === undefined ? '' : `:${positionOf(file.text, span.start).line + 1}`}`;
	}
}

function positionOf(text: string, offset: number): TextPosition {
	const lines = text.slice(0, offset).split('\n');
	return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
