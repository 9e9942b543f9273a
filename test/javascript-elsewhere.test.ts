import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type CheckContext, type SourceDocument } from '../server/src/engine/index.js';

// What decides stands elsewhere in the text: on the object later, in a listener, in a function that goes away as text.
const engine = createEngine();

function contextOf(node: string): CheckContext {
	const version = (text: string) => ({ version: text, source: 'test' });
	const packages = { javascript: new Map(), python: new Map() };
	return {
		environment: defaultEnvironment,
		target: { node: version(node), python: version('3.12.0'), packages },
		rules: {},
	};
}

const imports = `import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import fetch from 'node-fetch';
import WebSocket from 'ws';
`;

function documentOf(code: string): SourceDocument {
	return { path: 'main.js', language: 'javascript', text: imports + code };
}

/** `line: rule` of each finding, lines counted within `code`. */
function findings(code: string, node = '22.0.0'): readonly string[] {
	const document = documentOf(code);
	const lineOf = (offset: number): number => document.text.slice(imports.length, offset).split('\n').length;
	return engine.check(document, contextOf(node)).findings.map(({ span, rule }) => `${lineOf(span.start)}: ${rule}`);
}

/** What all safe fixes make of `code`; the imports stay as they are. */
function fix(code: string, node = '22.0.0'): string {
	const { text } = engine.fixAll(documentOf(code), contextOf(node));
	assert.ok(text.startsWith(imports), text);
	return text.slice(imports.length);
}

const url = `'https://api.example.com/'`;

describe('An agent whose createConnection is set later is left alone', () => {
	const codes = [
		'export const a = new http.Agent();\nObject.assign(a, { createConnection });',
		'export const a = Object.assign(new http.Agent(), { createConnection });',
		"export const a = new http.Agent();\nObject.defineProperty(a, 'createConnection', { value: connect });",
		'export const a = (b = new http.Agent());\na.createConnection = connect;',
		'exports.a = new http.Agent();\nexports.a.createConnection = connect;',
		'export const all = { a: new http.Agent() };\nall.a.createConnection = connect;',
		'function set(agent) {\nagent.createConnection = connect;\nreturn agent;\n}\nexport const a = set(new http.Agent());',
		'const a = new http.Agent();\na.createConnection = connect;\nhttp.get(url, { agent: a });',
		'class A {\nagent = new http.Agent();\nset() { this.agent.createConnection = connect; }\n}',
	];
	for (const code of codes) {
		it(code, () => {
			assert.deepEqual(findings(code), []);
			assert.equal(fix(code), code);
		});
	}

	it('and not for what other objects have', () => {
		const agent = 'export const a = new http.Agent();\n';
		const others = [
			'Other.prototype.createConnection = connect;',
			'module.exports.createConnection = connect;',
			'class B {\nconstructor() { this.createConnection = connect; }\n}',
			'other.createServer = connect;',
		];
		for (const other of others) assert.deepEqual(findings(agent + other), ['1: missing-keepalive'], other);
		const own = 'const own = new http.Agent();\nhttp.get(url, { agent: own });\nother.createConnection = connect;';
		assert.deepEqual(findings(own), ['1: missing-keepalive']);
	});
});

describe('A function that goes away as text gets no name from outside', () => {
	const codes = [
		`function job() { https.get(${url}); }\nnew Worker(\`(\${job})()\`, { eval: true });`,
		`function job() { https.get(${url}); }\nwrite('job.js', job.toString());`,
		`const job = () => https.get(${url});\neval('(' + job + ')()');`,
		`const job = () => https.get(${url});\nwrite(String(job));`,
		`page.evaluate(() => https.get(${url}));`,
		`await browser.executeScript(function () { return https.get(${url}); });`,
		`function job() { https.get(${url}); }\npage.evaluate(job);`,
		`vm.runInNewContext('(' + function () { https.get(${url}); } + ')()');`,
		`const jobs = { one() { https.get(${url}); } };\nwrite(jobs.one.toString());`,
		`start('one', () => https.get(${url}));\nfunction start(name, job) { write(name, \`module.exports = (\${job.toString()})();\`); }`,
		`const start = (job) => begin(job);\nstart(() => https.get(${url}));\nfunction begin(job) { write('(' + job + ')()'); }`,
		`jobs.two = function () { [1].map(() => https.get(${url})); };\nwrite(jobs.two.toString());`,
	];
	for (const code of codes) {
		it(code, () => {
			assert.equal(findings(code).length, 1);
			assert.equal(fix(code), code);
		});
	}

	it('but what needs none', () => {
		const code = "page.evaluate(() => net.connect(443, 'api.example.com'));";
		assert.equal(fix(code), "page.evaluate(() => net.connect(443, 'api.example.com').setKeepAlive(true, 120_000));");
	});
	it('and a function that is only called or passed on does', () => {
		for (const use of [
			'job();',
			'run(job);',
			'function run(task) { task(); }\nrun(job);',
			'run(job.name.toString());',
			'new Task(job);',
		]) {
			const code = `function job() { https.get(${url}); }\n${use}`;
			assert.match(fix(code), /https\.get\('.*', \{ agent: keepAliveHttpsAgent \}\)/, use);
		}
	});
});

