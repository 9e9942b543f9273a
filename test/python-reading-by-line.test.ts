import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maskPython } from '../server/src/engine/python/mask.js';
import { clients, verdict } from './python-verdicts.js';

/** A call whose client must be found behind, or within, what stands before it. */
const slow = 'requests.get("https://a.example", timeout=420)';
const found = ['requests.get 420/off'];

/** The code that is left of a text, `.` for each blank. */
function masked(text: string): string {
	const { code } = maskPython(text);
	assert.equal(code.length, text.length, 'offsets stay true');
	return code.replaceAll(' ', '.');
}

describe('Reading Python, the mask', () => {
	it('blanks comments, also those with quotes and brackets', () => {
		assert.equal(masked('a # it\'s """ (\nb'), 'a' + '.'.repeat(13) + '\nb');
		assert.deepEqual(clients('import requests', `# ${slow}`, `x = 1  # ${slow}`), []);
		assert.deepEqual(clients('import requests', `x = {  # "{`, `    "a": ${slow},  # }`, '}'), found);
	});

	it('blanks strings of every kind', () => {
		for (const quote of [`'`, `"`, `'''`, `"""`]) {
			const text = `${quote}requests.get(1)${quote}`;
			assert.deepEqual(clients('import requests', `x = ${text}`), [], text);
			assert.equal(masked(`x = ${text}; y`), `x.=."${'.'.repeat(text.length - 2)}";.y`, text);
		}
		assert.equal(masked(`'it\\'s' "a\\\\" 'b'`), '"....." "..."."."'.replaceAll(' ', '.'));
	});

	it('knows every prefix, in any case', () => {
		const plain = ['r', 'u', 'b', 'br', 'rb', 'R', 'U', 'B', 'BR', 'Rb', 'rB', 'bR'];
		for (const prefix of plain) {
			assert.equal(masked(`x = ${prefix}"{a(1)}"`), `x.=."${'.'.repeat(prefix.length + 6)}"`, prefix);
		}
		for (const prefix of ['f', 'F', 'fr', 'rf', 'FR', 'Rf', 't', 'T', 'tr', 'rt', 'TR']) {
			assert.equal(masked(`x = ${prefix}"{a(1)}"`), `x.=."${'.'.repeat(prefix.length)}{a(1)}"`, prefix);
		}
		assert.equal(
			masked(String.raw`x = r'\' ; y'; z`),
			'x.=.".......";.z',
			'a raw string does not end behind a backslash',
		);
	});

	it('takes lines of triple-quoted strings for text', () => {
		assert.deepEqual(clients('"""', 'import requests', slow, '"""', slow), []);
		assert.deepEqual(clients('import requests', `x = '''`, slow, `"""`, slow, `'''`, slow), found);
		assert.deepEqual(clients('import requests', `x = """a\\"""`, slow, '"""', slow), found, 'an escaped quote');
	});

	it('keeps nested expressions of f-strings as code', () => {
		assert.deepEqual(clients('import requests', `x = f"{${slow.replaceAll('"', "'")}!r:>{width}}"`), found);
		assert.deepEqual(clients('import requests', `x = f'''{\n    ${slow}\n}'''`), found);
		assert.deepEqual(clients('import requests', `x = f"{{${slow.replaceAll('"', "'")}}}"`), [], 'doubled braces');
		assert.deepEqual(clients('import requests', `x = f"{f'{requests.head(u)}'}"`), ['requests.head unbounded/off']);
	});

	it('reads f-strings as Python 3.12 does: the same quotes, comments and backslashes within fields', () => {
		assert.deepEqual(clients('import requests', `x = f"{${slow}}"`), found);
		assert.deepEqual(clients('import requests', 'x = f"{', `    ${slow}  # a "comment" }`, '}"'), found);
		assert.deepEqual(clients('import requests', `x = f"{'\\n'.join([${slow}.text])}"`), found);
	});

	it('reads t-strings of Python 3.14 as f-strings', () => {
		assert.deepEqual(clients('import requests', `x = t"{${slow}}"`), found);
		assert.deepEqual(clients('import requests', `x = rt'{${slow}}' t"{{${slow.replaceAll('"', "'")}}}"`), found);
	});

	it('joins continued lines', () => {
		assert.deepEqual(
			clients('import requests', 'x = requests \\', '    .get("https://a.example", \\', '  timeout=420)'),
			found,
		);
		assert.deepEqual(clients('import \\', '  requests', 'requests.get("https://a.example", timeout=\\', '420)'), found);
		assert.deepEqual(clients('import requests', '# a comment \\', slow), found, 'a comment does not go on');
	});

	it('keeps every offset, whatever the line ends and characters', () => {
		const text = `x = "é😀"\r\ny = f'''{a}\r\n{b!r}'''  # 😀\r\nz`;
		const { code } = maskPython(text);
		assert.equal(code.length, text.length);
		for (const name of ['a}', 'b!', 'z']) assert.equal(code.indexOf(name[0] ?? ''), text.indexOf(name), name);
	});
});

