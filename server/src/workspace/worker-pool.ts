import { Worker } from 'node:worker_threads';

/** What a worker thread is started with, as its `workerData`. */
export interface WorkerData<Order> {
	/** Tells a worker of the pool from any other thread of the same program. */
	readonly pool: 'keepalive-scan';
	readonly order: Order;
	/** One number: not zero once the work is to end. */
	readonly stop: Int32Array;
}

/** What a worker sends for each batch it was sent. */
export interface WorkerAnswer<Answer> {
	readonly answer: Answer;
}

export interface PoolRequest<Batch, Order, Answer> {
	/** The script that every worker runs. */
	readonly program: string;
	readonly order: Order;
	readonly size: number;
	/**
	 * The next batch; undefined when there is none left. Called when a worker has nothing to do, which then waits for
	 * the answer; workers are numbered from 0.
	 */
	next(worker: number): Batch | undefined | Promise<Batch | undefined>;
	onAnswer(batch: Batch, answer: Answer): void;
	/** Takes batches of workers that could not be started or that died. */
	onOrphan(batch: Batch): void;
	readonly signal?: AbortSignal;
}

/**
 * Hands batches to worker threads until there are none left, one at a time to each, so that no more than that waits in
 * memory. After an abort, workers finish the file at hand.
 */
export async function runPool<Batch, Order, Answer>(request: PoolRequest<Batch, Order, Answer>): Promise<void> {
	const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
	const abort = (): void => void Atomics.store(stop, 0, 1);
	request.signal?.addEventListener('abort', abort);
	try {
		const workers = Array.from({ length: request.size }, (_, worker) => runWorker(request, worker, stop));
		await Promise.all(workers);
	} finally {
		request.signal?.removeEventListener('abort', abort);
	}
}

async function runWorker<Batch, Order, Answer>(
	request: PoolRequest<Batch, Order, Answer>,
	number: number,
	stop: Int32Array,
): Promise<void> {
	const workerData: WorkerData<Order> = { pool: 'keepalive-scan', order: request.order, stop };
	let batch = await nextBatch(request, number);
	if (batch === undefined) {
		return;
	}
	const worker = startWorker(request.program, workerData);
	try {
		while (batch !== undefined) {
			const answer = worker === undefined ? undefined : await askWorker<Batch, Answer>(worker, batch);
			if (answer === undefined) {
				request.onOrphan(batch);
				return;
			}
			request.onAnswer(batch, answer.answer);
			batch = await nextBatch(request, number);
		}
	} finally {
		await worker?.terminate();
	}
}

async function nextBatch<Batch>(
	{ signal, next }: Pick<PoolRequest<Batch, unknown, unknown>, 'signal' | 'next'>,
	worker: number,
): Promise<Batch | undefined> {
	return signal?.aborted === true ? undefined : next(worker);
}

/** Undefined where the system allows no more threads. */
function startWorker(program: string, workerData: unknown): Worker | undefined {
	try {
		const worker = new Worker(program, { workerData });
		// A death between two batches is noticed at the next one.
		return worker.on('error', () => undefined);
	} catch {
		// Its batch is done without it.
		return undefined;
	}
}

/** Undefined where the worker died instead of answering. */
async function askWorker<Batch, Answer>(worker: Worker, batch: Batch): Promise<WorkerAnswer<Answer> | undefined> {
	return new Promise((resolve) => {
		const settle = (answer: WorkerAnswer<Answer> | undefined): void => {
			worker.off('message', settle).off('error', die).off('exit', die);
			resolve(answer);
		};
		const die = (): void => settle(undefined);
		worker.on('message', settle).on('error', die).on('exit', die);
		worker.postMessage(batch);
	});
}
