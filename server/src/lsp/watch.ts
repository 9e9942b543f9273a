import type { Connection, FileEvent, InitializeParams, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import { baselineFileName } from '../workspace/baseline.js';
import { configurationFileName } from '../workspace/configuration-file.js';
import { extensions, languageOf } from '../workspace/languages.js';
import { targetFileNames } from '../workspace/targets.js';
import { deploymentFiles, isDeploymentFile } from '../workspace/targets/deployment.js';
import { requirementsFile } from '../workspace/targets/python-manifests.js';
import type { ClosedFiles } from './closed-files.js';
import type { OpenDiagnostics } from './diagnostics.js';
import { type ClientFeatures, optionOf } from './features.js';
import type { Guard } from './guard.js';
import {
	DidChangeConfigurationNotification,
	DidChangeWatchedFilesNotification,
	FileChangeType,
	WatchKind,
} from './library.js';
import { concernOthers } from './neighbours.js';
import { findNewFiles, isFolder } from './new-files.js';
import type { Projects } from './projects.js';
import type { SettingsStore } from './settings.js';

/** Files that say what the code runs on or how it is checked. */
const projectFiles = [configurationFileName, baselineFileName, ...targetFileNames];

// Installing packages changes thousands of these, and the lock file with them.
const installed = /\/(?:node_modules|site-packages)\//;

/** Pause after a change of files before checks are run again, in milliseconds: tools write many at once. */
const debounce = 200;

export interface WatchParts {
	readonly connection: Connection;
	readonly documents: TextDocuments<TextDocument>;
	readonly features: ClientFeatures;
	readonly settings: SettingsStore;
	readonly projects: Projects;
	readonly open: OpenDiagnostics;
	readonly closedFiles: ClosedFiles;
	readonly guard: Guard;
}

export interface Watching {
	/**
	 * Also watches source files: from the first scan on, closed files have findings to keep true, and from the first open
	 * document on others may have a say in its findings.
	 */
	watchSources(): void;
}

/** Follows settings, folders, project files and scanned files. To be called once the client is initialized. */
export function watch(parts: WatchParts, initial: InitializeParams): Watching {
	const { connection, documents, features, settings, projects, closedFiles, guard } = parts;
	const renewAll = createRenewal(parts);
	connection.onDidChangeConfiguration(({ settings: pushed }) =>
		guard.run('Changing settings', () => {
			const raw: unknown = pushed;
			settings.replace(optionOf(raw, 'keepalive') ?? raw);
			renewAll();
		}),
	);
	connection.onDidChangeWatchedFiles(({ changes }) =>
		guard.run('Changing files', () => sortChanges(changes, parts, renewAll)),
	);
	followFileOperations(parts);
	if (features.workspaceFolders) {
		connection.workspace.onDidChangeWorkspaceFolders((change) =>
			guard.run('Changing folders', async () => {
				change.removed.forEach(({ uri }) => closedFiles.forget(URI.parse(uri).fsPath));
				const folders = await connection.workspace.getWorkspaceFolders();
				projects.setFolders((folders ?? initial.workspaceFolders ?? []).map(({ uri }) => uri));
				renewAll();
			}),
		);
	}
	if (features.registerConfiguration) {
		guard.run('Watching settings', async () => {
			await connection.client.register(DidChangeConfigurationNotification.type, { section: 'keepalive' });
		});
	}
	watchFiles(
		`**/{${[...projectFiles, ...deploymentFiles, '*requirements*.txt', '*constraints*.txt', '*keepalive*.json'].join(',')}}`,
		parts,
	);
	let watchesSources = false;
	const watchSources = () => {
		if (!watchesSources) {
			watchesSources = true;
			watchFiles(`**/*{${extensions.join(',')}}`, parts);
			// Who deletes a folder tells of the folder only, and so do some of those that see a new one.
			watchFiles('**', parts, WatchKind.Create | WatchKind.Delete);
		}
	};
	if (documents.keys().length > 0) {
		watchSources();
	}
	documents.onDidOpen(watchSources);
	return { watchSources };
}

function watchFiles(globPattern: string, { connection, features, guard }: WatchParts, kind?: WatchKind): void {
	if (features.registerFileWatchers) {
		const watcher = kind === undefined ? { globPattern } : { globPattern, kind };
		guard.run('Watching files', async () => {
			await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [watcher] });
		});
	}
}

/** Checks a path again, or everything that is open or known where there is none. */
type Renew = (path?: string, isCreated?: boolean) => void;

function createRenewal({ projects, open, closedFiles, guard }: WatchParts): Renew {
	let timer: NodeJS.Timeout | undefined;
	let everything = false;
	const waiting = new Set<string>();
	const created = new Set<string>();
	const run = async () => {
		const isEverything = everything;
		const paths = [...waiting, ...(await findNewFiles([...created], projects))];
		everything = false;
		waiting.clear();
		created.clear();
		if (isEverything) {
			projects.forget();
			open.renew('refresh');
		}
		const concernsOthers = !isEverything && (await concernOthers(projects, paths));
		if (concernsOthers) {
			projects.filesChanged(paths);
			open.renew('neighbour');
		}
		const others = isEverything || concernsOthers ? closedFiles.known() : [];
		await closedFiles.recheck([...new Set([...paths, ...others])]);
	};
	return (path, isCreated = false) => {
		everything ||= path === undefined;
		if (path !== undefined) {
			waiting.add(path);
		}
		if (path !== undefined && isCreated) {
			created.add(path);
		}
		clearTimeout(timer);
		timer = setTimeout(() => guard.run('Checking again', run), debounce);
	};
}

function sortChanges(changes: readonly FileEvent[], { closedFiles }: WatchParts, renew: Renew): void {
	for (const { uri, type } of changes.filter((change) => !installed.test(change.uri))) {
		const path = URI.parse(uri).fsPath;
		if (isProjectFile(path)) {
			renew();
		}
		if (type === FileChangeType.Deleted) {
			closedFiles.forget(path);
			renew(path);
		} else if (languageOf(path) !== undefined || (type === FileChangeType.Created && isFolder(path))) {
			renew(path, type === FileChangeType.Created);
		}
	}
}

function isProjectFile(path: string): boolean {
	const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
	// Files that configurations extend can have any name; these are the ones that are watched.
	const isManifest = projectFiles.includes(name) || requirementsFile.test(name);
	return isManifest || isDeploymentFile(name) || /keepalive.*\.json$/.test(name);
}

/** Deleting or renaming a folder in the editor tells of the folder only. */
function followFileOperations({ connection, closedFiles, guard }: WatchParts): void {
	connection.workspace.onDidDeleteFiles(({ files }) =>
		guard.run('Deleting files', () => files.forEach(({ uri }) => closedFiles.forget(URI.parse(uri).fsPath))),
	);
	connection.workspace.onDidRenameFiles(({ files }) =>
		guard.run('Renaming files', async () => {
			const moved = files.flatMap(({ oldUri, newUri }) => {
				const from = URI.parse(oldUri).fsPath;
				const to = URI.parse(newUri).fsPath;
				return closedFiles.move(from, to);
			});
			await closedFiles.recheck(moved);
		}),
	);
}
