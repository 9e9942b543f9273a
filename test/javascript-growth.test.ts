import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import type * as Api from '../server/src/api.js';
import { assertLinear, countSteps, startCounting } from './steps.js';

const head = "import https, { get } from 'https';\nimport axios from 'axios';\nimport net from 'net';\n";

/** Names, clients and what is done to them, over and over; `N` is another number each time. */
const parts = [
	'const aN = b;\n',
	'const aN = aM;\n',
	'let a = b; a = c;\n',
	'a = a || b;\n',
	'a.b.c(d, e);\n',
	'a(b)(c);\n',
	'a.b = function () { this.c = a.b; };\n',
	'a.b.c = { d: a.b, ...e };\n',
	'Object.assign(a, { b, c: a });\n',
	'const { a, b: [c = a], ...d } = e;\n',
	'({ a, b: [c = a], ...d } = e);\n',
	'function f(a, b = a) { return f(b, a); }\n',
	'function fN(a, b = a) { return fM(b, a); }\n',
	'const fN = (a) => { var b = a; return () => fM(b); };\n',
	'class A extends B { c = new A(); static d = this.c; e() { return this.c; } }\n',
	'class AN extends AM { c = this.d; e() { return super.e(this.c); } }\n',
	'for (const a of b) for (let c in a) d(c);\n',
	'try { a(); } catch (b) { c(b); } finally { d(); }\n',
	'switch (a) { case b: let c = d; default: e(c); }\n',
	'label: while (a) { if (b) continue label; else break; }\n',
	'`a${b}c${`d${e}`}`;\n',
	"require('a').b(require('https').get);\n",
	"import aN from 'a';\n",
	"import { get as aN } from 'https';\n",
	'export { a as bN };\n',
	'module.exports.aN = exports.b;\n',
	'/** @type {import("https").Agent} */ a; // a\n',
	'a.toString() + String(f) + `${f}`;\n',
	'new Promise((a) => a(b)).then((c) => c.d).catch(e);\n',
	'setInterval(() => this.sendHeartbeat(), 30_000);\n',
	"https.get('https://example.com/N');\n",
	"get('https://example.com/N', { timeout: 600_000 }, (a) => a.resume());\n",
	'https.get(url); // keepalive-disable-line\n',
	'const agentN = new https.Agent({ keepAlive: true });\n',
	"const rN = https.request('https://example.com/'); rN.on('socket', (s) => s.setKeepAlive(true)); rN.end();\n",
	"let r = https.get('https://example.com/'); r.on('error', e); r = s;\n",
	'function makeN(a) { const b = axios.create({ ...a }); b.defaults.timeout = 1; return b; }\nmakeN().get(c);\n',
	'class CN { a = axios.create(); get(b) { return this.a.get(b); } }\n',
	'axios.create({ httpsAgent: agent, timeout: a });\n',
	'socket = net.connect(443, h); socket.setKeepAlive(true);\n',
	'const aN = axios.create();\naN.get(b);\n',
	'const aN = new https.Agent();\nhttps.get(b, { agent: aN });\n',
];

