import type { Figures } from './measure.js';

/** What was measured, in the order of the page. */
export interface Results {
	readonly machine: string;
	readonly versions: readonly string[];
	readonly tree: string;
	readonly scans: readonly Scan[];
	/** Figures beside which the issue of this page sets a target. */
	readonly goals: readonly Goal[];
}

/** One command over one part of the tree. */
export interface Scan extends Figures {
	readonly part: 'whole' | 'javascript';
	/** Its time as a multiple of the product's on the same part. */
	readonly ratio: number;
}

export interface Goal {
	readonly what: string;
	readonly measured: string;
	readonly target: string;
	readonly reached: boolean;
}

/** A goal that is a limit. */
export function below(what: string, measured: number, limit: number, show: (value: number) => string): Goal {
	return { what, measured: show(measured), target: `under ${show(limit)}`, reached: measured < limit };
}

export const showMilliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

export const showMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`;

export const showRatio = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} times`;

/** A table of Markdown, which can be read in a terminal as well. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]): string =>
		`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
	return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

export function showScans(scans: readonly Scan[]): string {
	const rows = scans.map((scan) => [
		scan.part === 'whole' ? 'whole tree' : 'TypeScript and JavaScript',
		scan.name,
		`${scan.seconds.toFixed(2)} s`,
		scan.runs === 1 ? 'one run' : `${scan.fastest.toFixed(2)} to ${scan.slowest.toFixed(2)} s`,
		`${scan.cpuSeconds.toFixed(2)} s`,
		showMegabytes(scan.peakBytes),
		scan.ratio === 1 ? '' : scan.ratio.toFixed(2),
	]);
	return table(['files', 'program', 'median', `range`, 'processor', 'memory', 'times ours'], rows);
}

export function showGoals(goals: readonly Goal[]): string {
	const rows = goals.map(({ what, measured, target, reached }) => [what, measured, target, reached ? 'yes' : '**no**']);
	return table(['what', 'measured', 'target', 'reached'], rows);
}
