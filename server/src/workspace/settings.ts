import semver from 'semver';

import {
	customEnvironment,
	defaultEnvironment,
	environments,
	findEnvironment,
} from '../engine/catalogue/environments.js';
import type { CheckContext, Environment, RuleId, RuleLevel, Target, Wrapper } from '../engine/index.js';
import { nearestName } from './nearest-name.js';

/** What a user may set, in the editor, in a configuration file or on the command line. */
export interface Settings {
	readonly environment: Environment;
	/** A rule that is absent keeps its own severity. */
	readonly rules: Readonly<Partial<Record<RuleId, RuleLevel>>>;
	/** Globs below the folder of whoever sets them; one without a slash matches at any depth. */
	readonly exclude: readonly string[];
	/** Node version or range that overrides what the project says. */
	readonly node?: string;
	/** Python version or range that overrides what the project says. */
	readonly python?: string;
	/** In-house functions that make clients; absent where none is named. */
	readonly wrappers?: readonly Wrapper[];
	/** Languages whose helpers go into a shared module; its folder is relative to the root of the configuration. */
	readonly sharedModules?: NonNullable<CheckContext['sharedModules']>;
}

/** The settings of one place; what is absent stays as it was. */
export type SettingValues = { readonly [Key in keyof Settings]?: Settings[Key] };

export const defaultSettings: Settings = { environment: defaultEnvironment, rules: {}, exclude: [] };

/** What the engine needs of settings to check a file. */
export function contextOf(settings: Settings, target: Target): CheckContext {
	const { environment, rules, wrappers, sharedModules } = settings;
	return {
		environment,
		target,
		rules,
		...(wrappers === undefined ? {} : { wrappers }),
		...(sharedModules === undefined ? {} : { sharedModules }),
	};
}

/** Keys under `keepalive.` that only the editor reads. */
const editorKeys: readonly string[] = ['enable', 'run', 'trace'];

// A record, so that the compiler notices a rule that is missing here.
const everyRule: Readonly<Record<RuleId, true>> = {
	'long-wait-without-keepalive': true,
	'missing-keepalive': true,
	'late-keepalive': true,
	'ineffective-keepalive': true,
	'disabled-keepalive': true,
	'unportable-keepalive': true,
	'lost-socket-defaults': true,
	'unused-suppression': true,
};

const everyLevel: Readonly<Record<RuleLevel, true>> = {
	error: true,
	warning: true,
	information: true,
	hint: true,
	off: true,
};

/** Names of the rules. */
export const ruleNames: readonly string[] = Object.keys(everyRule);
export const levelNames: readonly string[] = Object.keys(everyLevel);
export const environmentNames: readonly string[] = environments.map((environment) => environment.name);

/** Longest idle timeout that makes sense to configure: a day, in seconds. */
export const longestIdleTimeout = 86_400;

/** What Linux takes for TCP_KEEPIDLE and TCP_KEEPINTVL (seconds). */
export const longestProbeTime = 32_767;

/** What Linux takes for TCP_KEEPCNT. */
export const mostProbes = 127;

export interface ParsedSettings {
	readonly settings: Settings;
	/** One sentence for each value that was not taken. */
	readonly problems: readonly string[];
}

/** The keys of a setting from the outside in, list items by their index: `['overrides', 0, 'rules']`. */
export type SettingKeys = readonly (string | number)[];

/** Something that cannot be used as a setting. */
export interface SettingProblem {
	/** What is meant. */
	readonly keys: SettingKeys;
	/** One sentence. */
	readonly text: string;
	/** True where the name itself is wrong, not its value. */
	readonly isName: boolean;
}

/** Takes a problem; `keys` are relative to what is being read, nothing where that itself is meant. */
export type Report = (text: string, keys?: SettingKeys, isName?: boolean) => void;

/** Reports below a key. */
export function below(report: Report, ...outer: SettingKeys): Report {
	return (text, keys = [], isName) => report(text, [...outer, ...keys], isName);
}

