import type { CancellationToken, Connection, WorkDoneProgressReporter } from 'vscode-languageserver';

import type { Engine } from '../engine/index.js';
import { findChangedFiles, GitError } from '../workspace/git-changes.js';
import { scan, type ScannedFile } from '../workspace/scan.js';
import { wouldReach } from '../workspace/walk.js';
import type { BackgroundEngine } from './background.js';
import type { ClosedFiles } from './closed-files.js';
import type { OpenDiagnostics } from './diagnostics.js';
import type { ProblemLog } from './problem-log.js';
import type { Project, Projects } from './projects.js';
import type { ScanCounts } from './protocol.js';

export interface WorkspaceScanParts {
	readonly connection: Connection;
	readonly engine: Engine;
	readonly background: BackgroundEngine;
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
	/** Only files that git sees as changed or new; what is known of others stays. */
	readonly changed?: boolean;
}

/** Scans all workspace folders and shows the findings of closed files. A scan that still runs is ended by the next. */
export function createWorkspaceScan(parts: WorkspaceScanParts): (caller: ScanCaller) => Promise<ScanCounts> {
	let running: AbortController | undefined;
	return async ({ progress, tokens, changed = false }) => {
		running?.abort();
		const controller = new AbortController();
		running = controller;
		const listeners = tokens.map((token) => token.onCancellationRequested(() => controller.abort()));
		progress.begin('Keepalive: scanning', undefined, undefined, true);
		try {
			return await scanProjects({ ...parts, progress, changed, signal: controller.signal });
		} finally {
			progress.done();
			listeners.forEach((listener) => listener.dispose());
		}
	};
}

interface WorkspaceScanRun extends WorkspaceScanParts {
	readonly progress: WorkDoneProgressReporter;
	readonly signal: AbortSignal;
	readonly changed: boolean;
}

async function scanProjects(run: WorkspaceScanRun): Promise<ScanCounts> {
	const { projects, open, closedFiles, signal, changed } = run;
	const tally: Tally = { files: 0, findings: 0, skipped: 0, checked: new Set() };
	closedFiles.noteScan();
	for (const project of await projects.all()) {
		if (project.editor.enable && !signal.aborted) {
			await scanProject(project, { ...run, tally });
		}
	}
	if (!signal.aborted && !changed) {
		for (const path of closedFiles.known().filter((each) => !tally.checked.has(each))) {
			closedFiles.forget(path);
		}
	}
	open.renew('scan');
	const { files, findings, skipped, problem } = tally;
	return { files, findings, skipped, cancelled: signal.aborted, ...(problem === undefined ? {} : { problem }) };
}

interface Tally {
	files: number;
	findings: number;
	skipped: number;
	problem?: string;
	readonly checked: Set<string>;
}

interface ProjectScan extends WorkspaceScanRun {
	readonly tally: Tally;
}

/** The paths that a scan of a project begins at. */
async function pathsOf(
	{ root, configuration }: Project,
	{ changed, tell, tally }: ProjectScan,
): Promise<readonly string[]> {
	if (!changed) {
		return [root];
	}
	try {
		const files = await findChangedFiles(root, undefined);
		return files.filter((path) => wouldReach(path, root, (each) => configuration.settingsFor(each).excluded));
	} catch (error) {
		if (!(error instanceof GitError)) {
			throw error;
		}
		tally.problem ??= `Changed files of ${root} cannot be told: ${error.message}.`;
		tell([tally.problem]);
		return [];
	}
}

async function scanProject(project: Project, run: ProjectScan): Promise<void> {
	const { connection, engine, background, closedFiles, tell, progress, signal, tally } = run;
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
		paths: await pathsOf(project, run),
		asFound: true,
		checkAside: background.checkAside(project),
		cwd: project.root,
		configuration: project.configuration,
		targets: project.targets,
		baselines: project.baselines,
		onFile: count,
		onSkipped: ({ path, reason }) => {
			tally.skipped++;
			connection.console.info(`Skipped ${path}: ${reason}.`);
		},
		onProgress: ({ done, findings }) => progress.report(`${countOf(done, 'file')}, ${countOf(findings, 'finding')}`),
		signal,
	});
	tell([...summary.problems, ...project.baselines.problems()]);
}

function countOf(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
