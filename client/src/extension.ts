import { commands, type Disposable, type ExtensionContext, l10n, type LogOutputChannel, window } from 'vscode';

import { clientsCommand, type ListedClient, resultsChangedNotification } from '../../server/src/lsp/protocol.js';
import { clientOptions, execute, languageIds } from './client.js';
import { createClientsView } from './clients-view.js';
import { type CrashHandler, type CrashListener, createCrashHandler } from './crashes.js';
import { selectEnvironment } from './environment.js';
import { fixWorkspace } from './fix-workspace.js';
import { followFiles } from './follow-files.js';
import { followHiddenDocuments } from './hidden-documents.js';
import { LanguageClient, State, TransportKind } from './library.js';
import { exportReport } from './report.js';
import { clearResults, forgetScanUnderWay, repeatScan, scan } from './scan.js';
import type { Session } from './session.js';
import { createStatus } from './status.js';
import { createStatusPage, type StatusPage } from './status-page.js';
import { reasonOf } from './wording.js';

let session: Session | undefined;

/** Starts the server and registers the commands. */
export async function activate(context: ExtensionContext): Promise<void> {
	const output = window.createOutputChannel('Keepalive', { log: true });
	const status = createStatus(languageIds.map((language) => ({ language })));
	const crashes = createCrashHandler(followCrashes(output, () => started));
	const client = createClient(context.asAbsolutePath('dist/server.js'), output, crashes);
	const clients = createClientsView({
		load: async () =>
			client.state === State.Running ? ((await execute<ListedClient[] | null>(client, clientsCommand)) ?? []) : [],
		isBusy: () => started.busy,
		log: (sentence) => output.debug(sentence),
	});
	const started: Session = {
		client,
		crashes,
		output,
		status,
		clients,
		busy: false,
		scanned: false,
		file: undefined,
		refreshStatus: () => files.refresh(),
	};
	const files = followFiles(started);
	const page = createStatusPage(context);
	session = started;
	context.subscriptions.push(output, status, clients, files, page, ...registerCommands(context, started, page));
	context.subscriptions.push(followHiddenDocuments(client));
	context.subscriptions.push(client.onNotification(resultsChangedNotification, () => clients.refresh()));
	await start(started);
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
	const stopped = session;
	session = undefined;
	stopped?.crashes.reset();
	if (stopped?.client.needsStop() === true) {
		await stopped.client.stop();
	}
}

function createClient(server: string, output: LogOutputChannel, crashes: CrashHandler): LanguageClient {
	const run = { module: server, transport: TransportKind.ipc };
	const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
	return new LanguageClient('keepalive', 'Keepalive', { run, debug }, clientOptions(output, crashes));
}

async function start(current: Session): Promise<void> {
	current.status.show({ kind: 'starting' });
	try {
		await current.client.start();
		await repeatScan(current);
	} catch (error) {
		// The client has logged it; the status item says it where the user looks.
		if (!current.crashes.isPausing()) {
			current.status.show({ kind: 'failed', reason: reasonOf(error) });
		}
	}
}

function registerCommands(context: ExtensionContext, current: Session, page: StatusPage): Disposable[] {
	const register = (name: string, run: () => unknown) =>
		commands.registerCommand(name, async () => {
			try {
				return await run();
			} catch (error) {
				void report(current, name, error);
				return undefined;
			}
		});
	return [
		register('keepalive.scanWorkspace', () => scan(current, {})),
		register('keepalive.scanChangedFiles', () => scan(current, { changed: true })),
		register('keepalive.fixAllInWorkspace', () => fixWorkspace(current)),
		register('keepalive.clearResults', () => clearResults(current)),
		register('keepalive.exportReport', () => exportReport(current)),
		register('keepalive.filterClients', () => current.clients.filter()),
		register('keepalive.clearClientFilter', () => current.clients.clearFilter()),
		register('keepalive.showStatus', () => page.show(current)),
		register('keepalive.restartServer', () => restart(current)),
		register('keepalive.showOutput', () => current.output.show()),
		register('keepalive.selectEnvironment', () =>
			selectEnvironment({
				manifest: context.extension.packageJSON,
				resource: window.activeTextEditor?.document.uri,
				configuration: current.file?.configuration,
			}),
		),
	];
}

/** The user asked for something that failed: that is worth a message. */
async function report(current: Session, command: string, error: unknown): Promise<void> {
	const reason = reasonOf(error);
	current.output.error(`${command}: ${reason}`);
	await offerOutput(current.output, window.showErrorMessage(`Keepalive: ${reason}`, l10n.t('Show Output')));
}

async function offerOutput(output: LogOutputChannel, answer: Thenable<string | undefined>): Promise<void> {
	if ((await answer) !== undefined) {
		output.show();
	}
}

async function restart(current: Session): Promise<void> {
	current.crashes.reset();
	if (current.client.state === State.Running) {
		await current.client.stop();
	}
	await start(current);
}

/** Says once that the server has crashed, and once that it stays down. */
function followCrashes(output: LogOutputChannel, current: () => Session): CrashListener {
	const showOutput = l10n.t('Show Output');
	return {
		onCrash: (_pause, first) => {
			forgetScanUnderWay(current());
			current().status.show({ kind: 'starting' });
			if (first) {
				const sentence = l10n.t('Keepalive: the language server has crashed and is started again.');
				void offerOutput(output, window.showWarningMessage(sentence, showOutput));
			}
		},
		onRestart: () => void start(current()),
		onGiveUp: () => {
			const sentence = l10n.t('Keepalive: the language server keeps crashing and is not started again.');
			void offerOutput(output, window.showErrorMessage(sentence, showOutput));
		},
	};
}
