import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import {
	ApplyWorkspaceEditRequest,
	CodeActionRequest,
	CodeActionResolveRequest,
	type CodeAction,
	type CodeActionContext,
	type CancellationToken,
	ConfigurationRequest,
	createMessageConnection,
	type Diagnostic,
	DiagnosticRefreshRequest,
	DidChangeConfigurationNotification,
	DidChangeTextDocumentNotification,
	DidChangeWatchedFilesNotification,
	DidCloseTextDocumentNotification,
	DidDeleteFilesNotification,
	DidOpenTextDocumentNotification,
	DidRenameFilesNotification,
	DidSaveTextDocumentNotification,
	type DocumentDiagnosticReport,
	DocumentDiagnosticRequest,
	ExecuteCommandRequest,
	ExitNotification,
	FileChangeType,
	HoverRequest,
	InitializedNotification,
	InitializeRequest,
	type InitializeResult,
	LogMessageNotification,
	type LogMessageParams,
	type MarkupContent,
	type MessageConnection,
	PublishDiagnosticsNotification,
	type PublishDiagnosticsParams,
	type Range,
	type Registration,
	RegistrationRequest,
	ShowDocumentRequest,
	ShutdownRequest,
	StreamMessageReader,
	StreamMessageWriter,
	TextEdit,
	type WorkDoneProgressBegin,
	WorkDoneProgressCancelNotification,
	WorkDoneProgressCreateRequest,
	type WorkDoneProgressEnd,
	type WorkDoneProgressReport,
	type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { capabilitiesOf, type ClientOptions } from './protocol-capabilities.js';

export type { ClientOptions } from './protocol-capabilities.js';

const root = join(__dirname, '..', '..');
const serverBundle = join(root, 'dist', 'server.js');

const hang = 60_000;

export type Progress = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

/** The bundled server as a child process, and a client that remembers everything it is sent. */
export class ProtocolClient {
	readonly published: PublishDiagnosticsParams[] = [];
	readonly logged: LogMessageParams[] = [];
	readonly registrations: Registration[] = [];
	readonly shownDocuments: string[] = [];
	readonly appliedEdits: WorkspaceEdit[] = [];
	resultChanges = 0;
	readonly progress: Progress[] = [];
	readonly createdProgress: (string | number)[] = [];
	refreshes = 0;
	server: InitializeResult = { capabilities: {} };
	settings: NonNullable<ClientOptions['settings']>;
	onProgress: (value: Progress) => void = () => undefined;
	/** Messages that no test expects; has to stay empty. */
	readonly unexpected: string[] = [];
	private readonly waiting = new Set<() => void>();
	private exited: Promise<number | null>;

	private constructor(
		readonly connection: MessageConnection,
		private readonly child: ChildProcess,
		options: ClientOptions,
	) {
		this.settings = options.settings ?? {};
		this.exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
		this.listen();
	}

	/** Starts the bundled server and initializes it. */
	static async start(options: ClientOptions = {}): Promise<ProtocolClient> {
		assert.ok(existsSync(serverBundle), 'dist/server.js is missing: run `npm run bundle` first.');
		const child = spawn(process.execPath, [serverBundle, ...(options.arguments ?? ['--stdio'])], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});
		const { stdin, stdout } = child;
		assert.ok(stdin !== null && stdout !== null);
		const connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
		const client = new ProtocolClient(connection, child, options);
		connection.listen();
		client.server = await connection.sendRequest(InitializeRequest.type, {
			processId: process.pid,
			rootUri: null,
			workspaceFolders: (options.folders ?? []).map((path) => ({ uri: uriOf(path), name: path })),
			capabilities: capabilitiesOf(options),
			initializationOptions: options.initializationOptions,
		});
		await connection.sendNotification(InitializedNotification.type, {});
		return client;
	}

	private listen(): void {
		const { connection } = this;
		const remember = <Value>(list: Value[]) => {
			return (value: Value) => {
				list.push(value);
				this.wake();
			};
		};
		connection.onNotification(PublishDiagnosticsNotification.type, remember(this.published));
		connection.onNotification(LogMessageNotification.type, remember(this.logged));
		connection.onRequest(ConfigurationRequest.type, ({ items }) =>
			items.map(({ scopeUri }) =>
				typeof this.settings === 'function'
					? (this.settings as (scope: string | undefined) => object)(scopeUri)
					: this.settings,
			),
		);
		connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
			this.registrations.push(...registrations);
			this.wake();
		});
		connection.onRequest(DiagnosticRefreshRequest.type, () => {
			this.refreshes++;
			this.wake();
		});
		connection.onRequest(ApplyWorkspaceEditRequest.type, ({ edit }) => {
			this.appliedEdits.push(edit);
			return { applied: true };
		});
		connection.onNotification('keepalive/resultsChanged', () => {
			this.resultChanges++;
			this.wake();
		});
		connection.onRequest(ShowDocumentRequest.type, ({ uri }) => {
			this.shownDocuments.push(uri);
			return { success: true };
		});
		connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => void this.createdProgress.push(token));
		connection.onNotification('$/progress', ({ value }: { value: Progress }) => {
			this.progress.push(value);
			this.onProgress(value);
			this.wake();
		});
		connection.onUnhandledNotification(({ method }) => void this.unexpected.push(method));
		connection.onRequest((method) => {
			this.unexpected.push(method);
			return null;
		});
	}

	private wake(): void {
		this.waiting.forEach((check) => check());
	}

	/** Waits until a condition holds on what was received; far longer than that takes, so that only a hang fails. */
	until(condition: () => boolean): Promise<void> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`Waited in vain for ${condition.toString()}`)), hang);
			const check = () => {
				if (condition()) {
					clearTimeout(timer);
					this.waiting.delete(check);
					resolve();
				}
			};
			this.waiting.add(check);
			check();
		});
	}

	open(uri: string, text: string, languageId = languageOf(uri)): Promise<void> {
		const textDocument = { uri, languageId, version: 1, text };
		return this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
	}

	change(uri: string, version: number, text: string): Promise<void> {
		const params = { textDocument: { uri, version }, contentChanges: [{ text }] };
		return this.connection.sendNotification(DidChangeTextDocumentNotification.type, params);
	}

	save(uri: string): Promise<void> {
		return this.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
	}

	close(uri: string): Promise<void> {
		return this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
	}

	pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
		const previous = previousResultId === undefined ? {} : { previousResultId };
		return this.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri }, ...previous });
	}

	/** The findings of a pull that has to be a full report. */
	async pullItems(uri: string): Promise<Diagnostic[]> {
		const report = await this.pull(uri);
		assert.equal(report.kind, 'full');
		return report.items;
	}

	/** Waits for the next time findings of a file are pushed, after the first `seen` of all. */
	async nextPublished(uri: string, seen = 0): Promise<PublishDiagnosticsParams> {
		const find = () => this.published.slice(seen).find((params) => params.uri === uri);
		await this.until(() => find() !== undefined);
		const found = find();
		assert.ok(found);
		return found;
	}

	async codeActions(uri: string, range: Range, context: Partial<CodeActionContext> = {}): Promise<CodeAction[]> {
		const params = { textDocument: { uri }, range, context: { diagnostics: [], ...context } };
		return ((await this.connection.sendRequest(CodeActionRequest.type, params)) ?? []) as CodeAction[];
	}

	/** What is shown at a place, as text. */
	async hover(uri: string, line: number, character: number): Promise<MarkupContent | undefined> {
		const params = { textDocument: { uri }, position: { line, character } };
		const answer = await this.connection.sendRequest(HoverRequest.type, params);
		return answer === null ? undefined : (answer.contents as MarkupContent);
	}

	resolve(action: CodeAction): Promise<CodeAction> {
		return this.connection.sendRequest(CodeActionResolveRequest.type, action);
	}

	/** Runs a command of the server; `options` may bring a progress token and a way to cancel. */
	execute(
		command: string,
		commandArguments: readonly unknown[] = [],
		options: { readonly workDoneToken?: string; readonly cancellation?: CancellationToken } = {},
	): Promise<unknown> {
		const token = options.workDoneToken === undefined ? {} : { workDoneToken: options.workDoneToken };
		const params = { command, arguments: [...commandArguments], ...token };
		return this.connection.sendRequest(ExecuteCommandRequest.type, params, options.cancellation);
	}

	/** Tells that settings have changed, with what they are now where the server cannot ask. */
	changeConfiguration(settings: object | null = null): Promise<void> {
		return this.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
	}

	/** Tells of a change on disk. */
	changeFile(path: string, change: 'created' | 'changed' | 'deleted'): Promise<void> {
		const types: Record<typeof change, FileChangeType> = {
			created: FileChangeType.Created,
			changed: FileChangeType.Changed,
			deleted: FileChangeType.Deleted,
		};
		const changes = [{ uri: uriOf(path), type: types[change] }];
		return this.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
	}

	/** Tells of a change of names the user made in the editor. */
	renameFile(from: string, to: string): Promise<void> {
		const files = [{ oldUri: uriOf(from), newUri: uriOf(to) }];
		return this.connection.sendNotification(DidRenameFilesNotification.type, { files });
	}

	/** Tells of a deletion the user made in the editor. */
	deleteFile(path: string): Promise<void> {
		return this.connection.sendNotification(DidDeleteFilesNotification.type, { files: [{ uri: uriOf(path) }] });
	}

	/** Presses the cancel button of a progress the server brought. */
	async cancelProgress(token: string | number | undefined): Promise<void> {
		assert.ok(token !== undefined);
		await this.connection.sendNotification(WorkDoneProgressCancelNotification.type, { token });
	}

	/** Ends the server as the protocol says, and checks that it went well and sent nothing unforeseen. */
	async stop(): Promise<void> {
		await this.connection.sendRequest(ShutdownRequest.type);
		await this.connection.sendNotification(ExitNotification.type);
		assert.equal(await this.exited, 0, 'exit code');
		assert.deepEqual(this.unexpected, []);
		this.connection.dispose();
	}

	/** Ends the input without a goodbye, and answers the exit code. */
	async abandon(): Promise<number | null> {
		this.child.stdin?.end();
		const code = await this.exited;
		this.connection.dispose();
		return code;
	}

	/** For tests that failed half-way; does nothing after `stop`. */
	kill(): void {
		this.child.kill('SIGKILL');
	}
}

export function uriOf(path: string): string {
	return pathToFileURL(path).toString();
}

function languageOf(uri: string): string {
	return uri.endsWith('.py') ? 'python' : uri.endsWith('.ts') ? 'typescript' : 'javascript';
}

/** The text after the edits of one document, plain or versioned. */
export function applyEdit(edit: WorkspaceEdit | undefined, uri: string, text: string): string {
	const versioned = edit?.documentChanges?.flatMap((change) => ('edits' in change ? change.edits : [])) ?? [];
	const edits = [...(edit?.changes?.[uri] ?? []), ...versioned].filter(TextEdit.is);
	return TextDocument.applyEdits(TextDocument.create(uri, '', 0, text), edits);
}
