import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calls, read, showValue, uses } from './python-reading.js';

/** How the last argument of `requests.get(...)` is read. */
function value(expression: string, ...before: string[]): string {
	const text = ['import requests, math', 'from datetime import timedelta', ...before, `requests.get(${expression})`];
	const last = read(text.join('\n')).sites.at(-1)?.arguments.at(-1);
	return last ? showValue(last) : 'nothing';
}

describe('Python imports', () => {
	it('resolves every form to the same path', () => {
		const forms = [
			['import requests', 'requests.get()'],
			['import requests as r', 'r.get()'],
			['from requests import get', 'get()'],
			['from requests import (', '    post,  # not this', '    get as fetch,', ')', 'fetch()'],
			['try:', '    import requests', 'except ImportError:', '    requests = None', 'requests.get()'],
			['def f():', '    import requests', '    requests.get()'],
			['import requests; requests.get()'],
			['import requests', 'fetch = requests.get', 'fetch()'],
		];
		for (const lines of forms) assert.deepEqual(calls(...lines), ['requests.get()'], lines.join('; '));
	});

	it('keeps submodules apart', () => {
		assert.deepEqual(calls('from requests.adapters import HTTPAdapter as A', 'A()'), [
			'requests.adapters.HTTPAdapter()',
		]);
		assert.deepEqual(calls('import urllib3.util', 'urllib3.PoolManager()'), ['urllib3.PoolManager()']);
		assert.deepEqual(calls('from requests.packages import urllib3', 'urllib3.PoolManager()'), [
			'requests.packages.urllib3.PoolManager()',
		]);
	});

	it('is silent about what is no catalogued module', () => {
		const others = [
			['from .requests import get', 'get()'],
			['from curl_cffi import requests', 'requests.get()'],
			['if TYPE_CHECKING:', '    import requests', 'requests.get()'],
			['from typing import TYPE_CHECKING', 'if TYPE_CHECKING:', '    import requests', 'requests.get()'],
			['requests.get()'],
			['"""', 'import requests', '"""', 'requests.get()'],
			['import requests', 'other.requests.get()'],
			['import requests', '# requests.get()', 'print("requests.get()")'],
		];
		for (const lines of others) assert.deepEqual(calls(...lines), [], lines.join('; '));
	});

	it('is silent about names that are bound again', () => {
		const rebound = [
			['def f(requests):', '    requests.get()'],
			['def f():', '    for requests in x:', '        pass', '    requests.get()'],
			['requests = wrap(requests)', 'requests.get()'],
			['def requests(): pass', 'requests.get()'],
			['class requests: pass', 'requests.get()'],
			['with a() as requests:', '    requests.get()'],
			['[requests.get() for requests in all]'],
			['f(lambda requests: requests.get())'],
			['del requests', 'requests.get()'],
		];
		for (const lines of rebound) assert.deepEqual(calls('import requests', ...lines), [], lines.join('; '));
	});

	it('sees a shadow in its own scope only', () => {
		const lines = ['import requests', 'def f(requests):', '    pass', 'def g():', '    requests.get()'];
		assert.deepEqual(calls(...lines), ['requests.get()']);
	});

	it('follows the object that a call makes', () => {
		assert.deepEqual(calls('import boto3', 's = boto3.Session()', 's.client("s3")'), ['boto3.Session().client("s3")']);
		assert.deepEqual(calls('import boto3', 'boto3.Session(a=1).client("s3")'), ['boto3.Session().client("s3")']);
	});
});

