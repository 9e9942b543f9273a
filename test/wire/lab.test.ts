import { strict as assert } from 'node:assert';
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { after, before, describe, it } from 'node:test';
import { root, systemPython } from './runtimes.js';

const lab = join(root, 'scripts/lab.mjs');

let scratch: string;

/** A program of a user, run from the user's own folder. */
function startLab(...args: string[]): ChildProcess {
	return spawn(process.execPath, [lab, ...args], {
		cwd: scratch,
		env: { ...process.env, INIT_CWD: scratch },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
	let output = '';
	child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
	child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
	await once(child, 'close');
	return { code: child.exitCode, output };
}

/** The namespaces that a lab has made; their names hold the lab's process id. */
function namespacesOf({ pid }: ChildProcess): readonly string[] {
	const names = existsSync('/run/netns') ? readdirSync('/run/netns') : [];
	return names.filter((name) => name.startsWith(`keepalive-lab-${pid}-`));
}

/** Resolves when the program of the user says that it runs. */
async function untilRunning(child: ChildProcess): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		child.stdout?.on('data', (chunk: Buffer) => {
			if (chunk.includes('running')) {
				resolve();
			}
		});
		child.on('close', () => reject(new Error('The lab ended before the program ran.')));
	});
}

before(() => {
	scratch = mkdtempSync(join(tmpdir(), 'keepalive-lab-test-'));
	writeFileSync(
		join(scratch, 'ask.py'),
		`import os
import sys

import requests

url = os.environ[sys.argv[1]]
print(requests.get(url, timeout=6, verify=os.environ["KEEPALIVE_LAB_CA"]).json()["report"])
`,
	);
	writeFileSync(
		join(scratch, 'wait.py'),
		`import os
import time

import requests

print("running", flush=True)
requests.get(os.environ["KEEPALIVE_LAB_URL"], params={"delay": 600})
`,
	);
});

after(() => rmSync(scratch, { recursive: true, force: true }));

describe('npm run lab', { concurrency: 4 }, () => {
	it('shows a program that hangs, and passes its exit code on', async () => {
		const child = startLab('--idle', '2', '--delay=4', '--', systemPython, 'ask.py', 'KEEPALIVE_LAB_URL');
		const { code, output } = await endOf(child);
		assert.equal(code, 1, output);
		assert.match(output, /ReadTimeout/);
		assert.match(output, /router {2}the NAT has forgotten the connection/);
		assert.match(output, /server {2}sends the answer, which does not arrive/);
		assert.match(output, /was forgotten by the NAT at .*; no probe was sent before\./);
		assert.deepEqual(namespacesOf(child), []);
	});

	it('shows a program that is answered, over HTTPS too', async () => {
		const child = startLab('--idle', '9', '--delay', '0', systemPython, 'ask.py', 'KEEPALIVE_LAB_HTTPS_URL');
		const { code, output } = await endOf(child);
		assert.equal(code, 0, output);
		assert.match(output, /ready/);
		assert.match(output, /client {2}answer received/);
		assert.match(output, /was never forgotten\. Its answers arrived\./);
		assert.deepEqual(namespacesOf(child), []);
	});

	for (const [signal, code] of [
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const) {
		it(`leaves nothing behind on ${signal}`, async () => {
			const child = startLab('--idle', '60', '--', systemPython, 'wait.py');
			const end = endOf(child);
			await untilRunning(child);
			assert.equal(namespacesOf(child).length, 3);
			child.kill(signal);
			const { code: given, output } = await end;
			assert.equal(given, code, output);
			assert.match(output, /the program ended with/);
			assert.deepEqual(namespacesOf(child), []);
		});
	}

	it('removes what a killed run left behind', async () => {
		const killed = startLab('--idle', '60', '--', systemPython, 'wait.py');
		const end = endOf(killed);
		await untilRunning(killed);
		killed.kill('SIGKILL');
		// The program of the user outlives the lab, and holds its output open, until the next run ends it.
		const next = startLab('--delay', '0', '--', systemPython, 'ask.py', 'KEEPALIVE_LAB_URL');
		const { code, output } = await endOf(next);
		assert.equal(code, 0, output);
		await end;
		assert.deepEqual([...namespacesOf(killed), ...namespacesOf(next)], []);
	});

	const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
		['an unknown option', ['--idel', '3'], /^Unknown option --idel\./],
		['a number that is none', ['--idle', 'soon', '--', 'true'], /^--idle takes whole seconds from 1 to 3600\./],
		['a missing program', ['--idle', '3'], /^Name the program to run/],
		[
			'a program that does not exist',
			['--', './none.py'],
			/^\.\/none\.py: there is no such program, or it may not be executed\./,
		],
	];
	for (const [name, args, message] of refusals) {
		it(`refuses ${name}`, () => {
			const { status, stderr } = spawnSync(process.execPath, [lab, ...args], { encoding: 'utf8' });
			assert.equal(status, 2);
			assert.match(stderr, message);
		});
	}
});
