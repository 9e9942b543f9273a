import {
	type Assessment,
	type CheckContext,
	type CheckResult,
	createEngine,
	type Engine,
	type FileChange,
	mayConfigure,
} from '../engine/index.js';
import { type ConfigurationOptions, createConfiguration } from '../workspace/configuration.js';
import { type Consultation, stillHold } from '../workspace/consultations.js';
import { sha256 } from '../workspace/sha256.js';
import {
	createFileChecker,
	failedOn,
	type FileChecker,
	type FileTask,
	type ScannedFile,
} from '../workspace/file-checker.js';
import type { FileStamp } from '../workspace/file-stamp.js';
import type { NotebookFile } from '../workspace/notebook-file.js';
import { startsOfCells } from '../workspace/notebook-text.js';
import type { CellPlace } from '../report/positions.js';
import type { SetupIndex } from '../workspace/setup-files.js';
import type { Source } from '../workspace/read-source.js';
import { createTargets } from '../workspace/targets.js';
import type { ScanOptions } from './arguments.js';
import type { Details } from './reporters/index.js';
import { type FixOutcome, fixScanned, type Write } from './fixing.js';
import { createPackageNames } from '../report/packages.js';
import { type FileReport, reportFile } from '../report/report.js';

/** Everything that decides what is done to files; plain data, which travels to worker threads. */
export interface WorkOrder {
	readonly cwd: string;
	readonly configuration: ConfigurationOptions;
	readonly maxFileSize: number | undefined;
	readonly fix: ScanOptions['fix'];
	readonly unsafeFixes: boolean;
	/** True where the report says of each client without a finding why it has none. */
	readonly explain: boolean;
	readonly details: Details;
	/** What identifies this very program, catalogue included, where results go into a cache; else undefined. */
	readonly program: string | undefined;
}

/** What a result depends on. */
export interface ResultBasis {
	/** Identifies text, context and program. */
	readonly key: string;
	/** Identifies the text alone. */
	readonly text: string;
	/** What other files had to say. */
	readonly consultations: readonly Consultation[];
}

/** A file to check, with what the cache knows of it. */
export interface WorkTask extends FileTask {
	/** Of what the cache remembers of it. */
	readonly basis?: ResultBasis | undefined;
	/** Of the file before it is read. */
	readonly stamp?: FileStamp | undefined;
	/** True where its text is still that of the basis. */
	readonly isUnchanged?: boolean;
	/** True for one that others may depend on; known once it was read. */
	readonly mayConfigure?: boolean;
	/** The length of its text, once it was read. */
	readonly length?: number;
}

/** What becomes of a file before it is checked. */
export type ReadOutcome =
	| Extract<FileOutcome, { readonly kind: 'gated' | 'skipped' }>
	/** It is to be checked; `mayConfigure` is true for what others may depend on. */
	| { readonly kind: 'passed'; readonly mayConfigure: boolean; readonly length: number };

/**
 * Files of one step of a scan: all are read before any is checked, so that what configures a process is known by then.
 * Plain data.
 */
export type Batch =
	| { readonly kind: 'read'; readonly tasks: readonly WorkTask[] }
	| { readonly kind: 'check'; readonly tasks: readonly WorkTask[]; readonly setups: SetupIndex | undefined };

export type FileOutcome =
	| { readonly kind: 'gated' }
	| { readonly kind: 'skipped'; readonly reason: string; readonly failed: boolean }
	/** The task's basis still holds, and so does what the cache remembers. */
	| { readonly kind: 'remembered' }
	/** Its fixes change these other files, too; nothing is done yet. */
	| { readonly kind: 'shares'; readonly files: readonly FileChange[] }
	| CheckedOutcome;

export interface CheckedOutcome {
	readonly kind: 'checked';
	readonly report: FileReport;
	/** Present where fixes were asked for. */
	readonly fix?: FixOutcome;
	/** What the result depends on; present where results go into a cache. */
	readonly basis?: ResultBasis;
}

/** Checks, and where asked to fixes, one file after another. */
export interface FileWorker {
	readonly checker: FileChecker;
	work(task: WorkTask, how?: WorkManner): FileOutcome;
	/** One outcome for each task: those of `read` or of `check`. */
	workOn(batch: Batch): Iterable<FileOutcome | ReadOutcome>;
	/** What the fixes of a file want other files to be, as long as some are taken to be changed already. */
	plan(task: WorkTask, changes: readonly FileChange[]): readonly FileChange[];
	/** Does the same to a text that is in no file; what would be written goes to `write`. */
	workOnText(task: FileTask, text: string, write: (fixed: string) => void): FileOutcome;
}

export interface WorkManner {
	/** What other files are taken to be: shared modules that were written just now, or would be. */
	readonly changes?: readonly FileChange[];
	/** Takes fixed text instead of the file. */
	readonly write?: Write;
}