describe('Reading Python, imports', () => {
	const call = (lines: readonly string[], callee: string): string[] =>
		clients(...lines, `${callee}("https://a.example", timeout=420)`);

	it('import a.b as c', () => {
		assert.deepEqual(call(['import requests.api as r'], 'r.get'), found);
		assert.deepEqual(call(['import os, requests as r, sys'], 'r.get'), found);
		assert.deepEqual(clients('import http.client as hc', 'hc.HTTPSConnection("a.example", timeout=420)'), [
			'http.client.HTTPSConnection 420/off',
		]);
		assert.deepEqual(clients('import urllib.request', 'urllib.request.urlopen("https://a.example")'), [
			'urllib.request.urlopen unbounded/off',
		]);
		assert.deepEqual(call(['import requests.api as r'], 'requests.get'), [], 'the name is not bound');
	});

	it('from a import (b as c, d)', () => {
		assert.deepEqual(call(['from requests import (', '    post,  # one', '    get as fetch,', ')'], 'fetch'), found);
		assert.deepEqual(call(['from requests import \\', '    get as fetch, post'], 'fetch'), found);
		assert.deepEqual(call(['from requests import get as fetch'], 'get'), []);
	});

	it('inside functions, for that function only', () => {
		const lines = ['def a():', '    import requests', `    ${slow}`, 'def b():', `    ${slow}`];
		assert.deepEqual(clients(...lines), found);
	});

	it('try/except ImportError', () => {
		assert.deepEqual(
			call(['try:', '    import requests', 'except ImportError:', '    requests = None'], 'requests.get'),
			found,
		);
		assert.deepEqual(
			call(['try:', '    from requests import get', 'except ImportError:', '    from .compat import get'], 'get'),
			found,
		);
		assert.deepEqual(
			call(
				['try:', '    import fast as requests', 'except ModuleNotFoundError:', '    import requests'],
				'requests.get',
			),
			found,
		);
	});

	it('TYPE_CHECKING is silent', () => {
		for (const [first, test] of [
			['from typing import TYPE_CHECKING', 'TYPE_CHECKING'],
			['import typing', 'typing.TYPE_CHECKING'],
			['import typing as t', 't.TYPE_CHECKING'],
		] as const) {
			assert.deepEqual(call([first, `if ${test}:`, '    import requests'], 'requests.get'), [], test);
			assert.deepEqual(
				call([first, `if ${test}:`, '    import x', 'else:', '    import requests'], 'requests.get'),
				found,
			);
			assert.deepEqual(call([first, `if not ${test}:`, '    import requests'], 'requests.get'), found);
		}
	});

	it('relative imports are others of that name', () => {
		for (const line of [
			'from . import requests',
			'from .. import requests',
			'from .net import requests',
			'from ...a.b import requests',
		]) {
			assert.deepEqual(call([line], 'requests.get'), [], line);
		}
		assert.deepEqual(call(['from .requests import get'], 'get'), []);
		assert.deepEqual(call(['from curl_cffi import requests'], 'requests.get'), [], 'so are those of other packages');
	});

	it('a name rebound is unknown', () => {
		const rebindings = [
			['requests = wrap(requests)'],
			['requests: object = None or wrap()'],
			['a, requests = 1, 2'],
			['[a, *requests] = pair'],
			['(requests := wrap())'],
			['for requests in []:', '    pass'],
			['del requests'],
			['def requests(): pass'],
			['class requests: pass'],
			['type requests = int'],
			['from other import requests'],
			['def replace():', '    global requests', '    requests = wrap()'],
		];
		for (const lines of rebindings) assert.deepEqual(clients('import requests', ...lines, slow), [], lines.join('; '));
	});

	it('shadowing by parameters', () => {
		const parameters = [
			'requests',
			'a, /, requests',
			'*requests',
			'**requests',
			'*, requests=None',
			'requests: object = 1',
		];
		for (const list of parameters) {
			const lines = [`def f(${list}):`, `    ${slow}`, 'def g():', `    ${slow}`];
			assert.deepEqual(clients('import requests', ...lines), found, list);
		}
		assert.deepEqual(
			clients('import requests', 'def f(requests):', '    def g():', `        ${slow}`),
			[],
			'a closure',
		);
		assert.deepEqual(clients('import requests', `f(lambda requests: ${slow})`), []);
		assert.deepEqual(clients('import requests', `[${slow} for requests in all]`), []);
	});

	it('shadowing by assignment in the same scope', () => {
		const assigned = ['def f():', `    ${slow}`, '    requests = 1', slow];
		assert.deepEqual(clients('import requests', ...assigned), found, 'a local name is local from its first line');
		const others = [
			['with a() as requests:', `    ${slow}`],
			['try:', '    pass', 'except E as requests:', `    ${slow}`],
			['match x:', '    case {"a": requests}:', `        ${slow}`],
		];
		for (const lines of others) assert.deepEqual(clients('import requests', ...lines), [], lines.join('; '));
		const member = ['class A:', '    requests = None', '    def f(self):', `        ${slow}`];
		assert.deepEqual(clients('import requests', ...member), found, 'names of a class are no names of its methods');
	});

	it('indentation says where a scope ends, in spaces and in tabs', () => {
		for (const indent of ['  ', '    ', '\t']) {
			const lines = ['def f(requests):', `${indent}if a:`, `${indent}${indent}${slow}`, `${indent}${slow}`, slow];
			assert.deepEqual(clients('import requests', ...lines), found, JSON.stringify(indent));
		}
		assert.deepEqual(clients('import requests', 'def f(requests): a = 1; ' + slow, slow), found, 'on one line');
		const continued = ['def f(requests, b=(', '1)):', '        pass', '# outside', `        ${slow}`, slow];
		assert.deepEqual(clients('import requests', ...continued), found, 'comments and brackets have no indentation');
	});
});