describe('Python values', () => {
	it('reads literals', () => {
		assert.equal(value('4_2.5'), '42.5');
		assert.equal(value('0x10'), '16');
		assert.equal(value('-1e3'), '-1000');
		assert.equal(value('None'), 'none');
		assert.equal(value('True'), 'true');
		assert.equal(value(`'a' "b"`), '"ab"');
		assert.equal(value("r'\\d'"), '"\\\\d"');
		assert.equal(value('(5, 420)'), '[5, 420]');
		assert.equal(value('{"a": 1, "b": {"c": 2}}'), '{a: 1, b: {c: 2}}');
		assert.equal(value('dict(a=1)'), '{a: 1}');
	});

	it('computes', () => {
		assert.equal(value('60 * 10'), '600');
		assert.equal(value('1 + 2 * (3 + 4) - 1'), '14');
		assert.equal(value('2 ** 3 // 3'), '2');
		assert.equal(value('float("inf")'), 'Infinity');
		assert.equal(value('math.inf'), 'Infinity');
		assert.equal(value('timedelta(minutes=10, seconds=1).total_seconds()'), '601');
		assert.equal(value('timedelta(0, 600).total_seconds()'), '600');
		assert.equal(value('D.total_seconds()', 'D = timedelta(minutes=10)'), '600');
		assert.equal(value('int(D.total_seconds())', 'D = timedelta(minutes=10)'), '600');
		assert.equal(value('D.total_seconds()', 'D = limit()'), 'unknown');
	});

	it('follows constants that have one value', () => {
		assert.equal(value('T', 'T = 600'), '600');
		assert.equal(value('T', 'M = 60', 'T: int = 10 * M'), '600');
		assert.equal(value('T', 'T = 600', 'T = 5'), '5');
		assert.equal(value('T', 'T = 600', 'if a:', '    T = 5'), 'unknown');
		assert.equal(value('T', 'T = 600', 'T += 5'), 'unknown');
		assert.equal(value('T', 'T = T'), 'unknown');
	});

	it('takes a condition only where both sides agree', () => {
		assert.equal(value('5 if a else 5'), '5');
		assert.equal(value('5 if a else 6'), 'unknown');
		assert.equal(value('a or 5'), 'unknown');
		assert.equal(value('a == 5'), 'unknown');
	});

	it('reads the host of a text that is put together', () => {
		assert.equal(value('f"https://a.example/{x}"'), '"https://a.example/"');
		assert.equal(value('f"https://{x}/"'), 'text');
		assert.equal(value('f"https://a.example{x}"'), 'text');
		assert.equal(value('f"{B}/x"', 'B = "http://localhost:80"'), '"http://localhost:80/x"');
		assert.equal(value('B + "/x"', 'B = "http://localhost:80"'), '"http://localhost:80"');
		assert.equal(value('"https://a.example/{}".format(x)'), '"https://a.example/"');
	});

	it('opens the call for what may hide arguments', () => {
		assert.deepEqual(calls('import requests', 'requests.get(*a, timeout=5)'), ['requests.get(timeout=5, ...)']);
		assert.deepEqual(calls('import requests', 'requests.get("x", **k)'), ['requests.get("x", ...)']);
		assert.deepEqual(calls('import requests', 'k = {"timeout": 5}', 'requests.get("x", **k)'), [
			'requests.get("x", timeout=5)',
		]);
	});

	it('reads attributes of classes, those of their parents too', () => {
		const lines = [
			'class A:',
			'    t = 600',
			'class B(A):',
			'    def f(self):',
			'        requests.get(timeout=self.t)',
		];
		assert.deepEqual(calls('import requests', ...lines), ['requests.get(timeout=600)']);
		assert.deepEqual(calls('import requests', ...lines, 'requests.get(timeout=A.t)'), [
			'requests.get(timeout=600)',
			'requests.get(timeout=600)',
		]);
	});

	it('reads options of the class attributes of self', () => {
		const lines = ['class A:', '    t = 600', '    def f(self):', '        requests.get(timeout=self.t)'];
		assert.deepEqual(calls('import requests', ...lines), ['requests.get(timeout=600)']);
	});
});

