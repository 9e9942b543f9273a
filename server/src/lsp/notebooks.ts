import type { Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { NotebookDocuments } from './library.js';

/** Languages of cells that are checked, by the editor's names. */
export const cellLanguages: readonly string[] = ['python', 'javascript', 'typescript'];

/** The open notebooks; their cells are among the open documents. */
export interface Notebooks {
	/** The notebook that a document is a cell of, with its cells of the same language in their order. */
	around(document: Pick<TextDocument, 'uri'>): NotebookCells | undefined;
	/** Called with the cells that may have other findings now. */
	onDidChange(listener: (cells: readonly TextDocument[]) => void): void;
	onDidClose(listener: (notebookUri: string) => void): void;
}

export interface NotebookCells {
	/** The address of the notebook's file. */
	readonly uri: string;
	readonly languageId: string;
	readonly cells: readonly TextDocument[];
}

/** Follows notebooks; to be called before the connection listens. */
export function followNotebooks(connection: Connection, documents: TextDocuments<TextDocument>): Notebooks {
	const notebooks = new NotebookDocuments(documents);
	notebooks.listen(connection);
	const textsOf = (cells: readonly { readonly document: string }[]) =>
		cells.flatMap((cell) => documents.get(cell.document) ?? []);
	return {
		around: ({ uri }) => {
			const notebook = notebooks.findNotebookDocumentForCell(uri);
			const languageId = documents.get(uri)?.languageId;
			if (notebook === undefined || languageId === undefined) {
				return undefined;
			}
			const cells = textsOf(notebook.cells).filter((cell) => cell.languageId === languageId);
			return { uri: notebook.uri, languageId, cells };
		},
		onDidChange: (listener) =>
			void notebooks.onDidChange(({ notebookDocument, cells }) => {
				if (cells !== undefined) {
					listener(textsOf(notebookDocument.cells));
				}
			}),
		onDidClose: (listener) => void notebooks.onDidClose(({ uri }) => listener(uri)),
	};
}
