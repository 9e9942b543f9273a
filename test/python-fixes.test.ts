import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type CheckContext, type SourceDocument } from '../server/src/engine/index.js';
import { fixedPath, readFixtures, repository } from './fixture.js';

const engine = createEngine();
const context: CheckContext = {
	environment: defaultEnvironment,
	rules: {},
	target: {
		node: { version: '22.0.0', source: 'test' },
		python: { version: '3.11.0', source: 'test' },
		packages: { javascript: new Map(), python: new Map([['aiohttp', { version: '3.14.3', source: 'test' }]]) },
	},
};

function documentOf(text: string): SourceDocument {
	return { path: 'src/a.py', language: 'python', text };
}

function fix(...lines: string[]): string[] {
	return engine
		.fixAll(documentOf(lines.join('\n') + '\n'), context)
		.text.split('\n')
		.slice(0, -1);
}

/** The fixed text, the declarations of helpers left out. */
function fixed(...lines: string[]): string[] {
	const all = fix(...lines);
	const isHelper = (line: string): boolean => /^(?:def keepalive_|class KeepAlive)/.test(line);
	let inHelper = false;
	return all.filter((line) => {
		if (/^\S/.test(line)) inHelper = isHelper(line);
		return !inHelper && line !== '';
	});
}

/** What is left after fixing says that nothing was. */
function assertUnfixed(...lines: string[]): void {
	assert.deepEqual(fix(...lines), lines);
}

const python = ['/usr/bin/python3', 'python3'].find((command) => spawnSync(command, ['--version']).status === 0);

function runPython(program: string, input: string): string {
	assert.ok(python);
	const { status, stdout, stderr } = spawnSync(python, ['-c', program], { input, encoding: 'utf8' });
	assert.equal(status, 0, stderr);
	return stdout.trim();
}

