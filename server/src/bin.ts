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
	optimiseLater();
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
 * A scan is over before most of what V8 would optimise pays: with its default, a third of all time goes to compiling.
 * This holds for worker threads, too. Only Node.js 20 knows the flag; later ones would say so on standard error.
 */
function optimiseLater(): void {
	if (/^v20\./.test(process.version)) {
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
