import { parseArgs } from 'node:util';

import { findEnvironment } from '../engine/catalogue/environments.js';
import type { RuleId, RuleLevel } from '../engine/index.js';
import {
	environmentNames,
	isRuleId,
	isRuleLevel,
	levelNames,
	longestIdleTimeout,
	parseIdleTimeout,
	parseVersion,
	ruleNames,
	type Settings,
	suggestion,
} from '../workspace/settings.js';
import {
	type ChangedOption,
	readFileSize,
	readJobs,
	readMaxWarnings,
	readShard,
	type Report,
	type Shard,
	takeChanged,
} from './option-values.js';

export const formats = ['text', 'json', 'sarif', 'github', 'html'] as const;
export type Format = (typeof formats)[number];

/** What `scan` was asked to do. */
export interface ScanOptions {
	/** Files, folders and globs as typed; the working directory where none is given. */
	readonly paths: readonly string[];
	readonly changed: ChangedOption | undefined;
	/** The name of a text that comes from standard input, as typed. */
	readonly stdinFilename: string | undefined;
	/** Bytes. */
	readonly maxFileSize: number | undefined;
	/** Undefined where none was asked for and the surroundings decide. */
	readonly format: Format | undefined;
	/** A file that gets the report instead of standard output, as typed. */
	readonly output: string | undefined;
	/** Also list the clients that are not reported, each with its reason. */
	readonly explain: boolean;
	readonly fix: 'none' | 'write' | 'diff';
	readonly unsafeFixes: boolean;
	/** Settings that win over every configuration. */
	readonly overrides: Partial<Settings>;
	/** A configuration file, as typed. */
	readonly config: string | undefined;
	readonly suppressions: SuppressionOptions;
	/** Worker threads; undefined where the program may choose. */
	readonly jobs: number | undefined;
	readonly shard: Shard | undefined;
	/** A folder for results, as typed; empty for the usual place, undefined for none. */
	readonly cache: string | undefined;
	/** Findings below a warning are left out. */
	readonly quiet: boolean;
	readonly maxWarnings: number;
	readonly exitZero: boolean;
	readonly passWithNoFiles: boolean;
}

/** What to do with the file of accepted findings. */
export interface SuppressionOptions {
	readonly action: 'read' | 'suppress-all' | 'prune';
	/** The file instead of the nearest one, as typed. */
	readonly location: string | undefined;
	/** Entries without a finding fail the run. */
	readonly strict: boolean;
}

/** What `merge` was asked to do. */
export interface MergeOptions {
	/** Reports, as typed. */
	readonly files: readonly string[];
	readonly format: Format | undefined;
	readonly output: string | undefined;
	readonly maxWarnings: number;
	readonly exitZero: boolean;
}

export type Command =
	| { readonly kind: 'scan'; readonly options: ScanOptions }
	| { readonly kind: 'merge'; readonly options: MergeOptions }
	| { readonly kind: 'help' }
	| { readonly kind: 'version' }
	/** Each problem is one sentence. */
	| { readonly kind: 'usage-error'; readonly problems: readonly string[] };

const options = {
	format: { type: 'string' },
	output: { type: 'string', short: 'o' },
	explain: { type: 'boolean' },
	fix: { type: 'boolean' },
	'fix-dry-run': { type: 'boolean' },
	'unsafe-fixes': { type: 'boolean' },
	environment: { type: 'string' },
	'idle-timeout': { type: 'string' },
	config: { type: 'string', short: 'c' },
	rule: { type: 'string', multiple: true },
	node: { type: 'string' },
	python: { type: 'string' },
	'stdin-filename': { type: 'string' },
	'max-file-size': { type: 'string' },
	'suppress-all': { type: 'boolean' },
	'prune-suppressions': { type: 'boolean' },
	'suppressions-location': { type: 'string' },
	'strict-suppressions': { type: 'boolean' },
	jobs: { type: 'string', short: 'j' },
	shard: { type: 'string' },
	cache: { type: 'boolean' },
	'cache-location': { type: 'string' },
	quiet: { type: 'boolean', short: 'q' },
	'max-warnings': { type: 'string' },
	'exit-zero': { type: 'boolean' },
	'pass-with-no-files': { type: 'boolean' },
	help: { type: 'boolean', short: 'h' },
	version: { type: 'boolean', short: 'v' },
} as const;

