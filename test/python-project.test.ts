import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { runIn } from './cli-run.js';
import { plant } from './workspace-tree.js';

const options = (idle: string): string =>
	`[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)${idle === '' ? '' : `, (6, getattr(socket, "TCP_KEEPIDLE", 4), ${idle})`}]`;

const setup = (operator: string, value = options('60')): string =>
	`import socket\nfrom urllib3.connection import HTTPConnection\n\nHTTPConnection.default_socket_options ${operator} ${value}\n`;

const call = 'import requests\n\nrequests.get("https://api.example.com", timeout=600)\n';

/** Rules by path and line, of a package of two files. */
async function findings(
	test: TestContext,
	files: Readonly<Record<string, string>>,
	urllib3 = '2.3.0',
): Promise<string[]> {
	const manifest = `[project]\nname = "reports"\ndependencies = ["requests==2.32.3", "urllib3==${urllib3}"]\n`;
	const root = plant(test, { 'pyproject.toml': manifest, ...files });
	const { stdout } = await runIn(root, '--format', 'json');
	const report = JSON.parse(stdout) as {
		readonly findings: readonly { readonly path: string; readonly line: number; readonly rule: string }[];
	};
	return report.findings.map(({ path, line, rule }) => `${path}:${line} ${rule}`);
}

describe('set-up of a Python process in another file of its package', () => {
	it('protects what it reaches', async (test) => {
		assert.deepEqual(await findings(test, { 'reports/__init__.py': setup('+='), 'reports/a.py': call }), []);
		const extended = 'import socket\nfrom urllib3.connection import HTTPConnection as H\n\n';
		const files = { 'net.py': `${extended}H.default_socket_options.extend(${options('60')})\n`, 'jobs/a.py': call };
		assert.deepEqual(await findings(test, files), []);
	});

	it('reaches adapters that set nothing themselves', async (test) => {
		const adapter =
			'from requests.adapters import HTTPAdapter\n\ns = requests.Session()\ns.mount("https://", HTTPAdapter(max_retries=3))\ns.get("https://a.example", timeout=600)\n';
		const files = { 'net.py': setup('+='), 'a.py': `import requests\n${adapter}` };
		assert.deepEqual(await findings(test, files), []);
	});

	it('does not reach through a proxy', async (test) => {
		const proxied = call.replace('timeout', 'proxies={"https": "http://proxy:3128"}, timeout');
		const manager = 'import urllib3\n\nhttp = urllib3.ProxyManager("http://proxy:3128")\n';
		const files = { 'net.py': setup('+='), 'a.py': proxied, 'b.py': manager };
		assert.deepEqual(await findings(test, files), ['a.py:3 long-wait-without-keepalive', 'b.py:3 missing-keepalive']);
	});

	it('is late where it gives no idle time', async (test) => {
		const files = { 'net.py': setup('+=', options('')), 'a.py': call };
		assert.deepEqual(await findings(test, files), ['a.py:3 late-keepalive']);
	});

	it('counts as an assignment before urllib3 2 only, and is told to be vain after', async (test) => {
		const files = { 'net.py': setup('=', `HTTPConnection.default_socket_options + ${options('60')}`), 'a.py': call };
		assert.deepEqual(await findings(test, files, '1.26.18'), []);
		assert.deepEqual(await findings(test, files), [
			'a.py:3 long-wait-without-keepalive',
			'net.py:4 ineffective-keepalive',
		]);
	});

	it('of a test or of another package configures nothing here', async (test) => {
		const found = ['a.py:3 long-wait-without-keepalive'];
		assert.deepEqual(await findings(test, { 'tests/conftest.py': setup('+='), 'a.py': call }), found);
		const other = { 'other/pyproject.toml': '[project]\nname = "other"\n', 'other/net.py': setup('+='), 'a.py': call };
		assert.deepEqual(await findings(test, other), found);
	});
});