describe('What a listener sets is mended in the listener', () => {
	const request = `const request = https.request(${url});\n`;
	const mended = 'setKeepAlive(true, 120_000)';
	const cases: readonly (readonly [code: string, fixed: string])[] = [
		[
			"request.on('socket', (s) => s.setKeepAlive({ enable: true, initialDelay: 60_000 }));",
			`request.on('socket', (s) => s.${mended});`,
		],
		[
			"request.on('socket', (s) => s.on('connect', () => s.setKeepAlive(true)));",
			`request.on('socket', (s) => s.on('connect', () => s.${mended}));`,
		],
		[
			"request.once('socket', set);\nfunction set(s) { s.setKeepAlive(true, 60); }",
			`request.once('socket', set);\nfunction set(s) { s.${mended}; }`,
		],
		[
			"request.on('socket', (s) => set(s));\nfunction set(s) { s.setKeepAlive(true, 3_600_000); }",
			`request.on('socket', (s) => set(s));\nfunction set(s) { s.${mended}; }`,
		],
		["request.on('socket', (s) => s.setKeepAlive(false));", `request.on('socket', (s) => s.${mended});`],
	];
	for (const [code, fixed] of cases) it(code, () => assert.equal(fix(request + code), request + fixed));

	it('and in the body of an agent class or of createConnection', () => {
		const late =
			"(o, cb) {\nconst s = tls.connect(o, cb);\ns.once('secureConnect', () => s.setKeepAlive(true));\nreturn s;\n}";
		const own = `const agent = new https.Agent();\nagent.createConnection = function ${late};\nhttps.get(${url}, { agent });`;
		assert.equal(fix(own), own.replace('setKeepAlive(true)', mended));
		const body =
			"(...args) {\nconst s = super.createConnection(...args);\ns.once('connect', () => s.setKeepAlive(true));\nreturn s;\n}";
		const subclass = `class A extends https.Agent {\ncreateConnection${body}\n}\nhttps.get(${url}, { agent: new A() });`;
		assert.equal(fix(subclass), subclass.replace('setKeepAlive(true)', mended));
	});
	it('where the target takes an object, it stays', () => {
		const code = `${request}request.on('socket', (s) => s.setKeepAlive({ enable: true, initialDelay: 60_000 }));`;
		assert.deepEqual(findings(code, '26.10.0'), []);
	});
	it('a listener that cannot be seen, or hands the socket on, leaves it unknown', () => {
		for (const listener of [
			'imported.listener',
			'onSocket',
			'(s) => tune(s)',
			'(s) => tcp.tune(s, 60)',
			'{ handleEvent() {} }',
		])
			assert.deepEqual(findings(`${request}request.on('socket', ${listener});`), [], listener);
	});
	it('a request that code in the same file may set is unknown', () => {
		assert.deepEqual(findings(`${request}attach(request, { socket: (s) => s.setKeepAlive(true, 60_000) });`), []);
	});
	it('a listener that does nothing to the socket changes nothing', () => {
		for (const listener of ['(s) => s.setTimeout(1000)', '(s) => sockets.add(s)', '(s) => note(s)'])
			assert.deepEqual(
				findings(`${request}request.on('socket', ${listener});\nfunction note(socket) { count += 1; }`),
				['1: missing-keepalive'],
				listener,
			);
	});
});

