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

export const formats = ['text', 'json'] as const;
export type Format = (typeof formats)[number];

/** What `scan` was asked to do. */
export interface ScanOptions {
	/** As typed; the working directory where none is given. */
	readonly paths: readonly string[];
	readonly format: Format;
	/** A file that gets the report instead of standard output, as typed. */
	readonly output: string | undefined;
	readonly fix: 'none' | 'write' | 'diff';
	readonly unsafeFixes: boolean;
	/** Settings that win over every configuration. */
	readonly overrides: Partial<Settings>;
	/** A configuration file, as typed. */
	readonly config: string | undefined;
	readonly maxWarnings: number;
	readonly exitZero: boolean;
	readonly passWithNoFiles: boolean;
}

export type Command =
	| { readonly kind: 'scan'; readonly options: ScanOptions }
	| { readonly kind: 'help' }
	| { readonly kind: 'version' }
	/** Each problem is one sentence. */
	| { readonly kind: 'usage-error'; readonly problems: readonly string[] };

const options = {
	format: { type: 'string' },
	output: { type: 'string', short: 'o' },
	fix: { type: 'boolean' },
	'fix-dry-run': { type: 'boolean' },
	'unsafe-fixes': { type: 'boolean' },
	environment: { type: 'string' },
	'idle-timeout': { type: 'string' },
	config: { type: 'string', short: 'c' },
	rule: { type: 'string', multiple: true },
	node: { type: 'string' },
	python: { type: 'string' },
	'max-warnings': { type: 'string' },
	'exit-zero': { type: 'boolean' },
	'pass-with-no-files': { type: 'boolean' },
	help: { type: 'boolean', short: 'h' },
	version: { type: 'boolean', short: 'v' },
} as const;

const optionNames = Object.keys(options).map((name) => `--${name}`);

/** Reads the arguments after the program's name. */
export function parseCommand(argv: readonly string[]): Command {
	const { values, positionals, tokens } = parseArgs({
		args: [...argv],
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
	const scanOptions = readScanOptions(values, positionals, (problem) => void problems.push(problem));
	return problems.length > 0 ? { kind: 'usage-error', problems } : { kind: 'scan', options: scanOptions };
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
type Report = (problem: string) => void;

function readScanOptions(values: Values, positionals: readonly string[], report: Report): ScanOptions {
	const text = (name: string): string | undefined => {
		const value = values[name];
		return typeof value === 'string' ? value : undefined;
	};
	const paths = positionals[0] === 'scan' ? positionals.slice(1) : positionals;
	const format = readFormat(text('format'), report);
	const fix = values['fix-dry-run'] === true ? 'diff' : values['fix'] === true ? 'write' : 'none';
	if (fix === 'diff' && values['format'] !== undefined && format !== 'text') {
		report(`--fix-dry-run prints a unified diff, which --format ${format} cannot hold.`);
	}
	const node = readVersion(text('node'), '--node', report);
	const python = readVersion(text('python'), '--python', report);
	const environment = readEnvironment(text('environment'), text('idle-timeout'), report);
	return {
		paths: paths.length === 0 ? ['.'] : paths,
		format,
		output: text('output'),
		fix,
		unsafeFixes: values['unsafe-fixes'] === true,
		overrides: {
			...(environment === undefined ? {} : { environment }),
			...(node === undefined ? {} : { node }),
			...(python === undefined ? {} : { python }),
			rules: readRules(values['rule'], report),
		},
		config: text('config'),
		maxWarnings: readMaxWarnings(text('max-warnings'), report),
		exitZero: values['exit-zero'] === true,
		passWithNoFiles: values['pass-with-no-files'] === true,
	};
}

function readFormat(text: string | undefined, report: Report): Format {
	const found = formats.find((format) => format === (text ?? 'text'));
	if (found === undefined && text !== undefined) {
		report(`Unknown format "${text}"${suggestion(text, formats)}; accepted are ${formats.join(', ')}.`);
	}
	return found ?? 'text';
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

function readMaxWarnings(text: string | undefined, report: Report): number {
	if (text === undefined) {
		return 0;
	}
	if (!/^\d{1,9}$/.test(text)) {
		report(`--max-warnings is "${text}"; accepted are whole numbers from 0.`);
		return 0;
	}
	return Number(text);
}
