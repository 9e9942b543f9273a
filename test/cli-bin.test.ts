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

interface World {
	readonly cwd: string;
	readonly input?: string;
	readonly env?: Readonly<Record<string, string>>;
}

function start(
	world: string | World,
	...argv: readonly string[]
): { code: number | null; stdout: string; stderr: string } {
	const { cwd, input = '', env: own = {} } = typeof world === 'string' ? { cwd: world } : world;
	// Inside a GitHub workflow the report would be annotations.
	const env = { ...process.env, GITHUB_ACTIONS: '', ...own };
	const options = { cwd, env, input, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
	const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], options);
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

	it('is what its own worker threads run', () => {
		const alone = start(repository, 'fixtures', '--format', 'sarif', '--jobs', '1');
		const together = start(repository, 'fixtures', '--format', 'sarif', '--jobs', '2');
		assert.deepEqual(together, alone);
		assert.equal(together.code, 1);
	});

	it('reads standard input', (test: TestContext) => {
		const root = plant(test, {});
		const input = 'import requests\nrequests.get("https://api.example.com", timeout=420)\n';
		const { code, stdout, stderr } = start({ cwd: root, input }, '--stdin-filename', 'new.py');
		assert.deepEqual([code, stderr], [1, '']);
		assert.match(stdout, /^new\.py:2:1 +warning/);
	});

	it('annotates in a GitHub workflow', (test: TestContext) => {
		const root = plant(test, {
			'jobs/a.py': 'import requests\nrequests.get("https://api.example.com", timeout=420)\n',
		});
		const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: root };
		const { stdout } = start({ cwd: join(root, 'jobs'), env });
		assert.match(stdout, /^::warning file=jobs\/a\.py,line=2,/);
	});

	it('has colours where it is told to, and none on request', (test: TestContext) => {
		const root = plant(test, { 'a.py': 'import requests\nrequests.get("https://api.example.com", timeout=420)\n' });
		const isColoured = (env: Readonly<Record<string, string>>): boolean =>
			start({ cwd: root, env }).stdout.includes('\x1b[');
		assert.equal(isColoured({ FORCE_COLOR: '', NO_COLOR: '' }), false);
		assert.equal(isColoured({ FORCE_COLOR: '1', NO_COLOR: '' }), true);
		assert.equal(isColoured({ FORCE_COLOR: '0', NO_COLOR: '' }), false);
	});

	it('takes no offence at a reader that has seen enough', (test: TestContext) => {
		const source = 'import requests\n' + 'requests.get("https://api.example.com", timeout=420)\n'.repeat(2000);
		const root = plant(test, { 'a.py': source });
		const command = `"${process.execPath}" "${program}" 2>&1 | head -1 > /dev/null; echo "\${PIPESTATUS[0]}"`;
		const env = { ...process.env, GITHUB_ACTIONS: '' };
		const { stdout } = spawnSync('bash', ['-c', command], { cwd: root, env, encoding: 'utf8' });
		assert.equal(stdout, '0\n');
	});
});
