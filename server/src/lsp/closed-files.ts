import { existsSync } from 'node:fs';

import type { Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { Engine, Finding } from '../engine/index.js';
import { isInside } from '../workspace/folders.js';
import { scan, type ScannedFile } from '../workspace/scan.js';
import { toDiagnostic } from './convert.js';
import type { OpenDiagnostics } from './diagnostics.js';
import type { ClientFeatures } from './features.js';
import type { Guard } from './guard.js';
import type { Projects } from './projects.js';

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
	const { connection, documents, open, features, guard } = parts;
	const known = new Set<string>();
	const shown = new Set<string>();

	const publish = (uri: string, document: TextDocument, findings: readonly Finding[]) => {
		if (findings.length === 0 && !shown.has(uri)) {
			return;
		}
		shown[findings.length === 0 ? 'delete' : 'add'](uri);
		const diagnostics = findings.map((finding) => toDiagnostic(document, finding, features));
		guard.run('Showing a closed file', () => connection.sendDiagnostics({ uri, diagnostics }));
	};
	const clear = (path: string) => {
		const uri = URI.file(path).toString();
		if (!open.covers(path)) {
			publish(uri, TextDocument.create(uri, '', 0, ''), []);
		}
	};
	const closedFiles: ClosedFiles = {
		known: () => [...known],
		isKnown: (path) => known.has(path),
		show: ({ path, text, result }) => {
			known.add(path);
			const uri = URI.file(path).toString();
			if (!open.covers(path)) {
				publish(uri, TextDocument.create(uri, '', 0, text), result.findings);
			}
		},
		recheck: async (paths) => {
			for (const path of paths.filter((each) => known.has(each))) {
				const file = await checkOnDisk(path, parts);
				if (file !== undefined) {
					closedFiles.show(file);
				} else if (existsSync(path)) {
					// It holds no client at the moment.
					clear(path);
				} else {
					closedFiles.forget(path);
				}
			}
		},
		forget: (path) => {
			for (const gone of [...known].filter((each) => isInside(each, path))) {
				known.delete(gone);
				clear(gone);
			}
		},
		move: (from, to) => {
			const moved = [...known].filter((each) => isInside(each, from)).map((each) => to + each.slice(from.length));
			closedFiles.forget(from);
			moved.forEach((path) => known.add(path));
			return moved;
		},
	};
	if (!features.sharedDiagnostics) {
		// The client starts to show what it pulled beside what was pushed before.
		open.onFirstPull((uri) => {
			if (shown.delete(uri)) {
				guard.run('Clearing a file', () => connection.sendDiagnostics({ uri, diagnostics: [] }));
			}
		});
	}
	documents.onDidClose(({ document: { uri } }) => {
		const path = URI.parse(uri).fsPath;
		if (!features.pullDiagnostics || features.sharedDiagnostics) {
			// Pushed findings stay until they are taken back, and so do those of a shared collection.
			shown.add(URI.file(path).toString());
		}
		if (known.has(path)) {
			guard.run('Checking a closed file', () => closedFiles.recheck([path]));
		} else {
			clear(path);
		}
	});
	return closedFiles;
}

async function checkOnDisk(path: string, { engine, projects }: ClosedFilesParts): Promise<ScannedFile | undefined> {
	const { root, editor, configuration, targets } = await projects.projectOf(path);
	if (!editor.enable || configuration.settingsFor(path).excluded) {
		return undefined;
	}
	let checked: ScannedFile | undefined;
	await scan({
		engine,
		paths: [path],
		cwd: root,
		configuration,
		targets,
		onFile: (file) => {
			checked = file;
		},
		onSkipped: () => undefined,
	});
	return checked;
}
