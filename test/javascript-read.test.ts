import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClientEntry } from '../server/src/engine/catalogue/schema.js';
import { javascriptFrontEnd } from '../server/src/engine/javascript/index.js';
import type { CallSite, Reading, Value } from '../server/src/engine/sites.js';

const form = {
	api: '',
	call: 'either',
	role: 'client',
	parameters: [],
	address: [],
	wait: { default: [], options: [] },
	probe: [],
	keepalive: [],
} as const;

function entry(modules: readonly string[], paths: readonly string[], more: Partial<ClientEntry> = {}): ClientEntry {
	return {
		id: modules.join(),
		language: 'javascript',
		name: '',
		modules,
		forms: [{ ...form, paths }],
		sources: [],
		verified: '',
		...more,
	};
}

const setup = {
	paths: ['globalAgent', 'globalAgent.keepAlive', 'setGlobalDispatcher'],
	operators: ['='],
	works: [],
	reason: '',
	protects: [],
} as const;

const abortTimeout = {
	module: '',
	paths: ['AbortSignal.timeout'],
	parameters: ['ms'],
	bounds: ['ms'],
	combine: 'first',
	unit: 'milliseconds',
	otherwise: 'default',
} as const;

const entries = [
	entry(['https'], ['get', 'request', 'Agent'], { setups: [setup] }),
	entry(['net'], ['connect']),
	entry(['axios'], ['', 'get', 'create']),
	entry(['undici'], ['Agent', 'request'], { setups: [setup] }),
	entry([], ['fetch'], { global: true, timeoutTypes: [abortTimeout] }),
];

function read(text: string, path = 'a.ts'): Reading {
	return javascriptFrontEnd.read({ path, language: 'javascript', text }, entries);
}

/** `module.path` of each site, in document order. */
function paths(text: string, path?: string): string[] {
	return read(text, path).sites.map((site) => `${site.module}.${site.path}`);
}

function sole(text: string): CallSite {
	const [site, ...others] = read(text).sites;
	assert.ok(site && others.length === 0, text);
	return site;
}

/** The first argument of the only call of `axios.get` in a text that declares what it needs. */
function value(expression: string, before = ''): Value {
	const site = read(`import axios from 'axios';\n${before}\naxios.get(${expression});`).sites.find(
		({ path }) => path === 'get',
	);
	const [argument] = site?.arguments ?? [];
	assert.ok(argument, expression);
	return argument;
}

/** The value without its spans. */
function plain(found: Value): unknown {
	switch (found.kind) {
		case 'number':
		case 'boolean':
			return found.value;
		case 'string':
			return found.value ?? 'some string';
		case 'object':
			return Object.fromEntries([...found.properties].map(([key, property]) => [key, plain(property.value)]));
		default:
			return found.kind;
	}
}

