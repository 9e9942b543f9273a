import type { LogOutputChannel } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import type { FileDescription } from '../../server/src/lsp/protocol.js';
import type { ClientsView } from './clients-view.js';
import type { CrashHandler } from './crashes.js';
import type { Status } from './status.js';

/** The running extension: one client, its log, its status item and its view. */
export interface Session {
	readonly client: LanguageClient;
	readonly crashes: CrashHandler;
	readonly output: LogOutputChannel;
	readonly status: Status;
	readonly clients: ClientsView;
	/** True while a scan or another long command runs. */
	busy: boolean;
	/** True while results of a scan are shown. */
	scanned: boolean;
	/** What the active file is checked against. */
	file: FileDescription | undefined;
	/** Brings the status item up to date. */
	refreshStatus(): void;
}
