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

export interface PoolRequest<Task, Order, Answer> {
	/** The script that every worker runs. */
	readonly program: string;
	readonly order: Order;
	readonly size: number;
	/** The next batch; undefined when there is none left. Called when a worker has nothing to do. */
	next(): readonly Task[] | undefined;
	onAnswer(batch: readonly Task[], answer: Answer): void;
	/** Takes batches of workers that could not be started or that died. */
	onOrphans(batch: readonly Task[]): void;
	readonly signal?: AbortSignal;
}

/**
 * Hands batches to worker threads until there are none left, one at a time to each, so that no more than that waits in
 * memory. After an abort, workers finish the file at hand.
 */
export async function runPool<Task, Order, Answer>(request: PoolRequest<Task, Order, Answer>): Promise<void> {
	const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
	const abort = (): void => void Atomics.store(stop, 0, 1);
	request.signal?.addEventListener('abort', abort);
	try {
		const workers = Array.from({ length: request.size }, () => runWorker(request, stop));
		await Promise.all(workers);
	} finally {
		request.signal?.removeEventListener('abort', abort);
	}
}

async function runWorker<Task, Order, Answer>(
	request: PoolRequest<Task, Order, Answer>,
	stop: Int32Array,
): Promise<void> {
	const workerData: WorkerData<Order> = { pool: 'keepalive-scan', order: request.order, stop };
	let batch = nextBatch(request);
	if (batch === undefined) {
		return;
	}
	const worker = startWorker(request.program, workerData);
	try {
		while (batch !== undefined) {
			const answer = worker === undefined ? undefined : await askWorker<Task, Answer>(worker, batch);
			if (answer === undefined) {
				request.onOrphans(batch);
				return;
			}
			request.onAnswer(batch, answer.answer);
			batch = nextBatch(request);
		}
	} finally {
		await worker?.terminate();
	}
}

function nextBatch<Task>({
	signal,
	next,
}: Pick<PoolRequest<Task, unknown, unknown>, 'signal' | 'next'>): readonly Task[] | undefined {
	return signal?.aborted === true ? undefined : next();
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
async function askWorker<Task, Answer>(
	worker: Worker,
	batch: readonly Task[],
): Promise<WorkerAnswer<Answer> | undefined> {
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