describe('Python socket options', () => {
	/** What a pool manager is given. */
	const options = (expression: string, ...before: string[]): string | undefined =>
		calls('import socket, urllib3', ...before, `urllib3.PoolManager(socket_options=${expression})`).at(-1);

	it('reads lists, sums, constants and functions', () => {
		const list = '[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1), (6, socket.TCP_KEEPIDLE, 60)]';
		const expected = 'urllib3.PoolManager(socket_options=options true 60)';
		assert.equal(options(list), expected);
		assert.equal(options(`HTTPConnection.default_socket_options + ${list}`), expected);
		assert.equal(options('OPTIONS', `OPTIONS = ${list}`), expected);
		assert.equal(options('make()', 'def make():', `    return ${list}`), expected);
		assert.equal(
			options('make(60)', 'def make(idle=5):', `    return ${list.replace('60', 'idle')}`),
			expected,
			'an argument outweighs the default',
		);
	});

	it('reads lists that grow, and opens dicts that change', () => {
		const grown = ['O = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]', 'O.append((6, socket.TCP_KEEPIDLE, 60))'];
		assert.equal(options('O', ...grown), 'urllib3.PoolManager(socket_options=options true 60)');
		const added = [
			'O = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]',
			'if a:',
			'    O += [(6, socket.TCP_KEEPIDLE, 60)]',
		];
		assert.equal(options('O', ...added), 'urllib3.PoolManager(socket_options=options true 60)');
		const changed = ['k = {"a": 1}', 'k["socket_options"] = b', 'urllib3.PoolManager(**k)'];
		assert.deepEqual(calls('import urllib3', ...changed), ['urllib3.PoolManager(...)']);
	});

	it('leaves the idle time to the system where none is set', () => {
		assert.equal(
			options('[(socket.SOL_SOCKET, socket.SO_KEEPALIVE, True)]'),
			'urllib3.PoolManager(socket_options=options true system)',
		);
	});

	it('does not guess what comes from elsewhere', () => {
		assert.equal(options('OPTIONS', 'from .net import OPTIONS'), 'urllib3.PoolManager(socket_options=unknown)');
		assert.equal(
			options('HTTPConnection.default_socket_options + OPTIONS', 'from .net import OPTIONS'),
			'urllib3.PoolManager(socket_options=options unknown unknown)',
		);
	});
});