describe('JavaScript bindings', () => {
	const found: readonly (readonly [text: string, expected: readonly string[]])[] = [
		[`import https from 'https'; https.get(u);`, ['https.get']],
		[`import https from 'node:https'; https.get(u);`, ['https.get']],
		[`import * as https from 'node:https'; new https.Agent();`, ['https.Agent']],
		[`import { get as fetchIt, Agent } from 'https'; fetchIt(u); new Agent();`, ['https.get', 'https.Agent']],
		[`import https = require('https'); https.get(u);`, ['https.get']],
		[`const https = require('https'); https['get'](u);`, ['https.get']],
		[`const { get: g } = require('https'); g(u);`, ['https.get']],
		[`const https = require('https'); const { get } = https; get(u);`, ['https.get']],
		[`new (require('https')).Agent();`, ['https.Agent']],
		[`const { Agent } = await import('node:https'); new Agent();`, ['https.Agent']],
		[`const got = (await import('axios')).default; got.get(u);`, ['axios.get']],
		[`const axios = require('axios').default; axios(u);`, ['axios.']],
		[`import axios from 'axios'; axios.default.create();`, ['axios.create']],
		[
			`import { createRequire } from 'module'; const require = createRequire(import.meta.url); require('axios').get(u);`,
			['axios.get'],
		],
		[`import * as h from 'https'; const send = h.get; send(u);`, ['https.get']],
		[`const https_1 = __importDefault(require("https")); https_1.default.get(u);`, ['https.get']],
		[`const https = __importStar(require("https")); (0, https.get)(u);`, ['https.get']],
		[`globalThis.fetch(u); fetch(u);`, ['.fetch', '.fetch']],
		[`import axios from 'axios'; export default () => <div onClick={() => axios.get(u)} />;`, ['axios.get']],
	];
	for (const [text, expected] of found) it(text, () => assert.deepEqual(paths(text, 'a.tsx'), expected));

	const silent = [
		`import type https from 'https'; https.get(u);`,
		`import { type Agent } from 'https'; new Agent();`,
		`import https from 'https'; function f(https: Client) { https.get(u); }`,
		`import https from 'https'; { const https = mock(); https.get(u); }`,
		`import { get } from 'https'; items.forEach((get) => get(u));`,
		`let https = require('https'); https = mock; https.get(u);`,
		`function f(fetch) { fetch(u); }`,
		`async function fetch(u) {} fetch(u);`,
		`const fetch = require('./fetch'); fetch(u);`,
		`function require() {} require('https').get(u);`,
		`https.get(u);`,
		`const text = "https.get(u)"; // https.get(u)`,
		`import https from 'https'; try {} catch (https) { https.get(u); }`,
		`import https from 'https'; ((`,
	];
	for (const text of silent) it(`nothing in ${text}`, () => assert.deepEqual(paths(text), []));

	it('survives nesting that no parser can follow', () => assert.deepEqual(paths('('.repeat(100_000)), []));
});

