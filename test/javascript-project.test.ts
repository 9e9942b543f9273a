import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type CheckContext, type SourceDocument } from '../server/src/engine/index.js';

const engine = createEngine();

const get = "import https from 'node:https';\nhttps.get('https://api.example.com/slow');\n";

/** Checks one of several files of a package by the names of their paths. */
function check(files: Readonly<Record<string, string>>, path: string, node = '22.12.0') {
	const documents = Object.entries(files).map(([name, text]): SourceDocument => {
		return { path: name, language: 'javascript', text };
	});
	const document = documents.find((each) => each.path === path);
	assert.ok(document);
	const none = new Map();
	const context: CheckContext = {
		environment: defaultEnvironment,
		target: {
			node: { version: node, source: 'test' },
			python: { version: '3.11.0', source: 'test' },
			packages: { javascript: none, python: none },
		},
		rules: {},
		project: {
			resolve: (_, specifier) => documents.find((each) => `./${each.path}` === specifier),
			setupFiles: () => documents,
		},
	};
	return engine.check(document, context);
}

function findings(files: Readonly<Record<string, string>>, path: string, node?: string): string[] {
	return check(files, path, node).findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

describe('Set-up of a process in another file', () => {
	const protects = (setup: string, text = get, node?: string): boolean =>
		findings({ 'setup.js': setup, 'main.js': text }, 'main.js', node).length === 0;
	const probing =
		'class Probing extends https.Agent { createConnection(...a) { return super.createConnection(...a).setKeepAlive(true, 60000); } }';

	it('protects what has no agent of its own', () => {
		const setup = `const https = require('https');\n${probing}\nhttps.globalAgent = new Probing();`;
		assert.ok(protects(setup));
		assert.ok(protects(setup, "import got from 'got';\ngot('https://api.example.com/slow');"));
		assert.ok(!protects(setup, "import https from 'https';\nexport const agent = new https.Agent();"));
		assert.ok(!protects(setup, "import http from 'http';\nhttp.get('http://api.example.com');", '18.20.0'));
	});

	it('is named with its file and line', () => {
		const setup = "const https = require('https');\nhttps.globalAgent = require('./agent.js');";
		const { clients } = check({ 'setup.js': setup, 'main.js': get }, 'main.js');
		const [setting] = clients.map(({ creation }) => creation.setting);
		assert.deepEqual(setting?.kind === 'inherited' && setting.from, { path: 'setup.js', line: 2 });
	});

	it('does not count through a copied namespace', () => {
		assert.ok(!protects("import * as https from 'https';\nhttps.globalAgent = require('./agent.js');"));
	});

	const plain = "import http from 'node:http';\nhttp.get('http://api.example.com/slow');\n";
	const old = "import AWS from 'aws-sdk';\nexport const sqs = new AWS.SQS();\n";
	/** A statement, what is protected by it, and the Node on which it is and is not. */
	const targets: readonly (readonly [
		setup: string,
		text: string,
		works: string | undefined,
		fails: string | undefined,
	])[] = [
		["require('https').globalAgent.keepAlive = true;", get, '24.15.0', '22.12.0'],
		["require('http').globalAgent.keepAlive = true;", plain, '18.20.0', undefined],
		["require('http').globalAgent.keepAlive = false;", plain, undefined, '18.20.0'],
		["require('https').globalAgent.keepAlive = false;", get, undefined, '22.12.0'],
		["require('http').globalAgent.keepAliveMsecs = 60_000;", plain, '20.0.0', '18.20.0'],
		["require('https').globalAgent.keepAliveMsecs = 60_000;", get, '24.15.0', '22.12.0'],
		[
			"const a = require('http').globalAgent; a.keepAlive = true; a.keepAliveMsecs = 60_000;",
			plain,
			'18.20.0',
			undefined,
		],
		["require('http').globalAgent.options.keepAlive = true;", plain, undefined, '18.20.0'],
		["require('https').globalAgent.options.keepAlive = true;", get, undefined, '22.12.0'],
		["process.env.AWS_NODEJS_CONNECTION_REUSE_ENABLED = '1';", old, '24.15.0', '22.12.0'],
		["import { env } from 'node:process'; env.AWS_NODEJS_CONNECTION_REUSE_ENABLED = 1;", old, '24.15.0', '22.12.0'],
		["process.env['AWS_NODEJS_CONNECTION_REUSE_ENABLED'] = 'true';", old, undefined, '24.15.0'],
		[
			"import AWS from 'aws-sdk'; AWS.config.update({ httpOptions: { agent: require('./agent') } });",
			old,
			'22.12.0',
			undefined,
		],
		["import AWS from 'aws-sdk'; AWS.config.update({ region: 'eu-west-1' });", old, undefined, '22.12.0'],
	];
	for (const [setup, text, works, fails] of targets) {
		if (works !== undefined) it(`${setup} works on ${works}`, () => assert.ok(protects(setup, text, works)));
		if (fails !== undefined) it(`${setup} fails on ${fails}`, () => assert.ok(!protects(setup, text, fails)));
	}

	it('is told once where it takes the probes away', () => {
		const off = "const http = require('http');\nhttp.globalAgent.keepAlive = false;\n";
		const requests = "http.get('http://a.example.com');\nhttp.get('http://b.example.com');\n";
		assert.deepEqual(findings({ 'main.js': off + requests }, 'main.js'), ['disabled-keepalive warning']);
		assert.deepEqual(findings({ 'main.js': off }, 'main.js'), ['disabled-keepalive information']);
		assert.deepEqual(findings({ 'main.js': off }, 'main.js', '18.20.0'), []);
		assert.deepEqual(findings({ 'main.js': off + requests }, 'main.js', '18.20.0'), [
			'missing-keepalive warning',
			'missing-keepalive warning',
		]);
	});

	it('may be late, or in seconds', () => {
		const text = (delay: string): string =>
			`const http = require('http');\nhttp.globalAgent.keepAliveMsecs = ${delay};\n${plain.slice(plain.indexOf('http.get'))}`;
		assert.deepEqual(findings({ 'main.js': text('60_000') }, 'main.js'), []);
		assert.deepEqual(findings({ 'main.js': text('60') }, 'main.js'), ['ineffective-keepalive warning']);
		assert.deepEqual(findings({ 'main.js': text('600_000') }, 'main.js'), ['late-keepalive warning']);
	});

	it('needs no word on a part that another makes up for', () => {
		const both =
			"const http = require('http');\nhttp.globalAgent.keepAlive = true;\nhttp.globalAgent.keepAliveMsecs = 60_000;\nhttp.get('http://a.example.com');\n";
		assert.deepEqual(findings({ 'main.js': both }, 'main.js', '18.20.0'), []);
	});

	it('may subscribe to a channel of Node', () => {
		const subscriber = (body: string): string =>
			`import dc from 'node:diagnostics_channel';\ndc.subscribe('http.client.request.start', ({ request }) => ${body});`;
		assert.ok(protects(subscriber('request.setSocketKeepAlive(true, 60000)')));
		assert.ok(!protects(subscriber('request.setSocketKeepAlive(true)')));
		assert.ok(!protects(subscriber('console.log(request.path)')));
	});

	it('does not count in test code', () => {
		const setup = "const https = require('https');\nhttps.globalAgent = require('./agent.js');";
		assert.deepEqual(findings({ 'test/setup.js': setup, 'main.js': get }, 'main.js'), ['missing-keepalive warning']);
		assert.deepEqual(findings({ 'test/setup.js': setup, 'test/main.js': get }, 'test/main.js'), []);
	});
});

describe('Exports of the files beside', () => {
	const wait = (exporting: string, expression: string, more = ''): unknown => {
		const text = `import https from 'https';\nimport main, { a } from './other.js';\nimport * as all from './other.js';\nhttps.get('https://api.example.com', ${expression});\n`;
		const files = { 'other.js': exporting, 'third.js': more, 'main.js': text };
		const [client] = check(files, 'main.js').clients;
		return client?.wait.kind === 'seconds' ? client.wait.seconds : client?.wait.kind;
	};

	for (const [exporting, expression, expected] of [
		['export const a = { timeout: 300000 };', 'a', 300],
		['export const a = { timeout: 300000 };', 'all.a', 300],
		['const x = { timeout: 300000 }; export { x as a };', 'a', 300],
		['export default { timeout: 300000 };', 'main', 300],
		['module.exports = { timeout: 300000 };', 'main', 300],
		['module.exports = { a: { timeout: 300000 } };', 'a', 300],
		['exports.a = { timeout: 300000 };', 'a', 300],
		['export function a() { return { timeout: 300000 }; }', 'a()', 300],
		['export const a = () => ({ timeout: 300000 });', 'all.a()', 300],
		["export { a } from './third.js';", 'a', 400],
		["export * from './third.js';", 'a', 400],
		["export { a } from 'elsewhere';", 'a', 'unknown'],
		['exports.a = { timeout: 300000 }; exports.a = {};', 'a', 'unknown'],
		['export let a = 1; a = { timeout: 300000 };', 'a', 'unknown'],
	] as const) {
		it(`${exporting} ${expression}`, () => {
			assert.equal(wait(exporting, expression, 'export const a = { timeout: 400000 };'), expected);
		});
	}
});
