import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import { createEngine } from '../engine/index.js';
import { createBackgroundEngine } from './background.js';
import { createChecks } from './checks.js';
import { serveClosedFiles } from './closed-files.js';
import { codeActionKinds, serveCodeActions } from './code-actions.js';
import { serveCommands } from './commands.js';
import { createConfigurationReport } from './configuration-report.js';
import { diagnosticSource } from './convert.js';
import { serveDiagnostics } from './diagnostics.js';
import { type ClientFeatures, optionOf, readClientFeatures } from './features.js';
import { createGuard } from './guard.js';
import { serveHover } from './hover.js';
import { TextDocuments, TextDocumentSyncKind } from './library.js';
import type { OpenTexts } from './live-files.js';
import { followNeighbours } from './neighbours.js';
import { cellLanguages, followNotebooks, type Notebooks } from './notebooks.js';
import { createProblemLog } from './problem-log.js';
import { createProjects } from './projects.js';
import { serverCommands } from './protocol.js';
import { createResultNotice } from './result-notice.js';
import { createSettingsStore } from './settings.js';
import { watch } from './watch.js';
import { createWorkspaceScan } from './workspace-scan.js';

/** What the server says of itself. */
export interface ServerIdentity {
	/** Of the package. */
	readonly version: string;
	/** The script that runs as the server, and in its background thread. */
	readonly program: string;
}

/** Serves a client over a connection until it disconnects. */
export function startServer(connection: Connection, { version, program }: ServerIdentity): void {
	// The texts of open documents have to be followed from the first message on.
	const documents = new TextDocuments(TextDocument);
	const notebooks = followNotebooks(connection, documents);
	connection.onInitialize((params) => {
		const features = readClientFeatures(params);
		startFeatures(connection, { documents, notebooks, features, params, version, program });
		return describeServer(features, version);
	});
	documents.listen(connection);
	connection.listen();
}

function describeServer(features: ClientFeatures, version: string): InitializeResult {
	const everything = { filters: [{ scheme: 'file', pattern: { glob: '**' } }] };
	return {
		capabilities: {
			textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
			notebookDocumentSync: {
				notebookSelector: [{ notebook: '*', cells: cellLanguages.map((language) => ({ language })) }],
				save: true,
			},
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
			hoverProvider: true,
			executeCommandProvider: { commands: [...serverCommands] },
			workspace: {
				workspaceFolders: { supported: true, changeNotifications: true },
				fileOperations: { didDelete: everything, didRename: everything },
			},
		},
		serverInfo: { name: 'keepalive-lint', version },
	};
}

interface Session {
	readonly documents: TextDocuments<TextDocument>;
	readonly notebooks: Notebooks;
	readonly features: ClientFeatures;
	readonly params: InitializeParams;
	readonly version: string;
	readonly program: string;
}

function startFeatures(connection: Connection, session: Session): void {
	const { notebooks, features, params } = session;
	const engine = createEngine();
	const background = createBackgroundEngine(engine, session.program);
	const guard = createGuard(connection.console);
	const initial = optionOf(params.initializationOptions, 'settings');
	const tell = createProblemLog(connection.console);
	const settings = createSettingsStore({ connection, features, tell, initial });
	const configurationReport = createConfigurationReport(connection, guard);
	const openTexts = readOpenTexts(session.documents);
	const watchesFiles = features.registerFileWatchers;
	const projects = createProjects({ settings, tell, configurationReport, openTexts, watchesFiles });
	projects.setFolders(foldersOf(params));
	const checks = createChecks({ background, projects, notebooks, tell });
	notebooks.onDidClose((uri) => checks.forget(uri));
	const notice = createResultNotice(connection, features, guard);
	const shared = { ...session, connection, engine, background, guard, projects, checks, settings, tell, notice };

	const open = serveDiagnostics(shared);
	const closedFiles = serveClosedFiles({ ...shared, open });
	const scan = createWorkspaceScan({ ...shared, open, closedFiles });
	followNeighbours({ ...shared, open });
	serveCodeActions(shared);
	serveHover(shared);
	connection.onInitialized(() => {
		const watching = watch({ ...shared, open, closedFiles }, params);
		serveCommands({
			...shared,
			closedFiles,
			scanWorkspace: (caller) => {
				watching.watchSources();
				return scan(caller);
			},
		});
	});
}

function readOpenTexts(documents: TextDocuments<TextDocument>): OpenTexts {
	return {
		text: (path) => documents.get(URI.file(path).toString())?.getText(),
		paths: () =>
			documents
				.keys()
				.map((uri) => URI.parse(uri))
				.filter(({ scheme }) => scheme === 'file')
				.map(({ fsPath }) => fsPath),
	};
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
