import { parentPort, Worker, workerData } from 'node:worker_threads';

import type {
	CheckContext,
	CheckResult,
	Edit,
	Engine,
	Finding,
	FixAllOptions,
	FixAllResult,
	SourceDocument,
} from '../engine/index.js';

/** From so many characters on a text is checked in a thread of its own, so that it does not stall typing in others. */
const largeText = 200_000;

/** The engine for open documents; what takes long is done in the background. */
export interface BackgroundEngine {
	/** Undefined where a later text with this id was given meanwhile, so that this one was never looked at. */
	check(id: string, source: SourceDocument, context: CheckContext): Promise<CheckResult | undefined>;
	/** For files of a scan; undefined where the text is small enough to be checked at once. */
	checkAside(this: void, source: SourceDocument, context: CheckContext): Promise<CheckResult> | undefined;
	fixAll(source: SourceDocument, context: CheckContext, options: FixAllOptions): Promise<FixAllResult>;
	suppress(source: SourceDocument, finding: Finding): Promise<Edit | undefined>;
}

/** What the thread is asked; plain data. */
type Task =
	| { readonly kind: 'check'; readonly id: string; readonly source: SourceDocument; readonly context: CheckContext }
	| {
			readonly kind: 'fix-all';
			readonly source: SourceDocument;
			readonly context: CheckContext;
			readonly options: FixAllOptions;
	  }
	| { readonly kind: 'suppress'; readonly source: SourceDocument; readonly finding: Finding };

type Answer = { readonly result: unknown } | { readonly problem: string };

/** @param program the script that calls `serveBackground` in a thread. */
export function createBackgroundEngine(engine: Engine, program: string): BackgroundEngine {
	const thread = new BackgroundThread(program);
	let asides = 0;
	return {
		check: async (id, source, context) => {
			if (source.text.length < largeText) {
				return engine.check(source, context);
			}
			const task = { kind: 'check', id, source: plain(source), context: plainContext(context) } as const;
			return (await thread.ask(task)) as CheckResult | undefined;
		},
		checkAside: (source, context) => {
			if (source.text.length < largeText) {
				return undefined;
			}
			// Nobody else asks under this name, so it is always looked at.
			const id = `aside ${++asides}`;
			const task = { kind: 'check', id, source: plain(source), context: plainContext(context) } as const;
			return thread.ask(task) as Promise<CheckResult>;
		},
		fixAll: async (source, context, options) => {
			if (source.text.length < largeText) {
				return engine.fixAll(source, context, options);
			}
			const task = { kind: 'fix-all', source: plain(source), context: plainContext(context), options } as const;
			return (await thread.ask(task)) as FixAllResult;
		},
		suppress: async (source, finding) => {
			if (source.text.length < largeText) {
				return engine.suppress(source, finding);
			}
			return (await thread.ask({ kind: 'suppress', source: plain(source), finding })) as Edit | undefined;
		},
	};
}

/** Without what cannot travel to a thread. */
function plain({ path, language, text }: SourceDocument): SourceDocument {
	return { path, language, text };
}

function plainContext({ environment, target, rules, wrappers }: CheckContext): CheckContext {
	return { environment, target, rules, ...(wrappers === undefined ? {} : { wrappers }) };
}

interface Waiting {
	readonly task: Task;
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: Error) => void;
}

/** One thread, one task at a time; started at the first task, and again after it has failed. */
class BackgroundThread {
	private worker: Worker | undefined;
	private running: Waiting | undefined;
	private waiting: Waiting[] = [];

	constructor(private readonly program: string) {}

	ask(task: Task): Promise<unknown> {
		return new Promise((resolve, reject) => {
			this.waiting = this.waiting.filter((other) => !this.isOutdated(other, task));
			this.waiting.push({ task, resolve, reject });
			this.next();
		});
	}

	private isOutdated({ task: other, resolve }: Waiting, task: Task): boolean {
		const isOutdated = task.kind === 'check' && other.kind === 'check' && other.id === task.id;
		if (isOutdated) {
			resolve(undefined);
		}
		return isOutdated;
	}

	private next(): void {
		if (this.running === undefined) {
			this.running = this.waiting.shift();
			if (this.running !== undefined) {
				this.worker ??= this.start();
				this.worker.postMessage(this.running.task);
			}
		}
	}

	private start(): Worker {
		const worker = new Worker(this.program, { workerData: { background: true } });
		// An idle thread keeps nobody from leaving.
		worker.unref();
		worker.on('message', (answer: Answer) => {
			const { running } = this;
			this.running = undefined;
			if ('problem' in answer) {
				running?.reject(new Error(answer.problem));
			} else {
				running?.resolve(answer.result);
			}
			this.next();
		});
		worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
		return worker;
	}

	/** The thread is gone: out of memory, for one. */
	private fail(error: Error): void {
		const { running } = this;
		this.worker = undefined;
		this.running = undefined;
		running?.reject(error);
		this.next();
	}
}

/** True in a thread that the language server started. */
export function isBackgroundThread(): boolean {
	return (workerData as { readonly background?: unknown } | null)?.background === true;
}

/** Does what the language server asks, until it ends. */
export function serveBackground(engine: Engine): void {
	parentPort?.on('message', (task: Task) => parentPort?.postMessage(answer(task, engine)));
}

function answer(task: Task, engine: Engine): Answer {
	try {
		switch (task.kind) {
			case 'check':
				return { result: engine.check(task.source, task.context) };
			case 'fix-all':
				return { result: engine.fixAll(task.source, task.context, task.options) };
			case 'suppress':
				return { result: engine.suppress(task.source, task.finding) };
		}
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) };
	}
}