describe('Python fixes', () => {
	it('keep the docstring and __future__ first, and the groups of imports', () => {
		const lines = [
			'"""About."""',
			'from __future__ import annotations',
			'',
			'import os',
			'import time',
			'',
			'import requests',
			'',
			'http = requests.Session()',
		];
		assert.deepEqual(fix(...lines).slice(0, 13), [
			'"""About."""',
			'from __future__ import annotations',
			'',
			'import os',
			'import socket',
			'import sys',
			'import time',
			'',
			'import requests',
			'from requests.adapters import HTTPAdapter',
			'from urllib3.connection import HTTPConnection',
			'',
			'',
		]);
	});

	it('reuse what is imported', () => {
		const lines = [
			'import socket as so',
			'import sys',
			'import urllib3',
			'from urllib3.connection import HTTPConnection as C',
			'http = urllib3.PoolManager()',
		];
		assert.deepEqual(fixed(...lines), [
			...lines.slice(0, 4),
			'http = urllib3.PoolManager(',
			'    socket_options=C.default_socket_options + keepalive_options(),',
			')',
		]);
		assert.ok(fix(...lines).some((line) => line.includes('so.SO_KEEPALIVE')));
	});

	it('put new imports of libraries below a new group of the standard library, and names of one module together', () => {
		assert.deepEqual(fix('from twilio.rest import Client', '', 'client = Client()').slice(0, 6), [
			'import socket',
			'import sys',
			'',
			'from requests.adapters import HTTPAdapter',
			'from twilio.rest import Client',
			'from urllib3.connection import HTTPConnection',
		]);
		const unsafe = engine.fixAll(
			documentOf(
				'from azure.keyvault.secrets.aio import SecretClient\n\nclient = SecretClient("https://v.example", 1)\n',
			),
			context,
			{ unsafe: true },
		);
		assert.ok(
			unsafe.text.includes('\nfrom aiohttp import ClientSession, DummyCookieJar, TCPConnector\nfrom azure.core'),
		);
	});

	it('for openai go by the version, and by what is there where it is not known', () => {
		const versions = (version?: string): string => {
			const known = new Map(version === undefined ? [] : [['openai', { version, source: 'test' }] as const]);
			const target = { ...context.target, packages: { javascript: new Map(), python: known } };
			const source = documentOf('from openai import OpenAI\n\nclient = OpenAI()\n');
			return engine.fixAll(source, { ...context, target }).text;
		};
		assert.match(versions('3.6.0'), /^import httpx2$|^from httpx2 import HTTPTransport$/m);
		assert.match(versions('2.54.0'), /^import httpx$|^from httpx import HTTPTransport$/m);
		assert.match(versions(), /http_client=keepalive_openai_client\(\)/);
		assert.doesNotMatch(versions(), /import httpx|from httpx/);
		assert.doesNotMatch(versions('1.30.0'), /http_client/);
	});

	it('extend a list of imported names', () => {
		const one = fixed('from aiohttp import ClientSession', 's = ClientSession()');
		assert.ok(one.includes('from aiohttp import ClientSession, TCPConnector'), one.join('\n'));
		const lined = fixed('from aiohttp import (', '    ClientSession,  # a', ')', 's = ClientSession()');
		assert.deepEqual(lined.slice(2, 6), ['from aiohttp import (', '    ClientSession,', '    TCPConnector,  # a', ')']);
	});

	it('reuse a helper that is there', () => {
		const once = fix('import requests', 'http = requests.Session()');
		const twice = fix(...once, 'more = requests.Session()');
		assert.deepEqual(twice.slice(0, once.length), once);
		assert.equal(twice.filter((line) => line.startsWith('class KeepAliveAdapter')).length, 1);
		assert.deepEqual(twice.slice(-3), [
			'more = requests.Session()',
			'more.mount("https://", KeepAliveAdapter())',
			'more.mount("http://", KeepAliveAdapter())',
		]);
	});

	it('follow quotes, indentation and width of the document', () => {
		const lines = [
			'import aiohttp',
			'',
			'async def f(u):',
			'\tasync with aiohttp.ClientSession() as s:',
			"\t\tawait s.get('a', b='c')",
		];
		const result = fix(...lines);
		assert.ok(result.includes("\tif sys.platform == 'darwin':"), result.join('\n'));
		assert.ok(result.includes('\tasync with aiohttp.ClientSession('));
		assert.ok(result.includes('\t\tconnector=aiohttp.TCPConnector(socket_factory=keepalive_socket),'));
	});

	it('put arguments where the call has them', () => {
		const imports = ['import httpx', 'from botocore.config import Config'];
		const config = (...lines: string[]): string[] => fixed(...imports, ...lines).slice(2);
		assert.deepEqual(config('c = Config()'), ['c = Config(tcp_keepalive=True)']);
		assert.deepEqual(config('c = Config(read_timeout=1,)'), ['c = Config(read_timeout=1, tcp_keepalive=True,)']);
		assert.deepEqual(config('c = Config(', '    read_timeout=1  # one', ')'), [
			'c = Config(',
			'    read_timeout=1,  # one',
			'    tcp_keepalive=True',
			')',
		]);
		assert.deepEqual(config('c = Config(', '    read_timeout=1,  # one', ')'), [
			'c = Config(',
			'    read_timeout=1,  # one',
			'    tcp_keepalive=True,',
			')',
		]);
		assert.deepEqual(config('c = Config(', '    connect_timeout=1, read_timeout=1', ')'), [
			'c = Config(',
			'    connect_timeout=1, read_timeout=1,',
			'    tcp_keepalive=True',
			')',
		]);
		assert.deepEqual(config('c = Config(', '    connect_timeout=1,', '    read_timeout=1)'), [
			'c = Config(',
			'    connect_timeout=1,',
			'    read_timeout=1,',
			'    tcp_keepalive=True)',
		]);
	});

	it('are refused where the text does not show what would happen', () => {
		// `**options` may hold the argument; the module may be missing; the name is taken.
		assertUnfixed('import httpx', 'def f(**options):', '    return httpx.Client(timeout=600, verify=False, **options)');
		assertUnfixed('def f():', '    import httpx', '    return httpx.Client(timeout=600)');
		assertUnfixed(
			'try:',
			'    import requests',
			'except ImportError:',
			'    requests = None',
			's = requests.Session()',
		);
		assertUnfixed('import requests', 'def keepalive_options(): pass', 's = requests.Session()');
		assertUnfixed('import requests', 'HTTPConnection = 1', 's = requests.Session()');
		assertUnfixed('import requests', 'requests.get("https://a.example/", {"a": 1}, timeout=600)');
		assertUnfixed('import requests', 'class S(requests.Session): pass', 'def f(): return S()');
	});

	it('mount behind the whole statement only', () => {
		const lines = fixed('import requests', 'a = 1; s = requests.Session()', 'if a: t = requests.Session()');
		assert.deepEqual(lines.slice(-2), ['a = 1; s = keepalive_session()', 'if a: t = keepalive_session()']);
	});
});

