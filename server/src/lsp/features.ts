import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';

/** What the client can do, as far as the server behaves differently for it. Decided once, at `initialize`. */
export interface ClientFeatures {
	/** Asks for diagnostics of open documents itself. */
	readonly pullDiagnostics: boolean;
	/** Takes a request to pull again. */
	readonly refreshDiagnostics: boolean;
	readonly relatedInformation: boolean;
	readonly codeDescription: boolean;
	/** Shows pushed and pulled diagnostics in one collection and keeps them when a document is opened or closed. */
	readonly sharedDiagnostics: boolean;
	/** Versioned document edits. */
	readonly documentChanges: boolean;
	/** Creates files as a part of an edit. */
	readonly createFiles: boolean;
	/** Asks the user before it makes an edit that is marked so. */
	readonly changeAnnotations: boolean;
	/** Asks for the edit of a code action when it is chosen. */
	readonly resolveEdits: boolean;
	readonly workspaceConfiguration: boolean;
	readonly workspaceFolders: boolean;
	/** Takes registrations for changes of the configuration after the start. */
	readonly registerConfiguration: boolean;
	/** Takes registrations for changes of files after the start. */
	readonly registerFileWatchers: boolean;
	readonly workDoneProgress: boolean;
	readonly showDocument: boolean;
	/** Makes edits in any file when the server asks for it. */
	readonly applyEdit: boolean;
	/** Wants to hear when results of a scan have changed. */
	readonly resultsChanged: boolean;
	/** Shows Markdown in hovers, not plain text only. */
	readonly markdownHover: boolean;
	/** Shows pictures in Markdown; others show their addresses, which are long. */
	readonly markdownPictures: boolean;
	/** Commands of the editor that code actions may name. */
	readonly editorCommands: readonly string[];
}

/** Reads the client's capabilities; what is not said is taken as missing. */
export function readClientFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
	const { workspace, window } = capabilities;
	return {
		...readDiagnosticFeatures(capabilities),
		...readEditFeatures(capabilities),
		sharedDiagnostics: optionOf(initializationOptions, 'sharedDiagnostics') === true,
		workspaceConfiguration: workspace?.configuration === true,
		workspaceFolders: workspace?.workspaceFolders === true,
		registerConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
		registerFileWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
		workDoneProgress: window?.workDoneProgress === true,
		showDocument: window?.showDocument?.support === true,
		applyEdit: workspace?.applyEdit === true,
		resultsChanged: optionOf(initializationOptions, 'resultsChanged') === true,
		markdownHover: capabilities.textDocument?.hover?.contentFormat?.includes('markdown') === true,
		markdownPictures: capabilities.general?.markdown?.parser === 'marked',
		editorCommands: readNames(optionOf(initializationOptions, 'commands')),
	};
}

function readDiagnosticFeatures({ textDocument, workspace }: ClientCapabilities) {
	const pull = textDocument?.diagnostic;
	const described = pull ?? textDocument?.publishDiagnostics;
	return {
		pullDiagnostics: pull !== undefined,
		refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
		relatedInformation: described?.relatedInformation === true,
		codeDescription: described?.codeDescriptionSupport === true,
	};
}

function readEditFeatures({ textDocument, workspace }: ClientCapabilities) {
	const documentChanges = workspace?.workspaceEdit?.documentChanges === true;
	return {
		documentChanges,
		createFiles: documentChanges && workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
		changeAnnotations: documentChanges && workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
		resolveEdits: textDocument?.codeAction?.resolveSupport?.properties.includes('edit') === true,
	};
}

function readNames(names: unknown): readonly string[] {
	return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

/** One of the initialization options, whatever the client has sent. */
export function optionOf(options: unknown, name: string): unknown {
	return typeof options === 'object' && options !== null ? (options as Record<string, unknown>)[name] : undefined;
}
