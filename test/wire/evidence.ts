import { join } from 'node:path';
import type { Probe } from '../../server/src/engine/index.js';
import { nodeLines, registry } from './registry.js';
import { root } from './runtimes.js';
import { heartbeatRuns, programOf, reasons } from './runs.js';
import type { Run, Runtime } from './runs.js';
import { readSamples } from './samples.js';

/** The matrix, written by the proofs on the wire. */
export const evidenceFile = join(root, 'docs/evidence.md');

/** What was seen on the socket of a first request, in the catalogue's words. */
export interface Measurement {
	readonly run: Run;
	readonly runtime: Runtime;
	readonly probe: Probe;
	/** After the tool's own fix; undefined where it offers none. */
	readonly fixed: Probe | undefined;
}

function wordsOf(probe: Probe): string {
	switch (probe.kind) {
		case 'on':
			return String(probe.idle);
		case 'pooled-only':
			return 'late';
		case 'system-default':
			return 'system';
		default:
			return probe.kind;
	}
}

/** `off → 120`: the socket of the program as it is, and after the fix. */
export function cellOf({ probe, fixed }: Pick<Measurement, 'probe' | 'fixed'>): string {
	return fixed === undefined ? wordsOf(probe) : `${wordsOf(probe)} → ${wordsOf(fixed)}`;
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** The cells of each run, by the version of Node.js. */
function nodeCells(measurements: readonly Measurement[]): ReadonlyMap<Run, ReadonlyMap<string, string>> {
	const byRun = new Map<Run, Map<string, string>>();
	for (const measurement of measurements) {
		const { run, runtime } = measurement;
		if (runtime.kind === 'node') {
			const cells = byRun.get(run) ?? new Map<string, string>();
			byRun.set(run, cells.set(runtime.version, cellOf(measurement)));
		}
	}
	return byRun;
}

/** One row a program, version and scheme, one column a version of Node.js. */
function writeNodeTable(measurements: readonly Measurement[]): string {
	const versions = nodeLines.map((line) => registry.nodes[line]);
	const rows = [...nodeCells(measurements)].map(([run, cells]) => [
		run.entry.name,
		run.version === '' ? 'Node' : run.version,
		`\`${programOf(run.sample)}\``,
		run.scheme,
		...versions.map((version) => cells.get(version) ?? '–'),
	]);
	return table(['client', 'version', 'program', 'over', ...versions.map((version) => `Node ${version}`)], rows);
}

/** One row a program, scheme and version of Node.js between the lines. */
function writeTableBetween(measurements: readonly Measurement[]): string {
	const rows = [...nodeCells(measurements)].flatMap(([run, cells]) =>
		registry.between
			.filter((version) => cells.has(version))
			.map((version) => [
				run.entry.name,
				`\`${programOf(run.sample)}\``,
				run.scheme,
				version,
				cells.get(version) ?? '',
			]),
	);
	return table(['module', 'program', 'over', 'Node', 'probes'], rows);
}

/** What the page says of JavaScript. */
export function writeNodeSection(measurements: readonly Measurement[]): string {
	return `${writeNodeTable(measurements)}

What Node.js itself changed between these lines:

${writeTableBetween(measurements)}`;
}

/** A row of the Python table: one program in one suite of Debian with one scheme. */
export interface PythonRow {
	readonly suite: string;
	readonly client: string;
	/** Of the client; empty for what comes with Python. */
	readonly version: string;
	readonly python: string;
	readonly program: string;
	readonly scheme: string;
	readonly cell: string;
}

/** Suites that the page has rows of: the one that the proofs are written for, and later ones. */
const pageSuites = ['bookworm', ...Object.keys(registry.suites)];

function pythonRowOf(measurement: Measurement): PythonRow | undefined {
	const { run, runtime } = measurement;
	if (runtime.kind !== 'python' || !pageSuites.includes(runtime.suite.name)) {
		return undefined;
	}
	return {
		suite: runtime.suite.name,
		client: run.entry.name,
		version: run.version,
		python: runtime.suite.python,
		program: programOf(run.sample),
		scheme: run.scheme,
		cell: cellOf(measurement),
	};
}

/** By program, then suite, then scheme. */
function comparePythonRows(one: PythonRow, other: PythonRow): number {
	if (one.program !== other.program) {
		return one.program < other.program ? -1 : 1;
	}
	const suites = pageSuites.indexOf(one.suite) - pageSuites.indexOf(other.suite);
	return suites !== 0 ? suites : one.scheme.localeCompare(other.scheme);
}

const pythonHead = ['client', 'version', 'Debian', 'Python', 'program', 'over', 'probes'];

function writePythonTable(rows: readonly PythonRow[]): string {
	const cells = rows.map(({ client, version, suite, python, program, scheme, cell }) => [
		client,
		version === '' ? 'Python' : version,
		suite,
		python,
		`\`${program}\``,
		scheme,
		cell,
	]);
	return table(pythonHead, cells);
}

/** The Python rows of a page. */
export function readPythonRows(page: string): readonly PythonRow[] {
	const section = page.slice(page.indexOf('\n## Python\n'), page.indexOf('\n## Held by'));
	return [...section.matchAll(/^\| (.*) \|$/gm)].slice(2).map(([, line = '']) => {
		const [client = '', version = '', suite = '', python = '', program = '', scheme = '', cell = ''] =
			line.split(' | ');
		return {
			suite,
			client,
			version: version === 'Python' ? '' : version,
			python,
			program: program.replaceAll('`', ''),
			scheme,
			cell,
		};
	});
}

/** The clients whose own messages do the work of probes; those of Python in whichever versions Debian's suites have. */
function writeHeartbeatTable(): string {
	const rowOf = ({ entry, version, sample }: Run): readonly string[] => [
		entry.name,
		version === '' ? "Debian's" : version,
		`\`${programOf(sample)}\``,
		sample.heartbeats ?? '',
	];
	const any = { name: 'any', folder: '/', python: '', packages: { get: () => '', has: () => true } };
	return table(['client', 'version', 'program', 'protocol'], heartbeatRuns([any]).map(rowOf));
}

/** The whole page. */
function writePage(nodeSection: string, pythonRows: readonly PythonRow[]): string {
	const unproven = Object.entries(reasons).map(([id, reason]) => `- \`${id}\`: ${reason}`);
	return `# Evidence

Written by \`npm run test:wire\`: every row is a program of \`test/wire/samples/\`, run with that version of its client while
\`ss -tno\` was read for the socket of its first request, on a new connection, before the answer. The first word of a cell is
the program as it is, the word after the arrow the same program after the tool's own fix for the \`cloud\` environment.

| word | on the socket of the first request |
| --- | --- |
| a number | probes, the first one after so many idle seconds |
| \`off\` | none |
| \`late\` | none; they are set once the connection is back in the pool |
| \`system\` | \`SO_KEEPALIVE\` without an idle time: the first probe after the system's two hours |
| \`–\` | this version of the client does not run on this runtime |

## JavaScript

${nodeSection}

## Python

Clients of Debian's suites. Their versions move, those of \`sid\` by the day: a run that measures the same of newer versions
leaves the page as it is, unless \`UPDATE_DOCS=1\` tells it to write them.

${writePythonTable(pythonRows)}

## Held by heartbeats

These clients send messages of their own protocol on an idle connection, which hold the path as probes do. A server counts
them: none as the program is, some after the fix.

${writeHeartbeatTable()}

## Not measured here

${unproven.length === 0 ? 'Nothing.' : unproven.join('\n')}
`;
}

/**
 * A page, and how it differs from another: `versions` when all that differs is versions of Debian's packages, or the rows
 * of a suite that Debian itself has not released. What those do is checked against the catalogue all the same.
 */
export interface Comparison {
	readonly page: string;
	readonly differs: 'no' | 'versions' | 'behaviour';
}

/** The page with what a run must find again. */
function stablePart(page: string): string {
	const rows = readPythonRows(page);
	const stable = rows
		.filter(({ suite }) => registry.suites[suite]?.required !== false)
		.map((row) => ({ ...row, version: '', python: '' }));
	return page.replace(writePythonTable(rows), () => writePythonTable(stable));
}

/**
 * The page of what was measured. Rows of suites that this machine could not measure stay as they were.
 * @param page the page so far; empty for none
 */
export function compareEvidence(measurements: readonly Measurement[], page: string): Comparison {
	const measured = measurements.map(pythonRowOf).filter((row) => row !== undefined);
	const suites = new Set(measured.map(({ suite }) => suite));
	const programs = new Set(readSamples('python').map(programOf));
	const kept = readPythonRows(page).filter(({ suite, program }) => !suites.has(suite) && programs.has(program));
	const rows = [...measured, ...kept].sort(comparePythonRows);
	const fresh = writePage(writeNodeSection(measurements), rows);
	const differs = fresh === page ? 'no' : stablePart(fresh) === stablePart(page) ? 'versions' : 'behaviour';
	return { page: fresh, differs };
}
