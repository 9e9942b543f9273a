import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { each, findings, url } from './javascript-clients.js';

const get = 'https.get unbounded pooled-only';

describe('Bindings, by the names of their constructs', () => {
	const https = "import https from 'https';\n";
	each([
		['default import', `import https from 'https'; https.get(${url});`, [get]],
		['named import', `import { get } from 'https'; get(${url});`, [get]],
		['namespace import', `import * as https from 'https'; https.get(${url});`, [get]],
		['type-only import', `import type https from 'https'; https.get(${url});`, []],
		['type-only name', `import { type get } from 'https'; get(${url});`, []],
		['import x = require()', `import https = require('https'); https.get(${url});`, [get]],
		['require', `const https = require('https'); https.get(${url});`, [get]],
		['require with destructuring', `const { get } = require('https'); get(${url});`, [get]],
		['require with a member', `const get = require('https').get; get(${url});`, [get]],
		['dynamic import()', `const https = await import('https'); https.get(${url});`, [get]],
		['dynamic import() with destructuring', `const { get } = await import('https'); get(${url});`, [get]],
		['dynamic import().then()', `import('https').then((https) => https.get(${url}));`, [get]],
		['node: prefix', `import https from 'node:https'; https.get(${url});`, [get]],
		['node: prefix of a require', `const https = require('node:https'); https.get(${url});`, [get]],
		['default interop', `const https = require('https').default; https.get(${url});`, [get]],
		['default interop of a compiler', `const h = __importDefault(require('https')); h.default.get(${url});`, [get]],
		['default as a name', `import { default as https } from 'https'; https.get(${url});`, [get]],
		['alias of a name', `import { get as load } from 'https'; load(${url});`, [get]],
		['alias of a module', `${https}const other = https; other.get(${url});`, [get]],
		['alias of a member', `${https}const load = https.get; load(${url});`, [get]],
		['re-assignment', `let https = require('https'); https = mocked; https.get(${url});`, []],
		[
			're-assignment of an agent',
			`${https}let agent = new https.Agent({ keepAlive: true, keepAliveMsecs: 60000 }); if (x) agent = other; https.get(${url}, { agent });`,
			['https.Agent unbounded pooled-only', 'https.get unbounded inherited'],
		],
		['shadowing by a parameter', `${https}function f(https) { https.get(${url}); }`, []],
		['shadowing in a block', `${https}{ const https = mocked(); https.get(${url}); }`, []],
		['shadowing by a catch', `${https}try {} catch (https) { https.get(${url}); }`, []],
		['shadowing in a loop', `${https}for (const https of all) https.get(${url});`, []],
		['export const', `${https}export const agent = new https.Agent();`, ['https.Agent unbounded off']],
		[
			'class field',
			`import axios from 'axios'; class A { http = axios.create({ timeout: 5000 }); f() { return this.http.get(${url}); } }`,
			['axios.create 5 pooled-only'],
			{ packages: ['axios 0.24.0'] },
		],
		[
			'class field set in the constructor',
			`import axios from 'axios'; class A { constructor() { this.http = axios.create({ timeout: 5000 }); } f() { return this.http.get(${url}); } }`,
			['axios.create 5 pooled-only'],
			{ packages: ['axios 0.24.0'] },
		],
		[
			'private class field',
			`${https}class A { #agent = new https.Agent(); f() { https.get(${url}, { agent: this.#agent }); } }`,
			['https.Agent unbounded off', 'https.get unbounded inherited'],
		],
		[
			'static class field',
			`${https}class A { static agent = new https.Agent(); f() { https.get(${url}, { agent: A.agent }); } }`,
			['https.Agent unbounded off', 'https.get unbounded inherited'],
		],
		[
			'constructor parameter with a default',
			`${https}class A { constructor(private agent = new https.Agent()) {} f() { https.get(${url}, { agent: this.agent }); } }`,
			['https.Agent unbounded off', 'https.get unbounded inherited'],
		],
		[
			'object property',
			`${https}const agents = { slow: new https.Agent() }; https.get(${url}, { agent: agents.slow });`,
			['https.Agent unbounded off', 'https.get unbounded inherited'],
		],
	]);
});

