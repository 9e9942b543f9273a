import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine } from '../server/src/engine/index.js';
import { type Files, languageOfPath, memoryContext, type ProjectOptions } from './memory-project.js';

const engine = createEngine();
const top = { folder: '' };

function check(files: Files, path: string, options: ProjectOptions = {}) {
	const document = { path, language: languageOfPath(path), text: files[path] ?? '' };
	return engine.check(document, memoryContext(files, path, options));
}

/** The project after fixing some of its files one after another, as a project that shares helpers. */
function fixed(files: Files, paths: readonly string[], options: ProjectOptions = { shared: top }): Files {
	return paths.reduce((now, path) => {
		const document = { path, language: languageOfPath(path), text: now[path] ?? '' };
		const result = engine.fixAll(document, memoryContext(now, path, options), { otherFiles: true });
		const changes = result.files.map(({ path: changed, before, after }) => {
			assert.equal(before, now[changed]);
			return [changed, after] as const;
		});
		return { ...now, [path]: result.text, ...Object.fromEntries(changes) };
	}, files);
}

/** The line that imports the helper, and where the module was made: `import { a } from './b.js'; src/b.ts`. */
function imported(files: Files, path: string, options?: ProjectOptions): string {
	const after = fixed(files, [path], options);
	const made = Object.keys(after).filter((each) => files[each] === undefined);
	const line = /^.*(?:keepalive-agent|tcp_keepalive|agents|keep)\b.*$/m.exec(after[path] ?? '')?.[0] ?? '';
	return [line, ...made].join(' ').trim();
}

const esm = "import https from 'node:https';\n\nhttps.get('https://api.example.com/slow');\n";
const common = "const https = require('https');\n\nhttps.get('https://api.example.com/slow');\n";
const modern = { 'package.json': '{ "type": "module" }' };
const plain = { 'package.json': '{}' };

