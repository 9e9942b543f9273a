import {
	type Diagnostic,
	type DiagnosticCollection,
	type LogOutputChannel,
	languages,
	type Uri,
	type CancellationToken,
} from 'vscode';
import type {
	BaseLanguageClient,
	DiagnosticCollectionProvider,
	ErrorHandler,
	LanguageClientOptions,
	ProgressToken,
} from 'vscode-languageclient/node';

import { DiagnosticCollectionSource, ExecuteCommandRequest, RevealOutputChannelOn } from './library.js';

/** The languages that start the extension, by their identifiers in the editor. */
export const languageIds = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'python'] as const;

/** Options of the client that hold for every way to start the server. */
export function clientOptions(outputChannel: LogOutputChannel, errorHandler: ErrorHandler): LanguageClientOptions {
	return {
		documentSelector: languageIds.flatMap((language) => [
			{ scheme: 'file', language },
			{ scheme: 'untitled', language },
			{ scheme: 'vscode-notebook-cell', language },
		]),
		outputChannel,
		revealOutputChannelOn: RevealOutputChannelOn.Never,
		errorHandler,
		diagnosticCollectionProvider: shareOneCollection(),
		// Any object switches the options that are absent off, so all of them are written out.
		diagnosticPullOptions: { onChange: true, onSave: true, onFocus: false },
		initializationOptions: { sharedDiagnostics: true, resultsChanged: true },
	};
}

/** How the user follows and ends what a command of the server does. */
export interface CommandOptions {
	readonly workDoneToken?: ProgressToken;
	readonly cancellation?: CancellationToken;
}

/** Runs a command of the server. What it answers is described beside its name in the server's protocol. */
export async function execute<Answer>(
	client: BaseLanguageClient,
	command: string,
	argument?: unknown,
	{ workDoneToken, cancellation }: CommandOptions = {},
): Promise<Answer> {
	const params = {
		command,
		arguments: argument === undefined ? [] : [argument],
		...(workDoneToken === undefined ? {} : { workDoneToken }),
	};
	return (await client.sendRequest(ExecuteCommandRequest.type, params, cancellation)) as Answer;
}

/**
 * One collection for pushed and pulled diagnostics, so that no finding shows twice. The pull side deletes when a file is
 * closed; that would drop what a scan found, so it is ignored, and the server says what remains of a closed file.
 */
function shareOneCollection(): DiagnosticCollectionProvider {
	let shared: DiagnosticCollection | undefined;
	return {
		create: (name, source) => {
			shared ??= languages.createDiagnosticCollection(name ?? 'keepalive');
			return source === DiagnosticCollectionSource.pull ? withoutDelete(shared) : shared;
		},
		dispose: () => {
			shared?.dispose();
			shared = undefined;
		},
	};
}

function withoutDelete(collection: DiagnosticCollection): DiagnosticCollection {
	return {
		name: collection.name,
		set(
			target: Uri | readonly (readonly [Uri, readonly Diagnostic[] | undefined])[],
			diagnostics?: readonly Diagnostic[],
		): void {
			if (Array.isArray(target)) {
				collection.set(target as readonly [Uri, readonly Diagnostic[] | undefined][]);
			} else {
				collection.set(target as Uri, diagnostics);
			}
		},
		delete: () => undefined,
		clear: () => collection.clear(),
		forEach: (callback, thisArg) => collection.forEach(callback, thisArg),
		get: (uri) => collection.get(uri),
		has: (uri) => collection.has(uri),
		[Symbol.iterator]: () => collection[Symbol.iterator](),
		dispose: () => undefined,
	};
}