describe('Values, by the names of their constructs', () => {
	const load = (options: string, before = ''): string =>
		`import https from 'https';\n${before}\nhttps.get(${url}, ${options});`;
	const waits = (wait: string): string[] => [`https.get ${wait} pooled-only`];
	const two = {
		'./two.js': "export * from './one.js'; export { far } from './far.js';",
		'./one.js': 'export const options = { timeout: 300_000 };',
		'./far.js': "export { far } from './farther.js';",
		'./farther.js': 'export const far = { timeout: 300_000 };',
	};
	each([
		['ternary of the same', load('x ? { timeout: 300_000 } : { timeout: 300_000, method: "PUT" }'), waits('300')],
		['ternary of different values', load('{ timeout: x ? 300_000 : 5000 }'), waits('unknown')],
		['ternary of agents', load('{ agent: x ? a : b }'), ['https.get unbounded inherited']],
		['|| default', load('{ timeout: given || 300_000 }'), waits('300')],
		['?? default of a constant', load('{ timeout: T ?? 300_000 }', 'const T = 300_000;'), waits('300')],
		[
			'?? default of an agent',
			load('{ agent: given ?? new https.Agent() }'),
			['https.get unbounded inherited', 'https.Agent unbounded off'],
		],
		[
			'spread of a known object',
			load('{ ...base, method: "PUT" }', 'const base = { timeout: 300_000 };'),
			waits('300'),
		],
		['spread of an unknown object', load('{ timeout: 300_000, ...rest }'), ['https.get unknown unknown']],
		[
			'spread that is overridden',
			load('{ ...base, timeout: 5000 }', 'const base = { timeout: 300_000 };'),
			waits('unbounded'),
		],
		[
			'Object.assign of literals',
			load('Object.assign({}, base, { method: "PUT" })', 'const base = { timeout: 300_000 };'),
			waits('300'),
		],
		['Object.assign of something unknown', load('Object.assign({}, given)'), ['https.get unknown unknown']],
		['satisfies', load('{ timeout: 300_000 } satisfies RequestOptions'), waits('300')],
		['as', load('{ timeout: 300_000 } as RequestOptions'), waits('300')],
		['as const', load('o', 'const o = { timeout: 300_000 } as const;'), waits('300')],
		['angle brackets', load('<RequestOptions>{ timeout: 300_000 }'), waits('300')],
		['non-null', load('o!', 'const o = { timeout: 300_000 };'), waits('300')],
		['options in a const', load('o', 'const o = { timeout: 300_000 };'), waits('300')],
		["options in a function's return", load('o()', 'function o() { return { timeout: 300_000 }; }'), waits('300')],
		["options in an arrow function's value", load('o()', 'const o = () => ({ timeout: 300_000 });'), waits('300')],
		[
			'options in an imported sibling',
			load('options', "import { options } from './one.js';"),
			waits('300'),
			{ files: two },
		],
		['options two steps away', load('options', "import { options } from './two.js';"), waits('300'), { files: two }],
		[
			'options three steps away',
			load('far', "import { far } from './two.js';"),
			['https.get unknown unknown'],
			{ files: two },
		],
	]);
});

