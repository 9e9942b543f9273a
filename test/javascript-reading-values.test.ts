import { describe } from 'node:test';
import { each, url } from './javascript-clients.js';

const get = 'https.get unbounded pooled-only';
const https = "import https from 'https';\n";
const both = `import http from 'http';\n${https}`;
const old = { packages: ['axios 0.24.0'] };
describe('Bindings in hard places', () => {
	each([
		['the default of a namespace', `import * as https from 'https'; https.default.get(${url});`, [get]],
		['members of a namespace', `import * as https from 'https'; const { get: load } = https; load(${url});`, [get]],
		[
			'a type beside a value of the same module',
			`import type { Agent } from 'https'; import { Agent as A } from 'https'; new A();`,
			['https.Agent unbounded off'],
		],
		['export import x = require()', `export import https = require('https'); https.get(${url});`, [get]],
		['require in a function', `function f() { const https = require('https'); return https.get(${url}); }`, [get]],
		['require that is called at once', `require('https').get(${url});`, [get]],
		['destructuring with a default', `const { get = mocked } = require('https'); get(${url});`, [get]],
		['nested destructuring', `const { default: { get } } = await import('https'); get(${url});`, [get]],
		[
			'dynamic import() into a variable',
			`let https; async function f() { https = await import('https'); https.get(${url}); }`,
			[get],
		],
		['require filled in once', `let https; function f() { https ??= require('https'); https.get(${url}); }`, [get]],
		['import().then() with destructuring', `import('https').then(({ get }) => get(${url}));`, [get]],
		['import().then() with a function', `import('https').then(function (h) { h.default.get(${url}); });`, [get]],
		[
			'default interop by ||',
			`const m = require('axios'); const axios = m.default || m; axios.get(${url});`,
			['axios.get unbounded pooled-only'],
			old,
		],
		[
			'default interop by ??',
			`const m = require('axios'); const axios = m.default ?? m; axios.get(${url});`,
			['axios.get unbounded pooled-only'],
			old,
		],
		[
			'default interop by a condition',
			`const m = require('axios'); const axios = m.default ? m.default : m; axios.get(${url});`,
			['axios.get unbounded pooled-only'],
			old,
		],
		['interop of Babel', `var _https = _interopRequireDefault(require("https")); _https.default.get(${url});`, [get]],
		['interop of esbuild', `var import_https = __toESM(require("https"), 1); import_https.default.get(${url});`, [get]],
		['interop of tslib', `const https = tslib_1.__importStar(require("https")); https.get(${url});`, [get]],
		['one of two modules', `import fetch from 'node-fetch'; const f = globalThis.fetch || fetch; f(${url});`, []],
		['bind', `${https}const load = https.get.bind(https); load(${url});`, [get]],
		['bind with an argument', `${https}const load = https.get.bind(https, ${url}); load();`, []],
		['either of two modules', `${both}(secure ? https : http).get(${url});`, [get]],
		['modules in an object', `${both}const clients = { http, https }; clients.https.get(${url});`, [get]],
		[
			'modules in an object by a computed name',
			`${both}const clients = { 'http:': http, 'https:': https }; clients[target.protocol].get(${url});`,
			[get],
		],
		[
			'an object with something unknown',
			`${both}const clients = { http, https, ...more }; clients[target.protocol].get(${url});`,
			[],
		],
		[
			'an object that is changed',
			`${https}const clients = { https }; clients.https = mocked; clients.https.get(${url});`,
			[],
		],
		['re-assignment under a condition', `let { get } = require('https'); if (x) ({ get } = mocked); get(${url});`, []],
		['declared twice', `var https = require('https'); var https = mocked; https.get(${url});`, []],
		['shadowing by a destructured parameter', `${https}function f({ https }) { https.get(${url}); }`, []],
		['shadowing by a class', `${https}function f() { class https {} https.get(${url}); }`, []],
		['shadowing by a namespace', `${https}namespace N { const https = mocked; https.get(${url}); }`, []],
		['shadowing by the name of a function', `${https}const f = function https() { https.get(${url}); };`, []],
		['shadowing in a switch', `${https}switch (x) { case 1: const https = mocked; https.get(${url}); }`, []],
		[
			'shadowing by a var further down',
			`${https}function f() { https.get(${url}); if (x) { var https = mocked; } }`,
			[],
		],
		[
			'exported under another name',
			`${https}const a = new https.Agent(); export { a as b };`,
			['https.Agent unbounded off'],
		],
		['exported as the default', `${https}export default new https.Agent();`, ['https.Agent unbounded off']],
	]);
});

