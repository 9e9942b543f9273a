import { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { CheckContext, SourceDocument } from '../engine/index.js';
import { joinCells } from '../workspace/notebook-text.js';
import { defaultMaxFileSize } from '../workspace/read-source.js';
import type { Answers, BackgroundCheck, BackgroundEngine, ShownFinding } from './background.js';
import type { Notebooks } from './notebooks.js';
import { isIn, type Piece, wholeText } from './pieces.js';
import type { ProblemLog } from './problem-log.js';
import type { CheckableDocument, Project, Projects } from './projects.js';

/** What was found in one version of a text: a document, or the cells of a notebook that are in one language. */
export interface CheckedText extends Answers {
	/** The documents as they were checked; later changes do not reach them. */
	readonly pieces: readonly Piece[];
	readonly source: SourceDocument;
	readonly context: CheckContext;
	readonly project: Project;
	/** Those of the whole text. */
	readonly allFindings: readonly ShownFinding[];
}

/** What was found in one version of a document. */
export interface Checked extends CheckedText {
	/** The document as it was checked. */
	readonly document: TextDocument;
	/** Where it begins in the text. */
	readonly start: number;
	readonly isCell: boolean;
	/** Those that begin in the document; their places are in the text. */
	readonly findings: readonly ShownFinding[];
}

/** Checks open documents, once per version. */
export interface Checks {
	/** What is in a document now; undefined where it is not to be checked, or has changed before that was done. */
	check(document: TextDocument): Promise<Checked | undefined>;
	/** The same, although the text is known: other files have changed since its fixes were written. */
	checkAgain(document: TextDocument): Promise<Checked | undefined>;
	/** What a document is checked against; undefined where it is not to be checked. */
	describe(document: TextDocument): Promise<CheckableDocument | undefined>;
	/** Drops what is kept of a document or a notebook. */
	forget(uri: string): void;
}

export interface CheckParts {
	readonly background: BackgroundEngine;
	readonly projects: Projects;
	readonly notebooks: Notebooks;
	readonly tell: ProblemLog;
}

const nothing: BackgroundCheck = {
	findings: [],
	fixesOf: () => Promise.resolve([]),
	suppress: () => Promise.resolve(undefined),
	clients: () => Promise.resolve([]),
};

export function createChecks(parts: CheckParts): Checks {
	const { projects, notebooks } = parts;
	const cache = new Map<string, { readonly key: string; readonly checked: Promise<CheckedText | undefined> }>();
	const describe = (document: TextDocument) => projects.describe(notebooks.around(document) ?? document);

	const checkText = (document: TextDocument, isKnown: boolean): Promise<CheckedText | undefined> => {
		const notebook = notebooks.around(document);
		const id = notebook === undefined ? document.uri : `${notebook.uri}#${notebook.languageId}`;
		const versions = (notebook?.cells ?? [document]).map(({ uri, version }) => `${uri} ${version}`);
		const key = [projects.generation(), ...versions].join('\n');
		const known = isKnown ? cache.get(id) : undefined;
		if (known?.key === key) {
			return known.checked;
		}
		const checked = describe(document).then((described) => described && checkNow({ id, document }, described, parts));
		cache.set(id, { key, checked });
		return checked;
	};
	const check = async (document: TextDocument, isKnown: boolean): Promise<Checked | undefined> => {
		const checked = await checkText(document, isKnown);
		const piece = checked?.pieces.find((each) => each.document.uri === document.uri);
		if (checked === undefined || piece === undefined) {
			return undefined;
		}
		const isCell = notebooks.around(document) !== undefined;
		const findings = checked.allFindings.filter((finding) => isIn(piece, finding));
		return { ...checked, document: piece.document, start: piece.start, isCell, findings };
	};
	return {
		describe,
		check: (document) => check(document, true),
		checkAgain: (document) => check(document, false),
		forget: (uri) => {
			const own = [...cache.keys()].filter((id) => id === uri || id.startsWith(`${uri}#`));
			own.forEach((id) => {
				cache.delete(id);
				parts.background.forget(id);
			});
		},
	};
}

/** The text is read before the first pause: the document may change in every one. */
async function checkNow(
	{ id, document }: { readonly id: string; readonly document: TextDocument },
	described: CheckableDocument,
	parts: CheckParts,
): Promise<CheckedText | undefined> {
	const { project, context } = described;
	const { pieces, text } = readPieces(document, described.source.language, parts.notebooks);
	const source: SourceDocument = { ...described.source, text };
	const isTooLarge = text.length > defaultMaxFileSize;
	if (isTooLarge) {
		parts.tell([`${document.uri} is not checked: it is larger than ${defaultMaxFileSize / 1_000_000} MB.`]);
	}
	const found = isTooLarge ? nothing : await parts.background.check(id, source, context, project);
	if (found === undefined) {
		return undefined;
	}
	const { findings: allFindings } = project.baselines.split(URI.parse(document.uri).fsPath, found.findings);
	parts.tell(project.baselines.problems());
	return { ...found, pieces, source, context, project, allFindings };
}

function readPieces(document: TextDocument, language: SourceDocument['language'], notebooks: Notebooks) {
	const cells = notebooks.around(document)?.cells;
	if (cells === undefined) {
		const copy = snapshot(document);
		return { pieces: wholeText(copy), text: copy.getText() };
	}
	const copies = cells.map(snapshot);
	const { text, starts } = joinCells(
		language,
		copies.map((cell) => cell.getText()),
	);
	const pieces = copies.map((cell, index): Piece => {
		const start = starts[index] ?? 0;
		return { document: cell, start, end: start + cell.getText().length };
	});
	return { pieces, text };
}

function snapshot(document: TextDocument): TextDocument {
	const { uri, languageId, version } = document;
	return TextDocument.create(uri, languageId, version, document.getText());
}