/** Many of something, or much that is done to one thing: what stands between two bars comes over and over. */
const wholes = [
	'const a = new https.Agent();\n¦f(a);\n¦',
	'const a = new https.Agent();\n¦https.get(b, { agent: a });\n¦',
	'const a = new https.Agent();\n¦const aN = a;\n¦',
	'const a = axios.create();\n¦a.get(b);\n¦',
	"const a = net.connect(1, b);\n¦a.on('c', (d) => d);\n¦",
	'const a = { b: 1 };\n¦https.get({ ...a, c: 2 });\n¦',
	"import http from 'http';\n¦https.globalAgent = new https.Agent({ keepAlive: true });\nhttps.get(b);\n¦",
	'const a = {};\n¦a.bN = N;\nhttps.get(a);\n¦',
	'const a = {};\n¦a.bN = new https.Agent();\nhttps.get(c, { agent: a.bN });\n¦',
	'const a = {¦bN: axios.create(),\n¦};\n¦a.bN.get(c);\n¦',
	'const a = {¦bN: axios.create(),\n¦};\n¦a[cN].get(d);\n¦',
	'class A { b = { c: 1 };\n¦dN() { https.get(this.b); }\n¦}\n',
	'const a = {¦bN: N,\n¦};\n¦axios.get(c, { timeout: a.bN });\n¦',
	'enum A {¦BN = N,\n¦}\n¦axios.get(c, { timeout: A.BN });\n¦',
	'class A {¦bN = axios.create();\ncN() { return this.bN.get(d); }\n¦}\n',
	'function f(a) {¦https.get(bN, { agent: a });\n¦}\n¦f(new https.Agent());\n¦',
	"function f(a) {¦a.on('b', cN);\n¦}\n¦f(net.connect(1, d));\n¦",
	'https.get(a)¦.on(b, cN)¦;\n',
	'a¦.then(() => https.get(bN))¦;\n',
	'function f(a) { switch (a) {¦case N: return new https.Agent();\n¦} }\n¦https.get(b, { agent: f(N) });\n¦',
	'function f(a) {¦if (a) return { timeout: N };\n¦}\n¦axios.get(b, f(N));\n¦',
	'const o0 = { timeout: 1 };\n¦const oN = { ...oM, aN: 1 };\nhttps.get(b, oN);\n¦',
	'¦/* keepalive-disable */\n¦¦https.get(a);\n¦',
	'const a = new https.Agent();\n¦const oN = { agent: a };\n¦¦https.get(b, { ...oN });\n¦',
	'https.get(a, { agent: b¦ || cN¦ });\n¦let cN = new https.Agent();\n¦',
	'class A { b = axios.create();\n¦cN() { return this.b.get(this.cM()); }\n¦}\n',
];

/**
 * What goes on and on, or is never closed. What nests is read as deep as the call stack allows, so the few things that are
 * done at every depth for all depths around are bounded.
 */
const open = [
	'function f(a) { g(a); ',
	'const f = (a) => { ',
	'{ let a = b; a = c; ',
	'class A { b() { this.c = ',
	'if (a) ',
	'(',
	'[a, ',
	'f(a, ',
	'f((a) => ',
	'({ a: ',
	'`${',
	'a.',
	'a.b(c)',
	'a[',
	'!',
	'a + ',
	'a = ',
	'a ? b : ',
	'a || ',
	'a, ',
	'new ',
	'await ',
	'...',
	'https.get(',
	'https.get(a, { agent: ',
	'<A>',
	'/* ',
	'/',
	"'",
];

/** Of one kind of statement after the other, each of them a statement of its own. */
function textOf(whole: string, size: number): string {
	const pieces = whole.includes('¦') ? whole.split('¦') : ['', whole];
	const count = Math.ceil(size / whole.length);
	const repeat = (part: string): string =>
		Array.from({ length: count }, (_, index) =>
			part.replaceAll('N', String(index + 1)).replaceAll('M', String(index)),
		).join('');
	return head + pieces.map((piece, index) => (index % 2 === 0 ? piece : repeat(piece))).join('');
}

const all = [...parts, ...wholes, ...open];

describe('the work for a JavaScript text grows with its length', () => {
	const count = startCounting('/server/src/engine/');
	let api: typeof Api;
	/** How often code runs, and how many characters it goes over, for what is found in a text and for its fixes. */
	const workFor = (text: string) => {
		const engine = api.createEngine();
		const { context } = api.openProject(__dirname).fileFor(join(__dirname, 'a.ts'));
		const check = () => engine.check({ path: 'a.ts', language: 'javascript', text }, context);
		let characters = 0;
		const runs = count(() => {
			characters = countSteps(() => check().findings.forEach(({ fixes }) => fixes));
		});
		return { runs, characters };
	};
	before(async () => {
		// What is loaded before is not counted.
		api = await import('../server/src/api.js');
		all.forEach((part) => workFor(textOf(part, 200)));
	});
	for (const part of all) {
		it(JSON.stringify(part), () => {
			const [small, large] = [workFor(textOf(part, 5_000)), workFor(textOf(part, 20_000))];
			assert.ok(small.runs > 1_000, `only ${small.runs} runs`);
			assertLinear(small, large, 10_000);
		});
	}
});
