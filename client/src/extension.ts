import { commands, type Disposable, type ExtensionContext, type LogOutputChannel, window, workspace } from 'vscode';
import { LanguageClient, State, TransportKind } from 'vscode-languageclient/node';

import {
	clientOptions,
	describeCounts,
	describeFile,
	type FileDescription,
	languageIds,
	type ScanCounts,
	scanWorkspace,
} from './client.js';
import { selectEnvironment } from './environment.js';
import { createStatus, type Status } from './status.js';

/** The running extension: one client, its log and its status item. */
interface Session {
	readonly client: LanguageClient;
	readonly output: LogOutputChannel;
	readonly status: Status;
	scanning: boolean;
	/** What the active file is checked against. */
	file: FileDescription | undefined;
}

let session: Session | undefined;

/** Starts the server and registers the commands. */
export async function activate(context: ExtensionContext): Promise<void> {
	const output = window.createOutputChannel('Keepalive', { log: true });
	const status = createStatus(languageIds.map((language) => ({ language })));
	const client = createClient(context.asAbsolutePath('dist/server.js'), output);
	const started: Session = { client, output, status, scanning: false, file: undefined };
	session = started;
	context.subscriptions.push(output, status, ...registerCommands(context, started), ...followFiles(started));
	await start(started);
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
	const stopped = session;
	session = undefined;
	if (stopped?.client.needsStop() === true) {
		await stopped.client.stop();
	}
}

function createClient(server: string, output: LogOutputChannel): LanguageClient {
	const run = { module: server, transport: TransportKind.ipc };
	const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
	return new LanguageClient('keepalive', 'Keepalive', { run, debug }, clientOptions(output));
}

async function start(current: Session): Promise<void> {
	current.status.show({ kind: 'starting' });
	try {
		await current.client.start();
	} catch (error) {
		// The client has logged it; the status item says it where the user looks.
		current.status.show({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
	}
}

function registerCommands(context: ExtensionContext, current: Session): Disposable[] {
	const register = (name: string, run: () => Promise<unknown>) =>
		commands.registerCommand(name, () => run().catch((error: unknown) => void report(current, name, error)));
	return [
		register('keepalive.scanWorkspace', () => scan(current)),
		register('keepalive.restartServer', () => restart(current)),
		register('keepalive.showOutput', () => Promise.resolve(current.output.show())),
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
	const reason = error instanceof Error ? error.message : String(error);
	current.output.error(`${command}: ${reason}`);
	const answer = await window.showErrorMessage(`Keepalive: ${reason}`, 'Show Output');
	if (answer !== undefined) {
		current.output.show();
	}
}

async function restart(current: Session): Promise<void> {
	if (current.client.state === State.Running) {
		await current.client.stop();
	}
	await start(current);
}

/** Scans, says what was found, and answers the counts to whoever called the command. */
async function scan(current: Session): Promise<ScanCounts | undefined> {
	if ((workspace.workspaceFolders ?? []).length === 0) {
		void window.showInformationMessage('Keepalive: open a folder to scan it.');
		return undefined;
	}
	if (current.scanning) {
		return undefined;
	}
	current.scanning = true;
	current.status.show({ kind: 'scanning' });
	try {
		await current.client.start();
		const counts = await scanWorkspace(current.client);
		// The command is done when the scan is; the message may stay as long as it likes.
		void showCounts(current, counts);
		return counts;
	} finally {
		current.scanning = false;
		void showActiveFile(current);
	}
}

async function showCounts(current: Session, counts: ScanCounts): Promise<void> {
	const actions = [...(counts.findings > 0 ? ['Show Problems'] : []), ...(counts.skipped > 0 ? ['Show Output'] : [])];
	const answer = await window.showInformationMessage(describeCounts(counts), ...actions);
	if (answer === 'Show Problems') {
		await commands.executeCommand('workbench.actions.view.problems');
	} else if (answer === 'Show Output') {
		current.output.show();
	}
}

/** Until the server has heard of a changed setting or configuration file, in milliseconds. */
const settlingTime = 500;

/** Keeps the status item in step with the active file, the settings and the server's state. */
function followFiles(current: Session): Disposable[] {
	const update = () => void showActiveFile(current);
	let timer: NodeJS.Timeout | undefined;
	const updateSoon = () => {
		clearTimeout(timer);
		timer = setTimeout(update, settlingTime);
	};
	return [
		{ dispose: () => clearTimeout(timer) },
		window.onDidChangeActiveTextEditor(update),
		workspace.onDidSaveTextDocument(updateSoon),
		workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration('keepalive')) {
				updateSoon();
			}
		}),
		current.client.onDidChangeState(({ newState }) => {
			if (newState === State.Stopped || newState === State.StartFailed) {
				current.status.show({ kind: 'failed', reason: 'The language server is not running.' });
			} else if (newState === State.Running) {
				update();
			}
		}),
	];
}

async function showActiveFile(current: Session): Promise<void> {
	if (current.scanning || current.client.state !== State.Running) {
		return;
	}
	const document = window.activeTextEditor?.document;
	const isOurs = document !== undefined && languageIds.some((language) => language === document.languageId);
	try {
		current.file = isOurs ? await describeFile(current.client, document.uri) : undefined;
		current.status.show({ kind: 'ready', file: current.file });
	} catch (error) {
		// The server may stop at any moment; its state tells that, and this status is only a convenience.
		current.output.debug(`The status could not be read: ${String(error)}`);
	}
}
