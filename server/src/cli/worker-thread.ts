import { parentPort, workerData } from 'node:worker_threads';

import type { FileProblems } from '../workspace/file-checker.js';
import type { WorkerAnswer, WorkerData } from '../workspace/worker-pool.js';
import { type Batch, createFileWorker, type FileOutcome, type ReadOutcome, type WorkOrder } from './file-work.js';

/** What a worker sends for a batch. */
export interface BatchAnswer extends FileProblems {
	/** One for each task, in their order; fewer after an abort. */
	readonly outcomes: readonly (FileOutcome | ReadOutcome)[];
}

/** True in a thread that the scan started. */
export function isScanWorker(): boolean {
	return (workerData as { readonly pool?: unknown } | null)?.pool === 'keepalive-scan';
}

/** Answers batches until the thread is ended. */
export function serveScan(): void {
	const { order, stop } = workerData as WorkerData<WorkOrder>;
	const worker = createFileWorker(order);
	parentPort?.on('message', (batch: Batch) => {
		const outcomes: (FileOutcome | ReadOutcome)[] = [];
		for (const outcome of worker.workOn(batch)) {
			outcomes.push(outcome);
			if (Atomics.load(stop, 0) !== 0) {
				break;
			}
		}
		const answer: WorkerAnswer<BatchAnswer> = { answer: { outcomes, ...worker.checker.problems() } };
		parentPort?.postMessage(answer);
	});
}
