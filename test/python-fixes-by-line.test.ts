import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { memoryContext } from './memory-project.js';
import { applyEdits, createEngine, type CheckContext, type Finding } from '../server/src/engine/index.js';

const engine = createEngine();

interface Settings {
	readonly unsafe?: boolean;
	readonly packages?: Readonly<Record<string, string>>;
}

function contextOf({ packages = {} }: Settings): CheckContext {
	const known = Object.entries(packages).map(([name, version]) => [name, { version, source: 'test' }] as const);
	return {
		environment: defaultEnvironment,
		rules: {},
		target: {
			node: { version: '22.0.0', source: 'test' },
			python: { version: '3.11.0', source: 'test' },
			packages: { javascript: new Map(), python: new Map(known) },
		},
	};
}

const documentOf = (text: string) => ({ path: 'src/a.py', language: 'python', text }) as const;

/** The lines that fixing leaves, declarations of helpers included. */
function fix(text: string, settings: Settings = {}): string {
	return engine.fixAll(documentOf(text), contextOf(settings), { unsafe: settings.unsafe ?? false }).text;
}

function findings(text: string, settings: Settings = {}): readonly Finding[] {
	return engine.check(documentOf(text), contextOf(settings)).findings;
}

/** The statement that begins so, on one line. */
function statement(text: string, start: string): string {
	const from = text.slice(text.indexOf(`\n${start}`) + 1);
	const end = /\n(?=\S)(?![)\]}])/.exec(from)?.index ?? from.length;
	return from
		.slice(0, end)
		.replace(/([([{])\n\s*/g, '$1')
		.replace(/,?\n\s*(?=[)\]}])/g, '')
		.replace(/\n\s+/g, ' ')
		.trim();
}

describe('the fix for httpx', () => {
	const connection =
		'verify="ca.pem", cert="a.pem", http1=False, http2=True, limits=httpx.Limits(max_connections=3), trust_env=False';

	for (const [client, transport] of [
		['Client', 'HTTPTransport'],
		['AsyncClient', 'AsyncHTTPTransport'],
	] as const) {
		it(`gives ${client} a transport that repeats the options of connections which it would lose`, () => {
			const fixed = fix(`import httpx\n\nc = httpx.${client}(timeout=600, ${connection})\n`);
			assert.equal(
				statement(fixed, 'c = '),
				`c = httpx.${client}(timeout=600, ${connection}, ` +
					`transport=httpx.${transport}(socket_options=keepalive_options(), ${connection}))`,
			);
		});

		it(`leaves the proxies of the environment to ${client}, by a mount in place of a transport`, () => {
			const fixed = fix(`import httpx\n\nc = httpx.${client}(timeout=600, verify=False)\n`);
			assert.equal(
				statement(fixed, 'c = '),
				`c = httpx.${client}(timeout=600, verify=False, ` +
					`mounts={"all://": httpx.${transport}(socket_options=keepalive_options(), verify=False)})`,
			);
		});

		it(`for ${client} with a proxy is a transport with a backend of its own, and unsafe`, () => {
			const text = `import httpx\n\nc = httpx.${client}(proxy="http://p:1", verify=False, timeout=600)\n`;
			assert.equal(fix(text), text);
			const fixed = fix(text, { unsafe: true });
			const name = client === 'Client' ? 'KeepAliveProxyTransport' : 'KeepAliveAsyncProxyTransport';
			assert.match(
				statement(fixed, 'c = '),
				new RegExp(String.raw`mounts=\{"all://": ${name}\(proxy="http://p:1", verify=False\)\}\)$`),
			);
			assert.match(fixed, /^import httpcore\nimport httpx$/m);
		});

		it(`keeps what an existing ${transport} has: retries, an address, a proxy`, () => {
			const text = (args: string): string => `import httpx\n\nt = httpx.${transport}(${args})\n`;
			const own = 'retries=2, local_address="0.0.0.0"';
			assert.equal(
				statement(fix(text(own)), 't = '),
				`t = httpx.${transport}(${own}, socket_options=keepalive_options())`,
			);
			assert.match(
				fix(text('proxy="http://p:1", retries=2'), { unsafe: true }),
				/^t = KeepAlive(?:Async)?ProxyTransport\(proxy="http:\/\/p:1", retries=2\)$/m,
			);
			assert.equal(fix(text('uds="/run/a.sock"'), { unsafe: true }), text('uds="/run/a.sock"'));
		});

		it(`adds to the mounts of ${client}`, () => {
			const fixed = fix(`import httpx\n\nc = httpx.${client}(mounts={"https://a.example": None}, timeout=600)\n`);
			assert.equal(
				statement(fixed, 'c = '),
				`c = httpx.${client}(mounts={"https://a.example": None, ` +
					`"all://": httpx.${transport}(socket_options=keepalive_options())}, timeout=600)`,
			);
		});
	}

	it('is refused with the reason in the finding', () => {
		const reason = (call: string, packages?: Settings['packages']): string | undefined => {
			const [finding] = findings(`import httpx\n\n${call}\n`, packages ? { packages } : {});
			assert.deepEqual(finding?.fixes, []);
			return finding.noFix;
		};
		assert.match(reason('httpx.Client(proxies={"https://": "http://p:1"}, timeout=600)') ?? '', /^`proxies=`/);
		assert.match(reason('httpx.get("https://a.example/", verify=False, timeout=600)') ?? '', /`httpx.Client`/);
		assert.equal(
			reason('httpx.Client(timeout=600)', { httpx: '0.24.1' }),
			'its fix is for httpx >=0.25.0, and the project has 0.24.1',
		);
	});
});

