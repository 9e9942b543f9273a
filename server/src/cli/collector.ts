import type { CheckResult, Engine, Environment } from '../engine/index.js';
import type { ScannedFile, ScanSummary, SkippedFile } from '../workspace/scan.js';
import type { ScanOptions } from './arguments.js';
import { fixFile, formatPatch, writeFixed } from './fixing.js';
import { type FileReport, type Report, reportFile } from './report.js';

/** Gathers what a scan finds, and fixes on the way where that was asked for. */
export class Collector {
	private readonly files: FileReport[] = [];
	private readonly patches: { readonly path: string; readonly patch: string }[] = [];
	private readonly skippedFiles: SkippedFile[] = [];
	private fixed = 0;
	private fixedFiles = 0;

	constructor(
		private readonly engine: Engine,
		private readonly options: ScanOptions,
	) {}

	get skipped(): readonly SkippedFile[] {
		return [...this.skippedFiles].sort(byPath);
	}

	add(file: ScannedFile): void {
		const { text, result } = this.options.fix === 'none' ? file : this.fix(file);
		if (result.clients.length > 0 || result.findings.length > 0) {
			this.files.push(reportFile(file.relativePath, text, result));
		}
	}

	skip(skipped: SkippedFile): void {
		this.skippedFiles.push(skipped);
	}

	/** What there is to report afterwards: the fixed text where it was written, else the file as it is. */
	private fix(file: ScannedFile): { readonly text: string; readonly result: CheckResult } {
		const fixed = fixFile(this.engine, file, this.options.unsafeFixes);
		if (fixed === undefined) {
			return file;
		}
		if (this.options.fix === 'diff') {
			this.patches.push({
				path: file.relativePath,
				patch: formatPatch(file.relativePath, file.text, fixed.text),
			});
			this.count(fixed.fixed);
			return file;
		}
		const refusal = writeFixed(file, fixed);
		if (refusal !== undefined) {
			const { path, relativePath } = file;
			this.skip({ path, relativePath, reason: `not fixed: ${refusal}`, named: false });
			return file;
		}
		this.count(fixed.fixed);
		return { text: fixed.text, result: fixed.remaining };
	}

	private count(fixed: number): void {
		this.fixed += fixed;
		this.fixedFiles++;
	}

	/** `Fixed 3 findings in 2 files.` */
	describeFixes(): string {
		const verb = this.options.fix === 'diff' ? 'Would fix' : 'Fixed';
		const findings = `${this.fixed} finding${this.fixed === 1 ? '' : 's'}`;
		return this.fixed === 0
			? 'Nothing to fix.'
			: `${verb} ${findings} in ${this.fixedFiles} file${this.fixedFiles === 1 ? '' : 's'}.`;
	}

	/** The fixes of all files as one patch. */
	patch(): string {
		return [...this.patches]
			.sort((a, b) => (a.path < b.path ? -1 : 1))
			.map(({ patch }) => patch)
			.join('');
	}

	report(environment: Environment, { scanned, gated }: ScanSummary): Report {
		const files = [...this.files].sort((a, b) => (a.path < b.path ? -1 : 1));
		return {
			environment: { name: environment.name, idleTimeout: environment.idleTimeout },
			files: { scanned, gated, skipped: this.skipped.map(({ relativePath: path, reason }) => ({ path, reason })) },
			clients: files.flatMap((file) => file.clients),
			findings: files.flatMap((file) => file.findings),
		};
	}
}

function byPath(left: SkippedFile, right: SkippedFile): number {
	return left.relativePath < right.relativePath ? -1 : left.relativePath > right.relativePath ? 1 : 0;
}