describe('JavaScript values', () => {
	const cases: readonly (readonly [expression: string, expected: unknown, before?: string])[] = [
		['5 * 60 * 1000', 300_000],
		['300_000', 300_000],
		['-1', -1],
		['0x10', 16],
		['Infinity', Infinity],
		['T', 420_000, 'const T = 7 * 60_000;'],
		['T', 5, 'let T = 5;'],
		['T', 'unknown', 'let T = 5; T = 6;'],
		['T', 'unknown', 'let T = 5; function later() { T++; }'],
		['config.timeout', 5, 'const config = { timeout: 5 };'],
		['config.timeout', 'unknown', 'const config = { timeout: 5 }; config.timeout = 6;'],
		['timeout', 5, 'const { timeout } = { timeout: 5 };'],
		['timeout', 1, 'const { timeout = 1 } = settings;'],
		['timeout', 5, 'const { timeout = 1 } = { timeout: 5 };'],
		['timeout', 1, 'const { timeout = 1 } = {};'],
		['agent', 'unknown', 'const { agent = {} } = settings;'],
		["Number('5')", 5],
		["+'5'", 5],
		["Number('5m')", 'unknown'],
		["parseInt(process.env.T ?? '5', 10)", 5],
		['Number(process.env.T ?? 5)', 5],
		['Number(process.env.T) || 5', 5],
		['process.env.T || 5', 5],
		["process.env.T || '5'", 'some string'],
		['Number(process.env.T)', 'unknown'],
		['null ?? 5', 5],
		['0 || 5', 5],
		['0 ?? 5', 0],
		['x || { a: 1 }', 'unknown'],
		['5 as number', 5],
		['(5)!', 5],
		['x ? 5 : 5', 5],
		['x ? 5 : 6', 'unknown'],
		['null', 'none'],
		['void 0', 'none'],
		['undefined', 'none'],
		['!true', false],
		['`a${1}b`', 'a1b'],
		['`http://localhost:${port}/x`', 'http://localhost:'],
		['`https://${name}/x`', 'https://'],
		['`${base}/x`', 'some string'],
		[`'https://' + name + '/x'`, 'https://'],
		[`B + '/x'`, 'http://127.0.0.1/x', `const B = 'http://127.0.0.1';`],
		[`new URL('/x', 'http://localhost')`, 'http://localhost'],
		['new URL(name)', 'some string'],
		['url', 'some string'],
		['process.env.API_URL', 'some string'],
		[`process.env.X ?? 'http://localhost'`, 'some string'],
		['curl', 'unknown'],
		['callback', 'function'],
		['() => 5', 'function'],
		['options', { a: 1, b: 2 }, 'const options = { a: 1 }; options.b = 2;'],
		['Object.freeze({ a: 1 })', { a: 1 }],
		['{ a, ["b"]: 2, c() {} }', { a: 1, b: 2, c: 'function' }, 'const a = 1;'],
		['{ ...base, b: 2 }', { a: 1, b: 2 }, 'const base = { a: 1 };'],
		['make()', { a: 1 }, 'function make() { return { a: 1 }; }'],
	];
	for (const [expression, expected, before] of cases) {
		it(`${before ?? ''} ${expression}`, () => assert.deepEqual(plain(value(expression, before)), expected));
	}

	it('keeps parameters unknown, unless their type or name says what they are', () => {
		const text = `import axios from 'axios'; function f(a, b: string, c: () => void, d: URL | string) { axios.get(a, b, c, d); }`;
		assert.deepEqual(sole(text).arguments.map(plain), ['unknown', 'some string', 'function', 'some string']);
	});

	it('marks objects that may hold more than is seen', () => {
		for (const expression of ['{ ...rest }', '{ [key]: 1 }', 'options']) {
			const found = value(expression, 'const options = {}; Object.assign(options, more);');
			assert.equal(found.kind === 'object' && found.open, true, expression);
		}
	});

	it('hides what an unknown spread may replace', () => {
		assert.deepEqual(plain(value('{ a: 1, ...rest, b: 2 }')), { a: 'unknown', b: 2 });
	});

	it('gives a call as the same site wherever it is used', () => {
		const { sites } = read(`import https from 'https'; const agent = new https.Agent(); https.get(url, { agent });`);
		const [agent, get] = sites;
		const options = get?.arguments[1];
		const used = options?.kind === 'object' ? options.properties.get('agent')?.value : undefined;
		assert.equal(used?.kind === 'call' && used.site, agent);
	});

	it('reads both answers of a function that chooses', () => {
		const found = value(
			`(url) => url.protocol === 'http:' ? a : new Agent()`,
			`import { Agent } from 'https'; const a = new Agent();`,
		);
		assert.deepEqual(found.kind === 'function' && found.results.map(({ kind }) => kind), ['call', 'call']);
	});

	it('takes no name for a string that a declaration or what is set of it contradicts', () => {
		assert.equal(value('a', 'const a = this.uri;').kind, 'string');
		assert.equal(value('a', 'const a = new URL(x); a.pathname = "/";').kind, 'string');
		assert.equal(value('a', 'const a = this.uri; a.headers = {};').kind, 'unknown');
		assert.equal(value('a', 'const a: RequestOptions = this.uri;').kind, 'unknown');
	});

	it('does not follow a value made of itself', () => {
		assert.equal(value('a', 'const a = b; const b = a;').kind, 'unknown');
	});
});