describe('Agents and sockets that are told, by the names of their constructs', () => {
	const import_ = "import https from 'https';\n";
	const told = (body: string, more = ''): string =>
		`${import_}class Told extends https.Agent { createConnection(...a) { ${body} } }\n${more || `https.get(${url}, { agent: new Told() });`}`;
	each([
		[
			'subclass of an agent',
			told('const s = super.createConnection(...a); s.setKeepAlive(true, 60_000); return s;'),
			['https.get unbounded inherited', 'https.Agent unbounded 60'],
		],
		[
			'subclass with a callback',
			told('const s = super.createConnection(...a); s.once("connect", () => s.setKeepAlive(true, 60_000)); return s;'),
			['https.get unbounded inherited', 'https.Agent unbounded 60'],
		],
		[
			'subclass that does nothing',
			told('return super.createConnection(...a);'),
			['https.get unbounded inherited', 'https.Agent unbounded off'],
		],
		[
			'subclass of a subclass',
			told(
				'return super.createConnection(...a).setKeepAlive(true, 60_000);',
				`class B extends Told {} https.get(${url}, { agent: new B() });`,
			),
			['https.get unbounded inherited', 'https.Agent unbounded 60'],
		],
		[
			'subclass in another file',
			`import https from 'https'; import { Told } from './told.js'; https.get('https://api.example.com/slow', { agent: new Told() });`,
			['https.get unbounded inherited', 'https.Agent unbounded 60'],
			{
				files: {
					'./told.js': `import https from 'https'; export class Told extends https.Agent { createConnection(...a) { return super.createConnection(...a).setKeepAlive(true, 60_000); } }`,
				},
			},
		],
		[
			'socket event',
			`${import_}https.get(${url}).on('socket', (s) => s.setKeepAlive(true, 60_000));`,
			['https.get unbounded 60'],
		],
		[
			'socket event of a variable',
			`${import_}const r = https.get(${url}); r.once('socket', function (s) { s.setKeepAlive(true, 60_000); });`,
			['https.get unbounded 60'],
		],
		[
			'req.setSocketKeepAlive',
			`${import_}const r = https.request(${url}); r.setSocketKeepAlive(true, 60_000); r.end();`,
			['https.request unbounded 60'],
		],
		['the response comes too late', `${import_}https.get(${url}, (r) => r.socket.setKeepAlive(true, 60_000));`, [get]],
		[
			'the response event comes too late',
			`${import_}https.get(${url}).on('response', (r) => r.socket.setKeepAlive(true, 60_000));`,
			[get],
		],
		[
			'setSocketKeepAlive in the response comes too late',
			`${import_}const r = https.get(${url}, () => r.setSocketKeepAlive(true, 60_000));`,
			[get],
		],
		[
			"an agent's free event comes too late",
			`${import_}const agent = new https.Agent(); agent.on('free', (s) => s.setKeepAlive(true, 60_000)); https.get(${url}, { agent });`,
			['https.Agent unbounded off', 'https.get unbounded inherited'],
		],
	]);
});

describe('Options that are filled somewhere else', () => {
	const load = (text: string): string => `import https from 'https';\n${text}`;
	each([
		[
			'by a function of the file',
			load(`function f(o) { o.agent = probing; } const o = { timeout: 5000 }; f(o); https.get(${url}, o);`),
			['https.get unknown unknown'],
		],
		[
			'by a function of the file that only reads',
			load(`function f(o) { print(o.timeout); } const o = { timeout: 300_000 }; f(o); https.get(${url}, o);`),
			['https.get 300 pooled-only'],
		],
		[
			'by a method',
			load(`class A { add(o) { o.agent = x; } f() { const o = {}; this.add(o); https.get(${url}, o); } }`),
			['https.get unknown unknown'],
		],
		[
			'by a function whose name says so',
			load(`const o = {}; await cluster.applyToHTTPSOptions(o); https.get(${url}, o);`),
			['https.get unknown unknown'],
		],
		[
			'by a function that is only told',
			load(`const o = { timeout: 300_000 }; debug(o); https.get(${url}, o);`),
			['https.get 300 pooled-only'],
		],
		[
			'in a field',
			load(`class A { o = { timeout: 5000 }; set() { this.o.agent = x; } f() { https.get(${url}, this.o); } }`),
			['https.get unknown unknown'],
		],
	]);
});