describe('Reading Python, arguments', () => {
	/** The wait and first probe of one call, with lines before it. */
	const wait = (expression: string, ...before: string[]): string =>
		(clients('import requests', ...before, `requests.get("https://a.example", ${expression})`).at(-1) ?? '').replace(
			'requests.get ',
			'',
		);

	it('multi-line calls', () => {
		assert.deepEqual(
			clients(
				'import requests',
				'requests.get(',
				'    "https://a.example",',
				'    timeout=(',
				'        5,',
				'        420,',
				'    ),',
				')',
			),
			found,
		);
	});

	it('nested brackets', () => {
		assert.equal(wait('params={"a": [1, (2, {"timeout": 5})]}, timeout=420'), '420/off');
		assert.equal(wait('json=f(g(timeout=5), [h(timeout=6)]), timeout=420'), '420/off');
	});

	it('lambdas', () => {
		assert.equal(wait('hooks={"response": lambda r, *a, timeout=5, **k: (r, a)}, timeout=420'), '420/off');
		assert.equal(wait('auth=lambda r: r, timeout=420'), '420/off');
	});

	it('comprehensions', () => {
		assert.equal(wait('params=[(a, b) for a, b in c if a], timeout=420'), '420/off');
		assert.equal(wait('params={a: b for a, b in c}, data=(x for x in y), timeout=420'), '420/off');
	});

	it('keyword and positional', () => {
		assert.deepEqual(clients('import http.client', 'http.client.HTTPSConnection("a.example", 443, timeout=420)'), [
			'http.client.HTTPSConnection 420/off',
		]);
		assert.deepEqual(
			clients(
				'import requests',
				's = requests.Session()',
				's.request("GET", "https://a.example", None, None, None, None, None, None, 420)',
			),
			['requests.Session 420/off'],
		);
		assert.deepEqual(clients('import urllib.request as u', 'u.urlopen("https://a.example", None, 420)'), [
			'urllib.request.urlopen 420/off',
		]);
	});

	it('*args and **kwargs leave unknown what they may hide, and nothing more', () => {
		assert.equal(wait('*args'), 'unknown/off');
		assert.equal(wait('**options'), 'unknown/off');
		assert.equal(wait('**options, timeout=420'), '420/off');
		assert.equal(wait('**OPTIONS', 'OPTIONS = {"timeout": (5, 420)}'), '420/off');
		assert.equal(wait('**dict(timeout=420)'), '420/off');
		assert.equal(wait('**OPTIONS', 'OPTIONS = {"timeout": 420}', 'OPTIONS.update(more)'), 'unknown/off');
		assert.deepEqual(clients('import urllib3', 'urllib3.PoolManager(**options)'), [
			'urllib3.PoolManager unknown/unknown',
		]);
	});

	it('trailing commas and comments between', () => {
		assert.equal(wait('timeout=420,'), '420/off');
		assert.deepEqual(
			clients(
				'import requests',
				'requests.get(  # (',
				'    "https://a.example",  # timeout=5,',
				'    # timeout=6',
				'    timeout=420  # )',
				'    ,',
				')',
			),
			found,
		);
	});

	it('walrus', () => {
		assert.equal(wait('timeout=(limit := 420)'), '420/off');
		assert.deepEqual(clients('import requests', 'requests.get(url := "https://a.example", timeout=420)'), found);
	});

	it('conditional expressions count where both sides agree', () => {
		assert.equal(wait('timeout=420 if a else 6 * 70'), '420/off');
		assert.equal(wait('timeout=5 if a else 420'), 'unknown/off');
		assert.equal(wait('timeout=a or 420'), 'unknown/off');
	});

	it('constants defined in the module', () => {
		assert.equal(wait('timeout=TIMEOUT', 'TIMEOUT = 600'), '600/off');
		assert.equal(wait('timeout=TIMEOUT', 'MINUTE: int = 60', 'TIMEOUT = 10 * MINUTE'), '600/off');
		assert.equal(wait('timeout=A', 'A = B = 600'), '600/off');
		assert.equal(wait('timeout=Limits.SLOW', 'class Limits:', '    SLOW = 600'), '600/off');
		assert.equal(wait('timeout=PAIR', 'PAIR = (5, 600)'), '600/off');
		assert.equal(wait('timeout=TIMEOUT', 'TIMEOUT = 600', 'if a:', '    TIMEOUT = 5'), 'unknown/off');
		assert.equal(wait('timeout=TIMEOUT', 'from .settings import TIMEOUT'), 'unknown/off');
	});

	it('timedelta(minutes=10).total_seconds()', () => {
		const imported = 'from datetime import timedelta';
		assert.equal(wait('timeout=timedelta(minutes=10).total_seconds()', imported), '600/off');
		assert.equal(
			wait('timeout=LIMIT.total_seconds()', imported, 'LIMIT = timedelta(minutes=5, seconds=300)'),
			'600/off',
		);
		assert.equal(wait('timeout=dt.timedelta(0, 600).total_seconds()', 'import datetime as dt'), '600/off');
		assert.equal(wait('timeout=timedelta(minutes=10).total_seconds()'), 'unknown/off', 'another timedelta');
	});

	it('aiohttp.ClientTimeout(total=...)', () => {
		const session = (timeout: string): string =>
			clients(
				'import aiohttp',
				'from aiohttp import ClientTimeout as T',
				`aiohttp.ClientSession(timeout=${timeout})`,
			)[0] ?? '';
		assert.equal(session('T(total=600)'), 'aiohttp.ClientSession 600/off');
		assert.equal(session('aiohttp.ClientTimeout(600)'), 'aiohttp.ClientSession 600/off');
		assert.equal(session('T(total=600, sock_read=60)'), 'aiohttp.ClientSession 60/off');
		for (const endless of ['T()', 'T(total=None)', 'T(total=0)', 'T(connect=5)']) {
			assert.equal(session(endless), 'aiohttp.ClientSession unbounded/off', endless);
		}
		assert.equal(session('None'), 'aiohttp.ClientSession 300/off');
	});

	it('httpx.Timeout(...)', () => {
		const get = (timeout: string): string =>
			verdict('import httpx', `httpx.get("https://a.example", timeout=${timeout})`);
		assert.match(get('httpx.Timeout(10, read=300)'), /^300\//);
		assert.match(get('httpx.Timeout(None, read=5)'), /^5\//);
		assert.match(get('httpx.Timeout(None, connect=5)'), /^unbounded\//);
		assert.match(get('httpx.Timeout(connect=5, read=300, write=5, pool=5)'), /^300\//);
		assert.match(
			verdict('import httpx', 'c = httpx.Client()', 'c.timeout = httpx.Timeout(900)', 'c.get("https://a.example")'),
			/^900\//,
		);
	});

	it('urllib3.Timeout(read=...)', () => {
		const pool = (timeout: string): string => verdict('import urllib3', `urllib3.PoolManager(timeout=${timeout})`);
		assert.match(pool('urllib3.Timeout(read=600)'), /^600\//);
		assert.match(pool('urllib3.util.Timeout(connect=5, read=600)'), /^600\//);
		assert.match(pool('urllib3.Timeout(total=700, read=600)'), /^600\//);
		assert.match(pool('urllib3.Timeout(connect=5)'), /^unbounded\//);
		assert.match(
			verdict('import requests, urllib3', 'requests.get("https://a.example", timeout=urllib3.Timeout(read=420))'),
			/^420\//,
		);
	});

	it('(5, 420)', () => {
		assert.equal(wait('timeout=(5, 420)'), '420/off');
		assert.equal(wait('timeout=(420, 5)'), '5/off');
		assert.equal(wait('timeout=(5, None)'), 'unbounded/off');
		assert.equal(wait('timeout=(5, READ)', 'READ = 420'), '420/off');
		assert.match(verdict('import httpx', 'httpx.get("https://a.example", timeout=(5, 300, 5, 5))'), /^300\//);
	});

	it('None', () => {
		assert.equal(wait('timeout=None'), 'unbounded/off');
		assert.equal(wait('timeout=LIMIT', 'LIMIT = None'), 'unbounded/off');
		assert.match(
			verdict('import httpx', 'httpx.get("https://a.example", timeout=None)'),
			/^unbounded\/off long-wait-without-keepalive$/,
		);
	});
});
