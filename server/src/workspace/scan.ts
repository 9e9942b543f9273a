import type { CheckContext, CheckResult, Engine, Language } from '../engine/index.js';
import type { Configuration } from './configuration.js';
import type { Targets } from './targets.js';

export interface ScanRequest {
	readonly engine: Engine;
	/** Absolute paths of files and folders. A file named here is checked even where it is ignored or excluded. */
	readonly paths: readonly string[];
	/** `relativePath` is relative to it. */
	readonly cwd: string;
	readonly configuration: Configuration;
	readonly targets: Targets;
	/** Called in the order of paths, for every file that was checked, also those without findings. */
	onFile(file: ScannedFile): void;
	onSkipped(skipped: SkippedFile): void;
	/** Called now and then, at most every 100 ms. */
	onProgress?(progress: ScanProgress): void;
	readonly signal?: AbortSignal;
	/** Files above so many bytes are skipped; 5 MB where absent. */
	readonly maxFileSize?: number;
}

export interface ScannedFile {
	/** Absolute. */
	readonly path: string;
	/** Relative to `cwd`, with forward slashes. */
	readonly relativePath: string;
	readonly language: Language;
	/** With the byte order mark, if the file has one. */
	readonly text: string;
	/** What the file was checked with. */
	readonly context: CheckContext;
	readonly result: CheckResult;
}

export interface SkippedFile {
	readonly path: string;
	readonly relativePath: string;
	/** A clause: "not valid UTF-8". */
	readonly reason: string;
	/** True where the user named this very path. */
	readonly named: boolean;
}

export interface ScanProgress {
	/** Files read so far, gated ones included. */
	readonly done: number;
	/** Findings so far. */
	readonly findings: number;
	/** The file at hand, relative to `cwd`. */
	readonly relativePath: string;
}

export interface ScanSummary {
	/** Files that were parsed and checked. */
	readonly scanned: number;
	/** Files that name no catalogued client and were left at that. */
	readonly gated: number;
	readonly skipped: number;
	readonly cancelled: boolean;
	/** Problems of configuration files and manifests, each once. */
	readonly problems: readonly string[];
	/** True where a configuration file could not be read. */
	readonly brokenConfiguration: boolean;
}

/** Walks, reads and checks. Yields to the event loop often; ends soon after `signal` is aborted. */
export function scan(request: ScanRequest): Promise<ScanSummary> {
	throw new Error(`not wired yet: ${request.cwd}`);
}
