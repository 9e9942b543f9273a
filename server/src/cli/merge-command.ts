import type { MergeOptions } from './arguments.js';
import { exitCodes, type Io } from './io.js';
import { MergeError, mergeLogs, mergeReports, type Part, readPart } from './merge.js';
import { chooseFormat, format, judge, write } from './output.js';
import type { SarifRun } from '../report/sarif-model.js';
import { writeSarif } from '../report/sarif.js';

/** Joins the reports of a scan's parts and judges them like one run. */
export function runMerge(options: MergeOptions, io: Io): number {
	try {
		const parts = options.files.map((file) => readPart(io.cwd, file));
		const sarif = parts.filter((part) => part.kind === 'sarif');
		const json = parts.filter((part) => part.kind === 'json');
		if (sarif.length > 0 && json.length > 0) {
			throw new MergeError('JSON and SARIF reports cannot be mixed');
		}
		return sarif.length > 0 ? joinLogs(sarif, options, io) : joinReports(json, options, io);
	} catch (error) {
		if (!(error instanceof MergeError)) {
			throw error;
		}
		io.stderr(`Nothing was merged: ${error.message}.\n`);
		return exitCodes.failure;
	}
}

type PartOf<K extends Part['kind']> = Part & { readonly kind: K };

function joinReports(parts: readonly PartOf<'json'>[], options: MergeOptions, io: Io): number {
	const chosen = options.format ?? 'json';
	if (chosen === 'sarif') {
		throw new MergeError('JSON reports do not hold what SARIF needs; scan with --format sarif');
	}
	const report = mergeReports(parts);
	const text = format(report, chooseFormat(chosen, options.output, io), options.output, io);
	return write(text, options.output, io) ? judge(report.findings, options) : exitCodes.failure;
}

function joinLogs(parts: readonly PartOf<'sarif'>[], options: MergeOptions, io: Io): number {
	if (options.format !== undefined && options.format !== 'sarif') {
		throw new MergeError(`SARIF reports cannot become ${options.format}; scan with --format json for that`);
	}
	const log = mergeLogs(parts);
	if (!write(writeSarif(log), options.output, io)) {
		return exitCodes.failure;
	}
	return judgeRun(log.runs[0], options);
}

function judgeRun(run: SarifRun | undefined, { maxWarnings, exitZero }: MergeOptions): number {
	const open = run?.results.filter(({ suppressions }) => suppressions === undefined) ?? [];
	const warnings = open.filter(({ level }) => level === 'warning').length;
	const failed = open.some(({ level }) => level === 'error') || warnings > maxWarnings;
	return failed && !exitZero ? exitCodes.findings : exitCodes.clean;
}