describe('Python suppressions', () => {
	function suppress(...lines: string[]): string[] {
		const text = lines.join('\n');
		const document = documentOf(text);
		const [finding] = engine.check(document, context).findings;
		assert.ok(finding);
		const edit = engine.suppress(document, finding);
		assert.ok(edit);
		const next = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
		const rest = engine.check(documentOf(next), context).findings.filter(({ rule }) => rule === finding.rule);
		assert.deepEqual(rest, []);
		return next.split('\n').slice(1);
	}
	const mark = '# keepalive: ignore[missing-keepalive]';

	it('stand at the end of the logical line', () => {
		const load = 'import requests';
		assert.deepEqual(suppress(load, 'requests.get("x")'), [`requests.get("x")  ${mark}`]);
		assert.deepEqual(suppress(load, 'requests.get(', '  """a', 'b""")'), ['requests.get(', '  """a', `b""")  ${mark}`]);
		assert.deepEqual(suppress(load, 'x = \\', '  requests.get("x")', 'y'), [
			'x = \\',
			`  requests.get("x")  ${mark}`,
			'y',
		]);
		assert.deepEqual(suppress(load, 'with requests.Session() as s:', '    pass'), [
			`with requests.Session() as s:  ${mark}`,
			'    pass',
		]);
	});

	it('join the comments that are there', () => {
		const load = 'import requests';
		assert.deepEqual(suppress(load, 'requests.get("x")  # noqa'), [`requests.get("x")  # noqa  ${mark}`]);
		assert.deepEqual(suppress(load, 'requests.get("x")  # keepalive: ignore[late-keepalive] -- a'), [
			'requests.get("x")  # keepalive: ignore[late-keepalive, missing-keepalive] -- a',
		]);
	});
});

describe('fixed Python files', { skip: python ? false : 'no python3 on this machine' }, () => {
	for (const { path: name, fixed: text } of readFixtures('clients/python')) {
		if (text === undefined) continue;
		it(`${fixedPath(name)} compiles`, () => {
			runPython('import sys; compile(sys.stdin.read(), "fixed.py", "exec")', text);
		});
	}

	/** Lists that the helper makes with the attributes `socket` has on a platform. */
	const imitate = `
import sys, types
def run(platform, **names):
    socket = types.SimpleNamespace(SOL_SOCKET=1, SO_KEEPALIVE=9, IPPROTO_TCP=6, **names)
    scope = {"socket": socket, "sys": types.SimpleNamespace(platform=platform)}
    exec(source, scope)
    return scope["keepalive_options"]()
source = sys.stdin.read()
print(run("linux", TCP_KEEPIDLE=4, TCP_KEEPINTVL=5, TCP_KEEPCNT=6))
print(run("darwin", TCP_KEEPALIVE=0x10, TCP_KEEPINTVL=0x101, TCP_KEEPCNT=0x102))
print(run("darwin", TCP_KEEPINTVL=0x101, TCP_KEEPCNT=0x102))
print(run("win32", TCP_KEEPIDLE=3, TCP_KEEPINTVL=17, TCP_KEEPCNT=16))
print(run("win32", TCP_KEEPCNT=16))
print(run("openbsd7"))
`;

	it('have options that raise on no platform', () => {
		const text = readFileSync(path.join(repository, 'fixtures/clients/python/requests.fixed.py'), 'utf8');
		const [helper = ''] = /^def keepalive_options[\s\S]*?\n {4}return options$/m.exec(text) ?? [];
		assert.deepEqual(runPython(imitate, helper).split('\n'), [
			'[(1, 9, 1), (6, 4, 120), (6, 5, 30), (6, 6, 8)]',
			'[(1, 9, 1), (6, 16, 120), (6, 257, 30), (6, 258, 8)]',
			'[(1, 9, 1), (6, 16, 120), (6, 257, 30), (6, 258, 8)]',
			'[(1, 9, 1), (6, 3, 120), (6, 17, 30), (6, 16, 8)]',
			'[(1, 9, 1), (6, 16, 8)]',
			'[(1, 9, 1)]',
		]);
	});
});
