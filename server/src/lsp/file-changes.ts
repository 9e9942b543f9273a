import { join } from 'node:path';

import type { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { FileChange } from '../engine/index.js';
import { findChanges } from '../workspace/text-changes.js';
import type { ClientFeatures } from './features.js';
import type { DocumentEdits } from './pieces.js';
import type { Project } from './projects.js';

/** A file that an edit creates. */
export interface NewFile {
	readonly uri: string;
	readonly text: string;
}

/** What an edit does to other files than those that it mends. */
export interface OtherFiles {
	readonly edits: readonly DocumentEdits[];
	readonly created: readonly NewFile[];
}

interface Surroundings {
	readonly project: Project;
	readonly documents: TextDocuments<TextDocument>;
	readonly features: ClientFeatures;
}

/** Changes of other files as the client can make them; undefined where it cannot, or where a file has changed since. */
export function toOtherFiles(
	changes: readonly FileChange[],
	{ project, documents, features }: Surroundings,
): OtherFiles | undefined {
	const edits: DocumentEdits[] = [];
	const created: NewFile[] = [];
	for (const { path, before, after } of changes) {
		// The mark at the begin of a text is no character of it in an editor.
		const isEditable = project.files?.text(path) === before && before?.startsWith('\uFEFF') !== true;
		if (!isEditable || (before === undefined && !features.createFiles)) {
			return undefined;
		}
		const uri = URI.file(join(project.root, path)).toString();
		if (before === undefined) {
			created.push({ uri, text: after });
		} else {
			const open = documents.get(uri);
			const document = open ?? TextDocument.create(uri, '', 0, before);
			edits.push({ document, edits: findChanges(before, after), isOpen: open !== undefined });
		}
	}
	return { edits, created };
}

/** False where other files have changed since fixes were made that change them. */
export function areCurrent(changes: readonly FileChange[], project: Project): boolean {
	const expected = new Map(changes.map(({ path, before }) => [path, before]));
	return [...expected].every(([path, before]) => project.files?.text(path) === before);
}