const optionNames = [...Object.keys(options), 'changed'].map((name) => `--${name}`);

/** Reads the arguments after the program's name. */
export function parseCommand(argv: readonly string[]): Command {
	const taken = takeChanged(argv);
	const { values, positionals, tokens } = parseArgs({
		args: [...taken.argv],
		options,
		allowPositionals: true,
		strict: false,
		tokens: true,
	});
	const problems: string[] = [];
	for (const token of tokens) {
		if (token.kind === 'option') {
			problems.push(...checkToken(token));
		}
	}
	if (problems.length > 0) {
		return { kind: 'usage-error', problems };
	}
	if (values.help === true || values.version === true) {
		return { kind: values.help === true ? 'help' : 'version' };
	}
	const report: Report = (problem) => void problems.push(problem);
	const command: Command =
		positionals[0] === 'merge'
			? { kind: 'merge', options: readMergeOptions(values, positionals.slice(1), report) }
			: { kind: 'scan', options: readScanOptions(values, positionals, taken.changed, report) };
	return problems.length > 0 ? { kind: 'usage-error', problems } : command;
}

interface OptionToken {
	readonly name: string;
	readonly rawName: string;
	readonly value?: string | undefined;
	readonly inlineValue?: boolean | undefined;
}

/** What parseArgs itself would throw for, in our words and with the nearest name. */
function checkToken({ name, rawName, value, inlineValue }: OptionToken): readonly string[] {
	const known: { readonly type: string } | undefined = Object.hasOwn(options, name)
		? options[name as keyof typeof options]
		: undefined;
	if (known === undefined) {
		return [`Unknown option ${rawName}${suggestion(rawName, optionNames)}.`];
	}
	if (known.type === 'boolean' && value !== undefined) {
		return [`${rawName} takes no value, found "${value}".`];
	}
	const looksLikeOption = inlineValue !== true && value !== undefined && value.startsWith('-') && value !== '-';
	if (known.type === 'string' && (value === undefined || value === '' || (looksLikeOption && !/^-\d/.test(value)))) {
		return [`${rawName} needs a value.`];
	}
	return [];
}

type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

function textOf(values: Values, name: string): string | undefined {
	const value = values[name];
	return typeof value === 'string' ? value : undefined;
}

function readMergeOptions(values: Values, files: readonly string[], report: Report): MergeOptions {
	const known = ['format', 'output', 'max-warnings', 'exit-zero'];
	for (const name of Object.keys(values).filter((each) => !known.includes(each))) {
		report(`merge does not know --${name}; it takes --${known.join(', --')}.`);
	}
	if (files.length === 0) {
		report('merge needs the reports to join: JSON or SARIF files that were written with --shard.');
	}
	return {
		files,
		format: readFormat(textOf(values, 'format'), report),
		output: textOf(values, 'output'),
		maxWarnings: readMaxWarnings(textOf(values, 'max-warnings'), report),
		exitZero: values['exit-zero'] === true,
	};
}

