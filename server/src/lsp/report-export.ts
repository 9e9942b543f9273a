import { basename } from 'node:path';

import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';

import type { Engine } from '../engine/index.js';
import { formatHtml } from '../report/html.js';
import { createPackageNames } from '../report/packages.js';
import { type FileReport, type Report, reportFile } from '../report/report.js';
import { formatSarif } from '../report/sarif.js';
import { defaultSettings } from '../workspace/settings.js';
import { scan } from '../workspace/scan.js';
import type { BackgroundEngine } from './background.js';
import type { Project, Projects } from './projects.js';
import type { ReportFormat } from './protocol.js';

export interface ReportParts {
	readonly engine: Engine;
	readonly background: BackgroundEngine;
	readonly projects: Projects;
	/** Of the package. */
	readonly version: string;
}

export interface ReportCaller {
	readonly progress: WorkDoneProgressReporter;
	/** Any of them ends it. */
	readonly tokens: readonly CancellationToken[];
}

/** A report on the workspace as it is on disk, the same as the command line's; undefined where it was cancelled. */
export async function exportReport(
	format: ReportFormat,
	{ engine, background, projects, version }: ReportParts,
	{ progress, tokens }: ReportCaller,
): Promise<string | undefined> {
	const controller = new AbortController();
	const listeners = tokens.map((token) => token.onCancellationRequested(() => controller.abort()));
	progress.begin('Keepalive: exporting', undefined, undefined, true);
	try {
		const folders = (await projects.all()).filter(({ editor }) => editor.enable);
		const gathered = new GatheredReport(folders.length > 1);
		for (const project of folders) {
			await gathered.add(project, { engine, background, progress, signal: controller.signal });
		}
		if (controller.signal.aborted) {
			return undefined;
		}
		const environment = folders[0]?.editor.settings.environment ?? defaultSettings.environment;
		const report = gathered.finish(environment);
		return format === 'html' ? formatHtml(report, version) : formatSarif(report, version);
	} finally {
		progress.done();
		listeners.forEach((listener) => listener.dispose());
	}
}

interface Run {
	readonly engine: Engine;
	readonly background: BackgroundEngine;
	readonly progress: WorkDoneProgressReporter;
	readonly signal: AbortSignal;
}

class GatheredReport {
	private readonly files = new Map<string, FileReport>();
	private readonly skipped: { readonly path: string; readonly reason: string }[] = [];
	private scanned = 0;
	private gated = 0;
	private hasBaseline = false;

	/** @param namesFolders whether paths begin with the name of their workspace folder, as there are several. */
	constructor(private readonly namesFolders: boolean) {}

	async add(project: Project, { engine, background, progress, signal }: Run): Promise<void> {
		const { root, configuration, targets, baselines } = project;
		const packageOf = createPackageNames(root);
		const pathOf = (path: string) => (this.namesFolders ? `${basename(root)}/${path}` : path);
		const summary = await scan({
			engine,
			checkAside: background.checkAside(project),
			paths: [root],
			cwd: root,
			configuration,
			targets,
			onFile: ({ path, relativePath, text, result }) => {
				const packageName = packageOf(path);
				const file = reportFile({ path: pathOf(relativePath), text }, result, {
					details: { package: packageName, showsFixes: true },
				});
				const { findings, accepted } = baselines.split(path, file.findings);
				const suppressed = accepted.map((finding) => ({ ...finding, suppressedBy: 'file' as const }));
				this.hasBaseline ||= (baselines.baselineFor(path)?.entries.size ?? 0) > 0;
				this.files.set(path, { ...file, findings, suppressed: [...file.suppressed, ...suppressed] });
			},
			onSkipped: ({ relativePath, reason }) => this.skipped.push({ path: pathOf(relativePath), reason }),
			onProgress: ({ done }) => progress.report(`${done} file${done === 1 ? '' : 's'}`),
			signal,
		});
		this.scanned += summary.scanned;
		this.gated += summary.gated;
	}

	finish({ name, idleTimeout }: Report['environment']): Report {
		const files = [...this.files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
		return {
			environment: { name, idleTimeout },
			files: { scanned: this.scanned, gated: this.gated, skipped: this.skipped },
			clients: files.flatMap(({ clients }) => clients),
			findings: files.flatMap(({ findings }) => findings),
			suppressed: files.flatMap(({ suppressed }) => suppressed),
			hasBaseline: this.hasBaseline,
		};
	}
}
