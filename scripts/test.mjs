// `npm test`: everything a release needs, step by step; stops at the first step that fails.
//
//   node scripts/test.mjs                      all steps
//   node scripts/test.mjs unit|editor|wire     one part, with what it needs built first; the same line of counts
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureEditors } from './setup-editor.mjs';
import { ensureWireClients } from './setup-wire.mjs';
import { ensureSystemPackages } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** How long one file may take before it counts as hanging, in milliseconds: on the wire one file runs every client. */
const hangs = { '': 300_000, editor: 3_000_000, wire: 1_800_000 };

/** The steps of each part; packaging bundles too. */
const parts = {
	all: ['system', 'build', 'lint', 'package', 'unit', 'editor', 'wire'],
	unit: ['system', 'build', 'bundle', 'unit'],
	editor: ['system', 'build', 'package', 'editor'],
	wire: ['system', 'build', 'bundle', 'wire'],
};

const selected = process.argv[2] ?? 'all';
if (!Object.hasOwn(parts, selected)) {
	console.error(`Unknown part "${selected}"; the parts are ${Object.keys(parts).join(', ')}.`);
	process.exit(2);
}

const scratch = mkdtempSync(join(tmpdir(), 'keepalive-test-'));
const onBuildMachine = process.env.CI === 'true';
const counts = { passed: 0, failed: 0, skipped: 0 };
const running = new Set();

/** A step that failed; its output has been printed already. */
class StepFailure extends Error {}

const killGroup = (child, signal) => {
	try {
		process.kill(-child.pid, signal);
	} catch (error) {
		// Nobody left in the group; macOS says EPERM when only a zombie is.
		if (error.code !== 'ESRCH' && error.code !== 'EPERM') {
			throw error;
		}
	}
};

/** Runs a command in a process group of its own, so that nothing it started outlives it. */
const run = (command, args, { quiet = false } = {}) =>
	new Promise((resolve, reject) => {
		const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
		// Temporary files of a test that is ended early go with the scratch folder.
		const env = { ...process.env, TMPDIR: scratch };
		const child = spawn(command, args, { cwd: root, env, detached: true, stdio });
		running.add(child);
		const output = [];
		child.stdout?.on('data', (chunk) => output.push(chunk));
		child.stderr?.on('data', (chunk) => output.push(chunk));
		child.on('error', reject);
		child.on('exit', () => killGroup(child, 'SIGKILL'));
		child.on('close', (code, signal) => {
			running.delete(child);
			if (code === 0) {
				resolve(undefined);
				return;
			}
			process.stdout.write(Buffer.concat(output));
			reject(new StepFailure(`${basename(command)} ended with ${signal ?? code}`));
		});
	});

const binary = (name) => join(root, 'node_modules', '.bin', name);

/** The compiled files of test/<folder>*.test.ts; read from the sources, as out/ may hold files of deleted tests. */
const testFiles = (folder) =>
	readdirSync(join(root, 'test', folder))
		.filter((name) => name.endsWith('.test.ts'))
		.sort()
		.map((name) => join('out', 'test', folder, name.replace(/\.ts$/, '.js')));

const runTests = async (folder, concurrency) => {
	const countFile = join(scratch, `${folder || 'unit'}.json`);
	const reporters = [
		'--test-reporter=spec',
		'--test-reporter-destination=stdout',
		'--test-reporter=./scripts/count-reporter.mjs',
		`--test-reporter-destination=${countFile}`,
	];
	const limits = [`--test-concurrency=${concurrency}`, `--test-timeout=${hangs[folder]}`];
	const files = testFiles(folder);
	let failure;
	try {
		await run(process.execPath, ['--test', ...limits, ...reporters, ...files]);
	} catch (error) {
		failure = error;
	}
	const text = existsSync(countFile) ? readFileSync(countFile, 'utf8') : '';
	if (text === '') {
		throw failure ?? new StepFailure('the test runner left no counts');
	}
	const { passed, failed, skipped } = JSON.parse(text);
	counts.passed += passed;
	counts.failed += failed;
	counts.skipped += skipped;
	if (folder !== '' && onBuildMachine && skipped > 0) {
		throw new StepFailure(`${skipped} skipped, which CI=true does not allow here`);
	}
	if (failure) {
		// Without a failed test it was a file that did not load.
		throw failed > 0 ? Object.assign(failure, { counted: true }) : failure;
	}
};

const systemPackages = () => {
	const { missing, problem } = ensureSystemPackages(parts[selected]);
	const canInstall = process.getuid?.() === 0 && problem?.startsWith('apt-get');
	if (problem && (canInstall || onBuildMachine)) {
		throw new StepFailure(problem);
	}
	return new Set(missing.map((item) => item.part));
};

