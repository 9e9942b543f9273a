import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createEngine, openProject } from '../server/src/api.js';

const head = 'import requests, socket, httpx\nfrom requests.adapters import HTTPAdapter\n';

/** Where something is said of a text, its lines after the imports given with how often each comes; `%` is the number. */
function findings(...lines: readonly (readonly [line: string, count: number])[]): string[] {
	const repeated = lines.flatMap(([line, count]) =>
		Array.from({ length: count }, (_, index) => `${line.replaceAll('%', `${index}`)}\n`),
	);
	const text = head + repeated.join('');
	const { context } = openProject(__dirname).fileFor(join(__dirname, 'a.py'));
	const { findings: found } = createEngine().check({ path: 'a.py', language: 'python', text }, context);
	return found.map(({ span }) => text.slice(span.start, span.end));
}

describe('what is not followed to its end is not known, and nothing is said of it', () => {
	it('is all that may be done to the objects that a function gives back', () => {
		const make = ' if k == %: return requests.Session()';
		const read = (objects: number, calls: number): number =>
			findings(['def f(k):', 1], [make, objects], ['f(%).get(u)', calls]).length;
		assert.equal(read(100, 100), 100);
		assert.equal(read(150, 1), 100);
		assert.equal(read(100, 1000), 0);
	});

	it('is all that a function does to the objects that so many calls give it', () => {
		const configure = ['def f(s):\n s.mount("https://", a)', 1] as const;
		const given = (calls: number): number => findings(configure, ['f(requests.Session())', calls]).length;
		assert.deepEqual([given(10), given(100), given(500)], [0, 0, 0]);
		// One that is known from the first calls is known.
		const same = findings(['s = requests.Session()\ndef f(s):\n s.get(u)', 1], ['f(s)', 500]);
		assert.deepEqual(same, ['requests.Session']);
	});

	it('is all that a class may do to its objects', () => {
		const method = ' def get%(self, u):\n  self.get(u, timeout=300)';
		const read = (methods: number, objects: number): number =>
			findings(['class A(requests.Session):', 1], [method, methods], ['a% = A()', objects]).length;
		assert.equal(read(50, 50), 50);
		assert.equal(read(500, 100), 20);
	});

	it('is what an attribute holds besides what is followed', () => {
		const method = ' def set%(self):\n  self.s = requests.Session()\n  self.s.get(u)';
		const read = (methods: number): number => findings(['class A:', 1], [method, methods]).length;
		assert.equal(read(50), 50);
		assert.equal(read(70), 50);
	});

	it('is what an object holds that calls are given', () => {
		const read = (properties: number): number =>
			findings(['o = {', 1], [' "a%": 1,', properties], ['}', 1], ['httpx.Client(**o)', 1]).length;
		assert.equal(read(1000), 1);
		assert.equal(read(12_000), 0);
	});

	it('is what a list of options has that is no option of each system, as often as it is given', () => {
		const option = ' (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, %),';
		const read = (options: number, clients: number): number =>
			findings(['o = [', 1], [option, options], [']', 1], ['httpx.HTTPTransport(socket_options=o)', clients]).length;
		const [once, often] = [read(100, 1), read(100, 100)];
		assert.ok(once >= 100);
		assert.equal(often - once, 99 * (once - 100));
		assert.ok(read(2000, 2000) <= 4000 + 2000);
	});
});