export function createFileWorker(order: WorkOrder): FileWorker {
	const { cwd, configuration, maxFileSize } = order;
	const engine = createEngine();
	let setups: SetupIndex | undefined;
	const checker = createFileChecker({
		engine,
		cwd,
		configuration: createConfiguration(cwd, configuration),
		targets: createTargets(cwd),
		recordsConsultations: order.program !== undefined,
		setupIndex: () => setups,
		...(maxFileSize === undefined ? {} : { maxFileSize }),
	});
	const packageOf = createPackageNames(cwd);
	const finish = createFinisher({ order, engine, checker, packageOf });
	const keysOf = (task: FileTask, text: string): Omit<ResultBasis, 'consultations'> | undefined =>
		order.program === undefined
			? undefined
			: {
					key: cacheKey(
						[order.program, String(order.explain), task.path, cwd, packageOf(task.path), text],
						checker.contextFor(task.path),
						task,
					),
					text,
				};
	const isRemembered = (task: WorkTask, text: string): boolean => holds(task, keysOf(task, text)?.key, checker);
	const read = (task: WorkTask): ReadOutcome => {
		const source = checker.read(task);
		return source.kind === 'text'
			? { kind: 'passed', mayConfigure: mayConfigure(source.text, task.language), length: source.text.length }
			: notRead(source);
	};
	const check = (task: WorkTask, how: WorkManner = {}): FileOutcome => {
		if (task.isUnchanged === true && task.basis !== undefined && isRemembered(task, task.basis.text)) {
			return { kind: 'remembered' };
		}
		const source = checker.read(task);
		if (source.kind !== 'text') {
			return notRead(source);
		}
		const text = order.program === undefined ? '' : sha256(source.text);
		return isRemembered(task, text)
			? { kind: 'remembered' }
			: finish(task, source.text, { ...how, keys: keysOf(task, text) });
	};
	return {
		checker,
		work: check,
		*workOn(batch) {
			if (batch.kind === 'check') {
				({ setups } = batch);
			}
			for (const task of batch.tasks) {
				yield batch.kind === 'read' ? read(task) : check(task);
			}
		},
		plan: (task, changes) => {
			const source = checker.read(task);
			const planned = source.kind === 'text' ? finish(task, source.text, { changes, write: () => undefined }) : source;
			return planned.kind === 'shares' ? planned.files : [];
		},
		workOnText: (task, text, write) =>
			finish(task, text, {
				write: (_, fixed) => {
					write(fixed);
					return undefined;
				},
				alone: true,
			}),
	};
}

interface FinisherParts {
	readonly order: WorkOrder;
	readonly engine: Engine;
	readonly checker: FileChecker;
	/** The name of the package that a file belongs to. */
	packageOf(this: void, path: string): string;
}

/** Checks a text, and where asked to fixes it. */
function createFinisher(parts: FinisherParts): (task: FileTask, text: string, finish: Finish) => FileOutcome {
	const { order, engine, checker, packageOf } = parts;
	const { details } = order;
	const report = (file: ScannedFile, text: string, result: CheckResult): FileReport => {
		const { path, relativePath, language, context, notebook } = file;
		const document = { path: relativePath, language, text };
		const silenceOf = (client: Assessment) => engine.explainSilence(document, client, context);
		return reportFile({ ...document, ...(notebook && { cells: placeCells(notebook, text) }) }, result, {
			...(details !== 'none' && { details: { package: packageOf(path), showsFixes: details === 'with-fixes' } }),
			...(order.explain && { silenceOf }),
		});
	};
	const finish = (task: FileTask, text: string, { write, keys, changes, alone = false }: Finish): FileOutcome => {
		const checked = checker.checkText(task.path, task.language, text, changes);
		if (checked.kind === 'skipped' || checked.kind === 'gated') {
			return checked;
		}
		const { file } = checked;
		if (order.fix === 'none') {
			const reported = report(file, file.text, file.result);
			// Only now, as a report looks at the fixes.
			const basis = keys === undefined ? {} : { basis: { ...keys, consultations: file.consultations() } };
			return { kind: 'checked', report: reported, ...basis };
		}
		const request = { ...order, otherFiles: !alone, ...(write === undefined ? {} : { write }) };
		const fixing = fixScanned(engine, file, request);
		if ('length' in fixing) {
			return { kind: 'shares', files: fixing };
		}
		return { kind: 'checked', report: report(file, fixing.text, fixing.result), fix: fixing.outcome };
	};
	return (task, text, manner) => {
		try {
			return finish(task, text, manner);
		} catch (error) {
			return failedOn(error);
		}
	};
}

function notRead(source: Exclude<Source, { readonly kind: 'text' }>): ReadOutcome & FileOutcome {
	return source.kind === 'gated' ? source : { ...source, failed: false };
}

/** The cells of a notebook in their joined text, fixed or not. */
function placeCells({ cells }: NotebookFile, text: string): readonly CellPlace[] {
	const starts = startsOfCells('python', text, cells.length) ?? [];
	return cells.map(({ number }, index) => ({ number, start: starts[index] ?? 0 }));
}

interface Finish extends WorkManner {
	/** Present where the result is to be remembered. */
	readonly keys?: Omit<ResultBasis, 'consultations'> | undefined;
	/** True for a text that must not change files. */
	readonly alone?: boolean;
}

/** Whether what the cache remembers is what a check would find. */
function holds({ path, basis }: WorkTask, key: string | undefined, checker: FileChecker): boolean {
	if (basis === undefined || basis.key !== key) {
		return false;
	}
	const { project } = checker.contextFor(path);
	return project === undefined ? basis.consultations.length === 0 : stillHold(project, basis.consultations);
}

/** Identifies a text together with everything that decides what is found in it. */
function cacheKey(parts: readonly string[], context: CheckContext, { language }: FileTask): string {
	// What other files say is looked at apart, question by question.
	const { target, project, ...rest } = context;
	void project;
	// A Python file does not depend on what is in `node_modules`.
	const { packages, deployment, ...versions } = target;
	const around = deployment && { ...deployment, variables: [...deployment.variables] };
	const facts = { ...rest, ...versions, around, packages: [...packages[language]] };
	const all = [...parts, JSON.stringify(facts)];
	return sha256(...all.flatMap((part) => [`${part.length}:`, part]));
}
