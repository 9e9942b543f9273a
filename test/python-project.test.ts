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

describe('Python beside the pages of a site', () => {
	it('runs on the server whatever package.json is for', async (test) => {
		const files = { 'package.json': '{ "dependencies": { "jquery": "^3.7.1" } }', 'client/a.py': call };
		assert.deepEqual(await findings(test, files), ['client/a.py:3 long-wait-without-keepalive']);
	});
});

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

	it('reaches clients that leave their pools to urllib3', async (test) => {
		const clients = [
			'import elasticsearch\n\nelasticsearch.Elasticsearch(["https://es.example.com"], request_timeout=600)\n',
			'from kubernetes import client\n\nclient.CoreV1Api()\n',
			'from requests_oauthlib import OAuth2Session\n\nOAuth2Session("id")\n',
			'import influxdb\n\ninfluxdb.InfluxDBClient("db.example.com")\n',
		];
		for (const client of clients) {
			assert.notDeepEqual(await findings(test, { 'a.py': client }), [], client);
			assert.deepEqual(await findings(test, { 'net.py': setup('+='), 'a.py': client }), [], client);
		}
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

	it('may be written with setattr', async (test) => {
		const net = setup('=', `HTTPConnection.default_socket_options + ${options('60')}`).replace(
			/HTTPConnection\.default_socket_options = (.*)/,
			'setattr(HTTPConnection, "default_socket_options", $1)',
		);
		const files = { 'net.py': net, 'a.py': call };
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

/** A module that replaces a part of requests; what is in place of it sets probes, also for proxies unless told. */
function patching(statement: string, { idle = '60', proxies = true, prefixes = ['https://', 'http://'] } = {}): string {
	const method = (name: string): string =>
		`    def ${name}(self, *args, **kwargs):\n        kwargs["socket_options"] = OPTIONS\n        return super().${name}(*args, **kwargs)\n\n`;
	const mounts = prefixes.map((prefix) => `        self.mount("${prefix}", KeepAliveAdapter())\n`).join('');
	return `import socket

import requests
import requests.adapters
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

OPTIONS = HTTPConnection.default_socket_options + ${options(idle)}


class KeepAliveAdapter(HTTPAdapter):
${method('init_poolmanager')}${proxies ? method('proxy_manager_for') : ''}
class KeepAliveSession(requests.sessions.Session):
    def __init__(self):
        super().__init__()
${mounts}

made = HTTPAdapter.init_poolmanager
begun = requests.Session.__init__


def patched(self, *args, **kwargs):
    kwargs["socket_options"] = OPTIONS
    return made(self, *args, **kwargs)


def constructed(self, *args, **kwargs):
    begun(self, *args, **kwargs)
${mounts}

def unrelated(self, *args, **kwargs):
    kwargs["maxsize"] = 50
    return made(self, *args, **kwargs)


${statement}
`;
}

describe('replaced parts of requests', () => {
	const session = 'import requests\n\ns = requests.Session()\ns.get("https://api.example.com", timeout=600)\n';
	const mounted = `import requests
from requests.adapters import HTTPAdapter

s = requests.Session()
s.mount("https://", HTTPAdapter(max_retries=3))
s.mount("http://", HTTPAdapter(max_retries=3))
s.get("https://api.example.com", timeout=600)
`;
	const proxied = call.replace('timeout', 'proxies={"https": "http://proxy:3128"}, timeout');
	const clients = { call, session, mounted, proxied };

	/** Which of the clients are reported. */
	async function reported(test: TestContext, net: string, rule = 'long-wait-without-keepalive'): Promise<string> {
		const names: string[] = [];
		for (const [name, text] of Object.entries(clients)) {
			const found = await findings(test, { 'net.py': net, [`${name}.py`]: text });
			if (found.some((each) => each.startsWith(`${name}.py`) && each.endsWith(rule))) names.push(name);
		}
		return names.join(' ');
	}

	it('protect as far as they work', async (test) => {
		const expected: Readonly<Record<string, string>> = {
			'HTTPAdapter.max_retries = patched': 'call session mounted proxied',
			'HTTPAdapter.init_poolmanager = patched': 'proxied',
			'requests.adapters.HTTPAdapter.init_poolmanager = patched': 'proxied',
			'HTTPAdapter.__init__ = patched': 'proxied',
			'setattr(HTTPAdapter, "init_poolmanager", patched)': 'proxied',
			'setattr(HTTPAdapter, "max_retries", patched)': 'call session mounted proxied',
			'setattr(requests.sessions, "HTTPAdapter", KeepAliveAdapter)': 'mounted',
			'HTTPAdapter.init_poolmanager = patched\nHTTPAdapter.proxy_manager_for = patched': '',
			'HTTPAdapter.init_poolmanager = unrelated': 'call session mounted proxied',
			'requests.sessions.HTTPAdapter = KeepAliveAdapter': 'mounted',
			'requests.adapters.HTTPAdapter = KeepAliveAdapter': 'call session mounted proxied',
			'requests.Session.__init__ = constructed': 'mounted',
			'requests.sessions.Session.__init__ = constructed': 'mounted',
			'requests.Session = KeepAliveSession': 'call mounted proxied',
			'requests.sessions.Session = KeepAliveSession': 'session mounted',
		};
		for (const [statement, names] of Object.entries(expected)) {
			assert.equal(await reported(test, patching(statement)), names, statement);
		}
	});

	it('do not reach through a proxy without its method', async (test) => {
		const net = patching('requests.sessions.HTTPAdapter = KeepAliveAdapter', { proxies: false });
		assert.equal(await reported(test, net), 'mounted proxied');
	});

	it('reach the schemes that they mount adapters for', async (test) => {
		const net = patching('requests.Session.__init__ = constructed', { prefixes: ['http://'] });
		assert.equal(await reported(test, net), 'call session mounted proxied');
	});

	it('are late without an idle time', async (test) => {
		const net = patching('HTTPAdapter.init_poolmanager = patched', { idle: '' });
		assert.equal(await reported(test, net, 'late-keepalive'), 'call session mounted');
	});

	it('leave unknown what cannot be seen', async (test) => {
		const net =
			'from requests.adapters import HTTPAdapter\nfrom net_tools import patched\n\nHTTPAdapter.init_poolmanager = patched\n';
		assert.equal(await reported(test, net), 'proxied');
	});

	it('are told to be vain where nothing looks them up', async (test) => {
		const vain = 'requests.adapters.HTTPAdapter = KeepAliveAdapter';
		const found = await findings(test, { 'net.py': patching(vain) });
		assert.deepEqual(found.filter((each) => each.endsWith('ineffective-keepalive')).length, 1);
		const both = patching(`${vain}\nrequests.sessions.HTTPAdapter = KeepAliveAdapter`);
		assert.deepEqual(await findings(test, { 'net.py': both }), []);
	});
});

describe('a proxy that the project names', () => {
	const session = (more = ''): string =>
		patching('', { proxies: false }).replace(/class KeepAliveSession[^]*/, '') +
		`s = requests.Session()\n${more}s.mount("https://", KeepAliveAdapter())\ns.mount("http://", KeepAliveAdapter())\n`;

	it('makes a hole of an adapter that leaves proxies out', async (test) => {
		assert.deepEqual(await findings(test, { 'a.py': session() }), []);
		const places: Readonly<Record<string, string>> = {
			'.env': 'HTTPS_PROXY=http://proxy.example.com:3128\n',
			Dockerfile: 'FROM python\nENV https_proxy http://proxy.example.com:3128\n',
			'settings.py': 'import os\n\nos.environ["HTTPS_PROXY"] = "http://proxy.example.com:3128"\n',
		};
		for (const [path, text] of Object.entries(places)) {
			const found = await findings(test, { 'a.py': session(), [path]: text });
			assert.match(found.join('; '), /^a\.py:\d+ ineffective-keepalive$/, path);
			assert.deepEqual(await findings(test, { 'a.py': session('s.trust_env = False\n'), [path]: text }), [], path);
		}
		assert.deepEqual(await findings(test, { 'a.py': session(), '.env': 'HTTPS_PROXY=\n' }), []);
	});
});
