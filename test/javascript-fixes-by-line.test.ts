import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check, fixed } from './shared-modules.js';
import type { Files, ProjectOptions } from './memory-project.js';

/** One file after its fixes, alone or among others of its project. */
function fix(text: string, path = 'a.mjs', options: ProjectOptions = {}, others: Files = {}): string {
	return fixed({ ...others, [path]: text }, [path], options)[path] ?? '';
}

function rules(text: string, path = 'a.mjs', options: ProjectOptions = {}): string[] {
	return check({ [path]: text }, path, options).findings.map(({ rule }) => rule);
}

/** Findings of other rules say nothing here. */
function has(rule: string, text: string, options: ProjectOptions = {}): boolean {
	return rules(text, 'a.mjs', options).includes(rule);
}

const url = "'https://api.example.com/slow'";
const esm = "import https from 'node:https';\n\n";
const probing = /class KeepAliveHttpsAgent extends https\.Agent \{/;

describe('Fixes: CommonJS, ESM and TypeScript', () => {
	for (const [path, text, expected] of [
		['a.cjs', `const got = require('got');\n\ngot(${url});\n`, /^const https = require\('node:https'\);$/m],
		['a.mjs', `import got from 'got';\n\ngot(${url});\n`, /^import https from 'node:https';$/m],
		['a.ts', `import got from 'got';\n\ngot(${url});\n`, /override createConnection\(\.\.\.args: Parameters</],
		['a.cts', `import got = require('got');\n\ngot(${url});\n`, /^import https = require\('node:https'\);$/m],
	] as const) {
		it(path, () => {
			const after = fix(text, path);
			assert.match(after, expected);
			assert.match(after, /got\('https:\/\/api\.example\.com\/slow', \{ agent: \{ https: keepAliveHttpsAgent \} \}\);/);
			assert.deepEqual(rules(after, path), []);
		});
	}
});

describe('Fixes: existing agents are extended in place', () => {
	const own = `${esm}const agent = new https.Agent({ rejectUnauthorized: false });\nhttps.get(${url}, { agent });\n`;

	it('with the options that they lack', () => {
		const after = fix(own, 'a.mjs', { node: '24.15.0' });
		assert.match(
			after,
			/new https\.Agent\(\{ rejectUnauthorized: false, keepAlive: true, keepAliveMsecs: 120_000 \}\)/,
		);
		assert.doesNotMatch(after, /class /);
	});

	it('with the class that they lack, where options are not enough', () => {
		assert.match(fix(own), /const agent = new KeepAliveHttpsAgent\(\{ rejectUnauthorized: false \}\);/);
	});
});

describe('Fixes: an agent is declared once per module and scheme, and reused', () => {
	it('by two calls of each of two schemes', () => {
		const plain = "'http://api.example.com/slow'";
		const text =
			"import http from 'node:http';\nimport https from 'node:https';\n\n" +
			`https.get(${url});\nhttp.get(${plain});\nhttps.get(${url});\nhttp.get(${plain});\n`;
		const after = fix(text, 'a.mjs', { node: '18.20.0' });
		for (const agent of ['unpooledHttpsAgent', 'unpooledHttpAgent']) {
			assert.equal(after.split(`const ${agent} = `).length, 2, after);
			assert.equal(after.split(`{ agent: ${agent} }`).length, 3, after);
		}
	});

	it('by a call that is written later', () => {
		const once = fix(`${esm}https.get(${url});\n`);
		const twice = fix(`${once}https.get(${url});\n`);
		assert.equal(twice.split('const keepAliveHttpsAgent = ').length, 2);
		assert.ok(twice.endsWith(`https.get(${url}, { agent: keepAliveHttpsAgent });\n`.repeat(2)), twice);
	});
});

describe('Fixes: SDKs are told at their own injection point', () => {
	for (const [name, text, expected] of [
		[
			'stripe',
			"import Stripe from 'stripe';\n\nnew Stripe(key);\n",
			'new Stripe(key, { httpAgent: probingHttpsAgent });',
		],
		[
			'aws-sdk',
			"import AWS from 'aws-sdk';\n\nnew AWS.S3();\n",
			'new AWS.S3({ httpOptions: { agent: unpooledHttpsAgent } });',
		],
		[
			'google-auth-library',
			"import { OAuth2Client } from 'google-auth-library';\n\nnew OAuth2Client({});\n",
			'new OAuth2Client({ transporterOptions: { agent: keepAliveHttpsAgent } });',
		],
		[
			'@azure/keyvault-secrets',
			"import { SecretClient } from '@azure/keyvault-secrets';\n\nnew SecretClient('https://a.vault.azure.net', credential);\n",
			"new SecretClient('https://a.vault.azure.net', credential, { agent: probingHttpsAgent });",
		],
		[
			'@smithy/node-http-handler',
			"import { NodeHttp2Handler } from '@smithy/node-http-handler';\n\nnew NodeHttp2Handler();\n",
			'new NodeHttp2Handler({ nodeHttp2ConnectOptions: { createConnection: connectHttp2 } });',
		],
	] as const) {
		it(name, () => assert.ok(fix(text).includes(expected), fix(text)));
	}
});

describe('Fixes: the socket event, where a request has no option for an agent', () => {
	for (const [name, text, expected] of [
		[
			'request',
			`import request from 'request';\n\nrequest(${url});\n`,
			/\.on\('socket', \(socket\) => socket\.setKeepAlive\(true, 120_000\)\);/,
		],
		[
			'ws',
			"import WebSocket from 'ws';\n\nnew WebSocket('wss://api.example.com');\n",
			/\.on\('upgrade', .*setKeepAlive\(true, 120_000\)\)/,
		],
		[
			'http2',
			`import http2 from 'node:http2';\n\nhttp2.connect(${url});\n`,
			/\.on\('connect', .*setKeepAlive\(true, 120_000\)\)/,
		],
		[
			'net',
			"import net from 'node:net';\n\nnet.connect(9000, 'db.example.com');\n",
			/connect\(9000, 'db\.example\.com'\)\.setKeepAlive\(true, 120_000\);/,
		],
	] as const) {
		it(name, () => assert.match(fix(text), expected));
	}
});

describe('Fixes: option objects are edited where they are declared', () => {
	it('in a variable', () => {
		const after = fix(`${esm}const options = { timeout: 600_000 };\nhttps.get(${url}, options);\n`);
		assert.match(
			after,
			/const options = \{ timeout: 600_000, agent: keepAliveHttpsAgent \};\nhttps\.get\([^{]*options\);/,
		);
	});

	it('and of a sibling module nothing is edited that others may use', () => {
		const others = { 'options.mjs': 'export const options = { timeout: 600_000 };\n' };
		const text = `import https from 'node:https';\nimport { options } from './options.mjs';\n\nhttps.get(${url}, options);\n`;
		const after = fixed({ ...others, 'a.mjs': text }, ['a.mjs'], {});
		assert.equal(after['options.mjs'], others['options.mjs']);
		assert.doesNotMatch(after['a.mjs'] ?? '', /options, \{|\{ agent/);
	});
});

describe('Fixes: the form follows the target', () => {
	const text = `${esm}const agent = new https.Agent({ maxSockets: 5 });\nhttps.get(${url}, { agent });\n`;

	for (const node of ['24.15.0', '25.8.0', '26.0.0']) {
		it(`the short one on Node ${node}`, () => {
			const after = fix(text, 'a.mjs', { node });
			assert.match(after, /new https\.Agent\(\{ maxSockets: 5, keepAlive: true, keepAliveMsecs: 120_000 \}\)/);
		});
	}

	for (const node of ['18.20.0', '20.0.0', '22.12.0', '24.14.1', '25.7.0']) {
		it(`the one that probes on Node ${node}`, () => assert.match(fix(text, 'a.mjs', { node }), probing));
	}

	it('the safe one where the target is not known', () => assert.match(fix(text), probing));
});

describe('Fixes: two quick fixes where a helper is needed', () => {
	const files = { 'package.json': '{ "type": "module" }', 'a.js': `${esm}https.get(${url});\n` };
	const offered = (options: ProjectOptions = {}) =>
		check(files, 'a.js', options).findings.flatMap(({ fixes }) => fixes.map(({ title }) => title));

	it('into this file, and into the shared module', () => {
		const own = 'Add an agent that sends TCP keepalive probes';
		assert.deepEqual(offered(), [own, `${own}, from the shared module keepalive-agent.js`]);
	});

	it('the shared module is created once and imported by later fixes', () => {
		const both = { ...files, 'b.js': files['a.js'] };
		const after = fixed(both, ['a.js', 'b.js']);
		assert.deepEqual(Object.keys(after).sort(), ['a.js', 'b.js', 'keepalive-agent.js', 'package.json']);
		assert.equal(after['keepalive-agent.js']?.split('const keepAliveHttpsAgent').length, 2);
		for (const path of ['a.js', 'b.js']) {
			assert.match(after[path] ?? '', /^import \{ keepAliveHttpsAgent \} from '\.\/keepalive-agent\.js';$/m);
		}
	});

	it('its path is configurable', () => {
		const after = fixed(files, ['a.js'], { shared: { folder: '', path: 'net/agents' } });
		assert.ok(after['net/agents.js']?.includes('export const keepAliveHttpsAgent'));
	});

	for (const [path, made] of [
		['a.ts', 'keepalive-agent.ts'],
		['a.js', 'keepalive-agent.js'],
		['a.mjs', 'keepalive-agent.mjs'],
		['a.cjs', 'keepalive-agent.js'],
	] as const) {
		it(`${path} makes ${made}`, () => {
			const text =
				path === 'a.mjs' || path === 'a.ts' ? files['a.js'] : `const https = require('https');\nhttps.get(${url});\n`;
			const after = fixed({ 'package.json': '{}', [path]: text }, [path]);
			assert.ok(after[made] !== undefined, Object.keys(after).join());
		});
	}

	it('a.cjs of a package of modules makes keepalive-agent.cjs', () => {
		const text = `const https = require('https');\nhttps.get(${url});\n`;
		const after = fixed({ 'package.json': '{ "type": "module" }', 'a.cjs': text }, ['a.cjs']);
		assert.ok(after['keepalive-agent.cjs'] !== undefined, Object.keys(after).join());
	});
});

interface Case {
	readonly name: string;
	/** What is reported, and what looks like it and is not. */
	readonly wrong: string;
	readonly right: string;
	/** Of the fixed text; absent where a text alone cannot mend it. */
	readonly fixed?: RegExp;
	/** For the second text. */
	readonly node?: string;
}

function prove(rule: string, { name, wrong, right, fixed: expected, node }: Case): void {
	it(name, () => {
		assert.ok(has(rule, wrong), wrong);
		assert.ok(!has(rule, right, node === undefined ? {} : { node }), right);
		const after = fix(wrong);
		if (expected === undefined) return assert.equal(after, wrong);
		assert.match(after, expected);
		assert.ok(!has(rule, after), after);
	});
}

const ofHttps = (options: string, request = ''): string =>
	`${esm}const agent = new https.Agent(${options});\nhttps.get(${url}, { agent${request} });\n`;
const ofHttp = (options: string): string =>
	`import http from 'node:http';\n\nconst agent = new http.Agent(${options});\nhttp.get('http://api.example.com', { agent });\n`;
const ofFetch = (options: string): string =>
	`import https from 'node:https';\n\nawait fetch(${url}, { ${options} });\n`;
const long = 'signal: AbortSignal.timeout(600_000)';
const short = 'signal: AbortSignal.timeout(5_000)';
const ofUndici = (options: string): string =>
	`import { Agent } from 'undici';\n\nexport const pool = new Agent({ ${options} });\n`;

describe('ineffective-keepalive', () => {
	const cases: readonly Case[] = [
		{
			name: 'the flag of an https.Agent on a Node that ignores it',
			wrong: ofHttps('{ keepAlive: true, keepAliveMsecs: 60_000 }'),
			right: ofHttps('{ keepAlive: true, keepAliveMsecs: 60_000 }'),
			node: '24.15.0',
			fixed: /new KeepAliveHttpsAgent\(\{ keepAlive: true, keepAliveMsecs: 60_000 \}\)/,
		},
		{
			name: 'keepAliveMsecs in seconds',
			wrong: ofHttp('{ keepAlive: true, keepAliveMsecs: 60 }'),
			right: ofHttp('{ keepAlive: true, keepAliveMsecs: 60_000 }'),
			fixed: /keepAliveMsecs: 120_000/,
		},
		{
			name: 'keepAliveInitialDelay on an agent',
			wrong: ofHttp('{ keepAliveInitialDelay: 60_000 }'),
			right: ofHttp('{ keepAlive: true, keepAliveMsecs: 60_000 }'),
			fixed: /\{ keepAliveInitialDelay: 60_000, keepAlive: true, keepAliveMsecs: 120_000 \}/,
		},
		{
			name: 'the Connection header next to a long wait',
			wrong: `${esm}https.get(${url}, { headers: { Connection: 'keep-alive' }, ${long} });\n`,
			right: `${esm}https.get(${url}, { headers: { Connection: 'keep-alive' }, ${short} });\n`,
			fixed: /agent: keepAliveHttpsAgent/,
		},
		{
			name: 'the Keep-Alive header next to a long wait',
			wrong: `${esm}https.get(${url}, { headers: { 'Keep-Alive': 'timeout=600' }, ${long} });\n`,
			right: `${esm}https.get(${url}, { headers: { 'Keep-Alive': 'timeout=600' }, ${short} });\n`,
			fixed: /agent: keepAliveHttpsAgent/,
		},
		{
			name: "fetch's keepalive flag with a long wait",
			wrong: ofFetch(`keepalive: true, ${long}`),
			right: ofFetch(`keepalive: true, ${short}`),
		},
		{
			name: "undici's keepAliveTimeout",
			wrong: ofUndici('keepAliveTimeout: 60_000, headersTimeout: 600_000'),
			right: ofUndici('keepAliveTimeout: 60_000, headersTimeout: 5_000'),
		},
		{
			name: 'an agent that is built and never passed',
			wrong: `${ofHttp('{ keepAlive: true, keepAliveMsecs: 60_000 }').replace('{ agent }', '{}')}`,
			right: ofHttp('{ keepAlive: true, keepAliveMsecs: 60_000 }'),
		},
		{
			name: 'an agent of Node given to fetch',
			wrong: ofFetch(`agent, ${long}`),
			right: ofFetch(`dispatcher: pool, ${long}`),
		},
		{
			name: 'an agent of Node given to undici',
			wrong: `import { request } from 'undici';\n\nawait request(${url}, { agent, headersTimeout: 600_000 });\n`,
			right: `import { request } from 'undici';\n\nawait request(${url}, { dispatcher: agent, headersTimeout: 600_000 });\n`,
		},
	];
	for (const each of cases) prove('ineffective-keepalive', each);
});

describe('disabled-keepalive', () => {
	const ofNet = (rest: string): string =>
		`import net from 'node:net';\n\nconst socket = net.connect(9000, 'db.example.com');\n${rest}`;
	const ofMysql = (flag: string): string =>
		`import mysql from 'mysql2';\n\nexport const pool = mysql.createPool({ host: 'db.example.com', ${flag} });\n`;
	const cases: readonly Case[] = [
		{
			name: 'connect: { keepAlive: false }',
			wrong: ofUndici('headersTimeout: 600_000, connect: { keepAlive: false }'),
			right: ofUndici('headersTimeout: 600_000, connect: { keepAlive: true }'),
			fixed: /connect: \{ keepAlive: true, keepAliveInitialDelay: 120_000 \}/,
		},
		{
			name: 'setKeepAlive(false)',
			wrong: ofNet('socket.setKeepAlive(false);\n'),
			right: ofNet('socket.setKeepAlive(true, 60_000);\n'),
			fixed: /socket\.setKeepAlive\(true, 120_000\);/,
		},
		{
			name: 'enableKeepAlive: false',
			wrong: ofMysql('enableKeepAlive: false'),
			right: ofMysql('keepAliveInitialDelay: 60_000'),
			fixed: /enableKeepAlive: true, keepAliveInitialDelay: 120_000/,
		},
	];
	for (const each of cases) prove('disabled-keepalive', each);
});

describe('A nested parent of options', () => {
	const handler = (options: string): string =>
		`import { NodeHttp2Handler } from '@smithy/node-http-handler';\n\nnew NodeHttp2Handler(${options});\n`;
	for (const [before, after] of [
		['', '{ nodeHttp2ConnectOptions: { keepAlive: true, keepAliveInitialDelay: 120_000 } }'],
		['{ a: 1 }', '{ a: 1, nodeHttp2ConnectOptions: { keepAlive: true, keepAliveInitialDelay: 120_000 } }'],
		[
			'{ nodeHttp2ConnectOptions: { ca } }',
			'{ nodeHttp2ConnectOptions: { ca, keepAlive: true, keepAliveInitialDelay: 120_000 } }',
		],
		[
			'{ nodeHttp2ConnectOptions: undefined }',
			'{ nodeHttp2ConnectOptions: { keepAlive: true, keepAliveInitialDelay: 120_000 } }',
		],
	] as const) {
		it(`is written once: ${before || 'no options'}`, () =>
			assert.equal(fix(handler(before), 'a.mjs', { node: '24.15.0' }), handler(after)));
	}
});
