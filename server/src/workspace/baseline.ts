import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { CheckResult } from '../engine/index.js';
import { describeFileError } from './file-errors.js';
import { createParentFolders, folderOf, type HasName, relativePath } from './folders.js';

/** The name of the file that lists accepted findings. */
export const baselineFileName = 'keepalive-suppressions.json';

/** How many findings of a rule are accepted, by rule. */
export type RuleCounts = ReadonlyMap<string, number>;

/** One file of accepted findings. */
export interface Baseline {
	/** Absolute. */
	readonly file: string;
	/** By path relative to the file's folder, with forward slashes. */
	readonly entries: ReadonlyMap<string, RuleCounts>;
	/** Why it could not be read, as a sentence; it then accepts nothing. */
	readonly problem?: string;
}

/** Accepted findings by place: the nearest `keepalive-suppressions.json` at or above a file holds for it. */
export interface Baselines {
	/** The one that holds for a file, or undefined. */
	baselineFor(absolutePath: string): Baseline | undefined;
	/**
	 * Takes the accepted findings of a file out. Where there are more of a rule than were accepted all of them are
	 * reported, as nobody can tell which one is new.
	 */
	split<F extends { readonly rule: string }>(absolutePath: string, findings: readonly F[]): SplitFindings<F>;
	/** One sentence for each file that could not be read so far. */
	problems(): readonly string[];
	/** Spares looking for the file in a folder that a walk has listed; folders around it come first. */
	learn(folder: string, has: HasName): void;
	/** Drops what is cached, after a file was changed. */
	forget(): void;
}

export interface SplitFindings<F> {
	readonly findings: readonly F[];
	readonly accepted: readonly F[];
}

/** `root` is the workspace folder or working directory; `only` is one file that holds for everything instead. */
export function createBaselines(root: string, only?: string): Baselines {
	const parentOf = createParentFolders(root);
	const byFolder = new Map<string, Baseline | undefined>();
	const problems = new Set<string>();
	let single: Baseline | undefined;

	const read = (file: string): Baseline => {
		const baseline = readBaseline(file, root);
		if (baseline.problem !== undefined) {
			problems.add(baseline.problem);
		}
		return baseline;
	};
	const forFolder = (folder: string): Baseline | undefined => {
		if (!byFolder.has(folder)) {
			const file = join(folder, baselineFileName);
			const parent = parentOf(folder);
			byFolder.set(folder, existsSync(file) ? read(file) : parent === undefined ? undefined : forFolder(parent));
		}
		return byFolder.get(folder);
	};
	const learn = (folder: string, has: HasName): void => {
		if (only === undefined && !byFolder.has(folder) && !has(baselineFileName)) {
			const parent = parentOf(folder);
			byFolder.set(folder, parent === undefined ? undefined : forFolder(parent));
		}
	};
	const baselineFor = (path: string): Baseline | undefined => {
		if (only === undefined) {
			return forFolder(folderOf(path));
		}
		return (single ??= existsSync(only) ? read(only) : { file: only, entries: new Map() });
	};
	return {
		baselineFor,
		learn,
		split: (path, findings) => {
			const baseline = findings.length === 0 ? undefined : baselineFor(path);
			return splitFindings(baseline?.entries.get(entryPath(baseline, path)), findings);
		},
		problems: () => [...problems],
		forget: () => {
			byFolder.clear();
			problems.clear();
			single = undefined;
		},
	};
}

/** A check's result, however much is known of each finding. */
interface ResultOf<F> extends Omit<CheckResult, 'findings' | 'suppressed'> {
	readonly findings: readonly F[];
	readonly suppressed: readonly F[];
}

/** A check's result with the accepted findings among the suppressed ones. */
export function withoutAccepted<F extends { readonly rule: string }>(
	baselines: Baselines,
	absolutePath: string,
	result: ResultOf<F>,
): ResultOf<F> {
	const { findings, accepted } = baselines.split(absolutePath, result.findings);
	return accepted.length === 0 ? result : { ...result, findings, suppressed: [...result.suppressed, ...accepted] };
}

/** How a file is called in a baseline. */
export function entryPath({ file }: Pick<Baseline, 'file'>, absolutePath: string): string {
	return relativePath(dirname(file), absolutePath);
}

function splitFindings<F extends { readonly rule: string }>(
	accepted: RuleCounts | undefined,
	findings: readonly F[],
): SplitFindings<F> {
	if (accepted === undefined) {
		return { findings, accepted: [] };
	}
	const counts = countRules(findings);
	const isAccepted = ({ rule }: F): boolean => (counts.get(rule) ?? 0) <= (accepted.get(rule) ?? 0);
	return {
		findings: findings.filter((finding) => !isAccepted(finding)),
		accepted: findings.filter(isAccepted),
	};
}

/** How many findings of each rule there are. */
export function countRules(findings: readonly { readonly rule: string }[]): RuleCounts {
	const counts = new Map<string, number>();
	for (const { rule } of findings) {
		counts.set(rule, (counts.get(rule) ?? 0) + 1);
	}
	return counts;
}

function readBaseline(file: string, root: string): Baseline {
	const name = relativePath(root, file);
	const broken = (reason: string): Baseline => ({ file, entries: new Map(), problem: `${name}: ${reason}.` });
	try {
		const raw: unknown = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
		const entries = readEntries(raw);
		return typeof entries === 'string' ? broken(entries) : { file, entries };
	} catch (error) {
		return broken(error instanceof SyntaxError ? 'not valid JSON' : describeFileError(error));
	}
}

/** The entries, or what is wrong with them as a clause. */
function readEntries(raw: unknown): ReadonlyMap<string, RuleCounts> | string {
	if (!isRecord(raw)) {
		return 'expected an object of paths';
	}
	const entries = new Map<string, RuleCounts>();
	for (const [path, rules] of Object.entries(raw)) {
		if (!isRecord(rules)) {
			return `expected an object of rules at "${path}"`;
		}
		const counts = new Map<string, number>();
		for (const [rule, value] of Object.entries(rules)) {
			const count = isRecord(value) ? value['count'] : undefined;
			if (typeof count !== 'number' || !Number.isInteger(count) || count < 1) {
				return `expected { "count": N } with N from 1 at "${path}", "${rule}"`;
			}
			counts.set(rule, count);
		}
		entries.set(path, counts);
	}
	return entries;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a baseline: paths and rules in order, so that merges and reviews stay small. */
export function formatBaseline(entries: ReadonlyMap<string, RuleCounts>): string {
	const sorted = <V>(map: ReadonlyMap<string, V>): readonly (readonly [string, V])[] =>
		[...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	const paths = sorted(entries)
		.filter(([, counts]) => counts.size > 0)
		.map(([path, counts]) => [
			path,
			Object.fromEntries(sorted(counts).map(([rule, count]) => [rule, { count }] as const)),
		]);
	return `${JSON.stringify(Object.fromEntries(paths), undefined, 2)}\n`;
}