describe('imports that a fix leaves unused', () => {
	const call = 'print(get("https://a.example/", timeout=600))';
	/** The lines of imports. */
	const imports = (text: string, settings?: Settings): string[] =>
		(/^[\s\S]*?(?=\n\n\ndef )/.exec(fix(text, settings))?.[0] ?? '').split('\n');

	it('go', () => {
		const rest = ['from requests.adapters import HTTPAdapter', 'from urllib3.connection import HTTPConnection'];
		const standard = ['import socket', 'import sys', ''];
		const session = 'from requests import Session';
		assert.deepEqual(imports(`from requests import get\n\n${call}\n`), [...standard, session, ...rest]);
		assert.deepEqual(
			imports(`import json\n\nfrom requests import get as fetch, codes\n\nprint(codes.ok, fetch("x"))\n`),
			['import json', ...standard, 'from requests import codes, Session', ...rest],
		);
		const listed = 'from requests import (\n    codes,\n    get,\n)';
		assert.deepEqual(
			imports(`${listed}\n\nprint(codes.ok)\n${call}\n`),
			[...standard, 'from requests import (\n    codes,\n    Session,\n)', ...rest].join('\n').split('\n'),
		);
	});

	for (const [title, text] of [
		['name them in `__all__`', `from requests import get\n\n__all__ = ["get"]\n${call}\n`],
		['name them in a string annotation', `from requests import get\n\nx: "get"\n${call}\n`],
		['name them in a type comment', `from requests import get\n\nx = None  # type: get\n${call}\n`],
		['have a comment', `from requests import get  # noqa: F401\n\n${call}\n`],
		['use them elsewhere', `from requests import get\n\nfetch = get\n${call}\n`],
		['share their line', `import os; from requests import get\n\n${call}\n`],
		['never used them', `from requests import get, post\n\n${call}\n`],
	] as const) {
		it(`stay in files that ${title}`, () => {
			const name = title === 'never used them' ? 'post' : 'get';
			assert.match(fix(text), new RegExp(`from requests import .*\\b${name}\\b`));
		});
	}

	it('stay in `__init__.py`, whose names are for others, and under their own alias', () => {
		const text = `from requests import get\n\n${call}\n`;
		const document = { ...documentOf(text), path: 'src/a/__init__.py' };
		assert.match(engine.fixAll(document, contextOf({})).text, /^from requests import get/m);
		assert.match(fix(text.replace('get\n', 'get as get\n')), /^from requests import get as get/m);
	});

	it('go with a single fix, too, and not before others that need them', () => {
		const text = `from requests import get\n\n${call}\n${call}\n`;
		const { findings: found } = engine.check(documentOf(text), contextOf({}));
		assert.equal(found.length, 2);
		for (const { fixes } of found) assert.ok(fixes[0]?.parts === undefined);
		const one = `from requests import get\n\n${call}\n`;
		const [finding] = engine.check(documentOf(one), contextOf({})).findings;
		const edits = finding?.fixes[0]?.edits ?? [];
		assert.equal(applyEdits(one, edits), fix(one));
		assert.doesNotMatch(fix(text), /import get/);
	});
});

