#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

import type { Io } from './cli/io.js';
import { run } from './cli/run.js';
import { isScanWorker, serveScan } from './cli/worker-thread.js';
import { readVersion } from './version.js';

async function main(argv: readonly string[]): Promise<void> {
	if (argv[0] === 'lsp') {
		await import('./node.js');
		return;
	}
	tuneForScans();
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

/**
 * What suits a program that reads many files and ends; for worker threads, too. V8 says so on standard error where it
 * does not know a flag, so each is given to the releases that were looked at.
 */
function tuneForScans(): void {
	const major = Number(process.versions.node.split('.')[0]);
	if (major <= 26) {
		// What files leave behind is collected sooner, so that the peak hardly grows with their number.
		setFlagsFromString('--heap-growing-percent=50');
	}
	if (major === 20) {
		// A scan is over before most of what V8 would optimise pays: with its default, a third of all time is compiling.
		setFlagsFromString('--interrupt-budget=1000000');
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