describe('Timeouts, by the names of their forms', () => {
	const old = { packages: ['axios 0.24.0', 'got 11.8.6', 'needle 3.5.0'] };
	const axios = (timeout: string): string => `import axios from 'axios'; axios.get(${url}, { timeout: ${timeout} });`;
	const socket = (rest: string): string => `import https from 'https'; const r = https.get(${url}); ${rest}`;
	each([
		['number', axios('300000'), ['axios.get 300 pooled-only'], old],
		['numeric expression', axios('5 * 60 * 1000'), ['axios.get 300 pooled-only'], old],
		['separators', axios('60_000'), ['axios.get 60 pooled-only'], old],
		['exponent', axios('3e5'), ['axios.get 300 pooled-only'], old],
		['constant', `const MINUTE = 60_000; ${axios('5 * MINUTE')}`, ['axios.get 300 pooled-only'], old],
		['member of a constant', `const T = { slow: 300_000 }; ${axios('T.slow')}`, ['axios.get 300 pooled-only'], old],
		['enum', `enum T { Slow = 300_000 } ${axios('T.Slow')}`, ['axios.get 300 pooled-only'], old],
		['Infinity', axios('Infinity'), ['axios.get unbounded pooled-only'], old],
		['0 of axios, which is none', axios('0'), ['axios.get unbounded pooled-only'], old],
		[
			'0 of got, which is at once',
			`import got from 'got'; got(${url}, { timeout: { request: 0 } });`,
			['got 0 pooled-only'],
			old,
		],
		[
			'0 of needle, which is none',
			`import needle from 'needle'; needle.get(${url}, { response_timeout: 0 });`,
			['needle.get unbounded pooled-only'],
			old,
		],
		[
			'AbortSignal.timeout',
			`import fetch from 'node-fetch'; fetch(${url}, { signal: AbortSignal.timeout(300_000) });`,
			['node-fetch 300 pooled-only'],
		],
		[
			'AbortSignal.timeout in a const',
			`import fetch from 'node-fetch'; const signal = AbortSignal.timeout(5000); fetch(${url}, { signal });`,
			['node-fetch 5 pooled-only'],
		],
		[
			'AbortSignal.any',
			`import fetch from 'node-fetch'; fetch(${url}, { signal: AbortSignal.any([AbortSignal.timeout(5000), given]) });`,
			['node-fetch 5 pooled-only'],
		],
		['setTimeout with a callback', socket('r.setTimeout(5000, () => r.destroy());'), ['https.get 5 pooled-only']],
		['setTimeout without anybody who listens', socket('r.setTimeout(5000);'), ['https.get unbounded pooled-only']],
		[
			'setTimeout of a socket',
			`import net from 'net'; const s = net.connect(1, 'a.example.com'); s.setTimeout(300_000, () => s.destroy());`,
			['net.connect 300 off'],
		],
		['setTimeout of 0, which is none', socket('r.setTimeout(0);'), ['https.get unbounded pooled-only']],
		["'5m', which axios does not take", axios("'5m'"), ['axios.get unknown pooled-only'], old],
		['a text, whatever axios makes of it', axios("'300000'"), ['axios.get unknown pooled-only'], old],
	]);
});

describe('Code that runs elsewhere, by the names of its signs', () => {
	const post = `import https from 'https'; https.get(${url});`;
	for (const [name, text, path] of [
		['use client', `'use client';\n${post}`, 'main.tsx'],
		['Deno by jsr:', `import x from 'jsr:@std/path';\n${post}`],
		['Deno by npm:', `import x from 'npm:chalk';\n${post}`],
		['Deno by an URL', `import { x } from 'https://deno.land/std/path/mod.ts';\n${post}`],
		['Bun by its module', `import { serve } from 'bun';\n${post}`],
		['Bun by its test module', `import { test } from 'bun:test';\n${post}`],
	] as const) {
		it(name, () => assert.deepEqual(findings(text, path === undefined ? {} : { path }), []));
	}
	it('none of them', () => assert.deepEqual(findings(post), ['missing-keepalive warning']));
});
