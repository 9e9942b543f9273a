import { isUtf8 } from 'node:buffer';
import { resolve } from 'node:path';

import type { FileTask } from '../workspace/file-checker.js';
import { scannedLanguageOf } from '../workspace/languages.js';
import { createFileWorker, type FileOutcome, type WorkOrder } from './file-work.js';
import type { Io } from './io.js';
import type { ScanTotals } from './scanner.js';

/** What a text from standard input was found to be. */
export interface StdinResult {
	readonly task: FileTask;
	readonly outcome: FileOutcome;
	/** True where the configuration leaves a file of that name out; the outcome then does not count. */
	readonly isExcluded: boolean;
	/** The text to hand on where fixes are to be applied: fixed, or as it came. */
	readonly fixedText?: string;
	readonly totals: ScanTotals;
}

export interface StdinRequest {
	/** The path that the text goes by, as typed. It need not exist. */
	readonly name: string;
	readonly order: WorkOrder;
	readonly io: Io;
	/** True where the fixed text is asked for. */
	readonly fix: boolean;
}

/** Checks standard input under a name; a sentence where that cannot be done. */
export async function readStdin({ name, order, io, fix }: StdinRequest): Promise<StdinResult | string> {
	const path = resolve(io.cwd, name);
	const language = scannedLanguageOf(path);
	if (language === undefined) {
		return `${name}: not a TypeScript, JavaScript or Python file.`;
	}
	const bytes = await io.stdin?.();
	if (bytes === undefined || !isUtf8(bytes)) {
		return `${name}: ${bytes === undefined ? 'there is no standard input' : 'not valid UTF-8'}.`;
	}
	const text = Buffer.from(bytes).toString('utf8');
	const worker = createFileWorker(order);
	const task: FileTask = { path, language, named: true };
	const isExcluded = worker.checker.settingsFor(path).excluded;
	let fixedText = text;
	const outcome: FileOutcome = isExcluded
		? { kind: 'gated' }
		: worker.workOnText(task, text, (fixed) => {
				fixedText = fixed;
			});
	const { problems, brokenConfiguration } = worker.checker.problems();
	return {
		task,
		outcome,
		isExcluded,
		...(fix ? { fixedText } : {}),
		totals: { found: 1, cancelled: false, problems, brokenConfiguration },
	};
}
