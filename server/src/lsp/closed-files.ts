import { existsSync } from 'node:fs';

import type { Connection, Diagnostic, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { Engine } from '../engine/index.js';
import { isInside } from '../workspace/folders.js';
import { scan, type ScannedFile } from '../workspace/scan.js';
import { wouldReach } from '../workspace/walk.js';
import type { BackgroundEngine } from './background.js';
import { listClients } from './client-list.js';
import { toDiagnostic } from './convert.js';
import type { OpenDiagnostics } from './diagnostics.js';
import type { ClientFeatures } from './features.js';
import type { Guard } from './guard.js';
import { wholeText } from './pieces.js';
import type { Project, Projects } from './projects.js';
import { documentHiddenNotification, type HiddenDocument, type ListedClient, type ResultCounts } from './protocol.js';
import type { ResultNotice } from './result-notice.js';

/** Findings of files that a scan has checked and that are not shown as open documents. They are always pushed. */
export interface ClosedFiles {
	/** Absolute paths of files in which a scan has found clients. */
	known(): readonly string[];
	isKnown(path: string): boolean;
	/** The clients found in each known file. */
	clients(): ReadonlyMap<string, readonly ListedClient[]>;
	/** Sums over the known files; undefined before the first scan. */
	counts(): ResultCounts | undefined;
	/** From now on files that appear are worth a look. */
	noteScan(): void;
	/** Shows what a scan found in a file. */
	show(file: Pick<ScannedFile, 'path' | 'text' | 'result'>): void;
	/** Checks files on disk again; of those that were not known before the ones a scan would come to. */
	recheck(paths: readonly string[]): Promise<void>;
	/** Clears a file, or everything below a folder. */
	forget(path: string): void;
	/** Clears a file or folder that got another name, and answers the new names of the known files in it. */
	move(from: string, to: string): readonly string[];
	/** Clears everything, as before the first scan. */
	clear(): void;
}

export interface ClosedFilesParts {
	readonly connection: Connection;
	readonly documents: TextDocuments<TextDocument>;
	readonly open: OpenDiagnostics;
	readonly engine: Engine;
	readonly background: BackgroundEngine;
	readonly projects: Projects;
	readonly features: ClientFeatures;
	readonly guard: Guard;
	readonly notice: ResultNotice;
}

/** What is remembered of a file. */
interface KnownFile {
	readonly clients: readonly ListedClient[];
	readonly findings: number;
}

const withoutClients: KnownFile = { clients: [], findings: 0 };

export function serveClosedFiles(parts: ClosedFilesParts): ClosedFiles {
	const known = new Map<string, KnownFile>();
	const publisher = createPublisher(parts);
	let scanned = false;
	const remember = (path: string, file: KnownFile) => {
		known.set(path, file);
		parts.notice.changed();
	};
	const closedFiles: ClosedFiles = {
		known: () => [...known.keys()],
		isKnown: (path) => known.has(path),
		clients: () => new Map([...known].map(([path, { clients }]) => [path, clients])),
		counts: () => (scanned ? countResults([...known.values()]) : undefined),
		noteScan: () => {
			scanned = true;
			parts.notice.changed();
		},
		show: (file) => {
			const document = TextDocument.create(URI.file(file.path).toString(), '', 0, file.text);
			const { clients, findings } = file.result;
			remember(file.path, { clients: listClients(wholeText(document), clients), findings: findings.length });
			publisher.show(file);
		},
		recheck: async (paths) => {
			const remaining = new Set(paths.filter((path) => scanned || known.has(path)));
			const isKnown = (path: string) => known.has(path);
			await checkOnDisk([...remaining], { ...parts, isKnown }, (file) => {
				remaining.delete(file.path);
				closedFiles.show(file);
			});
			for (const path of [...remaining].filter((each) => known.has(each))) {
				if (existsSync(path)) {
					// It holds no client at the moment, or is not to be checked.
					remember(path, withoutClients);
					publisher.clear(path);
				} else {
					closedFiles.forget(path);
				}
			}
		},
		forget: (path) => {
			for (const gone of [...known.keys()].filter((each) => isInside(each, path))) {
				known.delete(gone);
				publisher.clear(gone);
				parts.notice.changed();
			}
		},
		move: (from, to) => {
			const inside = [...known.keys()].filter((each) => isInside(each, from));
			const moved = inside.map((each) => to + each.slice(from.length));
			closedFiles.forget(from);
			moved.forEach((path) => known.set(path, withoutClients));
			return moved;
		},
		clear: () => {
			closedFiles.known().forEach((path) => closedFiles.forget(path));
			scanned = false;
			parts.notice.changed();
		},
	};
	followDocuments(parts, closedFiles, publisher);
	return closedFiles;
}

function countResults(files: readonly KnownFile[]): ResultCounts {
	const sum = (count: (file: KnownFile) => number) => files.reduce((total, file) => total + count(file), 0);
	return {
		files: files.filter(({ clients }) => clients.length > 0).length,
		clients: sum(({ clients }) => clients.length),
		findings: sum(({ findings }) => findings),
	};
}

/** Pushes findings of files that are not covered by open documents, and remembers what the client shows. */
interface Publisher {
	show(file: Pick<ScannedFile, 'path' | 'text' | 'result'>): void;
	clear(path: string): void;
	/** The client shows something for this file, whoever sent it. */
	noteShown(path: string): void;
	/** The client has begun to show what it pulled for this file. */
	replace(path: string): void;
}

function createPublisher({ connection, open, features, guard }: ClosedFilesParts): Publisher {
	const shown = new Set<string>();
	const send = (path: string, diagnostics: Diagnostic[]) =>
		guard.run('Showing a closed file', () =>
			connection.sendDiagnostics({ uri: URI.file(path).toString(), diagnostics }),
		);
	const clear = (path: string) => {
		if (!open.covers(path) && shown.delete(path)) {
			send(path, []);
		}
	};
	return {
		show: ({ path, text, result }) => {
			if (result.findings.length === 0) {
				clear(path);
			} else if (!open.covers(path)) {
				shown.add(path);
				const document = TextDocument.create(URI.file(path).toString(), '', 0, text);
				send(
					path,
					result.findings.map((finding) => toDiagnostic(wholeText(document), finding, features)),
				);
			}
		},
		clear,
		noteShown: (path) => void shown.add(path),
		replace: (path) => {
			if (shown.delete(path)) {
				send(path, []);
			}
		},
	};
}

/** An open document shows what is in the editor; once it is closed, what is on disk holds again. */
function followDocuments(parts: ClosedFilesParts, closedFiles: ClosedFiles, publisher: Publisher): void {
	const { connection, documents, open, features, guard } = parts;
	if (!features.sharedDiagnostics) {
		// Such a client would show what was pushed beside what it pulls.
		open.onFirstPull((path) => publisher.replace(path));
	}
	// Pushed findings stay until they are taken back, and so do those of a shared collection.
	const staysShown = !features.pullDiagnostics || features.sharedDiagnostics;
	const showFromDisk = (uri: string) => {
		const path = URI.parse(uri).fsPath;
		if (closedFiles.isKnown(path)) {
			if (staysShown) {
				publisher.noteShown(path);
			}
			guard.run('Checking a closed file', () => closedFiles.recheck([path]));
		} else if (staysShown) {
			guard.run('Clearing a closed file', () => connection.sendDiagnostics({ uri, diagnostics: [] }));
		}
	};
	documents.onDidClose(({ document: { uri } }) => showFromDisk(uri));
	connection.onNotification(documentHiddenNotification, ({ uri }: HiddenDocument) => {
		open.release(URI.parse(uri).fsPath);
		showFromDisk(uri);
	});
}

interface DiskCheck extends ClosedFilesParts {
	readonly isKnown: (path: string) => boolean;
}

async function checkOnDisk(
	paths: readonly string[],
	{ engine, background, projects, isKnown }: DiskCheck,
	onFile: (file: ScannedFile) => void,
): Promise<void> {
	const byProject = new Map<Project, string[]>();
	for (const path of paths) {
		const project = await projects.projectOf(path);
		const isExcluded = (each: string) => project.configuration.settingsFor(each).excluded;
		const isWanted = isKnown(path) ? !isExcluded(path) : wouldReach(path, project.root, isExcluded);
		if (project.editor.enable && isWanted) {
			const inProject = byProject.get(project) ?? [];
			inProject.push(path);
			byProject.set(project, inProject);
		}
	}
	for (const [project, inProject] of byProject) {
		const { root: cwd, configuration, targets, baselines } = project;
		const onSkipped = () => undefined;
		const checkAside = background.checkAside(project);
		const parts = { engine, checkAside, cwd, configuration, targets, baselines };
		await scan({ ...parts, paths: inProject, asFound: true, onFile, onSkipped });
	}
}
