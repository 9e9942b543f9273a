import { parentPort, workerData } from 'node:worker_threads';

import type { CheckResult, Engine, Finding, SourceDocument } from '../engine/index.js';
import {
	type Answer,
	type FollowTask,
	forgotten,
	type Question,
	type QuestionTask,
	readFixes,
	type ShownFinding,
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
	parentPort?.on('message', (task: Task) => {
		parentPort?.postMessage(answer(task, worker));
		worker.prepare();
	});
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

/** What was found in an open document, so that questions about it can be answered. */
interface Kept {
	readonly check: number;
	readonly source: SourceDocument;
	readonly result: CheckResult;
	readonly asked: () => readonly string[];
}

class BackgroundWorker {
	private readonly viewer: ProjectViewer = createProjectViewer();
	private readonly last: LastTexts;
	private kept: readonly Kept[] = [];
	private prepared: Kept | undefined;

	constructor(private readonly engine: Engine) {
		this.last = new LastTexts(engine, mostTexts);
	}

	do(task: Task): Answer {
		if (task.kind === 'follow') {
			const { result, asked } = this.follow(task);
			return { result: result.findings.map(withoutFixes), asked: asked() };
		}
		if (task.kind === 'question') {
			return this.answer(task);
		}
		const { source, view, kind } = task;
		const { context, asked } = this.viewer.complete(task.context, source.language, view);
		const { engine } = this;
		const result = kind === 'check' ? engine.check(source, context) : engine.fixAll(source, context, task.options);
		return { result, asked: asked() };
	}

	private follow({ id, check, source, context: plain, view }: Omit<FollowTask, 'kind'>): Kept {
		const { context, asked } = this.viewer.complete(plain, source.language, view);
		const done: Kept = { check, source, result: this.last.check(id, source, context), asked };
		this.kept = [done, ...this.kept.slice(0, mostTexts - 1)];
		return done;
	}

	private answer({ check, question, subject }: QuestionTask): Answer {
		const known = this.kept.find((each) => each.check === check);
		const kept = known ?? (subject && this.follow({ id: `again ${check}`, check, ...subject }));
		return kept === undefined
			? { result: forgotten, asked: [] }
			: { result: this.answerFrom(kept, question), asked: kept.asked() };
	}

	private answerFrom({ source, result }: Kept, question: Question): unknown {
		switch (question.of) {
			case 'fixes':
				return question.findings.map(({ finding, place }) => {
					const found = result.findings[place];
					return readFixes(isSame(found, finding) ? found : undefined);
				});
			case 'suppression':
				return this.engine.suppress(source, question.finding);
			case 'clients':
				return result.clients;
		}
	}

	/**
	 * Writes the fixes of one finding of the last text, and what silences it: what they ask of the whole text is known by
	 * the time that the editor asks for those under the cursor.
	 */
	prepare(): void {
		const [last] = this.kept;
		const finding = last?.result.findings[0];
		if (last === this.prepared || last === undefined || finding === undefined) {
			return;
		}
		this.prepared = last;
		try {
			readFixes(finding);
			this.engine.suppress(last.source, finding);
		} catch {
			// Who asks for these is told.
		}
	}
}

/** False for what is found anew where other files have changed. */
function isSame(found: Finding | undefined, { rule, span, message }: ShownFinding): boolean {
	const isThere = found?.span.start === span.start && found.span.end === span.end;
	return isThere && found.rule === rule && found.message === message;
}

/** Looking at fixes writes them, and so does sending them. */
function withoutFixes({ rule, severity, span, message, client, api, related }: Finding): ShownFinding {
	return { rule, severity, span, message, client, api, related };
}