describe('JavaScript uses', () => {
	const uses = (text: string): string[] => {
		const site = read(text).sites.find(({ path }) => path !== 'timeout');
		return (site?.uses ?? []).map(({ method }) => method);
	};
	it('finds calls on a name', () =>
		assert.deepEqual(uses(`import axios from 'axios'; const c = axios.create(); c.get(u); c(u);`), ['get', '']));
	it('finds calls in a chain', () =>
		assert.deepEqual(uses(`import net from 'net'; net.connect(1).on('x', f).setKeepAlive(true);`), [
			'on',
			'setKeepAlive',
		]));
	it('finds calls on a field', () =>
		assert.deepEqual(
			uses(
				`import axios from 'axios'; class C { constructor() { this.c = axios.create(); } go() { return this.c.get(u); } }`,
			),
			['get'],
		));
	it('finds calls on a name that is filled in later', () =>
		assert.deepEqual(
			uses(`import axios from 'axios'; let c; function go() { c ??= axios.create(); return c.get(u); }`),
			['get'],
		));

	const escaping: readonly (readonly [text: string, expected: boolean])[] = [
		['const a = new Agent();', false],
		['const a = new Agent(); get(url, { agent: a });', false],
		['const a = new Agent(); const o = { agent: a }; get(url, o);', false],
		['get(url, { agent: () => new Agent() });', false],
		['export const a = new Agent();', true],
		['const a = new Agent(); export { a };', true],
		['export default new Agent();', true],
		['module.exports = { a: new Agent() };', true],
		['function f() { return new Agent(); }', true],
		['const a = new Agent(); start(a);', true],
		['const a = new Agent(); start({ a });', true],
		['const a = { b }, b = { a }, c = new Agent(), d = { c, a }; get(url, d);', false],
	];
	for (const [text, expected] of escaping) {
		it(`${text} ${expected ? 'escapes' : 'stays'}`, () => {
			const site = read(`import { Agent, get } from 'https'; ${text}`).sites.find(({ path }) => path === 'Agent');
			assert.equal(site?.escapes, expected);
		});
	}
});

describe('JavaScript classes, setups and comments', () => {
	it('reads what a subclass does to its sockets', () => {
		const text = `import https from 'https'; class P extends https.Agent { createConnection(...a) { const s = super.createConnection(...a); s?.setKeepAlive(true, 60_000); return s; } } new P();`;
		const site = sole(text);
		assert.deepEqual([site.path, site.subclass?.name, site.subclass?.members], ['Agent', 'P', ['createConnection']]);
		const start = text.indexOf('s?.setKeepAlive');
		const call = { start, end: text.indexOf(';', start) };
		assert.deepEqual(site.subclass?.options, { keepalive: true, idle: 60, keepsDefaults: true, unportable: [], call });
	});

	it('reads a subclass that does nothing, through another class', () => {
		const site = sole(`import { Agent } from 'https'; const A = class extends Agent {}; class B extends A {} new B();`);
		assert.deepEqual([site.path, site.subclass?.name, site.subclass?.options], ['Agent', 'B', undefined]);
	});

	it('takes delays under a second as none', () => {
		const site = sole(`import https from 'https'; https.get(url).on('socket', (s) => s.setKeepAlive(true, 60));`);
		const listener = site.uses[0]?.arguments[1];
		assert.equal(listener?.kind === 'function' && listener.options?.idle, 'system');
	});

	it('reads set-up of the process', () => {
		const text = `import https from 'https'; import * as frozen from 'https'; import { setGlobalDispatcher } from 'undici'; https.globalAgent = a; https.globalAgent.keepAlive = true; frozen.globalAgent = a; setGlobalDispatcher(d);`;
		assert.deepEqual(
			read(text).setups.map(({ path }) => path),
			['globalAgent', 'globalAgent.keepAlive', 'setGlobalDispatcher'],
		);
	});

	it('finds comments, and only comments', () => {
		const text = [
			'// keepalive-disable-next-line a',
			'const s = "// keepalive-disable-line b"; // keepalive-disable-line c',
			'const t = `// keepalive-disable-line d ${x /* keepalive-disable e */}`;',
			'const j = <p>// keepalive-disable-line f {/* keepalive-disable g */}</p>;',
			'/* keepalive-disable h */',
		].join('\n');
		const found = read(text, 'a.tsx').comments.map((comment) => comment.text);
		assert.deepEqual(
			found.map((comment) => /\b[a-h]\b(?= \*\/|$)/.exec(comment)?.[0]),
			['a', 'c', 'e', 'g', 'h'],
		);
	});

	it('keeps offsets true behind a byte order mark', () => {
		const text = `\uFEFFimport https from 'https';\r\nhttps.get(url);`;
		const site = sole(text);
		assert.equal(text.slice(site.callee.start, site.callee.end), 'https.get');
	});
});
