import { resolve } from 'node:path';

import type { FileChange } from '../engine/index.js';
import { createSource, replaceSource } from '../workspace/write-source.js';
import type { FileOutcome, FileWorker, WorkOrder, WorkTask } from './file-work.js';

/** A file with the modules that its fixes change, as paths below the working directory. */
export interface SharingFile {
	readonly task: WorkTask;
	readonly modules: readonly string[];
}

export interface SharingParts {
	readonly worker: FileWorker;
	readonly order: WorkOrder;
	isAborted(this: void): boolean;
	finish(this: void, task: WorkTask, outcome: FileOutcome): void;
	/** Told of each module that is written, or would be. */
	onSharedModule(this: void, change: FileChange): void;
}

/**
 * Fixes files whose fixes share modules: first it is found out what the modules have to hold for all of them, then they
 * are written, each once, and then the files that import from them. Whoever ends the run in between has a module that
 * nobody uses yet.
 */
export function fixSharing(files: readonly SharingFile[], parts: SharingParts): void {
	const { worker, order, isAborted } = parts;
	const ordered = [...files].sort((a, b) => (a.task.path < b.task.path ? -1 : 1));
	const modules = new Map<string, FileChange>();
	for (const { task } of ordered) {
		if (isAborted()) {
			return;
		}
		for (const change of worker.plan(task, [...modules.values()])) {
			const { before } = modules.get(change.path) ?? change;
			modules.set(change.path, { ...change, before });
		}
	}
	const refusals = new Map<string, string>();
	const changes = [...modules.values()];
	for (const change of changes) {
		const refusal = order.fix === 'write' ? write(change, order) : undefined;
		if (refusal === undefined) {
			parts.onSharedModule(change);
		} else {
			refusals.set(change.path, `the shared module ${change.path} could not be written: ${refusal}`);
		}
	}
	for (const { task, modules: wanted } of ordered) {
		if (isAborted()) {
			return;
		}
		const refusal = wanted.map((path) => refusals.get(path)).find((each) => each !== undefined);
		const outcome = worker.work(task, { changes, ...(refusal === undefined ? {} : { write: () => refusal }) });
		parts.finish(task, outcome);
	}
}

function write({ path, before, after }: FileChange, { cwd }: WorkOrder): string | undefined {
	const absolute = resolve(cwd, path);
	return before === undefined ? createSource(absolute, after) : replaceSource(absolute, before, after);
}
