import type { Range, WorkspaceEdit } from 'vscode-languageserver';

import type { Assessment } from '../engine/index.js';

/** Scans the workspace folders; takes `ScanArguments`, answers `ScanCounts`. */
export const scanWorkspaceCommand = 'keepalive.server.scanWorkspace';
/** Tells what an open document is checked against; takes its address, answers `FileDescription` or null. */
export const describeFileCommand = 'keepalive.server.describeFile';
/** Opens the page of a rule; takes its id. */
export const openDocumentationCommand = 'keepalive.server.openDocumentation';
/** Takes back what a scan has shown. */
export const clearResultsCommand = 'keepalive.server.clearResults';
/** Every safe fix in the workspace, after a preview where the client has one; takes `FixArguments`, answers `WorkspaceFixes`. */
export const fixAllInWorkspaceCommand = 'keepalive.server.fixAllInWorkspace';
/** Takes the address of the active document where there is one, answers `ServerStatus`. */
export const statusCommand = 'keepalive.server.status';
/** Answers every client the last scan found and those of open documents, as `ListedClient[]`. */
export const clientsCommand = 'keepalive.server.clients';
/** Takes `ReportArguments`, answers the report as text; null where it was cancelled. */
export const exportReportCommand = 'keepalive.server.exportReport';

/** Named apart from the extension's commands, as VS Code registers these under their own names, too. */
export const serverCommands: readonly string[] = [
	scanWorkspaceCommand,
	describeFileCommand,
	openDocumentationCommand,
	clearResultsCommand,
	fixAllInWorkspaceCommand,
	statusCommand,
	clientsCommand,
	exportReportCommand,
];

/** Sent after results of a scan have changed, to a client that asks for it (`resultsChanged` at the start). */
export const resultsChangedNotification = 'keepalive/resultsChanged';

/** Sent by a client that pulls no longer for a document which stays open, as nobody sees it; with `HiddenDocument`. */
export const documentHiddenNotification = 'keepalive/documentHidden';

export interface HiddenDocument {
	readonly uri: string;
}

export interface ScanArguments {
	/** Only files that git sees as changed or new. */
	readonly changed?: boolean;
}

export interface FixArguments {
	/** False for a client that applies the edit of the answer itself. */
	readonly apply?: boolean;
}

export const reportFormats = ['sarif', 'html'] as const;

export type ReportFormat = (typeof reportFormats)[number];

export interface ReportArguments {
	readonly format: ReportFormat;
}

/** What a scan of the workspace found. */
export interface ScanCounts {
	/** Files with findings. */
	readonly files: number;
	readonly findings: number;
	/** Files that could not be checked; the log has the reasons. */
	readonly skipped: number;
	readonly cancelled: boolean;
	/** Why there was nothing to scan, as a sentence for the user. */
	readonly problem?: string;
}

/** What a file is checked against. */
export interface FileDescription {
	readonly environment: { readonly name: string; readonly idleTimeout: number };
	/** "Node.js 22.0.0 (assumed)". */
	readonly runtime: string;
	/** The path of the configuration file, where there is one. */
	readonly configuration?: string;
	/** Versions of known client packages that the project names. */
	readonly packages: readonly { readonly name: string; readonly version: string; readonly source: string }[];
}

/** What became of fixing the whole workspace. */
export interface WorkspaceFixes {
	/** Files that the edit changes. */
	readonly files: number;
	/** Findings that it mends. */
	readonly fixed: number;
	/** True where the client has applied the edit. */
	readonly applied: boolean;
	readonly cancelled: boolean;
	/** The edit, for a client that applies it itself. */
	readonly edit?: WorkspaceEdit;
}

/** Whether the network remembers the connection while the client waits, in one word. */
export type Verdict = 'probing' | 'late' | 'silent' | 'unknown';

/** One place that makes a client. */
export interface ListedClient {
	readonly uri: string;
	readonly range: Range;
	/** The library: "requests". */
	readonly client: string;
	/** "requests.Session". */
	readonly api: string;
	/** How long it waits for an answer. */
	readonly wait: { readonly seconds: number } | 'unbounded' | 'unknown';
	readonly probe: Assessment['probe']['kind'];
	/** Seconds before the first probe; absent where none is sent or nobody knows. */
	readonly idle?: number;
	readonly verdict: Verdict;
	readonly environment: { readonly name: string; readonly idleTimeout: number };
}

/** What the server is and does. */
export interface ServerStatus {
	readonly version: string;
	readonly node: string;
	readonly folders: readonly FolderStatus[];
	/** What the active document is checked against, null where it is none to check. */
	readonly file: FileDescription | null;
	/** What is known since the last scan; null where none has run. */
	readonly results: ResultCounts | null;
	/** The last thing that went wrong inside the server. */
	readonly lastError: { readonly message: string; readonly time: string } | null;
}

export interface FolderStatus {
	readonly path: string;
	readonly enabled: boolean;
	readonly environment: { readonly name: string; readonly idleTimeout: number };
	/** The configuration file that holds at the top of the folder, as a path. */
	readonly configuration?: string;
	/** What is wrong with that configuration file. */
	readonly problems: readonly string[];
}

export interface ResultCounts {
	/** Files in which the scan found a client. */
	readonly files: number;
	readonly clients: number;
	readonly findings: number;
}
