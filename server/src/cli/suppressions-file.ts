import { existsSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import {
	type Baseline,
	baselineFileName,
	type Baselines,
	countRules,
	createBaselines,
	entryPath,
	formatBaseline,
	type RuleCounts,
} from '../workspace/baseline.js';
import { describeFileError } from '../workspace/file-errors.js';
import { type HasName, relativePath } from '../workspace/folders.js';
import { writeWhole } from '../workspace/write-file.js';
import type { SuppressionOptions } from './arguments.js';
import { plural } from '../report/counting.js';
import type { ReportedFinding } from '../report/report.js';

/** What became of a run's findings under the suppressions files, and of those files. */
export interface SuppressionOutcome {
	/** One sentence each; for standard error. */
	readonly notes: readonly string[];
	/** True where a file could not be read or written, or where `--strict-suppressions` found an unused entry. */
	readonly failed: boolean;
}

/** Splits findings by the suppressions files, and writes those files where that was asked for. */
export class SuppressionsFile {
	private readonly baselines: Baselines;
	/** What was found, by baseline file and then by path as it is called there. */
	private readonly found = new Map<string, Map<string, RuleCounts>>();
	private readonly read = new Map<string, Baseline>();
	/** Where nothing is accepted yet. */
	private readonly fallback: Baseline;

	constructor(
		private readonly cwd: string,
		private readonly options: SuppressionOptions,
	) {
		const only = options.location === undefined ? undefined : resolve(cwd, options.location);
		this.baselines = createBaselines(cwd, only);
		this.fallback = { file: only ?? join(cwd, baselineFileName), entries: new Map() };
		// Its entries for files that are gone are to be told even where nothing is found.
		const own = this.baselines.baselineFor(join(cwd, 'file'));
		if (own !== undefined) {
			this.read.set(own.file, own);
		}
	}

	/** True where some file lists accepted findings, or will. */
	get isInForce(): boolean {
		return this.options.action === 'suppress-all' || [...this.read.values()].some(({ entries }) => entries.size > 0);
	}

	/** What a walk has listed need not be looked up. */
	learn(folder: string, has: HasName): void {
		this.baselines.learn(folder, has);
	}

	/** The findings of one file that stay, and those that are accepted. */
	apply(
		path: string,
		findings: readonly ReportedFinding[],
	): { readonly findings: readonly ReportedFinding[]; readonly accepted: readonly ReportedFinding[] } {
		const baseline = this.baselines.baselineFor(path) ?? this.fallback;
		this.read.set(baseline.file, baseline);
		// Most files have no findings, and no list says that they had.
		if (findings.length === 0 && baseline.entries.size === 0) {
			return { findings, accepted: [] };
		}
		const byPath = this.found.get(baseline.file) ?? new Map<string, RuleCounts>();
		const name = entryPath(baseline, path);
		const isNew = this.options.action === 'suppress-all' && findings.length > 0;
		if (isNew || baseline.entries.has(name)) {
			byPath.set(name, countRules(findings));
		}
		this.found.set(baseline.file, byPath);
		const split =
			this.options.action === 'suppress-all'
				? { findings: [], accepted: findings }
				: this.baselines.split(path, findings);
		return {
			findings: split.findings,
			accepted: split.accepted.map((finding) => ({ ...finding, suppressedBy: 'file' as const })),
		};
	}

	/** Writes what is to be written, and says what is no longer needed. */
	finish(): SuppressionOutcome {
		const problems = this.baselines.problems();
		const { action, strict } = this.options;
		if (problems.length > 0) {
			// A file that cannot be read is not overwritten.
			return { notes: problems, failed: true };
		}
		const baselines = [...this.read.values()];
		if (action !== 'read') {
			const notes = baselines.flatMap((baseline) => this.rewrite(baseline));
			return { notes: notes.map(({ note }) => note), failed: notes.some(({ failed }) => failed) };
		}
		const unused = baselines.flatMap((baseline) => this.describeUnused(baseline));
		return { notes: unused, failed: strict && unused.length > 0 };
	}

	/** The entries as they are now. Files that this run did not look at keep theirs, unless they are gone. */
	private currentEntries({ file, entries }: Baseline): ReadonlyMap<string, RuleCounts> {
		const found = this.found.get(file) ?? new Map<string, RuleCounts>();
		const current = new Map<string, RuleCounts>();
		for (const [path, accepted] of entries) {
			const counts = found.get(path);
			if (counts === undefined) {
				if (existsSync(resolve(dirname(file), path))) {
					current.set(path, accepted);
				}
				continue;
			}
			const kept = [...accepted].map(([rule, count]) => [rule, Math.min(count, counts.get(rule) ?? 0)] as const);
			current.set(path, new Map(kept.filter(([, count]) => count > 0)));
		}
		return current;
	}

	private rewrite(baseline: Baseline): readonly { readonly note: string; readonly failed: boolean }[] {
		const { file, entries } = baseline;
		const isAll = this.options.action === 'suppress-all';
		const next = new Map([...this.currentEntries(baseline), ...(isAll ? (this.found.get(file) ?? []) : [])]);
		const before = formatBaseline(entries);
		const after = formatBaseline(next);
		const name = relativePath(this.cwd, file);
		const isEmpty = after === formatBaseline(new Map());
		if (before === after && (existsSync(file) || isEmpty)) {
			return [];
		}
		try {
			if (isEmpty) {
				rmSync(file, { force: true });
				return [{ note: `${name}: removed, as nothing is suppressed any more.`, failed: false }];
			}
			writeWhole(file, after);
			const total = [...next.values()].flatMap((counts) => [...counts.values()]).reduce((sum, count) => sum + count, 0);
			const files = [...next.values()].filter((counts) => counts.size > 0).length;
			const note = `${name}: ${plural(total, 'finding')} in ${plural(files, 'file')} suppressed.`;
			return [{ note, failed: false }];
		} catch (error) {
			return [{ note: `${name}: cannot be written (${describeFileError(error)}).`, failed: true }];
		}
	}

	private describeUnused(baseline: Baseline): readonly string[] {
		const current = this.currentEntries(baseline);
		const unused = [...baseline.entries].flatMap(([path, accepted]) => {
			const left = current.get(path);
			const rules = [...accepted].filter(([rule, count]) => (left?.get(rule) ?? 0) < count);
			return rules.map(([rule, count]) => `${path}: ${rule} (${count - (left?.get(rule) ?? 0)} of ${count})`);
		});
		const name = relativePath(this.cwd, baseline.file);
		const advice = 'run with --prune-suppressions to drop them';
		return unused.length === 0
			? []
			: [`${name} has suppressions that nothing needs; ${advice}:\n  ${unused.join('\n  ')}`];
	}
}
