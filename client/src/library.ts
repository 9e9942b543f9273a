// What of the language client's library is used while the extension runs, from one place: bundled, every file that
// imports the library makes an object of its own with all of its hundreds of names.
export {
	CloseAction,
	DiagnosticCollectionSource,
	ErrorAction,
	ExecuteCommandRequest,
	LanguageClient,
	RevealOutputChannelOn,
	State,
	TransportKind,
	WorkDoneProgress,
} from 'vscode-languageclient/node';