describe('Python objects', () => {
	it('finds the calls on a name', () => {
		assert.deepEqual(uses('import requests', 's = requests.Session()', 's.get(1)', 's.post(2)'), ['get', 'post']);
		assert.deepEqual(uses('import requests', 'with requests.Session() as s:', '    s.get(1)'), ['get']);
		assert.deepEqual(uses('import requests', 'if (s := requests.Session()):', '    s.get(1)'), ['get']);
		assert.deepEqual(uses('import requests', 's = a or requests.Session()', 's.get(1)'), ['get']);
		assert.deepEqual(uses('import requests', 's = requests.Session()', 't = s', 't.get(1)'), ['get']);
		assert.deepEqual(uses('import requests', 'requests.Session().get(1)'), ['get']);
	});

	it('takes the patterns of a match for no calls', () => {
		const lines = ['match x:', '    case requests.Session() as s if requests.get(s):', '        s.get(1)'];
		assert.deepEqual(calls('import requests', ...lines), ['requests.get(unknown)']);
	});

	it('reads walruses without brackets', () => {
		assert.deepEqual(uses('import requests', 'while s := requests.Session():', '    s.get(1)'), ['get']);
	});

	it('finds the calls on a member in the whole class', () => {
		const lines = [
			'class A:',
			'  def __init__(self):',
			'    self.s = requests.Session()',
			'  def f(self):',
			'    self.s.get(1)',
		];
		assert.deepEqual(uses('import requests', ...lines), ['get']);
		assert.deepEqual(uses('import requests', ...lines, 'class B:', '  def f(self):', '    self.s.put(1)'), ['get']);
	});

	it('stops where the name is bound again', () => {
		assert.deepEqual(uses('import requests', 's = requests.Session()', 's.get(1)', 's = a()', 's.put(1)'), ['get']);
		assert.deepEqual(uses('import requests', 's = requests.Session()', 'def f(s):', '    s.put(1)'), []);
	});

	it('follows an object into functions and out of them', () => {
		const given = ['def f(a, s, *, k=1):', '    s.put(1)', 's = requests.Session()', 's.get(1)'];
		assert.deepEqual(uses('import requests', ...given, 'f(1, s)'), ['put', 'get']);
		assert.deepEqual(uses('import requests', ...given, 'f(s=s, a=1)'), ['put', 'get']);
		assert.deepEqual(uses('import requests', ...given, 'f(s, 1)'), ['get']);
		assert.deepEqual(uses('import requests', ...given, 'f(*s)'), ['get']);
		const made = [
			'def make():',
			'    s = requests.Session()',
			'    return s',
			't = make()',
			't.get(1)',
			'make().put(1)',
		];
		assert.deepEqual(uses('import requests', ...made), ['get', 'put', 'escapes']);
		const method = [
			'class A:',
			'    def __init__(self, s):',
			'        self.s = s',
			'    def f(self):',
			'        self.s.get(1)',
		];
		assert.deepEqual(uses('import requests', ...method, 'A(requests.Session())'), ['get']);
		const lazy = ['class A:', '    @property', '    def s(self):', '        return requests.Session()'];
		assert.deepEqual(uses('import requests', ...lazy, '    def f(self):', '        self.s.get(1)'), ['get', 'escapes']);
		const loop = [
			'def f(s):',
			'    if a:',
			'        s = g(s)',
			'    return s',
			'def g(s):',
			'    return f(s)',
			'f(requests.Session()).get(1)',
		];
		assert.deepEqual(uses('import requests', ...loop), ['get', 'escapes']);
	});

	it('knows what a with statement bound behind it and in its own header', () => {
		const lines = [
			'with requests.Session() as s, s.get(1):',
			'    pass',
			's.put(1)',
			'with a() as s:',
			'    s.patch(1)',
			's.head(1)',
		];
		assert.deepEqual(uses('import requests', ...lines), ['get', 'put']);
	});

	it('follows both branches', () => {
		const lines = ['if a:', '    s = requests.Session()', 'else:', '    s = b()', 's.get(1)'];
		assert.deepEqual(uses('import requests', ...lines), ['get']);
		const other = ['if a:', '    s = requests.Session()', 'else:', '    s.get(1)'];
		assert.deepEqual(uses('import requests', ...other), []);
	});

	it('tells what leaves the text', () => {
		assert.deepEqual(uses('import requests', 'def f():', '    return requests.Session()'), ['escapes']);
		assert.deepEqual(uses('import requests', 's = requests.Session()', 'run(s)'), ['escapes']);
		assert.deepEqual(uses('import requests', 's = requests.Session()', 'app.s = s'), ['escapes']);
		assert.deepEqual(uses('import requests', 's = requests.Session()', 's.get(1)'), ['get']);
	});

	it('adds what a subclass does in its methods', () => {
		const lines = ['class S(requests.Session):', '    def __init__(self):', '        self.mount("x", 1)', 'S()'];
		assert.deepEqual(uses('import requests', ...lines), ['mount']);
	});
});

describe('Python texts that are broken', () => {
	it('gives fewer calls and never an error', () => {
		const whole =
			'import requests\nwith requests.Session() as s:\n    s.get(f"{a!r:>{b}}", timeout=(1, 2))  # keepalive: ignore[x]\n';
		for (let end = 0; end <= whole.length; end++) {
			assert.ok(read(whole.slice(0, end)).sites.length <= 1);
			assert.ok(read(whole.slice(end)).sites.length <= 1);
		}
	});

	it('goes on behind an open bracket', () => {
		assert.deepEqual(calls('import requests', 'x = foo(1,', 'def f():', '    requests.get("a")'), [
			'requests.get("a")',
		]);
	});

	it('stays fast and shallow on a megabyte', () => {
		const parts = [
			'requests.get(',
			's = requests.Session()\ns.get(1)\n',
			'lambda x: ',
			'(y := requests.Session())\n',
			'f"{',
			'x;',
		];
		for (const part of parts) {
			assert.ok(read('import requests\n' + part.repeat(1_000_000 / part.length)));
		}
		assert.ok(read(`import requests\nx = ${'('.repeat(200_000)}requests.Session()${')'.repeat(200_000)}\n`));
	});
});