const lint = async () => {
	await run(binary('prettier'), ['--check', '--log-level', 'warn', '.'], { quiet: true });
	await run(binary('eslint'), ['--max-warnings', '0', '.'], { quiet: true });
};

const unavailable = new Set();
/** What each part takes from npm. */
const fetchers = { wire: ensureWireClients, editor: ensureEditors };
const fetching = new Set();
const fetched = new Map();

/** Why a part cannot run here, whatever is installed; undefined where it can. */
const whyNot = (part) => {
	if (part !== 'wire') {
		return undefined;
	}
	if (process.platform !== 'linux') {
		return 'the proofs on the wire need Linux, whose kernel they ask';
	}
	return process.getuid?.() === 0 ? undefined : 'the proofs on the wire need root, for network namespaces';
};

/** Fetches while the other steps keep the machine busy; the step that needs it waits for it. */
const startFetching = () => {
	for (const [part, fetch] of Object.entries(fetchers)) {
		if (parts[selected].includes(part) && !unavailable.has(part) && !whyNot(part)) {
			const promise = fetch((line) => console.log(`[${part}] ${line}`), fetching);
			promise.catch(() => 'reported by the step that needs it');
			fetched.set(part, promise);
		}
	}
};

const afterFetching = (part, action) => async () => {
	try {
		await fetched.get(part);
	} catch (error) {
		throw new StepFailure(error.message, { cause: error });
	}
	await action();
};

const unlessUnavailable = (part, action) => async () => {
	const why = whyNot(part);
	if (why && onBuildMachine) {
		throw new StepFailure(`${why}; CI=true does not allow to skip them`);
	}
	if (why || unavailable.has(part)) {
		console.log(`Skipped: ${why ?? 'system packages are missing (see above)'}.`);
		counts.skipped += 1;
		return;
	}
	await action();
};

const steps = [
	{
		id: 'system',
		title: 'System packages',
		run: () => {
			systemPackages().forEach((part) => unavailable.add(part));
			startFetching();
		},
	},
	{ id: 'build', title: 'Type check', run: () => run(binary('tsc'), ['-b', '--pretty', 'false'], { quiet: true }) },
	{ id: 'lint', title: 'Format and lint', run: lint },
	{ id: 'bundle', title: 'Bundle', run: () => run('npm', ['run', '--silent', 'bundle'], { quiet: true }) },
	{
		id: 'package',
		title: 'Bundle and package',
		run: () => run('npm', ['run', '--silent', 'package'], { quiet: true }),
	},
	{ id: 'unit', title: 'Unit tests', run: unlessUnavailable('unit', () => runTests('', 2)) },
	{
		id: 'editor',
		title: 'A real VS Code',
		run: unlessUnavailable(
			'editor',
			afterFetching('editor', () => runTests('editor', 1)),
		),
	},
	{
		id: 'wire',
		title: 'Proofs on the wire',
		run: unlessUnavailable(
			'wire',
			afterFetching('wire', () => runTests('wire', 2)),
		),
	},
];

const endChildren = (signal) => [...running, ...fetching].forEach((child) => killGroup(child, signal));

const finish = () => {
	endChildren('SIGKILL');
	rmSync(scratch, { recursive: true, force: true });
	console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
};

/** Ends what runs; the step that waits for it then fails, and the loop below finishes as usual. */
const interrupt = (code) => {
	process.exitCode = code;
	endChildren('SIGTERM');
	setTimeout(() => endChildren('SIGKILL'), 2000).unref();
};

const report = (step, error, seconds) => {
	console.error(error instanceof StepFailure ? error.message : error);
	console.error(`== ${step.title} failed after ${seconds} s`);
	counts.failed += error.counted ? 0 : 1;
	process.exitCode ??= 1;
};

const main = async () => {
	process.once('SIGINT', () => interrupt(130));
	process.once('SIGTERM', () => interrupt(143));
	const why = whyNot(selected);
	if (why) {
		// Nothing is built for what cannot run.
		console.log(onBuildMachine ? `${why}; CI=true does not allow to skip them` : `Skipped: ${why}.`);
		counts[onBuildMachine ? 'failed' : 'skipped'] += 1;
		process.exitCode = onBuildMachine ? 1 : 0;
		finish();
		return;
	}
	for (const step of steps.filter(({ id }) => parts[selected].includes(id))) {
		console.log(`\n== ${step.title}`);
		const start = Date.now();
		const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
		try {
			await step.run();
		} catch (error) {
			report(step, error, seconds());
			break;
		}
		console.log(`== ${step.title}: ${seconds()} s`);
	}
	finish();
};

await main();
