import { Worker } from 'node:worker_threads';

import {
	type Assessment,
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
import { LastTexts } from './last-texts.js';
import type { ProjectView } from './project-view.js';
import type { Project } from './projects.js';

/** From so many characters on a text is checked in a thread of its own, so that it does not stall typing in others. */
const largeText = 200_000;

/** A finding without its fixes, which are written when somebody asks. */
export type ShownFinding = Omit<Finding, 'fixSafety' | keyof WrittenFixes>;

/** What is known of a finding once its fixes are written. */
export type WrittenFixes = Pick<Finding, 'fixes' | 'noFix'>;

/** What an open document is asked for once its findings are shown. */
export interface Answers {
	/** The fixes of each of some of its findings. */
	fixesOf(this: void, findings: readonly ShownFinding[]): Promise<readonly WrittenFixes[]>;
	/** The edit that silences a finding with a comment. */
	suppress(this: void, finding: ShownFinding): Promise<Edit | undefined>;
	/** All clients, the healthy ones as well. */
	clients(this: void): Promise<readonly Assessment[]>;
}

/** What was found in an open document. */
export interface BackgroundCheck extends Answers {
	readonly findings: readonly ShownFinding[];
}

/** The engine for open documents; what takes long is done in the background, with the same view of the project. */
export interface BackgroundEngine {
	/** Undefined where a later text with this id was given meanwhile, so that this one was never looked at. */
	check(
		id: string,
		source: SourceDocument,
		context: CheckContext,
		project: Project,
	): Promise<BackgroundCheck | undefined>;
	/** For files of a scan; answers undefined where the text is small enough to be checked at once. */
	checkAside(
		project: Project,
	): (this: void, source: SourceDocument, context: CheckContext) => Promise<CheckResult> | undefined;
	/** Drops what is kept of the last text with this id. */
	forget(id: string): void;
	fixAll(
		source: SourceDocument,
		context: CheckContext,
		options: FixAllOptions,
		view: ProjectView | undefined,
	): Promise<FixAllResult>;
}

/** A text and what it is checked against; plain data. */
export interface Subject {
	readonly source: SourceDocument;
	readonly context: CheckContext;
	readonly view: ProjectView | undefined;
}

/** What the thread is asked; plain data. */
export type Task =
	| (Subject & { readonly kind: 'check' })
	| FollowTask
	| QuestionTask
	| (Subject & { readonly kind: 'fix-all'; readonly options: FixAllOptions });

/** Checks an open document. */
export interface FollowTask extends Subject {
	readonly kind: 'follow';
	/** The same for all texts that follow each other. */
	readonly id: string;
	/** A number that no other check has. */
	readonly check: number;
}

/** Asks about what a check has found. */
export interface QuestionTask {
	readonly kind: 'question';
	/** Its number. */
	readonly check: number;
	readonly question: Question;
	/** What was checked, for a thread that has forgotten it; it is large. */
	readonly subject?: Subject;
}

export type Question =
	| { readonly of: 'fixes'; readonly findings: readonly PlacedFinding[] }
	| { readonly of: 'suppression'; readonly finding: ShownFinding }
	| { readonly of: 'clients' };

export interface PlacedFinding {
	readonly finding: ShownFinding;
	/** Its index among all. */
	readonly place: number;
}

/** The result of a question about a check that the thread has forgotten. */
export const forgotten = 'forgotten';

interface Result {
	readonly result: unknown;
	/** Absolute paths of the files that were asked for. */
	readonly asked: readonly string[];
}

export type Answer = Result | { readonly problem: string };

/** @param program the script that calls `serveBackground` in a thread. */
export function createBackgroundEngine(engine: Engine, program: string): BackgroundEngine {
	const thread = new BackgroundThread(program);
	const last = new LastTexts(engine);
	let checks = 0;
	const askOf = async (project: Project, task: Task): Promise<unknown> => {
		const done = await thread.ask(task);
		project.files?.noteAsked(done?.asked ?? []);
		return done?.result;
	};
	const follow = async (id: string, subject: Subject, project: Project): Promise<BackgroundCheck | undefined> => {
		const check = ++checks;
		const found = await askOf(project, { kind: 'follow', id, check, ...subject });
		if (found === undefined) {
			return undefined;
		}
		const ask = async (question: Question): Promise<unknown> => {
			const task: QuestionTask = { kind: 'question', check, question };
			const answer = await askOf(project, task);
			return answer === forgotten ? askOf(project, { ...task, subject }) : answer;
		};
		const findings = found as readonly ShownFinding[];
		return { findings, ...answersFrom(ask, findings) };
	};
	return {
		check: async (id, source, context, project) => {
			if (source.text.length < largeText) {
				return shown(last.check(id, source, context), (finding) => engine.suppress(source, finding));
			}
			last.forget(id);
			return follow(id, plainSubject(source, context, project.liveView()), project);
		},
		checkAside: (project) => (source, context) => {
			if (source.text.length < largeText) {
				return undefined;
			}
			const subject = plainSubject(source, context, project.diskView());
			return askOf(project, { kind: 'check', ...subject }) as Promise<CheckResult>;
		},
		forget: (id) => last.forget(id),
		fixAll: async (source, context, options, view) => {
			if (source.text.length < largeText) {
				return engine.fixAll(source, withChanges(context, view?.changes ?? [], source.language), options);
			}
			const done = await thread.ask({ kind: 'fix-all', options, ...plainSubject(source, context, view) });
			return done?.result as FixAllResult;
		},
	};
}

/** Writes them, now. */
export function readFixes(finding: Finding | undefined): WrittenFixes {
	return { fixes: finding?.fixes ?? [], noFix: finding?.noFix };
}

function shown(
	{ clients, findings }: CheckResult,
	suppress: (finding: ShownFinding) => Edit | undefined,
): BackgroundCheck {
	const fixes = new Map<ShownFinding, Finding>(findings.map((finding) => [finding, finding]));
	return {
		findings,
		fixesOf: (asked) => Promise.resolve(asked.map((finding) => readFixes(fixes.get(finding)))),
		suppress: (finding) => Promise.resolve(suppress(finding)),
		clients: () => Promise.resolve(clients),
	};
}

/** Answers of the thread; the fixes of a finding, which are asked for several times, are kept. */
function answersFrom(ask: (question: Question) => Promise<unknown>, all: readonly ShownFinding[]): Answers {
	const places = new Map(all.map((finding, place) => [finding, place]));
	const written = new Map<ShownFinding, WrittenFixes>();
	return {
		fixesOf: async (asked) => {
			const findings = asked
				.filter((finding) => !written.has(finding))
				.map((finding): PlacedFinding => ({ finding, place: places.get(finding) ?? -1 }));
			if (findings.length > 0) {
				const answer = (await ask({ of: 'fixes', findings })) as readonly WrittenFixes[];
				findings.forEach(({ finding }, index) => written.set(finding, answer[index] ?? readFixes(undefined)));
			}
			return asked.map((finding) => written.get(finding) ?? readFixes(undefined));
		},
		suppress: async (finding) => (await ask({ of: 'suppression', finding })) as Edit | undefined,
		clients: async () => (await ask({ of: 'clients' })) as readonly Assessment[],
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
		const isOutdated = task.kind === 'follow' && other.kind === 'follow' && other.id === task.id;
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