describe('imports that a fix adds', () => {
	const session = 'session = requests.Session()\n';
	const head = (text: string): string[] => fix(text).split('\n\n\n')[0]?.split('\n') ?? [];
	const library = [
		'import requests',
		'from requests.adapters import HTTPAdapter',
		'from urllib3.connection import HTTPConnection',
	];

	it('go to the group of the standard library, wherever that stands', () => {
		assert.deepEqual(head(`import requests\n\nimport zoneinfo\n\nfrom . import x\n\n${session}`), [
			...library,
			'',
			'import socket',
			'import sys',
			'import zoneinfo',
			'',
			'from . import x',
		]);
		assert.deepEqual(head(`import os\n\nimport requests\n\n${session}`), [
			...['import os', 'import socket', 'import sys', ''],
			...library,
		]);
	});

	it('go beside those of their kind where one group mixes both', () => {
		assert.deepEqual(head(`import json\nimport requests\nfrom datetime import date\n\n${session}`), [
			...['import json', 'import socket', 'import sys', 'import requests'],
			...['from requests.adapters import HTTPAdapter', 'from urllib3.connection import HTTPConnection'],
			'from datetime import date',
		]);
		assert.deepEqual(
			head('import os\nfrom math import ceil\nimport boto3\n\nc = boto3.client("s3")\n')[0],
			'import os',
		);
		assert.match(
			fix('import os\nfrom math import ceil\nimport boto3\n\nc = boto3.client("s3")\n'),
			/^import boto3\nfrom botocore/m,
		);
	});

	it('are refused where the library is imported in `try` only, whatever else is imported', () => {
		const guarded = 'import sys\nimport urllib\n\ntry:\n    import requests\nexcept ImportError:\n    sys.exit(4)\n\n';
		for (const call of ['requests.get("https://a.example/")', 's = requests.Session()']) {
			assert.equal(fix(`${guarded}\n${call}\n`), `${guarded}\n${call}\n`);
		}
	});

	it('make a group of the standard library above all others where there is none', () => {
		assert.deepEqual(
			head(`"""About."""\nfrom __future__ import annotations\n\nimport requests\n\nfrom . import x\n\n${session}`),
			[
				'"""About."""',
				'from __future__ import annotations',
				'',
				...['import socket', 'import sys', ''],
				...library,
				...['', 'from . import x'],
			],
		);
	});
});