describe('Values in hard places', () => {
	const load = (options: string, before = ''): string => `${https}${before}\nhttps.get(${url}, ${options});`;
	const inClass = (members: string, options: string): string =>
		`${https}class A { ${members} f() { https.get(${url}, ${options}); } }`;
	const waits = (wait: string): string[] => [`https.get ${wait} pooled-only`];
	const long = waits('600');
	each([
		['options in a field', inClass('o = { timeout: 600_000 };', 'this.o'), long],
		['options in a static field', inClass('static o = { timeout: 600_000 };', 'A.o'), long],
		[
			'a static field that is changed',
			`${inClass('static o = { timeout: 600_000 };', 'A.o')} A.o = x;`,
			['https.get unknown unknown'],
		],
		['options of a getter', inClass('get o() { return { timeout: 600_000 }; }', 'this.o'), long],
		[
			'a getter beside a setter',
			inClass('get o() { return { timeout: 600_000 }; } set o(x) {}', 'this.o'),
			['https.get unknown unknown'],
		],
		['options of a method', inClass('o() { return { timeout: 600_000 }; }', 'this.o()'), long],
		['options of a static method', inClass('static o() { return { timeout: 600_000 }; }', 'A.o()'), long],
		[
			'a constructor parameter with a default',
			inClass('constructor(private t = 600_000) {}', '{ timeout: this.t }'),
			long,
		],
		['the same in JavaScript', inClass('constructor(t = 600_000) { this.t = t; }', '{ timeout: this.t }'), long],
		[
			'a destructured parameter with a default',
			inClass('constructor({ t = 600_000 } = {}) { this.t = t; }', '{ timeout: this.t }'),
			long,
		],
		[
			'a constructor parameter without',
			inClass('constructor(private t: number) {}', '{ timeout: this.t }'),
			waits('unknown'),
		],
		['a destructured name with a default', load('{ timeout }', 'const { timeout = 600_000 } = settings;'), long],
		['a default that is not needed', load('{ timeout }', 'const { timeout = 5 } = { timeout: 600_000 };'), long],
		['a nested property', load('c.net.slow', 'const c = { net: { slow: { timeout: 600_000 } } };'), long],
		['a property in brackets', load("c['slow']", 'const c = { slow: { timeout: 600_000 } };'), long],
		[
			'a property of an object by this',
			`${https}const api = { t: 600_000, f() { https.get(${url}, { timeout: this.t }); } };`,
			waits('unknown'),
		],
		['|| of a parameter', load('{ timeout: given.timeout || 600_000 }'), long],
		['?? of a parameter', load('{ timeout: given.timeout ?? 600_000 }'), long],
		['|| of 0', load('{ timeout: 0 || 600_000 }'), long],
		['?? of null', load('{ timeout: null ?? 600_000 }'), long],
		['|| of options that may hide an agent', load('given || { timeout: 600_000 }'), ['https.get unknown unknown']],
		[
			'a parameter that is filled with ||',
			`${https}function f(o) { o = o || {}; https.get(${url}, o); }`,
			['https.get unknown unknown'],
		],
		['an agent or none', load('{ agent: proxy ? tunnel(proxy) : undefined }'), ['https.get unbounded inherited']],
		['&& of an agent', load('{ agent: proxy && tunnel(proxy) }'), ['https.get unbounded inherited']],
		['&& in a spread', load('{ ...(proxy && { agent: tunnel(proxy) }) }'), ['https.get unbounded inherited']],
		['an agent or the global one', load('{ agent: given || https.globalAgent }'), ['https.get unbounded inherited']],
		[
			'a spread of a spread',
			load('{ ...b, headers: {} }', 'const a = { timeout: 5000 }; const b = { ...a, timeout: 600_000 };'),
			long,
		],
		['a spread of a call', load('{ ...base() }', 'const base = () => ({ timeout: 600_000 });'), long],
		['arguments that are spread', `${https}https.get(...given);`, ['https.get unknown unknown']],
		['Object.assign into a name', load('o', 'const o = {}; Object.assign(o, { timeout: 600_000 });'), long],
		[
			'Object.assign with something given',
			load('Object.assign({ timeout: 600_000 }, given)'),
			['https.get unknown unknown'],
		],
		[
			'Object.assign that is frozen',
			load('o', 'const o = Object.freeze(Object.assign({}, { timeout: 600_000 }));'),
			long,
		],
		['satisfies, as and non-null at once', load('o!', 'const o = { timeout: 600_000 } satisfies X as Y;'), long],
		['as unknown as', load('{ timeout: 600_000 } as unknown as X'), long],
		['a let that is not assigned again', load('o', 'let o = { timeout: 600_000 };'), long],
		['an object filled by statements', load('o', "const o = {}; o.timeout = 600_000; o.method = 'PUT';"), long],
		[
			'an agent under a condition',
			load('o', 'const o = { timeout: 600_000 }; if (x) o.agent = make();'),
			['https.get 600 inherited'],
		],
		['delete', load('o', 'const o = { timeout: 600_000 }; delete o.timeout;'), waits('unknown')],
	]);
});

