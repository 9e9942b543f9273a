import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { plant } from './workspace-tree.js';

const repository = join(__dirname, '..', '..');
const bundled = join(repository, 'dist', 'bin.js');
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { readonly version: string };
// Without a bundle, the compiled modules are the same program.
const program = existsSync(bundled) ? bundled : join(repository, 'out', 'server', 'src', 'bin.js');

function start(cwd: string, ...argv: readonly string[]): { code: number | null; stdout: string; stderr: string } {
	const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], { cwd, encoding: 'utf8' });
	return { code: status, stdout, stderr };
}

describe('the program', () => {
	it('checks a folder', (test: TestContext) => {
		const root = plant(test, { 'a.py': 'import requests\nrequests.get("https://api.example.com", timeout=420)\n' });
		const { code, stdout, stderr } = start(root);
		assert.deepEqual([code, stderr], [1, '']);
		assert.match(stdout, /^a\.py:2:1 +warning +long-wait-without-keepalive/);
	});

	it('prints its version and refuses an unknown option', () => {
		assert.deepEqual(start(repository, '--version'), { code: 0, stdout: `${manifest.version}\n`, stderr: '' });
		assert.equal(start(repository, '--nope').code, 2);
	});
});
