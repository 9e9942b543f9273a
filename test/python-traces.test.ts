import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { read, show, showValue } from './python-reading.js';

describe('Python code that gives up by itself', () => {
	/** Seconds by which the last call is bounded. */
	const bound = (...lines: string[]): string => {
		const text = ['import requests, asyncio, gevent, anyio', ...lines].join('\n');
		const { bounded } = read(text).sites.at(-1) ?? {};
		return bounded ? showValue(bounded) : 'none';
	};

	it('is a block of a context manager', () => {
		const managers = ['asyncio.timeout(5)', 'gevent.Timeout(5, False)', 'anyio.fail_after(5)', 'move_on_after(5)'];
		for (const manager of managers) assert.equal(bound(`with ${manager}:`, '    requests.get(1)'), '5', manager);
		assert.equal(bound('async with asyncio.timeout(T) as t:', '    if a:', '        requests.get(1)'), 'unknown');
		assert.equal(bound('with Timeout(9):', '    with Timeout(5):', '        requests.get(1)'), '5');
		assert.equal(bound('with Timeout(5), requests.get(1) as r:', '    pass'), '5');
		assert.equal(bound('with Timeout(None):', '    requests.get(1)'), 'none');
	});

	it('is not one that ends before, or that only defines a function', () => {
		assert.equal(bound('with Timeout(5):', '    pass', 'requests.get(1)'), 'none');
		assert.equal(bound('with Timeout(5):', '    def f():', '        requests.get(1)'), 'none');
		assert.equal(bound('with requests.get(1) as r, Timeout(5):', '    pass'), 'none');
		assert.equal(bound('with open(5):', '    requests.get(1)'), 'none');
	});

	it('is a call around it', () => {
		assert.equal(bound('x = await asyncio.wait_for(requests.get(1), timeout=5)'), '5');
		assert.equal(bound('x = await asyncio.wait_for(f(requests.get(1)), 5)'), '5');
		assert.equal(bound('x = await asyncio.wait(requests.get(1), 5)'), 'none');
	});
});

describe('Python objects that leave their text or are not used', () => {
	it('have calls elsewhere on what has their name', () => {
		const lines = [
			'class A:',
			'    def make(self):',
			'        session = requests.Session()',
			'        return session',
			'    def send(self):',
			'        session = self.find()',
			'        session.get(1, timeout=5)',
			'        other.get(1)',
		];
		const [site] = read(['import requests', ...lines].join('\n')).sites;
		assert.deepEqual(
			site?.elsewhere?.map(({ method }) => method),
			['get'],
		);
	});

	it('are unused where a function does nothing with them', () => {
		const unused = (...lines: string[]): boolean[] =>
			read(['from requests.adapters import HTTPAdapter', ...lines].join('\n')).sites.map(
				(site) => site.unused === true,
			);
		assert.deepEqual(unused('def f():', '    a = HTTPAdapter()'), [true]);
		assert.deepEqual(unused('HTTPAdapter()'), [true]);
		assert.deepEqual(unused('def f(s):', '    a = HTTPAdapter()', '    s.mount("https://", a)'), [false]);
		assert.deepEqual(unused('def f(s):', '    a = HTTPAdapter()', '    a.x = 1'), [false]);
		assert.deepEqual(unused('def f(s):', '    s.a = HTTPAdapter()', '    s["a"] = HTTPAdapter()'), [false, false]);
		assert.deepEqual(unused('a = HTTPAdapter()'), [false], 'another module may import it');
		assert.deepEqual(unused('def f():', '    return HTTPAdapter()', 'g(HTTPAdapter())'), [false, false]);
	});

	it('read what the classes that extend theirs say', () => {
		const base = ['class A:', '    def f(self):', '        requests.get(timeout=self.t)'];
		const calls = (...lines: string[]): string[] =>
			read(['import requests', ...base, ...lines].join('\n')).sites.map(show);
		assert.deepEqual(calls('class B(A):', '    t = 5'), ['requests.get(timeout=5)']);
		assert.deepEqual(calls('class B(A):', '    t = 5', 'class C(A):', '    t = 6'), ['requests.get(timeout=unknown)']);
		assert.deepEqual(calls('class B:', '    t = 5'), ['requests.get(timeout=unknown)']);
	});
});
