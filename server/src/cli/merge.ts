import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describeFileError } from '../workspace/file-errors.js';
import type { Report, ReportedFinding } from '../report/report.js';
import { compare, compareResults } from '../report/sarif.js';
import type { SarifLog, SarifNotification, SarifRun } from '../report/sarif-model.js';

/** A report as it was read: what `--format json` or `--format sarif` wrote. */
export type Part =
	| { readonly kind: 'json'; readonly name: string; readonly report: Report }
	| { readonly kind: 'sarif'; readonly name: string; readonly log: SarifLog; readonly run: SarifRun };

/** Reports that do not fit together, or a file that is none; the message is one sentence without a full stop. */
export class MergeError extends Error {}

/** Reads one report. Throws `MergeError`. */
export function readPart(cwd: string, name: string): Part {
	const raw = readJson(resolve(cwd, name), name);
	if (isRecord(raw) && raw['version'] === '2.1.0' && Array.isArray(raw['runs'])) {
		const log = raw as unknown as SarifLog;
		const [run] = log.runs;
		if (log.runs.length === 1 && run?.tool?.driver?.name === 'keepalive-lint' && Array.isArray(run.results)) {
			return { kind: 'sarif', name, log, run };
		}
	}
	if (isRecord(raw) && raw['version'] === 1 && isReport(raw)) {
		const { environment, files, clients, findings } = raw;
		return {
			kind: 'json',
			name,
			report: { environment, files, clients, findings, suppressed: [], hasBaseline: false },
		};
	}
	throw new MergeError(`${name} is no JSON or SARIF report of this program`);
}

function readJson(path: string, name: string): unknown {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch (error) {
		const reason = error instanceof SyntaxError ? 'not valid JSON' : describeFileError(error);
		throw new MergeError(`${name}: ${reason}`);
	}
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The border to files that anybody may have written; what lies deeper is taken as this program wrote it. */
function isReport(raw: Readonly<Record<string, unknown>>): raw is Record<string, unknown> & Report {
	const { environment, files, clients, findings } = raw;
	return (
		isRecord(environment) &&
		isRecord(files) &&
		Array.isArray(files['skipped']) &&
		Array.isArray(clients) &&
		Array.isArray(findings)
	);
}

/** What one run over all files would have reported. Throws `MergeError`. */
export function mergeReports(parts: readonly (Part & { readonly kind: 'json' })[]): Report {
	const [first] = parts;
	if (first === undefined) {
		throw new MergeError('there is nothing to merge');
	}
	const { environment } = first.report;
	requireSame(
		parts,
		({ report }) => `the environment ${report.environment.name} (${report.environment.idleTimeout} s)`,
	);
	requireApart(parts.map(({ name, report }) => ({ name, paths: pathsIn(report) })));
	const reports = parts.map(({ report }) => report);
	return {
		environment,
		files: {
			scanned: sum(reports.map(({ files }) => files.scanned)),
			gated: sum(reports.map(({ files }) => files.gated)),
			skipped: sortByPath(reports.flatMap(({ files }) => files.skipped)),
		},
		clients: sortByPath(reports.flatMap(({ clients }) => clients)),
		findings: sortByPath(reports.flatMap(({ findings }): readonly ReportedFinding[] => findings)),
		suppressed: [],
		hasBaseline: false,
	};
}

function pathsIn({ files, clients, findings }: Report): ReadonlySet<string> {
	return new Set([...files.skipped, ...clients, ...findings].map(({ path }) => path));
}

/** What one run over all files would have written. Throws `MergeError`. */
export function mergeLogs(parts: readonly (Part & { readonly kind: 'sarif' })[]): SarifLog {
	const [first] = parts;
	if (first === undefined) {
		throw new MergeError('there is nothing to merge');
	}
	requireSame(parts, ({ run }) => `version ${run.tool.driver.version}`);
	requireSame(parts, ({ run }) => `the environment ${run.properties.environment.name}`);
	requireApart(parts.map(({ name, run }) => ({ name, paths: urisIn(run) })));
	const runs = parts.map(({ run }) => run);
	const hasBaseline = runs.some(({ results }) => results.some(({ baselineState }) => baselineState !== undefined));
	const notifications = runs.flatMap(({ invocations: [{ toolExecutionNotifications }] }) => toolExecutionNotifications);
	const merged: SarifRun = {
		...first.run,
		invocations: [
			{
				executionSuccessful: runs.every(({ invocations: [{ executionSuccessful }] }) => executionSuccessful),
				toolExecutionNotifications: [...notifications].sort((a, b) => compare(uriOf(a), uriOf(b))),
			},
		],
		results: runs
			.flatMap(({ results }) => results)
			.map((result) => {
				const { properties, ...rest } = result;
				return hasBaseline ? { ...rest, baselineState: result.baselineState ?? 'new', properties } : result;
			})
			.sort(compareResults),
		properties: {
			...first.run.properties,
			files: {
				scanned: sum(runs.map(({ properties }) => properties.files.scanned)),
				gated: sum(runs.map(({ properties }) => properties.files.gated)),
			},
		},
	};
	return { ...first.log, runs: [merged] };
}

function urisIn({ results, invocations: [{ toolExecutionNotifications }] }: SarifRun): ReadonlySet<string> {
	const found = results.map(({ locations: [{ physicalLocation }] }) => physicalLocation.artifactLocation.uri);
	return new Set([...found, ...toolExecutionNotifications.map(uriOf)]);
}

function uriOf({ locations: [{ physicalLocation }] }: SarifNotification): string {
	return decodeURIComponent(physicalLocation.artifactLocation.uri);
}

function requireSame<P extends Part>(parts: readonly P[], describe: (part: P) => string): void {
	const [first] = parts;
	for (const part of parts) {
		if (first !== undefined && describe(part) !== describe(first)) {
			const difference = `${first.name} is of ${describe(first)}, ${part.name} of ${describe(part)}`;
			throw new MergeError(`the reports do not belong together: ${difference}`);
		}
	}
}

/** The same file in two reports would be counted twice. */
function requireApart(parts: readonly { readonly name: string; readonly paths: ReadonlySet<string> }[]): void {
	const owners = new Map<string, string>();
	for (const { name, paths } of parts) {
		for (const path of paths) {
			const owner = owners.get(path);
			if (owner !== undefined) {
				throw new MergeError(`${owner} and ${name} both report on ${path}; merge the parts of one scan, each once`);
			}
			owners.set(path, name);
		}
	}
}

function sortByPath<T extends { readonly path: string }>(items: readonly T[]): readonly T[] {
	return [...items].sort((a, b) => compare(a.path, b.path));
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
