import {
	type Connection,
	type InitializeParams,
	type InitializeResult,
	TextDocuments,
	TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import { createEngine } from '../engine/index.js';
import { createChecks } from './checks.js';
import { serveClosedFiles } from './closed-files.js';
import { codeActionKinds, serveCodeActions } from './code-actions.js';
import { serveCommands, serverCommands } from './commands.js';
import { diagnosticSource } from './convert.js';
import { serveDiagnostics } from './diagnostics.js';
import { type ClientFeatures, optionOf, readClientFeatures } from './features.js';
import { createGuard } from './guard.js';
import { createProblemLog } from './problem-log.js';
import { createProjects } from './projects.js';
import { createSettingsStore } from './settings.js';
import { watch } from './watch.js';
import { createWorkspaceScan } from './workspace-scan.js';

/** Serves a client over a connection until it disconnects. */
export function startServer(connection: Connection): void {
	// The texts of open documents have to be followed from the first message on.
	const documents = new TextDocuments(TextDocument);
	connection.onInitialize((params) => {
		const features = readClientFeatures(params);
		startFeatures(connection, { documents, features, params });
		return describeServer(features);
	});
	documents.listen(connection);
	connection.listen();
}

function describeServer(features: ClientFeatures): InitializeResult {
	const everything = { filters: [{ scheme: 'file', pattern: { glob: '**' } }] };
	return {
		capabilities: {
			textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
			...(features.pullDiagnostics
				? {
						diagnosticProvider: {
							identifier: diagnosticSource,
							interFileDependencies: false,
							workspaceDiagnostics: false,
						},
					}
				: {}),
			codeActionProvider: { codeActionKinds: [...codeActionKinds], resolveProvider: features.resolveEdits },
			executeCommandProvider: { commands: [...serverCommands] },
			workspace: {
				workspaceFolders: { supported: true, changeNotifications: true },
				fileOperations: { didDelete: everything, didRename: everything },
			},
		},
		serverInfo: { name: 'keepalive-lint' },
	};
}

interface Session {
	readonly documents: TextDocuments<TextDocument>;
	readonly features: ClientFeatures;
	readonly params: InitializeParams;
}

function startFeatures(connection: Connection, { documents, features, params }: Session): void {
	const engine = createEngine();
	const guard = createGuard(connection.console);
	const initial = optionOf(params.initializationOptions, 'settings');
	const tell = createProblemLog(connection.console);
	const settings = createSettingsStore({ connection, features, tell, initial });
	const projects = createProjects(settings, tell);
	projects.setFolders(foldersOf(params));
	const checks = createChecks(engine, projects);
	const shared = { connection, documents, engine, features, guard, projects, checks, settings, tell };

	const open = serveDiagnostics(shared);
	const closedFiles = serveClosedFiles({ ...shared, open });
	const scan = createWorkspaceScan({ ...shared, open, closedFiles });
	serveCodeActions(shared);
	connection.onInitialized(() => {
		const watching = watch({ ...shared, open, closedFiles }, params);
		serveCommands({
			...shared,
			scanWorkspace: (caller) => {
				watching.watchSources();
				return scan(caller);
			},
		});
	});
}

/** The workspace folders; older clients name one root. */
function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
	if (workspaceFolders !== undefined && workspaceFolders !== null) {
		return workspaceFolders.map(({ uri }) => uri);
	}
	if (rootUri !== null && rootUri !== undefined) {
		return [rootUri];
	}
	return typeof rootPath === 'string' ? [URI.file(rootPath).toString()] : [];
}