describe('What else keeps a connection, or needs none kept', () => {
	it('a connection that comes back and is told there', () => {
		const connect = "peer.socket = net.connect(443, 'api.example.com');\n";
		assert.deepEqual(findings(`${connect}function ready(wire) { wire.setKeepAlive(true); }`), []);
		assert.deepEqual(findings(connect), ['1: missing-keepalive']);
	});
	it('sockets of servers and of agents are others', () => {
		const connect = "peer.socket = net.connect(443, 'api.example.com');\n";
		const others = [
			'net.createServer((s) => s.setKeepAlive(true));',
			"server.on('connection', (s) => s.setKeepAlive(true));",
			'class A extends http.Agent {\ncreateConnection(...args) {\nconst s = super.createConnection(...args);\ns?.setKeepAlive(true, 60_000);\nreturn s;\n}\n}',
		];
		for (const other of others) assert.deepEqual(findings(connect + other), ['1: missing-keepalive'], other);
	});
	it('a WebSocket with heartbeats of its own', () => {
		const socket = "const socket = new WebSocket('wss://api.example.com/');\n";
		const beats = [
			'setInterval(() => this.sendHeartbeat(), 30_000);',
			'setInterval(sendHeartbeat, 30_000);',
			'this.timer = setInterval(() => {\nif (open) socket.send(heart_beat());\n}, 30_000);',
			'timers.setInterval(() => ping(socket), 1000);',
		];
		for (const beat of beats) assert.deepEqual(findings(socket + beat), [], beat);
		for (const other of ['setInterval(() => shipping.count(), 1000);', 'setTimeout(() => ping(), 1000);'])
			assert.deepEqual(findings(socket + other), ['1: missing-keepalive'], other);
	});
	it('a connection that only sends waits for nothing', () => {
		const sent = [
			"const s = net.connect(2003, 'stats.example.com', () => {\ns.write(data);\ns.end();\n});\ns.on('error', reject);",
			"const s = net.connect(2003, 'stats.example.com');\ns.end(data);",
			"const s = net.connect(2003, 'stats.example.com');\ns.on('connect', () => s.destroy());",
			"const s = net.connect(2003, 'stats.example.com');\ns.on('connect', function () {\nthis.write(data);\nthis.end();\n});",
			"net.connect(2003, 'stats.example.com', function () {\nthis.end(data);\n});",
		];
		for (const code of sent) assert.deepEqual(findings(code), [], code);
		const waiting = [
			"const s = net.connect(43, 'whois.example.com', () => s.end(query));\ns.on('data', read);",
			"const s = net.connect(43, 'whois.example.com', () => s.end(query));\ns.pipe(out);",
			"const s = net.connect(43, 'whois.example.com', () => s.end(query));\ns.on('close', done);",
			"const s = net.connect(2003, 'stats.example.com');\ns.on('error', () => s.destroy());",
			"const s = net.connect(2003, 'stats.example.com');\ns.setTimeout(0, () => s.destroy());",
			"const s = net.connect(2003, 'stats.example.com');\nfunction stop() {\ns.destroy();\n}",
			"const s = net.connect(2003, 'stats.example.com');\ns.end(data);\nreader(s);",
		];
		for (const code of waiting)
			assert.match(findings(code).join(), /^1: (?:missing-keepalive|long-wait-without-keepalive)$/, code);
	});
	it('a listener that tells its own socket', () => {
		const told =
			"const s = net.connect(443, 'api.example.com');\ns.on('connect', function () { this.setKeepAlive(true, 60_000); });";
		assert.deepEqual(findings(told), []);
		const other = told.replace('{ this.', '{ return function () { this.').replace('; });', '; }; });');
		assert.deepEqual(findings(other), ['1: missing-keepalive'], other);
	});
	it('an agent for options of a client that the project has and that sets sockets itself', () => {
		const document = documentOf('export const set = (options) => {\noptions.httpsAgent = new https.Agent();\n};');
		const rulesWith = (axios: string | undefined): readonly string[] => {
			const { target, ...rest } = contextOf('22.0.0');
			const known = axios === undefined ? [] : [['axios', { version: axios, source: 'test' }] as const];
			const packages = { ...target.packages, javascript: new Map(known) };
			return engine.check(document, { ...rest, target: { ...target, packages } }).findings.map(({ rule }) => rule);
		};
		assert.deepEqual(rulesWith('1.7.0'), []);
		assert.deepEqual(rulesWith('0.21.4'), ['missing-keepalive']);
		assert.deepEqual(rulesWith(undefined), ['missing-keepalive']);
	});
	it('a request object that may have an agent', () => {
		for (const given of ['new PatchedRequest(url)', 'new Request(url, options)'])
			assert.deepEqual(findings(`const request = ${given};\nfetch(request);`), [], given);
		for (const given of ['new URL(path, base)', 'new Url(base)', 'url', '`${base}/path`'])
			assert.deepEqual(findings(`fetch(${given});`), ['1: missing-keepalive'], given);
	});
});
