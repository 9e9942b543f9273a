import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type CheckContext, type SourceDocument } from '../server/src/engine/index.js';
import { readName } from '../server/src/engine/local-names.js';

const engine = createEngine();

const context: CheckContext = {
	environment: defaultEnvironment,
	target: {
		node: { version: '22.0.0', source: 'test' },
		python: { version: '3.12.0', source: 'test' },
		packages: { javascript: new Map(), python: new Map() },
	},
	rules: {},
};

/** Each client of a text: `local by` the name that says so, or the rule that reports it. */
function read(code: string): readonly string[] {
	const text = `import http from 'node:http';\nimport { Client } from 'pg';\nimport fetch from 'node-fetch';\n${code}`;
	const document: SourceDocument = { path: 'main.ts', language: 'javascript', text };
	const { clients, findings } = engine.check(document, context);
	return clients.map((client) => {
		const silence = engine.explainSilence(document, client, context);
		const [finding] = findings.filter(({ span }) => span.start === client.creation.site.callee.start);
		if (finding) return finding.rule;
		const [, name] = /, as `([^`]*)` says,/.exec(silence?.text ?? '') ?? [];
		return `${silence?.kind ?? 'nothing'} by ${name ?? 'text'}`;
	});
}

describe('Names that say that an address is of this machine', () => {
	const cases: readonly (readonly [code: string, name: string])[] = [
		['fetch(emulatorUrl);', 'emulatorUrl'],
		['fetch(process.env.FIRESTORE_EMULATOR_HOST);', 'FIRESTORE_EMULATOR_HOST'],
		['fetch(`http://${emulatorHost}:${port}/v1/projects`);', 'emulatorHost'],
		['fetch(`${EMULATOR_URL}/v1/projects/${project}`);', 'EMULATOR_URL'],
		["fetch('http://' + sidecarHost + '/stream');", 'sidecarHost'],
		["fetch(EmulatorRegistry.url(Emulators.AUTH) + '/v1');", 'EmulatorRegistry'],
		['fetch(await this.controller.getLocalEndpoint());', 'getLocalEndpoint'],
		['const url = new URL(path, emulators.auth.origin);\nfetch(url);', 'emulators'],
		['const { host, port } = emulatorInfo;\nhttp.get({ host, port });', 'emulatorInfo'],
		['const { devServer: { host } } = config;\nhttp.get({ host });', 'devServer'],
		['http.request({ hostname: localhost, port, agent });', 'localhost'],
		[
			'class C {\nconstructor(readonly sidecarUrl: string) {}\nsend() { return fetch(this.sidecarUrl); }\n}',
			'sidecarUrl',
		],
		['const url = isTest ? getEmulatorUrl() : localServerUrl;\nfetch(url);', 'localServerUrl'],
		["const url = options.sidecarUrl || 'http://localhost:8969/stream';\nfetch(url);", 'http://localhost:8969/stream'],
		['new Client({ connectionString: detectLocalConnectionString(dir) });', 'detectLocalConnectionString'],
		[
			'const url = parseSidecarUrl(options.sidecarUrl);\nhttp.request({ path: url.pathname, hostname: url.hostname });',
			'parseSidecarUrl',
		],
		['fetch(endpoint + `/emulator/stream_errors?serviceId=${id}`);', '/emulator/stream_errors'],
		['withDevServer({ cwd }, async (server) => fetch(`${server.url}/foo.html`));', 'withDevServer'],
		["runEmulator(async ({ url }) => fetch(new URL('/foo', url)));", 'runEmulator'],
		['fetch(`${endpoint}/emulator/v1/projects/${project}`);', '/emulator/v1/projects/'],
	];
	for (const [code, name] of cases) it(code, () => assert.deepEqual(read(code), [`local by ${name}`]));
});

describe('Names that say nothing of where an address leads', () => {
	const codes = [
		'fetch(apiUrl);',
		"fetch('https://emulator.example.com/v1');",
		'fetch(`https://api.example.com/${emulatorPath}`);',
		'fetch(`${apiUrl}/${emulatorPath}`);',
		'fetch(`${apiUrl}/v1/emulator/start`);',
		"fetch(apiUrl + '/v1/emulator/');",
		'fetch(apiUrl, { headers: { host: emulatorHost } });',
		'function startEmulator(url: string) { return fetch(url); }',
		'fetch(buildUrl(emulator.name));',
		'withServer({ cwd }, async (server) => fetch(server.url));',
		'function withDevServer(server) { return fetch(server.url); }',
		'withDevServer(function () { return (server) => fetch(server.url); });',
		'fetch(remoteOrLocalUrl);',
		'fetch(emulator.remoteUrl);',
		'fetch(useEmulator ? emulatorUrl : apiUrl);',
		'fetch(process.env.API_URL ?? emulatorUrl);',
		"fetch(emulatorUrl || 'https://api.example.com/');",
		"const emulatorUrl = 'https://api.example.com/';\nfetch(emulatorUrl);",
		'let url = emulatorUrl;\nif (production) url = productionUrl;\nfetch(url);',
		'fetch(localConfig.url);',
		'fetch(localStorage.getItem("url"));',
		'fetch(new LocalState(dir).get("url"));',
		'fetch(localeUrl);',
		'fetch(`${localPart}@example.com`);',
		'const existing = override ?? detectLocalConnectionString(dir);\nnew Client({ connectionString: existing });',
	];
	for (const code of codes) it(code, () => assert.deepEqual(read(code), ['missing-keepalive']));
});

describe('The words of a name', () => {
	it('are parted by case and by signs', () => {
		for (const name of ['EMULATOR_HOST', 'emulatorHost', 'AuthEmulator', 'my-emulator', 'localAPI', 'LOCAL_DB_URL'])
			assert.deepEqual(readName(name), { name });
	});
	it('count whole, and `local` before an address alone', () => {
		for (const name of ['emulated', 'locals', 'local', 'localise', 'urlLocal', 'localTime', 'host', ''])
			assert.equal(readName(name), undefined);
	});
	it('of other places win', () => {
		for (const name of ['isLocalhost', 'notLocalUrl', 'localOrRemoteUrl', 'PROD_URL'])
			assert.equal(readName(name), false);
	});
});
