import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type CheckContext, type Silence, type SourceDocument } from '../server/src/engine/index.js';

const engine = createEngine();
const version = (of: string) => ({ version: of, source: 'test' });

const context: CheckContext = {
	environment: defaultEnvironment,
	target: {
		node: version('22.0.0'),
		python: version('3.12.0'),
		packages: { javascript: new Map(), python: new Map() },
	},
	rules: {},
};

const url = "'https://api.example.com/slow'";

/** The silence of each client of a text, with what decides shown as `line 3` or `path:3`. */
function silences(text: string, more: Partial<CheckContext> = {}, path = 'main.ts') {
	const document: SourceDocument = { path, language: path.endsWith('.py') ? 'python' : 'javascript', text };
	const all = { ...context, ...more };
	return engine.check(document, all).clients.map((client) => {
		const silence = engine.explainSilence(document, client, all);
		return silence && describeSilence(text, silence);
	});
}

function describeSilence(text: string, { kind, at, instead, ...rest }: Silence): string {
	const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
	const place = at === undefined ? '' : 'path' in at ? ` ${at.path}:${at.line}` : ` line ${lineOf(at.start)}`;
	const otherwise = instead === undefined ? '' : ` else ${instead.severity} ${instead.rule}`;
	assert.match(rest.text, /^.*\.$/);
	return `${kind}${place}${otherwise}`;
}

describe('Why a client is not reported', () => {
	const https = "import https from 'node:https';\n";
	const cases: readonly (readonly [text: string, expected: readonly (string | undefined)[]])[] = [
		[`${https}https.get(${url});`, [undefined]],
		[`${https}https.get('https://localhost/');`, ['local else warning missing-keepalive']],
		[`fetch(${url});`, ['probes']],
		[`${https}https.get(${url})\n.setSocketKeepAlive(true, 60_000);`, ['probes line 2']],
		[`${https}const agent = new https.Agent();\nhttps.get(${url}, { agent });`, [undefined, 'agent line 2']],
		[`${https}https.get(${url}, {\nagent: made() });`, ['agent line 3']],
		[`${https}https.get(${url}, { ...rest });`, ['unknown']],
		[`import needle from 'needle';\nneedle.get(${url}, { proxy: p });`, ['unknown line 2']],
		[`${https}https.globalAgent = probing;\nhttps.get(${url});`, ['setup line 2 else warning missing-keepalive']],
		[`'use client';\n${https}https.get(${url});`, ['runtime else warning missing-keepalive']],
	];
	for (const [text, expected] of cases) it(text, () => assert.deepEqual(silences(text), expected));

	it('explains Python alike', () => {
		const text = [
			'import requests',
			'from requests.adapters import HTTPAdapter',
			'session = requests.Session()',
			'requests.get("http://127.0.0.1:8000/")',
		].join('\n');
		assert.deepEqual(silences(text, {}, 'main.py'), [undefined, 'local else warning missing-keepalive']);
	});

	it('names the statement of another file', () => {
		const setup = {
			path: 'src/setup.js',
			language: 'javascript',
			text: "const https = require('https');\n\nhttps.globalAgent = require('./agent.js');\n",
		} as const;
		const project = { resolve: () => undefined, setupFiles: () => [setup] };
		const expected = 'setup src/setup.js:3 else warning missing-keepalive';
		assert.deepEqual(silences(`${https}https.get(${url});`, { project }), [expected]);
	});

	it('names a function that is known to be safe', () => {
		const text = `${https}function download() { https.get(${url}); }`;
		const expected = ['wrapper else warning missing-keepalive'];
		assert.deepEqual(silences(text, { wrappers: [{ name: 'download' }] }), expected);
	});

	it('names a rule that is off', () => {
		const rules = { 'missing-keepalive': 'off' } as const;
		assert.deepEqual(silences(`${https}https.get(${url});`, { rules }), ['off else warning missing-keepalive']);
	});

	it('goes by the severities of test code', () => {
		const expected = ['local else hint missing-keepalive'];
		assert.deepEqual(silences(`${https}https.get('https://localhost/');`, {}, 'test/main.ts'), expected);
	});

	it('is not about findings that a comment silences', () => {
		const text = `${https}// keepalive-disable-next-line missing-keepalive\nhttps.get(${url});`;
		assert.deepEqual(silences(text), [undefined]);
	});
});
