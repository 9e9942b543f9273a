import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { runIn } from './cli-run.js';
import { plant } from './workspace-tree.js';

const repository = join(__dirname, '..', '..');
const bundled = join(repository, 'dist', 'bin.js');
const program = existsSync(bundled) ? bundled : join(repository, 'out', 'server', 'src', 'bin.js');

const source = "import https from 'node:https';\n\nexport const agent = new https.Agent({ maxSockets: 20 });\n";
const count = 500;
const files = {
	'package.json': '{ "type": "module", "engines": { "node": ">=20" } }',
	...Object.fromEntries(Array.from({ length: count }, (_, index) => [`src/m${index}.js`, source])),
};

/** Starts `--fix`, sends a signal once the first file is another one, and waits for the end. */
async function interrupt(root: string, signal: 'SIGINT' | 'SIGKILL', ...argv: readonly string[]): Promise<string> {
	const child = spawn(process.execPath, [program, '--fix', ...argv], {
		cwd: root,
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let told = '';
	child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
	const end = once(child, 'close');
	const isFixed = (index: number): boolean => readFileSync(join(root, `src/m${index}.js`), 'utf8') !== source;
	while (child.exitCode === null && child.signalCode === null && !isFixed(0) && !isFixed(count - 1)) {
		await setImmediate();
	}
	child.kill(signal);
	await end;
	return told;
}

describe('A run of --fix that is ended', () => {
	for (const [signal, argv] of [
		['SIGINT', []],
		['SIGINT', ['--jobs', '2']],
		['SIGKILL', []],
	] as const) {
		it(`by ${[signal, ...argv].join(' ')} leaves each file old or new`, async (test) => {
			const whole = plant(test, { ...files, 'src/m1.js': source });
			await runIn(whole, '--fix', 'src/m0.js');
			const fixed = readFileSync(join(whole, 'src/m0.js'), 'utf8');
			assert.notEqual(fixed, source);

			const root = plant(test, files);
			const told = await interrupt(root, signal, ...argv);
			const names = readdirSync(join(root, 'src'));
			const texts = names
				.filter((name) => name.endsWith('.js'))
				.map((name) => readFileSync(join(root, 'src', name), 'utf8'));
			assert.equal(texts.length, count);
			assert.deepEqual(
				[...new Set(texts)].sort(),
				[...new Set([...texts.filter((text) => text === source), fixed])].sort(),
			);
			if (signal === 'SIGINT') {
				// A fast machine is done before it is asked to stop.
				assert.match(told, /^(?:Interrupted\.|Fixed )/);
				assert.equal(names.length, count);
			}
		});
	}
});