describe('the fix for requests', () => {
	const session = 'import requests\n\nsession = requests.Session()\n';

	it('mounts an adapter after a session is created, for both schemes', () => {
		assert.match(
			fix(session),
			/\nsession = requests\.Session\(\)\nsession\.mount\("https:\/\/", KeepAliveAdapter\(\)\)\nsession\.mount\("http:\/\/", KeepAliveAdapter\(\)\)\n$/,
		);
	});

	it('keeps default socket options', () => {
		assert.match(fix(session), /socket_options = HTTPConnection\.default_socket_options \+ keepalive_options\(\)/);
	});

	it('keeps proxies, by proxy_manager_for', () => {
		assert.match(
			fix(session),
			/def proxy_manager_for\(self, \*args, \*\*kwargs\):\n +kwargs\.setdefault\("socket_options"/,
		);
	});

	it('makes a session for each requests.get, so that cookies and threads behave as before, and is safe', () => {
		const text = 'import requests\n\nrequests.get("https://a.example/", timeout=(5, 600), verify=False)\n';
		const [finding] = findings(text);
		assert.deepEqual(
			finding?.fixes.map(({ safety }) => safety),
			['safe', 'unsafe'],
		);
		assert.equal(fix(text, { unsafe: true }), fix(text));
		assert.match(
			fix(text),
			/\nkeepalive_session\(\)\.get\("https:\/\/a\.example\/", timeout=\(5, 600\), verify=False\)\n$/,
		);
		assert.match(fix(text), /def keepalive_session\(\):\n.*\n +session = requests\.Session\(\)\n/);
	});

	it('offers a session of the module for requests.get as unsafe, since cookies and threads would share it', () => {
		const text = 'import requests\n\nrequests.get("https://a.example/", timeout=600)\n';
		const [finding] = findings(text);
		const shared = finding?.fixes.find(({ safety }) => safety === 'unsafe');
		const fixed = applyEdits(text, shared?.edits ?? []);
		assert.match(fixed, /\nshared_keepalive_session\(\)\.get\("https:\/\/a\.example\/", timeout=600\)\n$/);
		assert.match(fixed, /@functools\.lru_cache\(maxsize=None\)\ndef shared_keepalive_session\(\):/);
		assert.deepEqual(findings(fixed), []);
	});

	it('keeps what an adapter was made with', () => {
		const text = 'from requests.adapters import HTTPAdapter\n\na = HTTPAdapter(max_retries=3, pool_maxsize=20)\n';
		assert.match(fix(text), /\na = KeepAliveAdapter\(max_retries=3, pool_maxsize=20\)\n$/);
	});
});

describe('the fix for urllib3', () => {
	it('adds socket_options= to the defaults, and keeps limits, TLS and timeouts', () => {
		const own = 'maxsize=3, cert_reqs="CERT_NONE", timeout=600';
		for (const call of ['PoolManager(', 'ProxyManager("http://p:1", ', 'HTTPSConnectionPool("a.example", ']) {
			assert.equal(
				statement(fix(`import urllib3\n\np = urllib3.${call}${own})\n`), 'p = '),
				`p = urllib3.${call}${own}, socket_options=HTTPConnection.default_socket_options + keepalive_options())`,
			);
		}
	});
});

describe('the fix for aiohttp', () => {
	const text =
		'import aiohttp\n\n\nasync def f():\n    s = aiohttp.ClientSession(trust_env=True)\n    await s.get("x")\n';

	it('gives a connector with a socket_factory from 3.12 on', () => {
		assert.match(
			fix(text, { packages: { aiohttp: '3.12.0' } }),
			/connector=aiohttp\.TCPConnector\(socket_factory=keepalive_socket\)/,
		);
	});

	for (const [title, packages] of [
		['before 3.12', { aiohttp: '3.11.18' }],
		['of unknown version, for which a socket_factory may be a TypeError', {}],
	] as const) {
		it(`gives a connector of a subclass ${title}`, () => {
			const [finding] = findings(text, { packages });
			assert.equal(finding?.fixes.length, 1);
			const fixed = fix(text, { packages });
			assert.match(fixed, /connector=KeepAliveConnector\(\)/);
			assert.match(fixed, /class KeepAliveConnector\(aiohttp\.TCPConnector\):/);
			assert.doesNotMatch(fixed, /socket_factory/);
		});
	}

	it('adds to the connector that is there', () => {
		const own = text.replace('trust_env=True', 'connector=aiohttp.TCPConnector(limit=3, ssl=False)');
		assert.match(
			fix(own, { packages: { aiohttp: '3.14.0' } }).replace(/\s+/g, ' '),
			/TCPConnector\(limit=3, ssl=False, socket_factory=keepalive_socket\)/,
		);
		assert.match(fix(own, { packages: { aiohttp: '3.8.4' } }), /connector=KeepAliveConnector\(limit=3, ssl=False\)/);
	});
});

describe('the fix for botocore', () => {
	const imports = 'import boto3\nfrom botocore.config import Config\n\n';

	it('merges tcp_keepalive into a Config that is there', () => {
		for (const call of ['c = Config(', 'c = boto3.client("s3", config=Config('])
			assert.match(
				fix(`${imports}${call}read_timeout=900, retries={"max_attempts": 0}${call.includes('boto3') ? ')' : ''})\n`),
				/Config\(read_timeout=900, retries=\{"max_attempts": 0\}, tcp_keepalive=True\)/,
			);
	});

	it('gives a client without one a Config, with the advice on the idle time left', () => {
		const fixed = fix('import boto3\n\nc = boto3.client("s3")\n');
		assert.match(fixed, /\nc = boto3\.client\("s3", config=Config\(tcp_keepalive=True\)\)\n$/);
		const [finding] = findings(`${imports}c = Config(read_timeout=900, tcp_keepalive=True)\n`);
		assert.equal(finding?.rule, 'late-keepalive');
		assert.match(finding.message, /lower `net\.ipv4\.tcp_keepalive_time`/);
	});
});

describe('the fix for SDKs', () => {
	it('goes through their http_client, which keeps their own timeouts and limits', () => {
		const fixed = fix('import openai\n\nc = openai.OpenAI(api_key="k")\n', { packages: { openai: '2.54.0' } });
		assert.equal(
			statement(fixed, 'c = '),
			'c = openai.OpenAI(api_key="k", http_client=openai.DefaultHttpxClient(mounts={"all://": HTTPTransport(' +
				'limits=openai.DEFAULT_CONNECTION_LIMITS, socket_options=keepalive_options())}))',
		);
		assert.match(fix('import stripe\n\nc = stripe.StripeClient("k")\n'), /http_client=/);
	});
});

describe('a fix with a helper', () => {
	it('is offered twice: the helper in this file, and in one shared module', () => {
		const text = 'import requests\n\nsession = requests.Session()\n';
		const path = 'acme/a.py';
		const files = { 'acme/__init__.py': '', [path]: text };
		const [finding] = engine.check({ path, language: 'python', text }, memoryContext(files, path)).findings;
		const mounts = finding?.fixes.filter(({ title }) => title.startsWith('Send a TCP keepalive probe')) ?? [];
		assert.deepEqual(
			mounts.map(({ files: changes = [] }) => changes.map((each) => each.path)),
			[[], ['acme/tcp_keepalive.py']],
		);
	});
});
