import type { ClientCapabilities } from 'vscode-languageserver/node';

/** What a client under test can do; everything is off unless it is named. */
export interface ClientOptions {
	readonly pull?: boolean;
	readonly refresh?: boolean;
	readonly documentChanges?: boolean;
	readonly annotations?: boolean;
	/** Creates files as a part of an edit. */
	readonly create?: boolean;
	readonly resolve?: boolean;
	readonly progress?: boolean;
	readonly watch?: boolean;
	readonly configuration?: boolean;
	readonly showDocument?: boolean;
	readonly details?: boolean;
	readonly applyEdit?: boolean;
	/** The format of hovers; plain text where absent. */
	readonly hover?: 'markdown' | 'markdown with pictures';
	readonly initializationOptions?: object;
	/** Absolute paths of the workspace folders. */
	readonly folders?: readonly string[];
	/** What `workspace/configuration` answers for `keepalive`, where it matters by the folder it is asked for. */
	readonly settings?: object | ((scopeUri: string | undefined) => object);
	/** Arguments of the server; `--stdio` unless given. */
	readonly arguments?: readonly string[];
}

/** The capabilities a client with these options announces. */
export function capabilitiesOf(options: ClientOptions): ClientCapabilities {
	const details = options.details === true ? { relatedInformation: true, codeDescriptionSupport: true } : {};
	return {
		...(options.hover === 'markdown with pictures' ? { general: { markdown: { parser: 'marked' } } } : {}),
		textDocument: {
			hover: { contentFormat: [options.hover === undefined ? 'plaintext' : 'markdown'] },
			publishDiagnostics: details,
			...(options.pull === true ? { diagnostic: details } : {}),
			codeAction: {
				codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
				...(options.resolve === true ? { resolveSupport: { properties: ['edit'] } } : {}),
			},
		},
		workspace: {
			configuration: options.configuration === true,
			applyEdit: options.applyEdit === true,
			workspaceEdit: {
				documentChanges: options.documentChanges === true,
				...(options.create === true ? { resourceOperations: ['create'] } : {}),
				...(options.annotations === true ? { changeAnnotationSupport: {} } : {}),
			},
			didChangeWatchedFiles: { dynamicRegistration: options.watch === true },
			diagnostics: { refreshSupport: options.refresh === true },
		},
		window: {
			workDoneProgress: options.progress === true,
			showDocument: { support: options.showDocument === true },
		},
	};
}
