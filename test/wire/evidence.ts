import { join } from 'node:path';
import type { Probe } from '../../server/src/engine/index.js';
import { nodeLines, registry } from './registry.js';
import { root } from './runtimes.js';
import { heartbeatRuns, programOf, reasons } from './runs.js';
import type { Run, Runtime } from './runs.js';

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

/** The JavaScript table: one row a program, version and scheme, one column a version of Node.js. */
export function writeNodeTable(measurements: readonly Measurement[]): string {
	const versions = nodeLines.map((line) => registry.nodes[line]);
	const byRun = new Map<Run, Map<string, string>>();
	for (const measurement of measurements) {
		const { run, runtime } = measurement;
		if (runtime.kind === 'node') {
			const cells = byRun.get(run) ?? new Map<string, string>();
			byRun.set(run, cells.set(runtime.version, cellOf(measurement)));
		}
	}
	const rows = [...byRun].map(([run, cells]) => [
		run.entry.name,
		run.version === '' ? 'Node' : run.version,
		`\`${programOf(run.sample)}\``,
		run.scheme,
		...versions.map((version) => cells.get(version) ?? '–'),
	]);
	return table(['client', 'version', 'program', 'over', ...versions.map((version) => `Node ${version}`)], rows);
}

/** The Python table: one row a program, version of client and Python, and scheme. */
export function writePythonTable(measurements: readonly Measurement[]): string {
	const rows = measurements.flatMap((measurement) => {
		const { run, runtime } = measurement;
		return runtime.kind === 'python'
			? [
					[
						run.entry.name,
						run.version === '' ? 'Python' : run.version,
						runtime.suite.python,
						`\`${programOf(run.sample)}\``,
						run.scheme,
						cellOf(measurement),
					],
				]
			: [];
	});
	return table(['client', 'version', 'Python', 'program', 'over', 'probes'], rows);
}

/** The clients whose own messages do the work of probes. */
export function writeHeartbeatTable(): string {
	const rows = heartbeatRuns().map(({ entry, version, sample }) => [
		entry.name,
		version,
		`\`${programOf(sample)}\``,
		sample.heartbeats ?? '',
	]);
	return table(['client', 'version', 'program', 'protocol'], rows);
}

/** The whole page. */
export function writeEvidence(measurements: readonly Measurement[]): string {
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

${writeNodeTable(measurements)}

## Python

${writePythonTable(measurements)}

## Held by heartbeats

These clients send messages of their own protocol on an idle connection, which hold the path as probes do. A server counts
them: none as the program is, some after the fix.

${writeHeartbeatTable()}

## Not measured here

${unproven.length === 0 ? 'Nothing.' : unproven.join('\n')}
`;
}