describe('A shared module of JavaScript helpers', () => {
	for (const [title, files, path, expected] of [
		['ES module', modern, 'a.js', "import { keepAliveHttpsAgent } from './keepalive-agent.js'; keepalive-agent.js"],
		[
			'folder',
			modern,
			'src/a/b.js',
			"import { keepAliveHttpsAgent } from '../keepalive-agent.js'; src/keepalive-agent.js",
		],
		[
			'no source folder',
			modern,
			'a/b.js',
			"import { keepAliveHttpsAgent } from '../keepalive-agent.js'; keepalive-agent.js",
		],
		['.mjs', plain, 'a.mjs', "import { keepAliveHttpsAgent } from './keepalive-agent.mjs'; keepalive-agent.mjs"],
		[
			'.mjs in a module',
			modern,
			'a.mjs',
			"import { keepAliveHttpsAgent } from './keepalive-agent.js'; keepalive-agent.js",
		],
		[
			'TypeScript, ES module',
			modern,
			'a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent.js'; keepalive-agent.ts",
		],
		[
			'TypeScript, CommonJS',
			plain,
			'a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent'; keepalive-agent.ts",
		],
		['.mts', plain, 'a.mts', "import { keepAliveHttpsAgent } from './keepalive-agent.mjs'; keepalive-agent.mts"],
		[
			'.cts in a module',
			modern,
			'a.cts',
			"import { keepAliveHttpsAgent } from './keepalive-agent.cjs'; keepalive-agent.cts",
		],
		[
			'bundler',
			{ ...modern, 'tsconfig.json': '{ "compilerOptions": { "moduleResolution": "Bundler", /* x */ } }' },
			'src/a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent'; src/keepalive-agent.ts",
		],
		[
			'extended configuration',
			{
				...modern,
				'tsconfig.json': '{ "extends": "./base" }',
				'base.json': '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }',
			},
			'src/a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent'; src/keepalive-agent.ts",
		],
		[
			'extensions of TypeScript',
			{ ...modern, 'tsconfig.json': '{ "compilerOptions": { "allowImportingTsExtensions": true } }' },
			'a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent.ts'; keepalive-agent.ts",
		],
		[
			'another package',
			{ ...modern, 'packages/x/package.json': '{}' },
			'packages/x/src/a.ts',
			"import { keepAliveHttpsAgent } from './keepalive-agent'; packages/x/src/keepalive-agent.ts",
		],
	] as const) {
		it(title, () => {
			assert.equal(imported({ ...files, [path]: esm }, path), expected);
		});
	}

	it('is required by CommonJS', () => {
		assert.equal(
			imported({ ...plain, 'a.js': common }, 'a.js'),
			"const { keepAliveHttpsAgent } = require('./keepalive-agent'); keepalive-agent.js",
		);
		assert.equal(
			imported({ ...modern, 'a.cjs': common }, 'a.cjs'),
			"const { keepAliveHttpsAgent } = require('./keepalive-agent.cjs'); keepalive-agent.cjs",
		);
	});

	it('is imported as the other files are', () => {
		const ending = (specifier: string): string =>
			imported({ ...modern, 'a.ts': `import { x } from '${specifier}';\n${esm}` }, 'a.ts');
		assert.match(ending('./x'), /'\.\/keepalive-agent'/);
		assert.match(ending('./x.js'), /'\.\/keepalive-agent\.js'/);
		assert.match(ending('./x.ts'), /'\.\/keepalive-agent\.ts'/);
		assert.match(ending('./x.service'), /'\.\/keepalive-agent'/);
	});

	it('lies where the configuration says', () => {
		const at = (path: string): ProjectOptions => ({ shared: { folder: '', path } });
		const files = { ...modern, 'src/a.ts': esm };
		assert.match(imported(files, 'src/a.ts', at('src/net/agents')), /'\.\/net\/agents\.js'; src\/net\/agents\.ts$/);
		assert.match(imported(files, 'src/a.ts', at('src/net/agents.ts')), /'\.\/net\/agents\.js'; src\/net\/agents\.ts$/);
		// A file that TypeScript could not import with its types: the helper stays in the file.
		assert.equal(imported(files, 'src/a.ts', at('src/net/agents.js')), '');
		const inner = { ...files, 'packages/x/package.json': '{ "type": "module" }', 'packages/x/a.js': esm };
		assert.match(
			imported(inner, 'packages/x/a.js', at('lib/agents')),
			/'\.\/lib\/agents\.js'; packages\/x\/lib\/agents\.js$/,
		);
	});

	it('is made once and extended', () => {
		const files = {
			...modern,
			'a.ts': esm,
			'b.ts': "import fetch from 'node-fetch';\nimport { z } from './z.js';\n\nfetch(url);\n",
		};
		const after = fixed(files, ['a.ts', 'b.ts']);
		assert.equal(
			after['keepalive-agent.ts'],
			`import https from 'node:https';
import net from 'node:net';

// Node before 24.15 does not pass keepAlive on to TLS sockets, so each socket is told itself.
export class KeepAliveHttpsAgent extends https.Agent {
  override createConnection(...args: Parameters<https.Agent['createConnection']>) {
    const socket = super.createConnection(...args);
    if (socket instanceof net.Socket) socket.setKeepAlive(true, 120_000);
    return socket;
  }
}

// The options of the global agent, with TCP keepalive probes.
export const keepAliveHttpsAgent = new KeepAliveHttpsAgent({ keepAlive: true, keepAliveMsecs: 120_000, timeout: 5_000 });

export const agentFor = (url: URL) => (url.protocol === 'https:' ? keepAliveHttpsAgent : undefined);
`,
		);
		assert.equal(
			after['b.ts'],
			"import fetch from 'node-fetch';\nimport { z } from './z.js';\nimport { agentFor } from './keepalive-agent.js';\n\nfetch(url, { agent: agentFor });\n",
		);
		assert.deepEqual(fixed(after, ['a.ts', 'b.ts']), after);
		for (const path of ['a.ts', 'b.ts', 'keepalive-agent.ts']) assert.deepEqual(check(after, path).findings, []);
	});

	it('exports what it gains in CommonJS', () => {
		const http = "const http = require('http');\nhttp.get('http://api.example.com/slow');\n";
		const after = fixed({ ...plain, 'a.js': common, 'b.js': http }, ['a.js', 'b.js'], { shared: top, node: '18.20.0' });
		assert.match(
			after['keepalive-agent.js'] ?? '',
			/\nmodule\.exports = \{ unpooledHttpsAgent, unpooledHttpAgent \};\n$/,
		);
		assert.deepEqual(fixed(after, ['a.js', 'b.js'], { shared: top, node: '18.20.0' }), after);
	});

	it('gives one import two names', () => {
		const text =
			"import http from 'node:http';\nimport https from 'node:https';\n\nhttps.get('https://a.example.com');\nhttp.get('http://a.example.com');\n";
		const after = fixed({ ...modern, 'a.js': text }, ['a.js'], { shared: top, node: '18.20.0' });
		assert.match(
			after['a.js'] ?? '',
			/\nimport \{ unpooledHttpsAgent, unpooledHttpAgent \} from '\.\/keepalive-agent\.js';\n/,
		);
	});

	for (const path of ['keepalive-agent.js', 'keepalive-agent.ts']) {
		it(`is added to what ${path} exports`, () => {
			for (const other of ['export const other = 1;\n', 'export function other() {}\n', 'export default 1;\n']) {
				const own = path.replace('keepalive-agent', 'a');
				const after = fixed({ ...modern, [own]: esm, [path]: other }, [own]);
				assert.match(after[own] ?? '', /\nimport \{ keepAliveHttpsAgent \} from '\.\/keepalive-agent\.js';\n/);
				assert.match(after[path] ?? '', /\nexport const keepAliveHttpsAgent = new /);
				assert.ok(after[path]?.endsWith(other));
				assert.deepEqual(fixed(after, [own]), after);
			}
		});
	}

	it('makes agents that are known to probe', () => {
		const probes = (files: Files, path: string): unknown[] => {
			const after = fixed(files, [path]);
			return check(after, path).clients.map(({ creation, probe }) => [creation.form.api, probe.kind]);
		};
		const use = "const agent = new https.Agent({ maxSockets: 20 });\nhttps.get('https://a.example.com', { agent });\n";
		const expected = [
			['https.Agent', 'on'],
			['https.get', 'inherited'],
		];
		assert.deepEqual(probes({ ...modern, 'a.ts': `import https from 'node:https';\n${use}` }, 'a.ts'), expected);
		assert.deepEqual(probes({ ...plain, 'a.js': `const https = require('https');\n${use}` }, 'a.js'), expected);
	});

	it('is not used where it could not be loaded', () => {
		const stays = (files: Files, path: string): void => assert.equal(imported(files, path), '');
		stays({ ...plain, 'a.js': common, 'keepalive-agent.js': 'export const x = 1;\n' }, 'a.js');
		stays({ ...plain, 'a.js': common, 'keepalive-agent.ts': 'export const x = 1;\n' }, 'a.js');
		stays({ ...plain, 'a.ts': "import https = require('https');\nhttps.get('https://a.example.com');\n" }, 'a.ts');
		stays({ ...modern, 'a.js': `const keepAliveHttpsAgent = 1;\n${esm}` }, 'a.js');
		stays({ ...modern, 'a.js': esm, 'keepalive-agent.js': 'export const keepAliveHttpsAgent = 1;\n' }, 'a.js');
	});

	it('is the second fix unless the project asks for it', () => {
		const titles = (options?: ProjectOptions) =>
			check({ ...modern, 'a.js': esm }, 'a.js', options).findings.flatMap(({ fixes }) =>
				fixes.map(({ title, files }) => [title, files?.length]),
			);
		const own = ['Add an agent that sends TCP keepalive probes', undefined];
		const shared = ['Add an agent that sends TCP keepalive probes, from the shared module keepalive-agent.js', 1];
		assert.deepEqual(titles(), [own, shared]);
		assert.deepEqual(titles({ shared: top }), [shared, own]);
	});

	it('is left alone by a fix of one file only', () => {
		const document = { path: 'a.js', language: 'javascript', text: esm } as const;
		const result = engine.fixAll(document, memoryContext({ ...modern, 'a.js': esm }, 'a.js', { shared: top }));
		assert.deepEqual(result.files, []);
		assert.match(result.text, /^class KeepAliveHttpsAgent/m);
	});
});

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
			'src/acme/b.py': 'import aiohttp\n\nfrom . import a\n\n\ndef f():\n    return aiohttp.ClientSession()\n',
		};
		const after = fixed(files, ['src/acme/a.py', 'src/acme/b.py']);
		const module = after['src/acme/tcp_keepalive.py'] ?? '';
		assert.match(
			module,
			/^import socket\nimport sys\n\nfrom requests\.adapters import HTTPAdapter\nfrom urllib3\.connection import HTTPConnection\n\n\ndef keepalive_options/,
		);
		assert.match(module, /\n\n\ndef keepalive_socket\(addr_info\):/);
		assert.match(
			after['src/acme/b.py'] ?? '',
			/\nfrom \. import a\nfrom \.tcp_keepalive import keepalive_socket\n\n\n/,
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
		assert.deepEqual(probes('a.py', 'import aiohttp\n\nconnector = aiohttp.TCPConnector()\n'), [
			['aiohttp.TCPConnector', 'on'],
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
