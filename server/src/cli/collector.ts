import type { Environment, FileChange } from '../engine/index.js';
import { relativePath } from '../workspace/folders.js';
import type { ResultCache } from './cache.js';
import type { CheckedOutcome, FileOutcome, WorkTask } from './file-work.js';
import { FixSummary } from './fix-summary.js';
import { type FixRequest, formatPatch } from './fixing.js';
import type { FileReport, Report, ReportedFinding } from '../report/report.js';
import type { SuppressionsFile } from './suppressions-file.js';

/** A file that was not checked. */
export interface SkippedFile {
	/** Relative to the working directory, with forward slashes. */
	readonly relativePath: string;
	/** A clause: "not valid UTF-8". */
	readonly reason: string;
	/** True where the user named this very path. */
	readonly named: boolean;
}

export interface CollectorParts {
	readonly cwd: string;
	readonly fix: Pick<FixRequest, 'fix' | 'unsafeFixes'>;
	/** True where only warnings and errors are reported. */
	readonly quiet: boolean;
	readonly suppressions: SuppressionsFile;
	readonly cache: ResultCache | undefined;
}

/** Gathers what a run finds, in whatever order it comes. */
export class Collector {
	/** Files that were read. */
	scanned = 0;
	/** Files on which the linter itself failed. */
	failed = 0;
	private gated = 0;
	private findingCount = 0;
	private readonly files: FileReport[] = [];
	private readonly patches: { readonly path: string; readonly patch: string }[] = [];
	private readonly skippedFiles: SkippedFile[] = [];
	private readonly fixes: FixSummary;

	constructor(private readonly parts: CollectorParts) {
		this.fixes = new FixSummary(parts.fix);
	}

	get skipped(): readonly SkippedFile[] {
		return [...this.skippedFiles].sort((a, b) => compare(a.relativePath, b.relativePath));
	}

	/** Findings so far. */
	get findings(): number {
		return this.findingCount;
	}

	add(task: WorkTask, outcome: FileOutcome): void {
		const { path, named } = task;
		switch (outcome.kind) {
			case 'gated':
				this.scanned++;
				this.gated++;
				this.parts.cache?.storeGated(path, task.stamp);
				this.parts.suppressions.apply(path, []);
				return;
			case 'skipped':
				this.scanned += outcome.failed ? 1 : 0;
				this.failed += outcome.failed ? 1 : 0;
				this.skip(path, outcome.reason, named);
				return;
			case 'remembered': {
				const report = this.parts.cache?.reportOf(path, task.stamp);
				if (report !== undefined) {
					this.scanned++;
					this.addReport(path, report);
				}
				return;
			}
			case 'shares':
				// Its modules are written first; it comes again.
				return;
			case 'checked':
				this.scanned++;
				this.addChecked(task, outcome);
		}
	}

	private addChecked({ path, stamp, mayConfigure = false }: WorkTask, { report, fix, basis }: CheckedOutcome): void {
		if (basis !== undefined) {
			this.parts.cache?.store(path, { stamp, mayConfigure, basis, report });
		}
		if (fix !== undefined) {
			this.fixes.add(fix);
			if (fix.patch !== undefined) {
				this.patches.push({ path: report.path, patch: fix.patch });
			}
			if (fix.refusal !== undefined) {
				this.skip(path, `not fixed: ${fix.refusal}`, false);
			}
		}
		this.addReport(path, report);
	}

	private addReport(path: string, report: FileReport): void {
		const { findings, accepted } = this.parts.suppressions.apply(path, report.findings);
		this.findingCount += findings.length;
		if (report.clients.length > 0 || report.findings.length > 0 || report.suppressed.length > 0) {
			this.files.push({ ...report, findings, suppressed: [...report.suppressed, ...accepted] });
		}
	}

	/** A module that fixes share and that was written, or is part of the patch. */
	addSharedModule({ path, before, after }: FileChange): void {
		this.fixes.addSharedModule(path);
		if (this.parts.fix.fix === 'diff') {
			this.patches.push({ path, patch: formatPatch(path, before, after) });
		}
	}

	skip(path: string, reason: string, named: boolean): void {
		this.skippedFiles.push({ relativePath: relativePath(this.parts.cwd, path), reason, named });
	}

	/** What was and was not fixed, and why; sentences on lines of their own. */
	describeFixes(): string {
		return this.fixes.describe();
	}

	/** The fixes of all files as one patch. */
	patch(): string {
		return [...this.patches]
			.sort((a, b) => compare(a.path, b.path))
			.map(({ patch }) => patch)
			.join('');
	}

	report(environment: Environment): Report {
		const files = [...this.files].sort((a, b) => compare(a.path, b.path));
		const { scanned, gated } = this;
		const isTold = ({ severity }: ReportedFinding): boolean =>
			!this.parts.quiet || severity === 'error' || severity === 'warning';
		return {
			environment: { name: environment.name, idleTimeout: environment.idleTimeout },
			files: { scanned, gated, skipped: this.skipped.map(({ relativePath: path, reason }) => ({ path, reason })) },
			clients: files.flatMap((file) => file.clients),
			findings: files.flatMap((file) => file.findings.filter(isTold)),
			suppressed: files.flatMap((file) => file.suppressed),
			hasBaseline: this.parts.suppressions.isInForce,
		};
	}
}

function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}