/** Reports names that nobody knows. `prefix` is what comes before them in messages: `environment.`. */
export function reportUnknown(value: Fields, known: readonly string[], report: Report, prefix = ''): void {
	for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
		const shown = `unknown setting ${show(prefix + key)}${suggestion(key, known)}`;
		report(`${shown}; known are ${known.filter((name) => name !== '$schema').join(', ')}.`, [key], true);
	}
}

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads settings of the shape of the editor's `keepalive.*`. Values that cannot be used become problems that begin with
 * `where`; those of `base` stay.
 */
export function parseSettings(raw: unknown, where: string, base: Settings = defaultSettings): ParsedSettings {
	const problems: string[] = [];
	const report: Report = (text) => void problems.push(`${where}: ${text}`);
	if (isAbsent(raw)) {
		return { settings: base, problems };
	}
	if (!isRecord(raw)) {
		report(`expected an object of settings, found ${show(raw)}.`);
		return { settings: base, problems };
	}
	const ours = Object.fromEntries(Object.entries(raw).filter(([key]) => !editorKeys.includes(key)));
	reportUnknown(ours, commonKeys, report);
	const values = parseCommon(ours, report);
	return { settings: { ...base, ...values, rules: { ...base.rules, ...values.rules } }, problems };
}

/** What the editor and configuration files have in common. */
export const commonKeys: readonly string[] = ['environment', 'rules', 'exclude', 'target'];

/** Reads the settings under `commonKeys`. */
export function parseCommon(raw: Fields, report: Report): SettingValues {
	const environment = parseEnvironment(raw['environment'], below(report, 'environment'));
	const rules = parseRules(raw['rules'], below(report, 'rules'));
	const exclude = parseGlobs(raw['exclude'], 'exclude', below(report, 'exclude'));
	return {
		...(environment === undefined ? {} : { environment }),
		...(rules === undefined ? {} : { rules }),
		...(exclude === undefined ? {} : { exclude }),
		...parseTarget(raw['target'], below(report, 'target')),
	};
}

function parseEnvironment(value: unknown, report: Report): Environment | undefined {
	if (isAbsent(value)) {
		return undefined;
	}
	if (typeof value === 'string') {
		const found = findEnvironment(value);
		if (found === undefined) {
			const accepted = `accepted are ${environmentNames.join(', ')}, or an idle timeout in seconds`;
			report(`environment ${show(value)} is unknown${suggestion(value, environmentNames)}; ${accepted}.`);
		}
		return found;
	}
	if (typeof value === 'number') {
		return parseIdleTimeout(value, 'environment', report);
	}
	if (isRecord(value)) {
		return parseCustomEnvironment(value, report);
	}
	report(`environment is ${show(value)}; accepted are a name, a number of seconds, or { "idleTimeout": seconds }.`);
	return undefined;
}

/** An environment for an idle timeout in seconds; reports one outside 1 to 86400 under the name `key`. */
export function parseIdleTimeout(value: unknown, key: string, report: Report): Environment | undefined {
	const seconds = parseWhole(value, { key, lowest: 1, highest: longestIdleTimeout, unit: 'seconds' }, report);
	return seconds === undefined ? undefined : customEnvironment(seconds);
}

function parseCustomEnvironment(value: Fields, report: Report): Environment | undefined {
	reportUnknown(value, ['idleTimeout', 'idle', 'interval', 'count'], report, 'environment.');
	const place = isAbsent(value['idleTimeout']) ? report : below(report, 'idleTimeout');
	const environment = parseIdleTimeout(value['idleTimeout'], 'environment.idleTimeout', place);
	if (environment === undefined) {
		return undefined;
	}
	const number = (key: 'idle' | 'interval' | 'count', highest: number, unit: string): number =>
		(isAbsent(value[key])
			? undefined
			: parseWhole(value[key], { key: `environment.${key}`, lowest: 1, highest, unit }, below(report, key))) ??
		environment[key];
	const longestIdle = Math.max(1, Math.min(environment.idleTimeout - 1, longestProbeTime));
	return {
		...environment,
		idle: number('idle', longestIdle, 'seconds'),
		interval: number('interval', longestProbeTime, 'seconds'),
		count: number('count', mostProbes, 'probes'),
	};
}

