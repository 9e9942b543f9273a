import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { measureEditor } from './editor.js';
import { measureGrowth } from './growth.js';
import { showResults, writePage } from './page.js';
import { preparePeers } from './peers.js';
import { showProfile } from './profile.js';
import { type Results, showMegabytes } from './results.js';
import { measureScans } from './scans.js';
import { buildTree, digestOf, readTree, type Tree } from './tree.js';

export const usage = `npm run bench [-- OPTIONS] [PATH]    measures the product against its peers

  PATH             any folder, in place of the tree that is built from packages
  --runs N         runs of each command (default: 5)
  --slow-runs N    runs of ESLint, which takes minutes (default: 1; 0 leaves it out)
  --profile        shows where the time of a scan goes, and nothing else
  --write          writes the tables and the chart of docs/performance.md anew; without PATH`;

export interface BenchOptions {
	/** Absolute; undefined for the built tree. */
	readonly path: string | undefined;
	readonly runs: number;
	readonly slowRuns: number;
	readonly profile: boolean;
	readonly write: boolean;
}

/** Throws a `TypeError` that says what is wrong with the arguments. */
export function readOptions(argv: readonly string[], cwd: string): BenchOptions | 'help' {
	const { values, positionals } = parseArgs({
		args: [...argv],
		allowPositionals: true,
		options: {
			help: { type: 'boolean', short: 'h', default: false },
			runs: { type: 'string', default: '5' },
			'slow-runs': { type: 'string', default: '1' },
			profile: { type: 'boolean', default: false },
			write: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		return 'help';
	}
	const [path, ...more] = positionals;
	const runs = Number(values.runs);
	const slowRuns = Number(values['slow-runs']);
	if (more.length > 0 || !Number.isInteger(runs) || runs < 1 || !Number.isInteger(slowRuns) || slowRuns < 0) {
		throw new TypeError('One folder at most, and whole numbers of runs.');
	}
	const { profile, write } = values;
	const folder = path === undefined ? undefined : resolve(cwd, path);
	if (folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
		throw new TypeError(`${folder} is no folder.`);
	}
	if (folder !== undefined && write) {
		throw new TypeError('The page shows the figures of the built tree.');
	}
	return { path: folder, runs, slowRuns, profile, write };
}

/** Measures everything and prints it; `root` is the repository. */
export async function runBench(options: BenchOptions, root: string): Promise<void> {
	const { path, runs, slowRuns } = options;
	const folder = join(root, '.cache', 'bench');
	mkdirSync(folder, { recursive: true });
	const say = console.error;
	const tree = path === undefined ? buildTree(folder, say) : readTree(path);
	const peers = preparePeers(folder, root, tree);
	const program = join(root, 'dist', 'bin.js');
	if (options.profile) {
		showProfile(program, tree.root);
		return;
	}
	const { scans, goals } = measureScans({ tree, peers, folder, program, runs, slowRuns, say });
	say('The editor');
	const editor = await measureEditor(root, runs);
	say('Large inputs');
	const growth = measureGrowth(root, 1_000_000);
	const results: Results = {
		machine: describeMachine(),
		versions: [`Node.js ${process.versions.node}`, ...peers.versions],
		tree: describeTree(tree, path),
		scans,
		goals: [...goals, ...editor, ...growth],
	};
	console.log(showResults(results));
	if (options.write) {
		writePage(results, root);
	}
}

function describeMachine(): string {
	const [processor] = cpus();
	const kernel = execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim();
	const gigabytes = Math.round(totalmem() / 2 ** 30);
	return `${cpus().length} × ${processor?.model ?? 'unknown processor'}, ${gigabytes} GB, ${kernel}`;
}

function describeTree(tree: Tree, path: string | undefined): string {
	const { javascript, python } = tree;
	const count = (part: Tree['python'], name: string): string =>
		`${part.paths.length.toLocaleString('en')} ${name} files (${showMegabytes(part.bytes)})`;
	const files = `${count(javascript, 'TypeScript and JavaScript')}, ${count(python, 'Python')}`;
	return path === undefined ? `${files}; digest ${digestOf(tree)}` : files;
}
