import semver from 'semver';

import {
	customEnvironment,
	defaultEnvironment,
	environments,
	findEnvironment,
} from '../engine/catalogue/environments.js';
import type { Environment, RuleId, RuleLevel } from '../engine/index.js';
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
}

export const defaultSettings: Settings = { environment: defaultEnvironment, rules: {}, exclude: [] };

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

export const ruleNames: readonly string[] = Object.keys(everyRule);
export const levelNames: readonly string[] = Object.keys(everyLevel);
export const environmentNames: readonly string[] = environments.map((environment) => environment.name);

/** Longest idle timeout that makes sense to configure: a day, in seconds. */
export const longestIdleTimeout = 86_400;

// What Linux takes for TCP_KEEPIDLE and TCP_KEEPINTVL (seconds) and TCP_KEEPCNT.
const longestProbeTime = 32_767;
const mostProbes = 127;

export interface ParsedSettings {
	readonly settings: Settings;
	/** One sentence for each value that was not taken. */
	readonly problems: readonly string[];
}

export interface ParseOptions {
	/** What stays where nothing, or nothing usable, is given. */
	readonly base?: Settings;
	/** Top-level keys that somebody else reads. */
	readonly otherKeys?: readonly string[];
}

/**
 * Reads settings of the shape of the editor's `keepalive.*` and of `keepalive.config.json`. Values that cannot be used
 * become problems that begin with `where`; the base value stays.
 */
export function parseSettings(raw: unknown, where: string, options: ParseOptions = {}): ParsedSettings {
	const base = options.base ?? defaultSettings;
	const problems: string[] = [];
	const report = (text: string): void => void problems.push(`${where}: ${text}`);
	if (isAbsent(raw)) {
		return { settings: base, problems };
	}
	if (!isRecord(raw)) {
		report(`expected an object of settings, found ${show(raw)}.`);
		return { settings: base, problems };
	}
	const known = ['environment', 'rules', 'exclude', 'target'];
	const others = options.otherKeys ?? editorKeys;
	for (const key of Object.keys(raw).filter((name) => !known.includes(name) && !others.includes(name))) {
		report(`unknown setting ${show(key)}${suggestion(key, known)}; known are ${known.join(', ')}.`);
	}
	const settings: Settings = {
		...base,
		environment: parseEnvironment(raw['environment'], report) ?? base.environment,
		rules: { ...base.rules, ...parseRules(raw['rules'], report) },
		exclude: parseExclude(raw['exclude'], report) ?? base.exclude,
		...parseTarget(raw['target'], report),
	};
	return { settings, problems };
}

type Report = (text: string) => void;

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

function parseCustomEnvironment(value: Record<string, unknown>, report: Report): Environment | undefined {
	const keys = ['idleTimeout', 'idle', 'interval', 'count'];
	for (const key of Object.keys(value).filter((name) => !keys.includes(name))) {
		report(`unknown setting "environment.${key}"${suggestion(key, keys)}; known are ${keys.join(', ')}.`);
	}
	const environment = parseIdleTimeout(value['idleTimeout'], 'environment.idleTimeout', report);
	if (environment === undefined) {
		return undefined;
	}
	const number = (key: 'idle' | 'interval' | 'count', highest: number, unit: string): number =>
		(isAbsent(value[key])
			? undefined
			: parseWhole(value[key], { key: `environment.${key}`, lowest: 1, highest, unit }, report)) ?? environment[key];
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

function parseRules(value: unknown, report: Report): Partial<Record<RuleId, RuleLevel>> {
	const rules: Partial<Record<RuleId, RuleLevel>> = {};
	if (isAbsent(value)) {
		return rules;
	}
	if (!isRecord(value)) {
		report(`rules is ${show(value)}; expected an object of rule names and severities.`);
		return rules;
	}
	for (const [rule, level] of Object.entries(value)) {
		if (!isRuleId(rule)) {
			report(`unknown rule ${show(rule)}${suggestion(rule, ruleNames)}; known are ${ruleNames.join(', ')}.`);
		} else if (!isRuleLevel(level)) {
			const near = typeof level === 'string' ? suggestion(level, levelNames) : '';
			report(`rules.${rule} is ${show(level)}${near}; accepted are ${levelNames.join(', ')}.`);
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

function parseExclude(value: unknown, report: Report): readonly string[] | undefined {
	if (isAbsent(value)) {
		return undefined;
	}
	if (!Array.isArray(value)) {
		report(`exclude is ${show(value)}; expected a list of globs.`);
		return undefined;
	}
	const globs: string[] = [];
	for (const glob of value as unknown[]) {
		if (typeof glob === 'string' && glob.trim() !== '') {
			globs.push(glob);
		} else {
			report(`exclude holds ${show(glob)}; expected a glob such as "generated/**".`);
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
	const keys = ['node', 'python'];
	for (const key of Object.keys(value).filter((name) => !keys.includes(name))) {
		report(`unknown setting "target.${key}"${suggestion(key, keys)}; known are ${keys.join(', ')}.`);
	}
	const node = parseVersion(value['node'], 'target.node', report);
	const python = parseVersion(value['python'], 'target.python', report);
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

function isAbsent(value: unknown): value is null | undefined {
	return value === undefined || value === null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
	const text = JSON.stringify(value) ?? String(value);
	return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
