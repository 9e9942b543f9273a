import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { runIn, runWith } from './cli-run.js';
import { plant } from './workspace-tree.js';

const request = (name: string): string =>
	`import https from 'node:https';\n\nhttps.get('https://${name}.example.com');\n`;
const session = 'import requests\n\nsession = requests.Session()\n';
const shared = '{ "fix": { "sharedModule": true } }';
const files = {
	'package.json': '{ "type": "module", "engines": { "node": ">=20" } }',
	'pyproject.toml': '',
	'src/a.ts': request('a'),
	'src/net/b.ts': "import fetch from 'node-fetch';\n\nexport const load = (url: string) => fetch(url);\n",
	'c.py': session,
};
const configured = { ...files, 'keepalive.config.json': shared };

function textsIn(root: string): Record<string, string> {
	const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:ts|js|py)$/.test(name));
	return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(root, name), 'utf8')]));
}

describe('--fix with a shared module', () => {
	it('leaves helpers in each file unless the project asks for a module', async (test) => {
		const root = plant(test, files);
		await runIn(root, '--fix');
		assert.deepEqual(Object.keys(textsIn(root)), ['c.py', 'src/a.ts', 'src/net/b.ts']);
	});

	it('writes the module once for all files', async (test) => {
		const root = plant(test, configured);
		const { code, stderr } = await runIn(root, '--fix');
		assert.equal(code, 0);
		assert.match(stderr, /^Fixed 3 findings in 3 files\.$/m);
		assert.match(stderr, /^The helpers are in src\/keepalive-agent\.ts\.$/m);
		const texts = textsIn(root);
		assert.deepEqual(Object.keys(texts), [
			'c.py',
			'src/a.ts',
			'src/keepalive-agent.ts',
			'src/net/b.ts',
			'tcp_keepalive.py',
		]);
		assert.match(
			texts['src/keepalive-agent.ts'] ?? '',
			/export class KeepAliveHttpsAgent[^]*export const keepAliveHttpsAgent[^]*export const agentFor/,
		);
		assert.match(texts['src/net/b.ts'] ?? '', /^import \{ agentFor \} from '\.\.\/keepalive-agent\.js';$/m);
		assert.match(texts['c.py'] ?? '', /^from tcp_keepalive import KeepAliveAdapter$/m);
	});

	it('changes nothing the second time, and reports nothing in the module', async (test) => {
		const root = plant(test, configured);
		await runIn(root, '--fix');
		const once = textsIn(root);
		const { code, stdout, stderr } = await runIn(root, '--fix');
		assert.equal(code, 0);
		assert.equal(stderr, 'Nothing to fix.\n');
		assert.match(stdout, /^No findings\.\n5 files scanned/);
		assert.deepEqual(textsIn(root), once);
	});

	it('extends the module in a later run', async (test) => {
		const root = plant(test, configured);
		await runIn(root, '--fix', 'src/a.ts');
		const first = textsIn(root)['src/keepalive-agent.ts'] ?? '';
		assert.doesNotMatch(first, /agentFor/);
		await runIn(root, '--fix');
		const second = textsIn(root)['src/keepalive-agent.ts'] ?? '';
		assert.ok(second.startsWith(first.trimEnd()));
		assert.match(second, /agentFor/);
	});

	it('prints a patch that makes the module, and writes nothing', async (test) => {
		const root = plant(test, configured);
		const before = textsIn(root);
		const { stdout, stderr } = await runIn(root, '--fix-dry-run');
		assert.match(stderr, /^The helpers would be in src\/keepalive-agent\.ts\.$/m);
		assert.deepEqual(textsIn(root), before);
		execFileSync('git', ['init', '-q'], { cwd: root });
		execFileSync('git', ['apply', '-'], { cwd: root, input: stdout });
		const applied = textsIn(root);
		const other = plant(test, configured);
		await runIn(other, '--fix');
		assert.deepEqual(applied, textsIn(other));
	});

	it('gives the same in threads', async (test) => {
		const many = Object.fromEntries(
			Array.from({ length: 40 }, (_, index) => [`src/m${index}.ts`, request(`m${index}`)]),
		);
		const [alone, threaded] = [plant(test, { ...configured, ...many }), plant(test, { ...configured, ...many })];
		const program = join(__dirname, '..', '..', 'dist', 'bin.js');
		await runIn(alone, '--fix');
		await runWith({ cwd: threaded, program }, '--fix', '--jobs', '3');
		assert.deepEqual(textsIn(threaded), textsIn(alone));
	});

	it('fixes no file whose module cannot be written', async (test) => {
		if (process.getuid?.() === 0) {
			// Permissions do not stop root; a folder of the module's name does.
			const root = plant(test, configured);
			mkdirSync(join(root, 'tcp_keepalive.py'));
			const { stderr } = await runIn(root, '--fix', 'c.py');
			assert.match(stderr, /c\.py: skipped, not fixed: the shared module tcp_keepalive\.py could not be written: /);
			assert.equal(readFileSync(join(root, 'c.py'), 'utf8'), session);
			return;
		}
		const root = plant(test, configured);
		chmodSync(join(root, 'src'), 0o500);
		const { stderr } = await runIn(root, '--fix');
		chmodSync(join(root, 'src'), 0o700);
		assert.match(
			stderr,
			/src\/a\.ts: skipped, not fixed: the shared module src\/keepalive-agent\.ts could not be written: permission denied\./,
		);
		assert.equal(textsIn(root)['src/a.ts'], files['src/a.ts']);
	});

	it('touches no other file for standard input', async (test) => {
		const root = plant(test, configured);
		const stdin = (): Promise<Uint8Array> => Promise.resolve(Buffer.from(files['src/a.ts']));
		const { stdout } = await runWith({ cwd: root, stdin }, '--fix', '--stdin-filename', 'src/a.ts');
		assert.match(stdout, /^class KeepAliveHttpsAgent/m);
		assert.ok(!existsSync(join(root, 'src/keepalive-agent.ts')));
	});

	it('knows the place that a configuration names', async (test) => {
		const config = '{ "fix": { "sharedModule": { "javascript": "src/net/agents" } } }';
		const root = plant(test, { ...files, 'keepalive.config.json': config });
		await runIn(root, '--fix');
		const texts = textsIn(root);
		assert.deepEqual(Object.keys(texts), ['c.py', 'src/a.ts', 'src/net/agents.ts', 'src/net/b.ts']);
		assert.match(texts['src/net/b.ts'] ?? '', /^import \{ agentFor \} from '\.\/agents\.js';$/m);
		assert.match(texts['c.py'] ?? '', /^class KeepAliveAdapter/m);
	});

	it('leaves the module without its importers when the run is ended in between', async (test) => {
		const root = plant(test, configured);
		const abort = new AbortController();
		writeFileSync(join(root, 'package.json'), files['package.json']);
		abort.abort();
		const { code, stderr } = await runWith({ cwd: root, signal: abort.signal }, '--fix');
		assert.equal(stderr, 'Interrupted.\n');
		assert.equal(code, 130);
		assert.deepEqual(Object.keys(textsIn(root)), ['c.py', 'src/a.ts', 'src/net/b.ts']);
	});
});
