import {
	type CancellationToken,
	type Diagnostic,
	type DiagnosticCollection,
	languages,
	type LogOutputChannel,
	ProgressLocation,
	type Uri,
	window,
} from 'vscode';
import {
	type BaseLanguageClient,
	type DiagnosticCollectionProvider,
	DiagnosticCollectionSource,
	ExecuteCommandRequest,
	type LanguageClientOptions,
	RevealOutputChannelOn,
	type WorkDoneProgressBegin,
	type WorkDoneProgressEnd,
	type WorkDoneProgressReport,
	WorkDoneProgress,
} from 'vscode-languageclient';

/** The languages that start the extension, by their identifiers in the editor. */
export const languageIds = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'python'] as const;

/** Commands of the server, as it announces them. */
export const serverCommands = {
	scanWorkspace: 'keepalive.server.scanWorkspace',
	describeFile: 'keepalive.server.describeFile',
} as const;

/** What a scan found. */
export interface ScanCounts {
	/** Files with findings. */
	readonly files: number;
	readonly findings: number;
	/** Files that could not be checked; the log has the reasons. */
	readonly skipped: number;
	readonly cancelled: boolean;
}

/** What a file is checked against. */
export interface FileDescription {
	readonly environment: { readonly name: string; readonly idleTimeout: number };
	/** Runtime, version and where it was read: "Node 22.0.0 (assumed)". */
	readonly runtime: string;
	/** The configuration file, as a path, where there is one. */
	readonly configuration?: string;
}

/** Options of the client that hold for every way to start the server. */
export function clientOptions(outputChannel: LogOutputChannel): LanguageClientOptions {
	return {
		documentSelector: languageIds.flatMap((language) => [
			{ scheme: 'file', language },
			{ scheme: 'untitled', language },
		]),
		outputChannel,
		revealOutputChannelOn: RevealOutputChannelOn.Never,
		diagnosticCollectionProvider: shareOneCollection(),
		// Any object switches the options that are absent off, so all of them are written out.
		diagnosticPullOptions: { onChange: true, onSave: true, onFocus: false },
		initializationOptions: { sharedDiagnostics: true },
	};
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

let scans = 0;

/** Runs a scan with a progress that can be cancelled, and answers its counts. */
export async function scanWorkspace(client: BaseLanguageClient): Promise<ScanCounts> {
	const workDoneToken = `keepalive-scan-${++scans}`;
	const options = { location: ProgressLocation.Notification, title: 'Keepalive: scanning', cancellable: true };
	return window.withProgress(options, async (progress, cancellation: CancellationToken) => {
		const listener = client.onProgress(
			WorkDoneProgress.type,
			workDoneToken,
			(value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd) => {
				if (value.kind === 'report' && value.message !== undefined) {
					progress.report({ message: value.message });
				}
			},
		);
		try {
			const params = { command: serverCommands.scanWorkspace, arguments: [], workDoneToken };
			return (await client.sendRequest(ExecuteCommandRequest.type, params, cancellation)) as ScanCounts;
		} finally {
			listener.dispose();
		}
	});
}

/** Asks the server what a file is checked against; undefined where it is none of ours. */
export async function describeFile(client: BaseLanguageClient, uri: Uri): Promise<FileDescription | undefined> {
	const params = { command: serverCommands.describeFile, arguments: [client.code2ProtocolConverter.asUri(uri)] };
	const answer = (await client.sendRequest(ExecuteCommandRequest.type, params)) as FileDescription | null;
	return answer ?? undefined;
}

/** The one sentence that ends a scan. */
export function describeCounts({ files, findings, skipped, cancelled }: ScanCounts): string {
	const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
	const tail = skipped > 0 ? ` (${skipped} skipped)` : '';
	return `Keepalive: ${plural(findings, 'finding')} in ${plural(files, 'file')}${tail}${cancelled ? ', cancelled' : ''}.`;
}
