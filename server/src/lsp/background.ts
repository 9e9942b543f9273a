import { parentPort, Worker, workerData } from 'node:worker_threads';

import {
	type CheckContext,
	type CheckResult,
	type Edit,
	type Engine,
	type Finding,
	type FixAllOptions,
	type FixAllResult,
	type SourceDocument,
	withChanges,
} from '../engine/index.js';
import { createProjectViewer, type ProjectView, type ProjectViewer } from './project-view.js';
import type { Project } from './projects.js';

/** From so many characters on a text is checked in a thread of its own, so that it does not stall typing in others. */
const largeText = 200_000;

/** The engine for open documents; what takes long is done in the background, with the same view of the project. */
export interface BackgroundEngine {
	/** Undefined where a later text with this id was given meanwhile, so that this one was never looked at. */
	check(id: string, source: SourceDocument, context: CheckContext, project: Project): Promise<CheckResult | undefined>;
	/** For files of a scan; answers undefined where the text is small enough to be checked at once. */
	checkAside(
		project: Project,
	): (this: void, source: SourceDocument, context: CheckContext) => Promise<CheckResult> | undefined;
	fixAll(
		source: SourceDocument,
		context: CheckContext,
		options: FixAllOptions,
		view: ProjectView | undefined,
	): Promise<FixAllResult>;
	suppress(source: SourceDocument, finding: Finding): Promise<Edit | undefined>;
}

/** A text and what it is checked against; plain data. */
interface Subject {
	readonly source: SourceDocument;
	readonly context: CheckContext;
	readonly view: ProjectView | undefined;
}

/** What the thread is asked; plain data. */
type Task =
	| (Subject & { readonly kind: 'check'; readonly id: string })
	| (Subject & { readonly kind: 'fix-all'; readonly options: FixAllOptions })
	| { readonly kind: 'suppress'; readonly source: SourceDocument; readonly finding: Finding };

interface Result {
	readonly result: unknown;
	/** Absolute paths of the files that were asked for. */
	readonly asked: readonly string[];
}

type Answer = Result | { readonly problem: string };

/** @param program the script that calls `serveBackground` in a thread. */
export function createBackgroundEngine(engine: Engine, program: string): BackgroundEngine {
	const thread = new BackgroundThread(program);
	let asides = 0;
	const checkInThread = async (id: string, subject: Subject, project: Project): Promise<CheckResult | undefined> => {
		const done = await thread.ask({ kind: 'check', id, ...subject });
		project.files?.noteAsked(done?.asked ?? []);
		return done?.result as CheckResult | undefined;
	};
	return {
		check: async (id, source, context, project) => {
			if (source.text.length < largeText) {
				return engine.check(source, context);
			}
			return checkInThread(id, plainSubject(source, context, project.liveView()), project);
		},
		checkAside: (project) => (source, context) => {
			if (source.text.length < largeText) {
				return undefined;
			}
			// Nobody else asks under this name, so it is always looked at.
			const id = `aside ${++asides}`;
			const subject = plainSubject(source, context, project.diskView());
			return checkInThread(id, subject, project) as Promise<CheckResult>;
		},
		fixAll: async (source, context, options, view) => {
			if (source.text.length < largeText) {
				return engine.fixAll(source, withChanges(context, view?.changes ?? [], source.language), options);
			}
			const done = await thread.ask({ kind: 'fix-all', options, ...plainSubject(source, context, view) });
			return done?.result as FixAllResult;
		},
		suppress: async (source, finding) => {
			if (source.text.length < largeText) {
				return engine.suppress(source, finding);
			}
			const done = await thread.ask({ kind: 'suppress', source: plain(source), finding });
			return done?.result as Edit | undefined;
		},
	};
}

/** Without what cannot travel to a thread: the project, which is looked at anew there. */
function plainSubject(source: SourceDocument, context: CheckContext, view: ProjectView | undefined): Subject {
	const travels: CheckContext = { ...context };
	delete (travels as { project?: unknown }).project;
	return { source: plain(source), context: travels, view };
}

function plain({ path, language, text }: SourceDocument): SourceDocument {
	return { path, language, text };
}

interface Waiting {
	readonly task: Task;
	readonly resolve: (result: Result | undefined) => void;
	readonly reject: (error: Error) => void;
}

/** One thread, one task at a time; started at the first task, and again after it has failed. */
class BackgroundThread {
	private worker: Worker | undefined;
	private running: Waiting | undefined;
	private waiting: Waiting[] = [];

	constructor(private readonly program: string) {}

	/** Undefined where a later task has taken its place. */
	ask(task: Task): Promise<Result | undefined> {
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
				running?.resolve(answer);
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
	const viewer = createProjectViewer();
	parentPort?.on('message', (task: Task) => parentPort?.postMessage(answer(task, engine, viewer)));
}

function answer(task: Task, engine: Engine, viewer: ProjectViewer): Answer {
	try {
		if (task.kind === 'suppress') {
			return { result: engine.suppress(task.source, task.finding), asked: [] };
		}
		const { source, view, kind } = task;
		const { context, asked } = viewer.complete(task.context, source.language, view);
		const result = kind === 'check' ? engine.check(source, context) : engine.fixAll(source, context, task.options);
		return { result, asked: asked() };
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) };
	}
}
