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
	 * The next batch; undefined when there is none left. Called when a worker is about to have nothing to do, which then
	 * waits for the answer; workers are numbered from 1, as the thread that asks works, too.
	 */
	next(worker: number): Batch | undefined | Promise<Batch | undefined>;
	onAnswer(batch: Batch, answer: Answer): void;
	/** Takes batches of workers that could not be started or that died. */
	onOrphan(batch: Batch): void;
	readonly signal?: AbortSignal;
}

/** Batches that a worker has: the one at hand, and one more so that it need not wait for a busy thread. */
const ahead = 2;

/**
 * Hands batches to worker threads until there are none left, few at a time to each, so that no more than that waits in
 * memory. After an abort, workers finish the file at hand.
 */
export async function runPool<Batch, Order, Answer>(request: PoolRequest<Batch, Order, Answer>): Promise<void> {
	const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
	const abort = (): void => void Atomics.store(stop, 0, 1);
	request.signal?.addEventListener('abort', abort);
	try {
		const workers = Array.from({ length: request.size }, (_, index) => runWorker(request, index + 1, stop));
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
	const first = await nextBatch(request, number);
	if (first === undefined) {
		return;
	}
	const worker = new PoolWorker<Batch, Answer>(startWorker(request.program, workerData));
	const workFrom = async (start: Batch | undefined): Promise<void> => {
		for (let batch = start; batch !== undefined; batch = worker.isDead ? undefined : await nextBatch(request, number)) {
			const answer = await worker.ask(batch);
			if (answer === undefined) {
				request.onOrphan(batch);
			} else {
				request.onAnswer(batch, answer.answer);
			}
		}
	};
	try {
		const others = Array.from({ length: ahead - 1 }, async () => workFrom(await nextBatch(request, number)));
		await Promise.all([workFrom(first), ...others]);
	} finally {
		await worker.end();
	}
}

async function nextBatch<Batch>(
	{ signal, next }: Pick<PoolRequest<Batch, unknown, unknown>, 'signal' | 'next'>,
	worker: number,
): Promise<Batch | undefined> {
	return signal?.aborted === true ? undefined : next(worker);
}

/** Megabytes for new objects in a thread, half of the usual: what a file leaves behind need not wait so long. */
const youngGeneration = 24;

/** Undefined where the system allows no more threads. */
function startWorker(program: string, workerData: unknown): Worker | undefined {
	try {
		return new Worker(program, { workerData, resourceLimits: { maxYoungGenerationSizeMb: youngGeneration } });
	} catch {
		return undefined;
	}
}

/** A thread that answers in the order in which it is asked, as long as it lives. */
class PoolWorker<Batch, Answer> {
	private readonly asked: ((answer: WorkerAnswer<Answer> | undefined) => void)[] = [];
	isDead: boolean;

	constructor(private readonly worker: Worker | undefined) {
		this.isDead = worker === undefined;
		const die = (): void => {
			this.isDead = true;
			this.asked.splice(0).forEach((settle) => settle(undefined));
		};
		worker
			?.on('message', (answer: WorkerAnswer<Answer>) => this.asked.shift()?.(answer))
			.on('error', die)
			.on('exit', die);
	}

	/** Undefined where the worker died instead of answering. */
	async ask(batch: Batch): Promise<WorkerAnswer<Answer> | undefined> {
		return this.isDead
			? undefined
			: new Promise((resolve) => {
					this.asked.push(resolve);
					this.worker?.postMessage(batch);
				});
	}

	async end(): Promise<void> {
		await this.worker?.terminate();
	}
}
