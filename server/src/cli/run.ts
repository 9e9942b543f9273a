import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { createEngine } from '../engine/index.js';
import { createConfiguration } from '../workspace/configuration.js';
import { describeFileError } from '../workspace/file-errors.js';
import { scan, type ScanSummary } from '../workspace/scan.js';
import { createTargets } from '../workspace/targets.js';
import { parseCommand, type ScanOptions } from './arguments.js';
import { Collector } from './collector.js';
import { findSideCommand } from './commands/index.js';
import { helpText } from './help.js';
import { exitCodes, type Io } from './io.js';
import { countSeverities, type Report } from './report.js';
import { formatJson } from './reporters/json.js';
import { formatText } from './reporters/text.js';

/** Runs the command line; `argv` starts after the program's name. Answers the exit code and never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
	const sideCommand = findSideCommand(argv[0]);
	if (sideCommand !== undefined) {
		return sideCommand(argv.slice(1), io);
	}
	const command = parseCommand(argv);
	switch (command.kind) {
		case 'help':
			io.stdout(helpText);
			return exitCodes.clean;
		case 'version':
			io.stdout(`${io.version}\n`);
			return exitCodes.clean;
		case 'usage-error':
			io.stderr(command.problems.map((problem) => `${problem}\n`).join(''));
			io.stderr('Run keepalive-lint --help for the options.\n');
			return exitCodes.failure;
		case 'scan':
			try {
				return await runScan(command.options, io);
			} catch (error) {
				io.stderr(`Internal error: ${error instanceof Error ? error.message : String(error)}\n`);
				return exitCodes.failure;
			}
	}
}

async function runScan(options: ScanOptions, io: Io): Promise<number> {
	const file = options.config === undefined ? undefined : resolve(io.cwd, options.config);
	if (file !== undefined && !existsSync(file)) {
		io.stderr(`${options.config ?? file}: no such configuration file.\n`);
		return exitCodes.failure;
	}
	const configuration = createConfiguration(io.cwd, {
		overrides: options.overrides,
		...(file === undefined ? {} : { file }),
	});
	const engine = createEngine();
	const collector = new Collector(engine, options);
	const summary = await scan({
		engine,
		paths: options.paths.map((path) => resolve(io.cwd, path)),
		cwd: io.cwd,
		configuration,
		targets: createTargets(io.cwd),
		onFile: (scanned) => collector.add(scanned),
		onSkipped: (skipped) => collector.skip(skipped),
		...(io.signal === undefined ? {} : { signal: io.signal }),
	});
	if (summary.cancelled) {
		io.stderr('Interrupted.\n');
		return exitCodes.interrupted;
	}
	const { environment } = configuration.settingsFor(join(io.cwd, 'file')).settings;
	const report = collector.report(environment, summary);
	// Without a file there is nothing to say but why; programs still get their JSON.
	const isSilent = summary.scanned === 0 && options.format === 'text';
	const isWritten = isSilent || writeReport(options, collector, report, io);
	writeMessages(options, collector, summary, io);
	return isWritten ? exitCodeOf(options, report, summary) : exitCodes.failure;
}

function writeReport(options: ScanOptions, collector: Collector, report: Report, io: Io): boolean {
	const text = format(options, collector, report, io.colour && options.output === undefined);
	if (options.output === undefined) {
		io.stdout(text);
		return true;
	}
	try {
		writeFileSync(resolve(io.cwd, options.output), text);
		return true;
	} catch (error) {
		io.stderr(`${options.output}: the report cannot be written (${describeFileError(error)}).\n`);
		return false;
	}
}

function format(options: ScanOptions, collector: Collector, report: Report, colour: boolean): string {
	if (options.fix === 'diff') {
		return collector.patch();
	}
	return options.format === 'json' ? formatJson(report) : formatText(report, { colour });
}

/** Everything that is not the report itself goes to standard error, so that the report can be piped. */
function writeMessages(options: ScanOptions, collector: Collector, summary: ScanSummary, io: Io): void {
	for (const problem of summary.problems) {
		io.stderr(`${problem}\n`);
	}
	for (const { relativePath, reason, named } of collector.skipped) {
		if (options.format === 'text' || named) {
			io.stderr(`${relativePath || '.'}: ${named ? '' : 'skipped, '}${reason}.\n`);
		}
	}
	if (options.fix !== 'none') {
		io.stderr(`${collector.describeFixes()}\n`);
	}
	if (summary.scanned === 0) {
		io.stderr('There was no TypeScript, JavaScript or Python file to check.\n');
	}
}

function exitCodeOf(options: ScanOptions, report: Report, summary: ScanSummary): number {
	if (summary.brokenConfiguration || summary.failed > 0 || (summary.scanned === 0 && !options.passWithNoFiles)) {
		return exitCodes.failure;
	}
	const { error, warning } = countSeverities(report.findings);
	return !options.exitZero && (error > 0 || warning > options.maxWarnings) ? exitCodes.findings : exitCodes.clean;
}
