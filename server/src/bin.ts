#!/usr/bin/env node
import type { Io } from './cli/io.js';
import { run } from './cli/run.js';
import { isScanWorker, serveScan } from './cli/worker-thread.js';
import { readVersion } from './version.js';

async function main(argv: readonly string[]): Promise<void> {
	if (argv[0] === 'lsp') {
		await import('./node.js');
		return;
	}
	await tuneForScans();
	const interrupt = new AbortController();
	process.once('SIGINT', () => interrupt.abort());
	// A reader that has seen enough (`| head`) is no error.
	for (const stream of [process.stdout, process.stderr]) {
		stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
	}
	process.exitCode = await run(argv, {
		cwd: process.cwd(),
		version: readVersion(),
		colour: wantsColour(),
		signal: interrupt.signal,
		program: __filename,
		stdin: readStdin,
		...surroundings(),
		stdout: (text) => void process.stdout.write(text),
		stderr: (text) => void process.stderr.write(text),
	});
}

/** How a release is told to optimise later, by its major version. */
const optimisesLater: Readonly<Record<number, string>> = {
	20: '--interrupt-budget=1000000',
	22: '--invocation-count-for-turbofan=30000',
	23: '--invocation-count-for-turbofan=30000',
	24: '--efficiency-mode',
	25: '--efficiency-mode',
	26: '--efficiency-mode',
};

/**
 * What suits a program that reads many files and ends; for worker threads, too. V8 says so on standard error where it
 * does not know a flag, so each is given to the releases that were looked at.
 */
async function tuneForScans(): Promise<void> {
	// Worker threads do without this module, which takes its time to load.
	const { setFlagsFromString } = await import('node:v8');
	const major = Number(process.versions.node.split('.')[0]);
	if (major <= 26) {
		// What files leave behind is collected sooner, so that the peak hardly grows with their number.
		setFlagsFromString('--heap-growing-percent=50');
		// Other threads have their own work: waiting for them takes longer than they help.
		setFlagsFromString('--no-parallel-scavenge');
	}
	const later = optimisesLater[major];
	if (later !== undefined) {
		// A scan is over before most of what V8 would optimise pays: with its defaults, a third of all time is compiling.
		setFlagsFromString(later);
	}
}

/** On a terminal, unless the variables that terminals and services agree on say otherwise. */
function wantsColour(): boolean {
	const { NO_COLOR: none = '', FORCE_COLOR: force, TERM: terminal } = process.env;
	if (force !== undefined && force !== '') {
		return force !== '0' && force !== 'false';
	}
	return process.stdout.isTTY && none === '' && terminal !== 'dumb';
}

/** What only some terminals and machines have. */
function surroundings(): Pick<Io, 'github' | 'progress'> {
	const workspace = process.env['GITHUB_WORKSPACE'];
	const inWorkflow = process.env['GITHUB_ACTIONS'] === 'true';
	return {
		...(inWorkflow ? { github: workspace === undefined ? {} : { workspace } } : {}),
		...(process.stderr.isTTY ? { progress: showProgress } : {}),
	};
}

/** One line that is written over again and again: carriage return, erase to the end of the line. */
function showProgress(line: string | undefined): void {
	process.stderr.write(`\r\x1b[K${line ?? ''}`);
}

async function readStdin(): Promise<Uint8Array> {
	const chunks: Buffer[] = [];
	for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

if (isScanWorker()) {
	serveScan();
} else {
	void main(process.argv.slice(2));
}
