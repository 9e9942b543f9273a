import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';

import type { FileChange } from '../engine/index.js';
import type { FileTask } from '../workspace/file-checker.js';
import { relativePath } from '../workspace/folders.js';
import { scannedLanguageOf } from '../workspace/languages.js';
import { walk } from '../workspace/walk.js';
import { runPool } from '../workspace/worker-pool.js';
import {
	createFileWorker,
	type FileOutcome,
	type FileWorker,
	type ResultBasis,
	type WorkOrder,
	type WorkTask,
} from './file-work.js';
import { fixSharing, type SharingFile } from './fix-sharing.js';
import type { Shard } from './option-values.js';
import type { Selection } from './selection.js';
import { isInShard } from './shard.js';
import type { BatchAnswer } from './worker-thread.js';

export interface ScanRequest {
	readonly order: WorkOrder;
	readonly selection: Selection;
	readonly shard: Shard | undefined;
	/** Threads; undefined to use as many as there are cores once there are enough files. */
	readonly jobs: number | undefined;
	/** The script of the worker threads; without it there are none. */
	readonly program: string | undefined;
	readonly signal: AbortSignal | undefined;
	/** What the cache knows of a file. */
	basisOf?(path: string): ResultBasis | undefined;
	/** Called once for each file, in any order. */
	onOutcome(task: FileTask, outcome: FileOutcome): void;
	/** Called once for each module that fixes share, after it was written or instead of that. */
	onSharedModule?(change: FileChange): void;
	onSkipped(path: string, reason: string, named: boolean): void;
	/** Called at most every 100 ms with the number of files done. */
	onProgress?(done: number): void;
}

export interface ScanTotals {
	/** Files found, those of other shards included. */
	readonly found: number;
	readonly cancelled: boolean;
	/** Problems of configuration files and manifests, each once, in an order of their own. */
	readonly problems: readonly string[];
	readonly brokenConfiguration: boolean;
}

// Starting a thread takes as long as checking some hundred files.
const worthThreads = 400;
const batchSize = 32;
/** Work between two breaths, in milliseconds. */
const slice = 10;
const progressPause = 100;

/** Walks and checks, in worker threads where that pays. Files come in the order in which they are done. */
export async function scanFiles(request: ScanRequest): Promise<ScanTotals> {
	const run = new Run(request);
	const jobs = request.jobs ?? availableParallelism();
	if (request.program === undefined || jobs === 1) {
		await run.here(run.tasks());
	} else {
		await run.inThreads(request.program, jobs);
	}
	run.finishSharing();
	return run.totals();
}

class Run {
	private found = 0;
	private done = 0;
	private lastProgress = 0;
	private brokenConfiguration = false;
	private readonly problems = new Set<string>();
	private readonly worker: FileWorker;
	/** Files whose fixes change others, too. */
	private readonly sharing: SharingFile[] = [];

	constructor(private readonly request: ScanRequest) {
		this.worker = createFileWorker(request.order);
	}

	/** The files to check, and an `undefined` for every other step of the walk: a moment to let others run. */
	*tasks(): Generator<WorkTask | undefined, void> {
		const { selection, shard, order } = this.request;
		const { checker } = this.worker;
		const isOut = (path: string): boolean => checker.settingsFor(path).excluded || !selection.mayLead(path);
		const isMine = (path: string): boolean => shard === undefined || isInShard(relativePath(order.cwd, path), shard);
		for (const step of walk(selection.roots, isOut, scannedLanguageOf)) {
			if (step.kind === 'file' && selection.accepts(step.path)) {
				this.found++;
				const { path, language, named } = step;
				const basis = this.request.basisOf?.(path);
				if (isMine(path)) {
					yield { path, language, named, ...(basis === undefined ? {} : { basis }) };
				}
			} else if (step.kind === 'skipped' && isMine(step.path)) {
				this.request.onSkipped(step.path, step.reason, step.named);
			}
			yield undefined;
		}
	}

	/** Checks in this thread. */
	async here(tasks: Iterable<WorkTask | undefined>): Promise<void> {
		let sliceEnd = performance.now() + slice;
		for (const task of tasks) {
			if (performance.now() >= sliceEnd) {
				await setImmediate();
				sliceEnd = performance.now() + slice;
			}
			if (this.isAborted) {
				return;
			}
			if (task !== undefined) {
				this.finish(task, this.worker.work(task));
			}
		}
	}

	/** Checks in worker threads, unless there turn out to be few files. */
	async inThreads(program: string, jobs: number): Promise<void> {
		const { order, signal } = this.request;
		const tasks = this.tasks();
		const first = this.request.jobs === undefined ? take(tasks, worthThreads) : [];
		if (this.request.jobs === undefined && first.length < worthThreads) {
			await this.here(first);
			return;
		}
		const orphans: WorkTask[] = [];
		await runPool<WorkTask, WorkOrder, BatchAnswer>({
			program,
			order,
			size: jobs,
			next: () => {
				const batch = first.length > 0 ? first.splice(0, batchSize) : take(tasks, batchSize);
				return batch.length === 0 ? undefined : batch;
			},
			onAnswer: (batch, answer) => this.finishBatch(batch, answer),
			onOrphans: (batch) => void orphans.push(...batch),
			...(signal === undefined ? {} : { signal }),
		});
		// Where threads could not be had, or died, the rest is done here.
		await this.here(orphans);
		await this.here(first);
		await this.here(tasks);
	}

	private finishBatch(batch: readonly WorkTask[], answer: BatchAnswer): void {
		answer.outcomes.forEach((outcome, index) => {
			const task = batch[index];
			if (task !== undefined) {
				this.finish(task, outcome);
			}
		});
		answer.problems.forEach((problem) => this.problems.add(problem));
		this.brokenConfiguration ||= answer.brokenConfiguration;
	}

	/** Fixes the files that share modules one after another, as each adds to what they share. */
	finishSharing(): void {
		const { sharing, worker, request } = this;
		fixSharing(sharing, {
			worker,
			order: request.order,
			isAborted: () => this.isAborted,
			finish: (task, outcome) => this.finish(task, outcome),
			onSharedModule: (change) => request.onSharedModule?.(change),
		});
	}

	private finish(task: WorkTask, outcome: FileOutcome): void {
		if (outcome.kind === 'shares') {
			this.sharing.push({ task, modules: outcome.files.map(({ path }) => path) });
			return;
		}
		this.done++;
		this.request.onOutcome(task, outcome);
		const now = performance.now();
		if (now - this.lastProgress >= progressPause) {
			this.lastProgress = now;
			this.request.onProgress?.(this.done);
		}
	}

	private get isAborted(): boolean {
		return this.request.signal?.aborted === true;
	}

	totals(): ScanTotals {
		const own = this.worker.checker.problems();
		return {
			found: this.found,
			cancelled: this.isAborted,
			problems: [...new Set([...own.problems, ...this.problems])].sort(),
			brokenConfiguration: own.brokenConfiguration || this.brokenConfiguration,
		};
	}
}

/** Up to so many tasks; fewer at the end. A generator that is left early can be gone on with. */
function take(tasks: Generator<WorkTask | undefined, void>, count: number): WorkTask[] {
	const taken: WorkTask[] = [];
	while (taken.length < count) {
		const step = tasks.next();
		if (step.done === true) {
			break;
		}
		if (step.value !== undefined) {
			taken.push(step.value);
		}
	}
	return taken;
}
