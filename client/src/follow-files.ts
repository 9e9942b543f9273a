import { type Disposable, l10n, languages, type Uri, window, workspace } from 'vscode';

import { describeFileCommand, type FileDescription } from '../../server/src/lsp/protocol.js';
import { execute, languageIds } from './client.js';
import { State } from './library.js';
import type { Session } from './session.js';
import type { Activity } from './status.js';
import { reasonOf } from './wording.js';

/** Keeps the status item in step with the active file, its findings, the settings and the server's state. */
export interface FileFollower extends Disposable {
	refresh(): void;
}

/** Until the server has heard of a changed setting or configuration file, in milliseconds. */
const settlingTime = 500;

export function followFiles(session: Session): FileFollower {
	let timer: NodeJS.Timeout | undefined;
	const refresh = () => void showActiveFile(session);
	const refreshSoon = () => {
		clearTimeout(timer);
		timer = setTimeout(refresh, settlingTime);
	};
	const listeners = [
		window.onDidChangeActiveTextEditor(refresh),
		workspace.onDidSaveTextDocument(refreshSoon),
		languages.onDidChangeDiagnostics(refreshSoon),
		workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration('keepalive')) {
				refreshSoon();
			}
		}),
		session.client.onDidChangeState(({ newState }) => {
			// The listener for crashes shows what is to come.
			const isDown = newState === State.Stopped || newState === State.StartFailed;
			if (isDown && !session.crashes.isPausing()) {
				session.status.show({ kind: 'failed', reason: l10n.t('The language server is not running.') });
			} else if (newState === State.Running) {
				refresh();
				session.clients.refresh();
			}
		}),
	];
	return {
		refresh,
		dispose: () => {
			clearTimeout(timer);
			listeners.forEach((listener) => void listener.dispose());
		},
	};
}

async function showActiveFile(session: Session): Promise<void> {
	const { client, status, output } = session;
	if (session.busy || client.state !== State.Running) {
		return;
	}
	const document = window.activeTextEditor?.document;
	const isOurs = document !== undefined && languageIds.some((language) => language === document.languageId);
	try {
		session.file = isOurs ? await describeFile(session, document.uri) : undefined;
		status.show({ kind: 'ready', file: session.file, findings: countFindings(document?.uri) });
	} catch (error) {
		// The server may stop at any moment; its state tells that, and this status is only a convenience.
		output.debug(`The status could not be read: ${reasonOf(error)}`);
	}
}

/** What a file is checked against; undefined where it is none of ours. */
async function describeFile({ client }: Session, uri: Uri): Promise<FileDescription | undefined> {
	const argument = client.code2ProtocolConverter.asUri(uri);
	return (await execute<FileDescription | null>(client, describeFileCommand, argument)) ?? undefined;
}

function countFindings(file: Uri | undefined): Extract<Activity, { kind: 'ready' }>['findings'] {
	let inFile = 0;
	let inAll = 0;
	for (const [uri, diagnostics] of languages.getDiagnostics()) {
		const count = diagnostics.filter(({ source }) => source === 'keepalive').length;
		inAll += count;
		inFile += uri.toString() === file?.toString() ? count : 0;
	}
	return { inFile, inAll };
}
