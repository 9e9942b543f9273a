import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { createConfiguration } from '../workspace/configuration.js';
import type { ScanOptions } from './arguments.js';
import { defaultCacheFolder, identifyProgram, openCache, type ResultCache } from './cache.js';
import { Collector } from './collector.js';
import type { WorkOrder } from './file-work.js';
import { plural } from '../report/counting.js';
import { GitError } from '../workspace/git-changes.js';
import { exitCodes, type Io } from './io.js';
import { chooseFormat, format, judge, write } from './output.js';
import type { Report } from '../report/report.js';
import { detailsOf } from './reporters/index.js';
import { scanFiles, type ScanTotals } from './scanner.js';
import { select, type Selection } from './selection.js';
import { readStdin } from './stdin.js';
import { SuppressionsFile } from './suppressions-file.js';

/** Checks files, or standard input, and reports. Answers the exit code. */
export async function runScan(options: ScanOptions, io: Io): Promise<number> {
	if (options.config !== undefined && !existsSync(resolve(io.cwd, options.config))) {
		io.stderr(`${options.config}: no such configuration file.\n`);
		return exitCodes.failure;
	}
	const suppressions = new SuppressionsFile(io.cwd, options.suppressions);
	const order = orderFor(options, io);
	const cache = openResultCache(options, order);
	const collector = new Collector({ cwd: io.cwd, fix: options, quiet: options.quiet, suppressions, cache });
	const run: Run = { options, io, suppressions, cache, collector, order };
	if (options.stdinFilename !== undefined) {
		return runOnStdin(run, options.stdinFilename);
	}
	try {
		return await runOnFiles(run, await select(options, io.cwd));
	} catch (error) {
		if (error instanceof GitError) {
			io.stderr(`--changed: ${error.message}.\n`);
			return exitCodes.failure;
		}
		throw error;
	}
}

interface Run {
	readonly options: ScanOptions;
	readonly io: Io;
	readonly suppressions: SuppressionsFile;
	readonly cache: ResultCache | undefined;
	readonly collector: Collector;
	readonly order: WorkOrder;
}

/** Fixes are made from the text itself, so a run that fixes has no use for remembered results. */
function openResultCache({ cache }: ScanOptions, { cwd, program, maxFileSize }: WorkOrder): ResultCache | undefined {
	if (cache === undefined || program === undefined) {
		return undefined;
	}
	const folder = cache === '' ? defaultCacheFolder(cwd) : resolve(cwd, cache);
	return openCache(folder, `${program} ${maxFileSize ?? ''}`);
}

function orderFor(options: ScanOptions, io: Io): WorkOrder {
	const isCached = options.cache !== undefined && options.fix === 'none';
	return {
		cwd: io.cwd,
		configuration: {
			overrides: options.overrides,
			...(options.config === undefined ? {} : { file: resolve(io.cwd, options.config) }),
		},
		maxFileSize: options.maxFileSize,
		fix: options.fix,
		unsafeFixes: options.unsafeFixes,
		explain: options.explain,
		// What is remembered has to do for every format.
		details: isCached ? 'with-fixes' : detailsOf(chooseFormat(options.format, options.output, io)),
		program: isCached ? identifyProgram(io.version, io.program) : undefined,
	};
}

async function runOnFiles(run: Run, selection: Selection): Promise<number> {
	const { options, io, collector, cache, order, suppressions } = run;
	const totals = await scanFiles({
		order,
		selection,
		shard: options.shard,
		jobs: options.jobs,
		program: io.program,
		signal: io.signal,
		onOutcome: (task, outcome) => collector.add(task, outcome),
		onFolder: (path, has) => suppressions.learn(path, has),
		onSkipped: (path, reason, named) => collector.skip(path, reason, named),
		onSharedModule: (change) => collector.addSharedModule(change),
		onProgress: (done) => io.progress?.(`${plural(done, 'file')} scanned, ${plural(collector.findings, 'finding')} …`),
		...(cache === undefined ? {} : { recall: (path: string) => cache.recall(path) }),
	});
	io.progress?.(undefined);
	if (totals.cancelled) {
		io.stderr('Interrupted.\n');
		return exitCodes.interrupted;
	}
	for (const pattern of selection.unmatched()) {
		io.stderr(`"${pattern}" matches no file to check.\n`);
	}
	return finish(run, totals, selection.mayBeEmpty);
}

