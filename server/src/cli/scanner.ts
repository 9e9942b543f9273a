import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';

import type { FileChange } from '../engine/index.js';
import type { FileTask } from '../workspace/file-checker.js';
import { type HasName, relativePath } from '../workspace/folders.js';
import { scannedLanguageOf } from '../workspace/languages.js';
import type { SetupIndex } from '../workspace/setup-files.js';
import { walk } from '../workspace/walk.js';
import { runPool } from '../workspace/worker-pool.js';
import type { Recollection } from './cache.js';
import {
	type Batch,
	createFileWorker,
	type FileOutcome,
	type FileWorker,
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
	recall?(path: string): Recollection;
	/** Called once for each file, in any order. */
	onOutcome(task: WorkTask, outcome: FileOutcome): void;
	/** Called once for each module that fixes share, after it was written or instead of that. */
	onSharedModule?(change: FileChange): void;
	onSkipped(path: string, reason: string, named: boolean): void;
	/** Called for each folder that is walked, before anything in it. */
	onFolder?(path: string, has: HasName): void;
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
/**
 * Files to read that a thread gets at once, one in so many of those that were found so far: enough to last until this
 * thread answers again, and few at the beginning, as a thread takes its time to start.
 */
const readBatch = { share: 8, least: 64, most: 512 };
/** The same for this thread, which looks after the others in between. */
const ownBatch = 16;
/**
 * Files to check that another thread gets at once: enough to last while this one checks a long file, and few at the end,
 * as threads should end together.
 */
const mostToCheck = 16;
/** A text with more characters takes a while; those that other threads begin with have them first. */
const longFile = 100_000;
/** Work between two breaths: milliseconds, and steps of a walk that meets no source file. */
const slice = 10;
const slowWalk = 500;
const progressPause = 100;

/** Walks and checks, in worker threads where that pays. Files come in the order in which they are done. */
export async function scanFiles(request: ScanRequest): Promise<ScanTotals> {
	const run = new Run(request);
	await run.scan(request.jobs ?? availableParallelism());
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
	private readonly tasks: Generator<WorkTask | undefined, void>;
	private isWalked = false;
	private isRead = false;
	/** Files whose fixes change others, too. */
	private readonly sharing: SharingFile[] = [];
	/** Files that are to be checked once all have been read. */
	private readonly passed: WorkTask[] = [];
	private readonly setupPaths: string[] = [];
	/** Known once all files have been read. */
	private setups: SetupIndex | undefined;
	private readonly links: string[] = [];
	/** This one included. */
	private threads = 1;
	/** Batches that are being read in threads, and threads that wait for these. */
	private reading = 0;
	private readonly waiting: (() => void)[] = [];

	constructor(private readonly request: ScanRequest) {
		this.worker = createFileWorker(request.order);
		this.tasks = this.walk();
	}

	/** The files to check, and an `undefined` for every step of the walk that comes to none. */
	private *walk(): Generator<WorkTask | undefined, void> {
		const { selection, shard, order } = this.request;
		const { checker } = this.worker;
		const isOut = (path: string): boolean => checker.settingsFor(path).excluded || !selection.mayLead(path);
		const isMine = (path: string): boolean => shard === undefined || isInShard(relativePath(order.cwd, path), shard);
		for (const step of walk(selection.roots, isOut, scannedLanguageOf)) {
			if (step.kind === 'file' && selection.accepts(step.path)) {
				this.found++;
				const { path, language, named } = step;
				yield isMine(path) ? this.recall({ path, language, named }) : undefined;
				continue;
			}
			if (step.kind === 'skipped' && isMine(step.path)) {
				this.request.onSkipped(step.path, step.reason, step.named);
			} else if (step.kind === 'link') {
				this.links.push(step.path);
			} else if (step.kind === 'folder') {
				checker.learn(step.path, step.has);
				this.request.onFolder?.(step.path, step.has);
			}
			yield undefined;
		}
	}

	/** The file with what the cache knows of it; undefined where that is enough, and it need not be read. */
	private recall(task: FileTask): WorkTask | undefined {
		if (this.request.recall === undefined) {
			return task;
		}
		const { stamp, basis, unchanged } = this.request.recall(task.path);
		// A named file is judged by other standards, so only its text counts.
		if (unchanged === undefined || task.named) {
			return { ...task, basis, ...(!task.named && { stamp }) };
		}
		if (unchanged.kind === 'gated') {
			this.finish({ ...task, stamp }, unchanged);
		} else {
			this.pass({ ...task, stamp, basis, isUnchanged: true, mayConfigure: unchanged.mayConfigure });
		}
		return undefined;
	}

	private pass(task: WorkTask): void {
		this.passed.push(task);
		if (task.mayConfigure === true) {
			this.setupPaths.push(task.path);
		}
	}

	/** Up to so many tasks; fewer at the end, or after so many steps that came to none. */
	private walkTo(count: number, steps = Infinity): WorkTask[] {
		const taken: WorkTask[] = [];
		for (let vain = 0; taken.length < count && vain < steps && !this.isWalked;) {
			const step = this.tasks.next();
			this.isWalked = step.done === true;
			if (step.value === undefined) {
				vain++;
			} else {
				taken.push(step.value);
			}
		}
		return taken;
	}

	/** Works in this thread, and in others unless there turn out to be few files. */
	async scan(jobs: number): Promise<void> {
		const { order, signal, program } = this.request;
		const first = this.request.jobs === undefined && jobs > 1 ? this.walkTo(worthThreads) : [];
		const takeTasks = (count: number): WorkTask[] =>
			first.length > 0 ? first.splice(0, count) : this.walkTo(count, slowWalk);
		const others = this.request.jobs === undefined && first.length < worthThreads ? 0 : jobs - 1;
		this.threads = 1 + others;
		const pool =
			program === undefined || others === 0
				? undefined
				: runPool<Batch, WorkOrder, BatchAnswer>({
						program,
						order,
						size: others,
						next: (worker) => this.nextBatch(worker, () => takeTasks(this.sizeOfBatch())),
						onAnswer: (batch, answer) => this.settle(batch, answer),
						// Where a thread could not be had, or died, its work is done here.
						onOrphan: (batch) => this.settle(batch, this.workOn(batch)),
						...(signal === undefined ? {} : { signal }),
					});
		await Promise.all([pool, this.workHere(() => takeTasks(ownBatch))]);
	}

	private sizeOfBatch(): number {
		const { share, least, most } = readBatch;
		return Math.min(most, Math.max(least, Math.floor(this.found / share)));
	}

	private async workHere(takeTasks: () => WorkTask[]): Promise<void> {
		let sliceEnd = performance.now() + slice;
		let hasChecked = false;
		while (!this.isAborted) {
			const batch = await this.nextBatch(0, takeTasks);
			if (batch === undefined) {
				return;
			}
			// A check takes its time; others get theirs before this thread begins with its own.
			if (performance.now() >= sliceEnd || (batch.kind === 'check' && !hasChecked)) {
				await setImmediate();
				sliceEnd = performance.now() + slice;
			}
			hasChecked = batch.kind === 'check';
			this.settle(batch, this.workOn(batch));
		}
	}

	private workOn(batch: Batch): BatchAnswer {
		return { outcomes: [...this.worker.workOn(batch)], problems: [], brokenConfiguration: false };
	}

	/** Files to read as long as there are any; then, once all are read, those that passed. */
	private nextBatch(worker: number, takeTasks: () => WorkTask[]): Batch | undefined | Promise<Batch | undefined> {
		const tasks = this.isAborted ? [] : takeTasks();
		// An empty batch is a moment to let others run.
		if (tasks.length > 0 || !(this.isWalked || this.isAborted)) {
			this.reading++;
			return { kind: 'read', tasks };
		}
		if (this.reading === 0) {
			this.endReading();
			return this.nextCheck(worker);
		}
		return new Promise((resolve) => this.waiting.push(() => resolve(this.nextCheck(worker))));
	}

	private nextCheck(worker: number): Batch | undefined {
		const tasks = this.isAborted ? [] : this.takePassed(worker);
		return tasks.length === 0 ? undefined : { kind: 'check', tasks, setups: this.setups };
	}

	/**
	 * Files that passed, one language after the other; this thread begins at one end and the others at the other, so that
	 * few of them have to load what reads both.
	 */
	private takePassed(worker: number): WorkTask[] {
		const { passed, threads } = this;
		const share = Math.ceil(passed.length / (2 * threads));
		return worker === 0 ? passed.splice(0, 1) : passed.splice(-Math.min(mostToCheck, share));
	}

	/** Known where all files around were read, with the limit that holds for files of the project. */
	private findSetups(): SetupIndex | undefined {
		const { selection, shard, order } = this.request;
		const isComplete = selection.isWhole && shard === undefined && order.maxFileSize === undefined;
		return isComplete ? { folders: selection.roots, links: this.links, paths: this.setupPaths.sort() } : undefined;
	}

	private settle(batch: Batch, answer: BatchAnswer): void {
		this.take(batch, answer.outcomes);
		answer.problems.forEach((problem) => this.problems.add(problem));
		this.brokenConfiguration ||= answer.brokenConfiguration;
		if (batch.kind === 'read' && --this.reading === 0 && this.waiting.length > 0) {
			this.endReading();
		}
	}

	private endReading(): void {
		if (this.isRead) {
			return;
		}
		this.isRead = true;
		const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
		// Neighbours follow each other, as they ask for the same modules; but a long file must not be the last one.
		const isLong = ({ length = 0 }: WorkTask): number => (length > longFile ? 1 : 0);
		this.passed.sort((a, b) => compare(a.language, b.language) || isLong(a) - isLong(b) || compare(a.path, b.path));
		this.setups = this.findSetups();
		this.waiting.splice(0).forEach((release) => release());
	}

	private take({ tasks }: Batch, outcomes: BatchAnswer['outcomes']): void {
		outcomes.forEach((outcome, index) => {
			const task = tasks[index];
			if (task === undefined) {
				return;
			}
			if (outcome.kind !== 'passed') {
				this.finish(task, outcome);
				return;
			}
			this.pass({ ...task, mayConfigure: outcome.mayConfigure, length: outcome.length });
		});
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
