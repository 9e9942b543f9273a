// What of the protocol's library is used while the server runs, from one place: bundled, every file that imports the
// library makes an object of its own with all of its hundreds of names, a millisecond each at the start.
export {
	CancellationToken,
	CodeActionKind,
	createConnection,
	DiagnosticSeverity,
	DidChangeConfigurationNotification,
	DidChangeWatchedFilesNotification,
	FileChangeType,
	LSPErrorCodes,
	MarkupKind,
	NotebookDocuments,
	ResponseError,
	TextDocuments,
	TextDocumentSyncKind,
	WatchKind,
	WorkDoneProgressReporter,
} from 'vscode-languageserver/node';
