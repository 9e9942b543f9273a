import { parentPort, workerData } from 'node:worker_threads';

import type { CheckResult, Engine, Finding } from '../engine/index.js';
import {
	type Answer,
	type FixesTask,
	type FollowTask,
	readFixes,
	type ShownFinding,
	type ShownResult,
	type Task,
} from './background.js';
import { LastTexts } from './last-texts.js';
import { createProjectViewer, type ProjectViewer } from './project-view.js';

/** True in a thread that the language server started. */
export function isBackgroundThread(): boolean {
	return (workerData as { readonly background?: unknown } | null)?.background === true;
}

/** Does what the language server asks, until it ends. */
export function serveBackground(engine: Engine): void {
	const worker = new BackgroundWorker(engine);
	parentPort?.on('message', (task: Task) => parentPort?.postMessage(answer(task, worker)));
}

function answer(task: Task, worker: BackgroundWorker): Answer {
	try {
		return worker.do(task);
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) };
	}
}

/** So many large texts are edited at once, or nearly so. */
const mostTexts = 3;

/** What was found in an open document, so that its fixes can be written. */
interface Kept {
	readonly check: number;
	readonly result: CheckResult;
	readonly asked: () => readonly string[];
}

class BackgroundWorker {
	private readonly viewer: ProjectViewer = createProjectViewer();
	private readonly last: LastTexts;
	private kept: readonly Kept[] = [];

	constructor(private readonly engine: Engine) {
		this.last = new LastTexts(engine, mostTexts);
	}

	do(task: Task): Answer {
		if (task.kind === 'suppress') {
			return { result: this.engine.suppress(this.last.known(task.source), task.finding), asked: [] };
		}
		if (task.kind === 'follow') {
			const { result, asked } = this.follow(task);
			return { result: withoutFixes(result), asked: asked() };
		}
		if (task.kind === 'fixes') {
			return this.writeFixes(task);
		}
		const { source, view, kind } = task;
		const { context, asked } = this.viewer.complete(task.context, source.language, view);
		const { engine } = this;
		const result = kind === 'check' ? engine.check(source, context) : engine.fixAll(source, context, task.options);
		return { result, asked: asked() };
	}

	private follow({ id, check, source, context: plain, view }: Omit<FollowTask, 'kind'>): Kept {
		const { context, asked } = this.viewer.complete(plain, source.language, view);
		const done: Kept = { check, result: this.last.check(id, source, context), asked };
		this.kept = [done, ...this.kept.slice(0, mostTexts - 1)];
		return done;
	}

	private writeFixes(task: FixesTask): Answer {
		const { result, asked } =
			this.kept.find(({ check }) => check === task.check) ?? this.follow({ ...task, id: `again ${task.check}` });
		const known = new Map(result.findings.map((finding) => [keyOf(finding), finding]));
		const fixes = task.findings.map((finding) => readFixes(known.get(keyOf(finding))));
		return { result: fixes, asked: asked() };
	}
}

function keyOf({ rule, span, message }: ShownFinding): string {
	return `${rule} ${span.start} ${span.end} ${message}`;
}

/** Looking at fixes writes them, and so does sending them. */
function withoutFixes({ clients, findings, suppressed }: CheckResult): ShownResult {
	return { clients, findings: findings.map(withoutOwnFixes), suppressed: suppressed.map(withoutOwnFixes) };
}

function withoutOwnFixes({ rule, severity, span, message, client, api, related }: Finding): ShownFinding {
	return { rule, severity, span, message, client, api, related };
}
