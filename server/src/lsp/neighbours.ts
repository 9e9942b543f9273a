import { readFileSync } from 'node:fs';

import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { OpenDiagnostics } from './diagnostics.js';
import type { Guard } from './guard.js';
import type { Projects } from './projects.js';

/** Pause after a change of a text before others are looked at again, in milliseconds. */
const debounce = 300;

export interface NeighbourParts {
	readonly documents: TextDocuments<TextDocument>;
	readonly projects: Projects;
	readonly open: OpenDiagnostics;
	readonly guard: Guard;
}

/**
 * Keeps findings of open documents true that depend on the text of another one: an agent that is imported, a set-up for
 * the whole process.
 */
export function followNeighbours({ documents, projects, open, guard }: NeighbourParts): void {
	const changed = new Set<string>();
	const opened = new Set<string>();
	let timer: NodeJS.Timeout | undefined;
	const lookAgain = async () => {
		const paths = [...changed];
		changed.clear();
		if (await concernOthers(projects, paths)) {
			projects.textsChanged();
			open.renew('neighbour');
		}
	};
	const note = (path: string) => {
		changed.add(path);
		clearTimeout(timer);
		timer = setTimeout(() => guard.run('Checking neighbours', lookAgain), debounce);
	};
	// This event follows every opening, too.
	documents.onDidChangeContent(({ document }) => {
		const { scheme, fsPath: path } = URI.parse(document.uri);
		if (scheme === 'file' && (opened.has(path) || document.getText() !== textOnDisk(path))) {
			note(path);
		}
		opened.add(path);
	});
	documents.onDidClose(({ document }) => {
		const { scheme, fsPath: path } = URI.parse(document.uri);
		opened.delete(path);
		if (scheme === 'file') {
			note(path);
		}
	});
}

/** True where checks of other files may come out differently because of a change of these. */
export async function concernOthers(projects: Projects, paths: readonly string[]): Promise<boolean> {
	const all = await projects.all();
	return paths.some((path) => all.some(({ files }) => files?.concernsOthers(path) === true));
}

/** Undefined for what is no file, or cannot be read. */
function textOnDisk(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
