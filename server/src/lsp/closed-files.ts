import { existsSync } from 'node:fs';

import type { Connection, Diagnostic, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { Engine } from '../engine/index.js';
import { isInside } from '../workspace/folders.js';
import { scan, type ScannedFile } from '../workspace/scan.js';
import { toDiagnostic } from './convert.js';
import type { OpenDiagnostics } from './diagnostics.js';
import type { ClientFeatures } from './features.js';
import type { Guard } from './guard.js';
import type { Project, Projects } from './projects.js';

/** Findings of files that a scan has checked and that are not shown as open documents. They are always pushed. */
export interface ClosedFiles {
	/** Absolute paths a scan has checked. */
	known(): readonly string[];
	isKnown(path: string): boolean;
	/** Shows what a scan found in a file. */
	show(file: Pick<ScannedFile, 'path' | 'text' | 'result'>): void;
	/** Checks files on disk again, those that are known; what is gone or no longer to be checked is cleared. */
	recheck(paths: readonly string[]): Promise<void>;
	/** Clears a file, or everything below a folder. */
	forget(path: string): void;
	/** Clears a file or folder that got another name, and answers the new names of the known files in it. */
	move(from: string, to: string): readonly string[];
}

export interface ClosedFilesParts {
	readonly connection: Connection;
	readonly documents: TextDocuments<TextDocument>;
	readonly open: OpenDiagnostics;
	readonly engine: Engine;
	readonly projects: Projects;
	readonly features: ClientFeatures;
	readonly guard: Guard;
}

export function serveClosedFiles(parts: ClosedFilesParts): ClosedFiles {
	const known = new Set<string>();
	const publisher = createPublisher(parts);
	const closedFiles: ClosedFiles = {
		known: () => [...known],
		isKnown: (path) => known.has(path),
		show: (file) => {
			known.add(file.path);
			publisher.show(file);
		},
		recheck: async (paths) => {
			const remaining = new Set(paths.filter((path) => known.has(path)));
			await checkOnDisk([...remaining], parts, (file) => {
				remaining.delete(file.path);
				closedFiles.show(file);
			});
			for (const path of remaining) {
				if (existsSync(path)) {
					// It holds no client at the moment, or is not to be checked.
					publisher.clear(path);
				} else {
					closedFiles.forget(path);
				}
			}
		},
		forget: (path) => {
			for (const gone of [...known].filter((each) => isInside(each, path))) {
				known.delete(gone);
				publisher.clear(gone);
			}
		},
		move: (from, to) => {
			const moved = [...known].filter((each) => isInside(each, from)).map((each) => to + each.slice(from.length));
			closedFiles.forget(from);
			moved.forEach((path) => known.add(path));
			return moved;
		},
	};
	followDocuments(parts, closedFiles, publisher);
	return closedFiles;
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
					result.findings.map((finding) => toDiagnostic(document, finding, features)),
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
	documents.onDidClose(({ document: { uri } }) => {
		const path = URI.parse(uri).fsPath;
		if (closedFiles.isKnown(path)) {
			if (staysShown) {
				publisher.noteShown(path);
			}
			guard.run('Checking a closed file', () => closedFiles.recheck([path]));
		} else if (staysShown) {
			guard.run('Clearing a closed file', () => connection.sendDiagnostics({ uri, diagnostics: [] }));
		}
	});
}

async function checkOnDisk(
	paths: readonly string[],
	{ engine, projects }: ClosedFilesParts,
	onFile: (file: ScannedFile) => void,
): Promise<void> {
	const byProject = new Map<Project, string[]>();
	for (const path of paths) {
		const project = await projects.projectOf(path);
		if (project.editor.enable && !project.configuration.settingsFor(path).excluded) {
			const inProject = byProject.get(project) ?? [];
			inProject.push(path);
			byProject.set(project, inProject);
		}
	}
	for (const [{ root, configuration, targets }, inProject] of byProject) {
		await scan({ engine, paths: inProject, cwd: root, configuration, targets, onFile, onSkipped: () => undefined });
	}
}