function readScanOptions(
	values: Values,
	positionals: readonly string[],
	changed: ChangedOption | undefined,
	report: Report,
): ScanOptions {
	const text = (name: string): string | undefined => textOf(values, name);
	const named = positionals[0] === 'scan' ? positionals.slice(1) : positionals;
	const stdinFilename = text('stdin-filename');
	// A lone dash is another word for standard input.
	const paths = stdinFilename === undefined ? named : named.filter((path) => path !== '-');
	const format = readFormat(text('format'), report);
	const fix = values['fix-dry-run'] === true ? 'diff' : values['fix'] === true ? 'write' : 'none';
	if (fix === 'diff' && format !== undefined && format !== 'text') {
		report(`--fix-dry-run prints a unified diff, which --format ${format} cannot hold.`);
	}
	const explain = values['explain'] === true;
	if (explain && format !== undefined && format !== 'text' && format !== 'json') {
		report(`--explain adds clients without findings to text and JSON; --format ${format} has no place for them.`);
	}
	if (stdinFilename !== undefined && (paths.length > 0 || changed !== undefined)) {
		report('--stdin-filename checks standard input and nothing else; leave the paths out.');
	}
	const node = readVersion(text('node'), '--node', report);
	const python = readVersion(text('python'), '--python', report);
	const environment = readEnvironment(text('environment'), text('idle-timeout'), report);
	return {
		paths: paths.length === 0 && changed?.mayBePath !== true ? ['.'] : paths,
		changed,
		stdinFilename,
		maxFileSize: readFileSize(text('max-file-size'), report),
		format,
		output: text('output'),
		explain,
		fix,
		unsafeFixes: values['unsafe-fixes'] === true,
		overrides: {
			...(environment === undefined ? {} : { environment }),
			...(node === undefined ? {} : { node }),
			...(python === undefined ? {} : { python }),
			rules: readRules(values['rule'], report),
		},
		config: text('config'),
		suppressions: readSuppressions(values, report),
		jobs: readJobs(text('jobs'), report),
		shard: readShard(text('shard'), report),
		cache: text('cache-location') ?? (values['cache'] === true ? '' : undefined),
		quiet: values['quiet'] === true,
		maxWarnings: readMaxWarnings(text('max-warnings'), report),
		exitZero: values['exit-zero'] === true,
		passWithNoFiles: values['pass-with-no-files'] === true,
	};
}

function readSuppressions(values: Values, report: Report): SuppressionOptions {
	const all = values['suppress-all'] === true;
	const prune = values['prune-suppressions'] === true;
	if (all && prune) {
		report('--suppress-all already drops what is no longer needed; leave --prune-suppressions out.');
	}
	return {
		action: all ? 'suppress-all' : prune ? 'prune' : 'read',
		location: textOf(values, 'suppressions-location'),
		strict: values['strict-suppressions'] === true,
	};
}

function readFormat(text: string | undefined, report: Report): Format | undefined {
	const found = formats.find((format) => format === text);
	if (found === undefined && text !== undefined) {
		report(`Unknown format "${text}"${suggestion(text, formats)}; accepted are ${formats.join(', ')}.`);
	}
	return found;
}

function readVersion(text: string | undefined, option: string, report: Report): string | undefined {
	return text === undefined ? undefined : parseVersion(text, option, report);
}

function readEnvironment(
	name: string | undefined,
	idleTimeout: string | undefined,
	report: Report,
): Settings['environment'] | undefined {
	if (name !== undefined && idleTimeout !== undefined) {
		report('--environment and --idle-timeout exclude each other.');
		return undefined;
	}
	if (idleTimeout !== undefined) {
		const seconds = /^[-+]?\d+(?:\.\d+)?$/.test(idleTimeout) ? Number(idleTimeout) : idleTimeout;
		return parseIdleTimeout(seconds, '--idle-timeout', report);
	}
	if (name === undefined) {
		return undefined;
	}
	const found = findEnvironment(name);
	if (found === undefined) {
		const accepted = `accepted are ${environmentNames.join(', ')}`;
		const seconds = /^\d+$/.test(name) ? `; for 1 to ${longestIdleTimeout} seconds use --idle-timeout` : '';
		report(`Unknown environment "${name}"${suggestion(name, environmentNames)}; ${accepted}${seconds}.`);
	}
	return found;
}

function readRules(value: Values[string], report: Report): Partial<Record<RuleId, RuleLevel>> {
	const rules: Partial<Record<RuleId, RuleLevel>> = {};
	for (const text of Array.isArray(value) ? (value as readonly (string | boolean)[]) : []) {
		const [id = '', level = ''] = String(text).split('=', 2);
		if (!isRuleId(id)) {
			report(`Unknown rule "${id}"${suggestion(id, ruleNames)}; known are ${ruleNames.join(', ')}.`);
		} else if (!isRuleLevel(level)) {
			const near = suggestion(level, levelNames);
			report(`--rule ${id} has severity "${level}"${near}; accepted are ${levelNames.join(', ')}.`);
		} else {
			rules[id] = level;
		}
	}
	return rules;
}
