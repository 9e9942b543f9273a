import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A command line whose whole run is measured. */
export interface Command {
	readonly name: string;
	readonly program: string;
	readonly args: readonly string[];
	/** Absolute. */
	readonly cwd: string;
	/** Done before each run, and not measured. */
	prepare?(this: void): void;
}

/** What one run took. */
export interface Usage {
	/** On the clock. */
	readonly seconds: number;
	/** Of all threads: user and system time. It says more than the clock on a machine that is not idle. */
	readonly cpuSeconds: number;
	/** Peak of the resident set. */
	readonly peakBytes: number;
}

/** The medians of several runs. */
export interface Figures extends Usage {
	readonly name: string;
	readonly runs: number;
	readonly fastest: number;
	readonly slowest: number;
}

/** A run that ended as it should not: a killed or missing program is not a fast one. */
export class RunFailure extends Error {}

/** Runs commands in turn, `runs` times each, so that whatever else the machine does falls on all of them. */
export function compare(commands: readonly Command[], runs: number): Figures[] {
	const usages = commands.map((): Usage[] => []);
	for (let run = 0; run < runs; run++) {
		commands.forEach((command, index) => usages[index]?.push(measure(command)));
	}
	return commands.map(({ name }, index) => summarise(name, usages[index] ?? []));
}

/** Runs one command to its end, its output thrown away. */
export function measure({ name, program, args, cwd, prepare }: Command): Usage {
	prepare?.();
	const scratch = mkdtempSync(join(tmpdir(), 'keepalive-bench-'));
	const report = join(scratch, 'usage');
	try {
		const start = process.hrtime.bigint();
		// Only GNU time tells the peak of a process and of those that it starts.
		const { error, status, stderr } = spawnSync('time', ['-f', '%U %S %M', '-o', report, program, ...args], {
			cwd,
			stdio: ['ignore', 'ignore', 'pipe'],
			encoding: 'utf8',
		});
		const seconds = Number(process.hrtime.bigint() - start) / 1e9;
		// Linters end with 1 where they have found something.
		if (error !== undefined || status === null || status > 1) {
			throw new RunFailure(`${name} failed: ${error?.message ?? `${status}: ${stderr.slice(-2000)}`}`);
		}
		const numbers = (readFileSync(report, 'utf8').trim().split('\n').at(-1) ?? '').split(' ').map(Number);
		const [user = NaN, system = NaN, kilobytes = NaN] = numbers;
		return { seconds, cpuSeconds: user + system, peakBytes: kilobytes * 1024 };
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

function summarise(name: string, usages: readonly Usage[]): Figures {
	const seconds = usages.map((usage) => usage.seconds);
	return {
		name,
		runs: usages.length,
		seconds: quantile(seconds, 0.5),
		cpuSeconds: quantile(
			usages.map((usage) => usage.cpuSeconds),
			0.5,
		),
		peakBytes: quantile(
			usages.map((usage) => usage.peakBytes),
			0.5,
		),
		fastest: Math.min(...seconds),
		slowest: Math.max(...seconds),
	};
}

/** The value below which a share of all values lies; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const at = (sorted.length - 1) * share;
	const low = sorted[Math.floor(at)] ?? NaN;
	const high = sorted[Math.ceil(at)] ?? NaN;
	return low + (high - low) * (at - Math.floor(at));
}