async function runOnStdin(run: Run, name: string): Promise<number> {
	const { options, io, collector, order } = run;
	const input = await readStdin({ name, order, io, fix: options.fix === 'write' });
	if (typeof input === 'string') {
		io.stderr(`${input}\n`);
		return exitCodes.failure;
	}
	if (input.isExcluded) {
		io.stderr(`${name} is excluded by the configuration.\n`);
	} else {
		collector.add(input.task, input.outcome);
	}
	const { fixedText } = input;
	if (fixedText === undefined) {
		return finish(run, input.totals, true);
	}
	// The text takes the place of the report, which a file may still get.
	io.stdout(fixedText);
	const report = createReport(run);
	const chosen = chooseFormat(options.format, options.output, io);
	if (options.output !== undefined && !write(format(report, chosen, options.output, io), options.output, io)) {
		return exitCodes.failure;
	}
	return conclude(run, input.totals, report, true);
}

function createReport({ io, collector, order }: Run): Report {
	const configuration = createConfiguration(io.cwd, order.configuration);
	return collector.report(configuration.settingsFor(join(io.cwd, 'file')).settings.environment);
}

function finish(run: Run, totals: ScanTotals, mayBeEmpty: boolean): number {
	const { options, io, collector } = run;
	const report = createReport(run);
	const chosen = chooseFormat(options.format, options.output, io);
	// Without a file there is nothing to say but why; programs still get their report.
	const isSilent = report.files.scanned === 0 && (chosen === 'text' || chosen === 'github');
	const text = options.fix === 'diff' ? collector.patch() : format(report, chosen, options.output, io);
	const isWritten = (isSilent && options.fix !== 'diff') || write(text, options.output, io);
	const code = conclude(run, totals, report, mayBeEmpty);
	return isWritten ? code : exitCodes.failure;
}

/** Everything that is not the report itself goes to standard error, so that the report can be piped. */
function conclude(run: Run, totals: ScanTotals, report: Report, mayBeEmpty: boolean): number {
	const { options, io, collector, suppressions, cache } = run;
	const chosen = chooseFormat(options.format, options.output, io);
	for (const problem of totals.problems) {
		io.stderr(`${problem}\n`);
	}
	for (const { relativePath, reason, named } of collector.skipped) {
		if (chosen === 'text' || named) {
			io.stderr(`${relativePath || '.'}: ${named ? '' : 'skipped, '}${reason}.\n`);
		}
	}
	if (options.fix !== 'none') {
		io.stderr(`${collector.describeFixes()}\n`);
	}
	const suppressed = suppressions.finish();
	suppressed.notes.forEach((note) => io.stderr(`${note}\n`));
	const cacheProblem = cache?.save();
	if (cacheProblem !== undefined) {
		io.stderr(`${cacheProblem}\n`);
	}
	const isEmpty = collector.scanned === 0;
	if (isEmpty) {
		io.stderr(describeEmpty(options, totals));
	}
	const isElsewhere = options.shard !== undefined && totals.found > 0;
	const mayPass = options.passWithNoFiles || mayBeEmpty || isElsewhere;
	if (totals.brokenConfiguration || suppressed.failed || collector.failed > 0 || (isEmpty && !mayPass)) {
		return exitCodes.failure;
	}
	return judge(report.findings, options);
}

function describeEmpty({ changed, shard, stdinFilename }: ScanOptions, { found }: ScanTotals): string {
	if (stdinFilename !== undefined) {
		return '';
	}
	if (shard !== undefined && found > 0) {
		return 'No file belongs to this shard.\n';
	}
	return changed === undefined
		? 'There was no TypeScript, JavaScript or Python file to check.\n'
		: 'There was no changed TypeScript, JavaScript or Python file to check.\n';
}