interface Range {
	readonly key: string;
	readonly lowest: number;
	readonly highest: number;
	readonly unit: string;
}

function parseWhole(value: unknown, range: Range, report: Report): number | undefined {
	if (typeof value === 'number' && Number.isInteger(value) && value >= range.lowest && value <= range.highest) {
		return value;
	}
	report(`${range.key} is ${show(value)}; accepted are ${range.lowest} to ${range.highest} whole ${range.unit}.`);
	return undefined;
}

function parseRules(value: unknown, report: Report): Settings['rules'] | undefined {
	if (isAbsent(value)) {
		return undefined;
	}
	if (!isRecord(value)) {
		report(`rules is ${show(value)}; expected an object of rule names and severities.`);
		return undefined;
	}
	const rules: Partial<Record<RuleId, RuleLevel>> = {};
	for (const [rule, level] of Object.entries(value)) {
		if (!isRuleId(rule)) {
			const known = `known are ${ruleNames.join(', ')}`;
			report(`unknown rule ${show(rule)}${suggestion(rule, ruleNames)}; ${known}.`, [rule], true);
		} else if (!isRuleLevel(level)) {
			const near = typeof level === 'string' ? suggestion(level, levelNames) : '';
			report(`rules.${rule} is ${show(level)}${near}; accepted are ${levelNames.join(', ')}.`, [rule]);
		} else {
			rules[rule] = level;
		}
	}
	return rules;
}

export function isRuleId(name: string): name is RuleId {
	return Object.hasOwn(everyRule, name);
}

export function isRuleLevel(level: unknown): level is RuleLevel {
	return typeof level === 'string' && Object.hasOwn(everyLevel, level);
}

/** A list of globs, of which unusable ones are left out; undefined where there is no list at all. */
export function parseGlobs(value: unknown, key: string, report: Report): readonly string[] | undefined {
	if (isAbsent(value)) {
		return undefined;
	}
	if (!Array.isArray(value)) {
		report(`${key} is ${show(value)}; expected a list of globs.`);
		return undefined;
	}
	const globs: string[] = [];
	for (const [index, glob] of (value as readonly unknown[]).entries()) {
		if (typeof glob === 'string' && glob.trim() !== '') {
			globs.push(glob);
		} else {
			report(`${key} holds ${show(glob)}; expected a glob such as "generated/**".`, [index]);
		}
	}
	return globs;
}

function parseTarget(value: unknown, report: Report): { node?: string; python?: string } {
	if (isAbsent(value)) {
		return {};
	}
	if (!isRecord(value)) {
		report(`target is ${show(value)}; expected { "node": "20.11", "python": "3.11" }.`);
		return {};
	}
	reportUnknown(value, ['node', 'python'], report, 'target.');
	const node = parseVersion(value['node'], 'target.node', below(report, 'node'));
	const python = parseVersion(value['python'], 'target.python', below(report, 'python'));
	return { ...(node === undefined ? {} : { node }), ...(python === undefined ? {} : { python }) };
}

/** A version or range as text (`20`, `20.11`, `>=22.1`), or undefined after a report. */
export function parseVersion(value: unknown, key: string, report: Report): string | undefined {
	if (isAbsent(value) || value === '') {
		return undefined;
	}
	const text = typeof value === 'number' ? String(value) : value;
	if (typeof text === 'string' && /\d/.test(text) && (semver.validRange(text) ?? semver.coerce(text)) !== null) {
		return text.trim();
	}
	report(`${key} is ${show(value)}; expected a version such as "20", "20.11" or ">=22.1".`);
	return undefined;
}

/** ` (did you mean "x"?)`, or nothing. */
export function suggestion(typed: string, known: readonly string[]): string {
	const near = nearestName(typed, known);
	return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

/** Not given at all, or given as nothing. */
export function isAbsent(value: unknown): value is null | undefined {
	return value === undefined || value === null;
}

/** An object with keys. */
export function isRecord(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as messages quote it. */
export function show(value: unknown): string {
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
