import { parseArgs } from 'node:util';

import { suggestion } from '../../workspace/settings.js';
import { exitCodes, type Io } from '../io.js';

export interface Usage {
	/** The line that says how it is called. */
	readonly line: string;
	readonly positionals: { readonly least: number; readonly most: number };
	/** Long options, each with a value. */
	readonly options?: readonly string[];
}

export interface Arguments {
	readonly positionals: readonly string[];
	readonly options: Readonly<Record<string, string>>;
}

/** The arguments of a command, or the exit code after its usage was printed. */
export function readArguments(
	argv: readonly string[],
	{ line, positionals, options = [] }: Usage,
	io: Io,
): Arguments | number {
	const { tokens } = parseArgs({
		args: [...argv],
		options: Object.fromEntries(options.map((name) => [name, { type: 'string' as const }])),
		allowPositionals: true,
		strict: false,
		tokens: true,
	});
	const found: string[] = [];
	const values: Record<string, string> = {};
	const problems: string[] = [];
	for (const token of tokens) {
		if (token.kind === 'positional') {
			found.push(token.value);
		} else if (token.kind === 'option') {
			if (token.name === 'help' || token.name === 'h') {
				io.stdout(`Usage: ${line}\n`);
				return exitCodes.clean;
			}
			if (!options.includes(token.name)) {
				problems.push(
					`Unknown option ${token.rawName}${suggestion(
						token.rawName,
						options.map((name) => `--${name}`),
					)}.`,
				);
			} else if (token.value === undefined || token.value === '') {
				problems.push(`${token.rawName} needs a value.`);
			} else {
				values[token.name] = token.value;
			}
		}
	}
	if (problems.length === 0 && found.length >= positionals.least && found.length <= positionals.most) {
		return { positionals: found, options: values };
	}
	io.stderr([...problems, `Usage: ${line}`, ''].join('\n'));
	return exitCodes.failure;
}

/** True for `--format json`; undefined after a word on any other format than text. */
export function wantsJson({ options }: Arguments, io: Io): boolean | undefined {
	const format = options['format'] ?? 'text';
	if (format !== 'text' && format !== 'json') {
		io.stderr(`Unknown format "${format}"${suggestion(format, ['text', 'json'])}; accepted are text, json.\n`);
		return undefined;
	}
	return format === 'json';
}
