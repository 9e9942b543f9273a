import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryContext, type ProjectOptions } from './memory-project.js';
import { check, engine, fixed, imported, top } from './shared-modules.js';

const session = 'import requests\n\nsession = requests.Session()\n';

describe('A shared module of Python helpers', () => {
	const acme = { 'pyproject.toml': '', 'src/acme/__init__.py': '', 'src/acme/net/__init__.py': '' };
	for (const [title, files, path, text, expected] of [
		[
			'top of a package',
			acme,
			'src/acme/a.py',
			session,
			'from .tcp_keepalive import KeepAliveAdapter src/acme/tcp_keepalive.py',
		],
		[
			'inner package',
			acme,
			'src/acme/net/a.py',
			session,
			'from ..tcp_keepalive import KeepAliveAdapter src/acme/tcp_keepalive.py',
		],
		[
			'absolute imports',
			acme,
			'src/acme/net/a.py',
			`from acme.x import y\n${session}`,
			'from acme.tcp_keepalive import KeepAliveAdapter src/acme/tcp_keepalive.py',
		],
		[
			'relative imports',
			acme,
			'src/acme/net/a.py',
			`from acme.x import y\nfrom . import z\n${session}`,
			'from ..tcp_keepalive import KeepAliveAdapter src/acme/tcp_keepalive.py',
		],
		['script in a package', acme, 'src/acme/a.py', `#!/usr/bin/env python3\n${session}`, ''],
		['top of the project', acme, 'a.py', session, 'from tcp_keepalive import KeepAliveAdapter tcp_keepalive.py'],
		[
			'script',
			acme,
			'scripts/a.py',
			`${session}\nif __name__ == "__main__":\n    pass\n`,
			'from tcp_keepalive import KeepAliveAdapter scripts/tcp_keepalive.py',
		],
		[
			'neighbours',
			{ ...acme, 'jobs/b.py': '' },
			'jobs/a.py',
			`import b\n${session}`,
			'from tcp_keepalive import KeepAliveAdapter jobs/tcp_keepalive.py',
		],
		[
			'namespace package',
			acme,
			'jobs/a.py',
			`from .b import c\n${session}`,
			'from .tcp_keepalive import KeepAliveAdapter jobs/tcp_keepalive.py',
		],
		['nothing known', acme, 'jobs/a.py', session, ''],
		[
			'script where nothing is built',
			{},
			'jobs/a.py',
			session,
			'from tcp_keepalive import KeepAliveAdapter jobs/tcp_keepalive.py',
		],
		[
			'script beside a source folder',
			{ ...acme, 'src/fetch.py': '' },
			'src/a.py',
			`${session}\nif __name__ == "__main__":\n    pass\n`,
			'from tcp_keepalive import KeepAliveAdapter src/tcp_keepalive.py',
		],
		[
			'folders without __init__.py, by which the file imports others',
			{ 'tools/common.py': '' },
			'tools/jobs/a.py',
			`from tools.common import x\n${session}`,
			'from tools.jobs.tcp_keepalive import KeepAliveAdapter tools/jobs/tcp_keepalive.py',
		],
		[
			'folders without __init__.py, by which the program is started',
			{ Dockerfile: 'CMD ["uvicorn", "app.main:app"]\n' },
			'app/main.py',
			session,
			'from app.tcp_keepalive import KeepAliveAdapter app/tcp_keepalive.py',
		],
		['folder with the name of what is imported', {}, 'tools/a.py', `from tools import x\n${session}`, ''],
		['single module', { 'pyproject.toml': '[project]\nname = "fetch-all"\n' }, 'fetch_all.py', session, ''],
		['listed module', { 'setup.py': 'setup(py_modules=["a", "b"])\n' }, 'a.py', session, ''],
		['module of a command', { 'pyproject.toml': '[project.scripts]\nrun = "a:main"\n' }, 'src/a.py', session, ''],
		[
			'module listed with the shared one',
			{ 'setup.py': 'setup(py_modules=["a", "tcp_keepalive"])\n' },
			'a.py',
			session,
			'from tcp_keepalive import KeepAliveAdapter tcp_keepalive.py',
		],
	] as const) {
		it(title, () => {
			const all = { ...files, [path]: text };
			assert.equal(imported(all, path), expected);
			// What is imported is known to probe, and fixing again changes nothing.
			const after = fixed(all, [path]);
			assert.deepEqual(check(after, path).findings, []);
			assert.deepEqual(fixed(after, [path]), after);
		});
	}

	it('lies where the configuration says', () => {
		const at = (path: string): ProjectOptions => ({ shared: { folder: '', path } });
		const line = (path: string, text: string): string =>
			imported({ ...acme, [path]: text }, path, at('src/acme/net/keep.py'));
		assert.match(line('src/acme/a.py', session), /^from \.net\.keep import KeepAliveAdapter/);
		assert.match(line('src/acme/net/a.py', session), /^from \.keep import KeepAliveAdapter/);
		assert.match(line('jobs/a.py', `import acme\n${session}`), /^from acme\.net\.keep import KeepAliveAdapter/);
		assert.equal(line('jobs/a.py', session), '');
	});

	it('is made once and extended', () => {
		const files = {
			...acme,
			'src/acme/a.py': session,
			'src/acme/b.py':
				'import http.client\n\nfrom . import a\n\n\ndef f():\n    return http.client.HTTPSConnection("api.example.com")\n',
		};
		const after = fixed(files, ['src/acme/a.py', 'src/acme/b.py']);
		const module = after['src/acme/tcp_keepalive.py'] ?? '';
		assert.match(
			module,
			/^import http\.client\nimport socket\nimport sys\n\nfrom requests\.adapters import HTTPAdapter\nfrom urllib3\.connection import HTTPConnection\n\n\ndef keepalive_options/,
		);
		assert.match(module, /\n\n\nclass KeepAliveHTTPSConnection\(/);
		assert.match(
			after['src/acme/b.py'] ?? '',
			/^from \. import a\nfrom \.tcp_keepalive import KeepAliveHTTPSConnection\n\n\n/,
		);
		assert.deepEqual(fixed(after, ['src/acme/a.py', 'src/acme/b.py']), after);
		for (const path of ['src/acme/a.py', 'src/acme/b.py', 'src/acme/tcp_keepalive.py']) {
			assert.deepEqual(check(after, path).findings, []);
		}
	});

	it('of scripts is imported by those that are fixed later, and has the path that is configured', () => {
		const files = { 'jobs/a.py': session, 'jobs/b.py': session.replace('requests.Session()', 'requests.session()') };
		const after = fixed(files, ['jobs/a.py', 'jobs/b.py']);
		for (const path of ['jobs/a.py', 'jobs/b.py']) {
			assert.match(after[path] ?? '', /^from tcp_keepalive import KeepAliveAdapter$/m);
			assert.deepEqual(check(after, path).findings, []);
		}
		assert.equal(after['jobs/tcp_keepalive.py']?.match(/^class KeepAliveAdapter/gm)?.length, 1);
		const at = { shared: { folder: '', path: 'jobs/keep.py' } };
		assert.equal(imported(files, 'jobs/a.py', at), 'from keep import KeepAliveAdapter jobs/keep.py');
		assert.equal(imported({ 'other/a.py': session }, 'other/a.py', at), '');
	});

	it('makes clients that are known to probe', () => {
		const probes = (path: string, text: string): unknown[] => {
			const after = fixed({ ...acme, [path]: text }, [path]);
			return check(after, path).clients.map(({ creation, probe }) => [creation.form.api, probe.kind]);
		};
		const pool = 'import urllib3\n\npool = urllib3.PoolManager()\n';
		assert.deepEqual(probes('src/acme/net/a.py', pool), [['urllib3.PoolManager', 'on']]);
		assert.deepEqual(probes('src/acme/net/a.py', `from acme import x\n${pool}`), [['urllib3.PoolManager', 'on']]);
		assert.deepEqual(probes('a.py', pool), [['urllib3.PoolManager', 'on']]);
		assert.deepEqual(probes('a.py', session), [['requests.Session', 'inherited']]);
		assert.deepEqual(probes('a.py', 'import aiohttp\n\nsession = aiohttp.ClientSession()\n'), [
			['aiohttp.ClientSession', 'inherited'],
		]);
	});

	it('loads no library that it did not load before', () => {
		const files = {
			...acme,
			'src/acme/a.py': session,
			'src/acme/b.py': 'import httpx\n\n\ndef f():\n    return httpx.get("https://api.example.com", timeout=None)\n',
		};
		const after = fixed(files, ['src/acme/a.py', 'src/acme/b.py']);
		assert.doesNotMatch(after['src/acme/tcp_keepalive.py'] ?? '', /httpx/);
		assert.match(after['src/acme/b.py'] ?? '', /\ndef keepalive_client\(\):/);
	});

	it('follows the quotes and line ends of the file it is made for', () => {
		const text = "import requests\r\n\r\nsession = requests.Session()\r\nsession.headers['a'] = 'b'\r\n";
		const after = fixed({ ...acme, 'a.py': text }, ['a.py']);
		const module = after['tcp_keepalive.py'] ?? '';
		assert.doesNotMatch(module, /[^\r]\n/);
		assert.match(module, /sys\.platform == 'darwin'/);
	});

	it('is not offered in notebooks', () => {
		const path = 'a.ipynb';
		const document = { path, language: 'python', text: session } as const;
		const files = { [path]: session };
		const { findings } = engine.check(document, { ...memoryContext(files, 'a.py', { shared: top }) });
		assert.deepEqual(
			findings.map(({ fixes }) => fixes.some((fix) => fix.files)),
			[false],
		);
	});
});
