import { existsSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type Command, compare, type Figures, measure, quantile } from './measure.js';
import type { Peers } from './peers.js';
import { below, type Goal, type Scan, showMegabytes, showRatio } from './results.js';
import type { Tree } from './tree.js';

export interface ScanBench {
	readonly tree: Tree;
	readonly peers: Peers;
	/** Where parts of the tree and caches are put; absolute. */
	readonly folder: string;
	/** `dist/bin.js`, absolute. */
	readonly program: string;
	readonly runs: number;
	readonly slowRuns: number;
	say(this: void, line: string): void;
}

/** Whole runs of the command line beside those of other programs, on the same files. */
export function measureScans(bench: ScanBench): { readonly scans: readonly Scan[]; readonly goals: readonly Goal[] } {
	const { tree, peers, runs, slowRuns, say } = bench;
	say('The whole tree');
	const { ripgrep, astGrep } = peers;
	const [ours, allModules, tenNames] = compare([scanOf(bench, tree.root), ripgrep.all, ripgrep.less], runs);
	const [eachClient, oneRule] = compare([astGrep.all, astGrep.less], Math.min(runs, 3));
	say('TypeScript and JavaScript');
	const [javascript, oxlint] = compare([scanOf(bench, peers.oxlint.cwd), peers.oxlint], runs);
	const [eslint] = slowRuns > 0 ? compare([peers.eslint], slowRuns) : [];
	if (!ours || !allModules || !tenNames || !eachClient || !oneRule || !javascript || !oxlint) {
		throw new Error('Nothing was run.');
	}
	const whole = [ours, allModules, tenNames, eachClient, oneRule].map((each) => toScan(each, 'whole', ours));
	const part = [javascript, oxlint, ...(eslint ? [eslint] : [])].map((each) => toScan(each, 'javascript', javascript));
	const goals: Goal[] = [
		...[eachClient, oneRule].map(({ name, seconds }) =>
			atLeast(`whole scan, times faster than ${name}`, seconds / ours.seconds, 10),
		),
		...[allModules, tenNames].map(({ name, seconds }) =>
			below(`whole scan, against ${name}`, ours.seconds / seconds, 8, showRatio),
		),
		below('TypeScript and JavaScript, against oxlint', javascript.seconds / oxlint.seconds, 1, showRatio),
		below('peak memory of the whole scan', ours.peakBytes, 300e6, showMegabytes),
		...measureGrowthOfMemory(bench),
		measureCache(bench),
	];
	return { scans: [...whole, ...part], goals };
}

function toScan(figures: Figures, part: Scan['part'], ours: Figures): Scan {
	return { ...figures, part, ratio: figures.seconds / ours.seconds };
}

function atLeast(what: string, measured: number, target: number): Goal {
	return { what, measured: showRatio(measured), target: `at least ${target} times`, reached: measured >= target };
}

function scanOf({ program }: ScanBench, cwd: string, args: readonly string[] = []): Command {
	return {
		name: 'keepalive-lint',
		program: process.execPath,
		args: [program, 'scan', '.', '--format', 'json', '--exit-zero', ...args],
		cwd,
	};
}

const sizes = [5_000, 15_000];

/** The peak on parts of the tree, every n-th file of it; the whole is in the table. */
function measureGrowthOfMemory(bench: ScanBench): Goal[] {
	const { tree, folder, runs, say } = bench;
	say('Memory');
	const paths = [...tree.javascript.paths, ...tree.python.paths];
	const peaks = sizes
		.filter((size) => size < paths.length)
		.map((size) => {
			const part = join(folder, `part-${size}`);
			rmSync(part, { recursive: true, force: true });
			for (let index = 0; index < size; index++) {
				const path = paths[Math.floor((index * paths.length) / size)] ?? '';
				mkdirSync(dirname(join(part, path)), { recursive: true });
				linkSync(join(tree.root, path), join(part, path));
			}
			mkdirSync(join(part, '.git'));
			const [figures] = compare([scanOf(bench, part)], Math.min(runs, 3));
			return { size, peak: figures?.peakBytes ?? NaN };
		});
	return peaks.map(({ size, peak }) => below(`peak memory on ${size} files of it`, peak, 300e6, showMegabytes));
}

/** A scan that remembers nothing, and one that remembers everything. */
function measureCache(bench: ScanBench): Goal {
	const { tree, folder, runs, say } = bench;
	say('The cache');
	const cache = join(folder, 'results');
	const command = scanOf(bench, tree.root, ['--cache', '--cache-location', cache]);
	const empty = (): void => rmSync(cache, { recursive: true, force: true });
	const first: number[] = [];
	const second: number[] = [];
	for (let run = 0; run < runs; run++) {
		first.push(measure({ ...command, prepare: empty }).seconds);
		if (!existsSync(cache)) {
			throw new Error('The scan left no cache.');
		}
		second.push(measure(command).seconds);
	}
	const ratio = quantile(second, 0.5) / quantile(first, 0.5);
	return below('second scan with the cache, against the first', ratio, 1 / 3, showRatio);
}
