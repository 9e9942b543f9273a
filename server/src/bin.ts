#!/usr/bin/env node
import { run } from './cli/run.js';
import { readVersion } from './version.js';

async function main(argv: readonly string[]): Promise<void> {
	if (argv[0] === 'lsp') {
		await import('./node.js');
		return;
	}
	const interrupt = new AbortController();
	process.once('SIGINT', () => interrupt.abort());
	// A reader that has seen enough (`| head`) is no error.
	process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
	const noColour = process.env['NO_COLOR'];
	process.exitCode = await run(argv, {
		cwd: process.cwd(),
		version: readVersion(),
		colour: process.stdout.isTTY && (noColour === undefined || noColour === ''),
		signal: interrupt.signal,
		stdout: (text) => void process.stdout.write(text),
		stderr: (text) => void process.stderr.write(text),
	});
}

void main(process.argv.slice(2));
