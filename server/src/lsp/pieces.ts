import type { Location } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Edit, SourceDocument, Span } from '../engine/index.js';
import { splitCells } from '../workspace/notebook-text.js';
import { findChanges } from '../workspace/text-changes.js';

/** A document in a text that is checked: the whole of it, or one of the cells of a notebook. */
export interface Piece {
	readonly document: TextDocument;
	/** Where the document begins in the text. */
	readonly start: number;
	readonly end: number;
}

/** A text that is one document. */
export function wholeText(document: TextDocument): readonly Piece[] {
	return [{ document, start: 0, end: document.getText().length }];
}

/** Edits of one document. */
export interface DocumentEdits {
	readonly document: TextDocument;
	readonly edits: readonly Edit[];
	/** False for a file on disk, of which the client knows no version. */
	readonly isOpen?: boolean;
}

/** Where a span of the text is shown; what goes on in another piece ends with its own. */
export function toLocation(pieces: readonly Piece[], span: Span): Location {
	const piece = pieces.findLast(({ start }) => start <= span.start) ?? pieces[0];
	if (piece === undefined) {
		throw new Error('A text without a piece has no places.');
	}
	const { document, start } = piece;
	const range = { start: document.positionAt(span.start - start), end: document.positionAt(span.end - start) };
	return { uri: document.uri, range };
}

/** True where a finding begins in this piece. */
export function isIn({ start, end }: Piece, { span }: { readonly span: Span }): boolean {
	return span.start >= start && span.start <= end;
}

/** Edits of the text as edits of its documents; undefined where one of them lies between two documents. */
export function splitEdits(pieces: readonly Piece[], edits: readonly Edit[]): readonly DocumentEdits[] | undefined {
	const byPiece = new Map<Piece, Edit[]>();
	for (const edit of edits) {
		const piece = pieces.find(({ start, end }) => start <= edit.span.start && edit.span.end <= end);
		if (piece === undefined) {
			return undefined;
		}
		const span = { start: edit.span.start - piece.start, end: edit.span.end - piece.start };
		byPiece.set(piece, [...(byPiece.get(piece) ?? []), { ...edit, span }]);
	}
	return [...byPiece].map(([{ document }, own]) => ({ document, edits: own }));
}

/** What makes `after` of a text, document by document; undefined where its documents can no longer be told apart. */
export function comparePieces(
	pieces: readonly Piece[],
	{ language, text }: SourceDocument,
	after: string,
): readonly DocumentEdits[] | undefined {
	const before = splitCells(language, text, pieces.length);
	const fixed = splitCells(language, after, pieces.length);
	return fixed && before
		? pieces
				.map(({ document }, index) => ({ document, edits: findChanges(before[index] ?? '', fixed[index] ?? '') }))
				.filter(({ edits }) => edits.length > 0)
		: undefined;
}
