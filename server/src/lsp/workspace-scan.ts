import type { CancellationToken, Connection, WorkDoneProgressReporter } from 'vscode-languageserver';

import type { Engine } from '../engine/index.js';
import { scan, type ScannedFile } from '../workspace/scan.js';
import type { ClosedFiles } from './closed-files.js';
import type { OpenDiagnostics } from './diagnostics.js';
import type { ProblemLog } from './problem-log.js';
import type { Project, Projects } from './projects.js';

/** What a scan of the workspace found; the answer of the command. */
export interface ScanCounts {
	/** Files with findings. */
	readonly files: number;
	readonly findings: number;
	/** Files that could not be checked; the log has the reasons. */
	readonly skipped: number;
	readonly cancelled: boolean;
}

export interface WorkspaceScanParts {
	readonly connection: Connection;
	readonly engine: Engine;
	readonly projects: Projects;
	readonly open: OpenDiagnostics;
	readonly closedFiles: ClosedFiles;
	readonly tell: ProblemLog;
}

/** Who started a scan, and how it hears of it. */
export interface ScanCaller {
	readonly progress: WorkDoneProgressReporter;
	/** Any of them ends the scan. */
	readonly tokens: readonly CancellationToken[];
}

/** Scans all workspace folders and shows the findings of closed files. A scan that still runs is ended by the next. */
export function createWorkspaceScan(parts: WorkspaceScanParts): (caller: ScanCaller) => Promise<ScanCounts> {
	let running: AbortController | undefined;
	return async ({ progress, tokens }) => {
		running?.abort();
		const controller = new AbortController();
		running = controller;
		const listeners = tokens.map((token) => token.onCancellationRequested(() => controller.abort()));
		progress.begin('Keepalive: scanning', undefined, undefined, true);
		try {
			return await scanProjects(parts, progress, controller.signal);
		} finally {
			progress.done();
			listeners.forEach((listener) => listener.dispose());
		}
	};
}

async function scanProjects(
	parts: WorkspaceScanParts,
	progress: WorkDoneProgressReporter,
	signal: AbortSignal,
): Promise<ScanCounts> {
	const tally: Tally = { files: 0, findings: 0, skipped: 0, checked: new Set() };
	const roots = new Set<string>();
	for (const project of await parts.projects.all()) {
		roots.add(project.root);
		if (project.editor.enable && !signal.aborted) {
			await scanProject(project, { ...parts, progress, signal, tally });
		}
	}
	if (!signal.aborted) {
		for (const path of parts.closedFiles.known().filter((each) => !tally.checked.has(each))) {
			parts.closedFiles.forget(path);
		}
	}
	parts.open.renew('scan');
	const { files, findings, skipped } = tally;
	return { files, findings, skipped, cancelled: signal.aborted };
}

interface Tally {
	files: number;
	findings: number;
	skipped: number;
	readonly checked: Set<string>;
}

interface ProjectScan extends WorkspaceScanParts {
	readonly progress: WorkDoneProgressReporter;
	readonly signal: AbortSignal;
	readonly tally: Tally;
}

async function scanProject(project: Project, run: ProjectScan): Promise<void> {
	const { connection, engine, closedFiles, tell, progress, signal, tally } = run;
	const count = (file: ScannedFile) => {
		// Workspace folders may lie in each other.
		if (!tally.checked.has(file.path)) {
			tally.checked.add(file.path);
			tally.findings += file.result.findings.length;
			tally.files += file.result.findings.length > 0 ? 1 : 0;
			closedFiles.show(file);
		}
	};
	const summary = await scan({
		engine,
		paths: [project.root],
		cwd: project.root,
		configuration: project.configuration,
		targets: project.targets,
		onFile: count,
		onSkipped: ({ path, reason }) => {
			tally.skipped++;
			connection.console.info(`Skipped ${path}: ${reason}.`);
		},
		onProgress: ({ done, findings }) => progress.report(`${countOf(done, 'file')}, ${countOf(findings, 'finding')}`),
		signal,
	});
	tell(summary.problems);
}

function countOf(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
