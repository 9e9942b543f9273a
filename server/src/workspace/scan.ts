import { setImmediate } from 'node:timers/promises';

import type { CheckContext, CheckResult, Engine, SourceDocument } from '../engine/index.js';
import { type Baselines, withoutAccepted } from './baseline.js';
import type { Configuration } from './configuration.js';
import {
	type CheckedFile,
	createFileChecker,
	type FileChecker,
	type FileTask,
	type ScannedFile,
} from './file-checker.js';
import { relativePath } from './folders.js';
import type { Targets } from './targets.js';
import { walk } from './walk.js';

export type { ScannedFile } from './file-checker.js';

export interface ScanRequest {
	readonly engine: Engine;
	/** Absolute paths of files and folders. A file named here is checked even where it is ignored or excluded. */
	readonly paths: readonly string[];
	/** True where nobody named the files in `paths`: generated and minified ones among them are skipped as in a folder. */
	readonly asFound?: boolean;
	/** `relativePath` is relative to it. */
	readonly cwd: string;
	readonly configuration: Configuration;
	readonly targets: Targets;
	/** Accepted findings are left out where it is given. */
	readonly baselines?: Baselines;
	/**
	 * Called for every file that was checked, also those without findings; files of a folder in the order of paths. The scan
	 * waits for a promise.
	 */
	onFile(file: ScannedFile): void | Promise<void>;
	onSkipped(skipped: SkippedFile): void;
	/** Called at most every 100 ms. */
	onProgress?(progress: ScanProgress): void;
	readonly signal?: AbortSignal;
	/** Checks a text without keeping the event loop from turning; undefined for one that it leaves to the scan. */
	checkAside?(this: void, source: SourceDocument, context: CheckContext): Promise<CheckResult> | undefined;
	/** Files above so many bytes are skipped; 5 MB where absent. */
	readonly maxFileSize?: number;
}

export interface SkippedFile {
	readonly path: string;
	readonly relativePath: string;
	/** A clause: "not valid UTF-8". */
	readonly reason: string;
	/** True where the user named this very path. */
	readonly named: boolean;
}

export interface ScanProgress {
	/** Files read so far, gated ones included. */
	readonly done: number;
	/** Findings so far. */
	readonly findings: number;
	/** The file at hand, relative to `cwd`. */
	readonly relativePath: string;
}

export interface ScanSummary {
	/** Files that were read, those included that the gate stopped. */
	readonly scanned: number;
	/** How many of them name no catalogued client and were left at that. */
	readonly gated: number;
	readonly skipped: number;
	readonly cancelled: boolean;
	/** Problems of configuration files and manifests, each once. */
	readonly problems: readonly string[];
	/** True where a configuration file could not be read. */
	readonly brokenConfiguration: boolean;
	/** Files on which the linter itself failed; they are among the skipped ones, too. */
	readonly failed: number;
}

/** Work between two breaths, in milliseconds: short enough that typing in an editor is not felt to stall. */
const slice = 10;
const progressPause = 100;

/** Walks, reads and checks. Yields to the event loop often; ends soon after `signal` is aborted. */
export async function scan(request: ScanRequest): Promise<ScanSummary> {
	const run = new ScanRun(request);
	let sliceEnd = performance.now() + slice;
	for (const step of walk(request.paths, (path) => run.isExcluded(path))) {
		if (performance.now() >= sliceEnd) {
			await setImmediate();
			sliceEnd = performance.now() + slice;
		}
		if (request.signal?.aborted === true) {
			return run.summary(true);
		}
		if (step.kind === 'file') {
			const task = { path: step.path, language: step.language, named: step.named && request.asFound !== true };
			const found = run.check(task);
			const taken = run.take(task, found instanceof Promise ? await found : found);
			if (taken instanceof Promise) {
				await taken;
			}
		} else if (step.kind === 'skipped') {
			run.skip(step.path, step.reason, step.named);
		}
	}
	return run.summary(false);
}

class ScanRun {
	private scanned = 0;
	private gated = 0;
	private skipped = 0;
	private failed = 0;
	private findings = 0;
	private lastProgress = 0;
	private readonly checker: FileChecker;

	constructor(private readonly request: ScanRequest) {
		this.checker = createFileChecker(request);
	}

	isExcluded(path: string): boolean {
		return this.checker.settingsFor(path).excluded;
	}

	/** A promise where the text is checked aside. */
	check(task: FileTask): CheckedFile | Promise<CheckedFile> {
		const { checkAside, cwd } = this.request;
		if (checkAside === undefined) {
			return this.checker.check(task);
		}
		const source = this.checker.read(task);
		if (source.kind !== 'text') {
			return source.kind === 'gated' ? source : { ...source, failed: false };
		}
		const { path, language } = task;
		const { text } = source;
		const context = this.checker.contextFor(path);
		const relative = relativePath(cwd, path);
		const result = checkAside({ path: relative, language, text }, context);
		if (result === undefined) {
			return this.checker.checkText(path, language, text);
		}
		const file = { path, relativePath: relative, language, text, context, consultations: () => [] };
		return unlessAborted(result, this.request.signal).then(
			(done) => ({ kind: 'checked', file: { ...file, result: done } }),
			(error: unknown) => ({
				kind: 'skipped',
				reason: error instanceof Error ? error.message : String(error),
				failed: true,
			}),
		);
	}

	/** A promise where `onFile` has given one. */
	take({ path, named }: FileTask, found: CheckedFile): void | Promise<void> {
		if (found.kind !== 'skipped' || found.failed) {
			this.scanned++;
			this.report(path);
		}
		if (found.kind === 'gated') {
			this.gated++;
		} else if (found.kind === 'skipped') {
			this.failed += found.failed ? 1 : 0;
			this.skip(path, found.reason, named);
		} else {
			const file = this.accept(found.file);
			this.findings += file.result.findings.length;
			return this.request.onFile(file);
		}
	}

	private accept(file: ScannedFile): ScannedFile {
		const { baselines } = this.request;
		return baselines === undefined ? file : { ...file, result: withoutAccepted(baselines, file.path, file.result) };
	}

	skip(path: string, reason: string, named: boolean): void {
		this.skipped++;
		this.request.onSkipped({ path, relativePath: relativePath(this.request.cwd, path), reason, named });
	}

	private report(path: string): void {
		const now = performance.now();
		if (this.request.onProgress !== undefined && now - this.lastProgress >= progressPause) {
			this.lastProgress = now;
			const { scanned: done, findings } = this;
			this.request.onProgress({ done, findings, relativePath: relativePath(this.request.cwd, path) });
		}
	}

	summary(cancelled: boolean): ScanSummary {
		const { scanned, gated, skipped, failed } = this;
		return { scanned, gated, skipped, failed, cancelled, ...this.checker.problems() };
	}
}

/** The same promise, which fails as soon as the signal is aborted. */
export function unlessAborted<Result>(result: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
	return new Promise((resolve, reject) => {
		const abort = () => reject(new Error('the scan was ended'));
		signal?.addEventListener('abort', abort, { once: true });
		void result.then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort));
	});
}
