import { ProgressLocation, window } from 'vscode';
import type {
	BaseLanguageClient,
	WorkDoneProgressBegin,
	WorkDoneProgressEnd,
	WorkDoneProgressReport,
} from 'vscode-languageclient/node';

import { execute } from './client.js';
import { WorkDoneProgress } from './library.js';

let started = 0;

/** A command of the server that takes a while, and the title of its progress. */
export interface LongCommand {
	readonly title: string;
	readonly command: string;
	readonly argument?: unknown;
}

/** Runs a command of the server with a progress that the user can cancel; the server then answers with what it has. */
export async function executeWithProgress<Answer>(
	client: BaseLanguageClient,
	{ title, command, argument }: LongCommand,
): Promise<Answer> {
	const workDoneToken = `keepalive-${++started}`;
	const options = { location: ProgressLocation.Notification, title, cancellable: true };
	return window.withProgress(options, async (progress, cancellation) => {
		const listener = client.onProgress(
			WorkDoneProgress.type,
			workDoneToken,
			(value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd) => {
				if (value.kind === 'report' && value.message !== undefined) {
					progress.report({ message: value.message });
				}
			},
		);
		try {
			return await execute<Answer>(client, command, argument, { workDoneToken, cancellation });
		} finally {
			listener.dispose();
		}
	});
}