describe('Values of sibling modules in hard places', () => {
	const load = (imported: string, options: string): string => `${https}${imported}\nhttps.get(${url}, ${options});`;
	const long = ['https.get 600 pooled-only'];
	const options = 'export const o = { timeout: 600_000 };';
	each([
		[
			'exported under another name',
			load("import { p } from './a'", 'p'),
			long,
			{ files: { 'a.ts': 'const o = { timeout: 600_000 }; export { o as p };' } },
		],
		['a member of a namespace', load("import * as a from './a'", 'a.o'), long, { files: { 'a.ts': options } }],
		[
			'a member of the default',
			load("import a from './a'", 'a.o'),
			long,
			{ files: { 'a.ts': 'export default { o: { timeout: 600_000 } };' } },
		],
		[
			'require with destructuring',
			load("const { o } = require('./a');", 'o'),
			long,
			{ files: { 'a.js': 'module.exports = { o: { timeout: 600_000 } };' } },
		],
		[
			'require at the place',
			load('', "require('./a').o"),
			long,
			{ files: { 'a.js': 'exports.o = { timeout: 600_000 };' } },
		],
		[
			'a constant',
			load("import { T } from './a'", '{ timeout: T }'),
			long,
			{ files: { 'a.ts': 'export const T = 10 * 60_000;' } },
		],
		[
			'an enumeration',
			load("import { T } from './a'", '{ timeout: T.Slow }'),
			long,
			{ files: { 'a.ts': 'export enum T { Slow = 600_000 }' } },
		],
		[
			'a static member',
			load("import { T } from './a'", '{ timeout: T.SLOW }'),
			long,
			{ files: { 'a.ts': 'export class T { static readonly SLOW = 600_000; }' } },
		],
		[
			'a static member that is changed',
			load("import { T } from './a'", '{ timeout: T.SLOW }'),
			['https.get unknown pooled-only'],
			{ files: { 'a.ts': 'export class T { static SLOW = 600_000; } T.SLOW = x;' } },
		],
		[
			'a function',
			load("import { o } from './a'", 'o()'),
			long,
			{ files: { 'a.ts': 'export function o() { return { timeout: 600_000 }; }' } },
		],
		[
			'the default function',
			load("import o from './a'", 'o()'),
			long,
			{ files: { 'a.ts': 'export default function () { return { timeout: 600_000 }; }' } },
		],
		[
			'an agent',
			load("import { agent } from './a'", '{ agent }'),
			['https.get unbounded inherited'],
			{ files: { 'a.ts': `${https}export const agent = new https.Agent();` } },
		],
		[
			'options of an agent',
			`${https}import { o } from './a'; export const a = new https.Agent({ ...o, maxSockets: 5 });`,
			['https.Agent unbounded 60'],
			{ node: '24.15.0', files: { 'a.ts': 'export const o = { keepAlive: true, keepAliveMsecs: 60_000 };' } },
		],
		[
			'an index that exports it again',
			load("import { o } from './lib'", 'o'),
			long,
			{ files: { 'lib/index.ts': "export { o } from './o';", 'lib/o.ts': options } },
		],
		[
			'imported and then exported',
			load("import { o } from './a'", 'o'),
			long,
			{ files: { 'a.ts': "import { o } from './b'; export { o };", 'b.ts': options } },
		],
		[
			'a namespace that is exported',
			load("import { b } from './a'", 'b.o'),
			long,
			{ files: { 'a.ts': "export * as b from './b';", 'b.ts': options } },
		],
		[
			'spread two steps away',
			load("import { o } from './a'", 'o'),
			long,
			{
				files: {
					'a.ts': "import { base } from './b'; export const o = { ...base };",
					'b.ts': 'export const base = { timeout: 600_000 };',
				},
			},
		],
		[
			'spread three steps away',
			load("import { o } from './a'", 'o'),
			['https.get unknown unknown'],
			{
				files: {
					'a.ts': "import { b } from './b'; export const o = { ...b };",
					'b.ts': "import { c } from './c'; export const b = { ...c };",
					'c.ts': 'export const c = { timeout: 600_000 };',
				},
			},
		],
		[
			'modules that export each other',
			load("import { o } from './a'", 'o'),
			['https.get unknown unknown'],
			{ files: { 'a.ts': "export { o } from './b';", 'b.ts': "export { o } from './a';" } },
		],
		[
			'changed by the importer',
			load("import { o } from './a'; o.agent = x;", 'o'),
			['https.get unknown unknown'],
			{ files: { 'a.ts': options } },
		],
		[
			'assigned again by its module',
			load("import { T } from './a'", '{ timeout: T }'),
			['https.get unknown pooled-only'],
			{ files: { 'a.ts': 'export let T = 600_000; T = x;' } },
		],
	]);
});
