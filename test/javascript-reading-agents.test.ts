import { describe } from 'node:test';
import { each, url } from './javascript-clients.js';

const get = 'https.get unbounded pooled-only';
const https = "import https from 'https';\n";
const probing =
	'class Probing extends https.Agent { createConnection(...a) { return super.createConnection(...a)?.setKeepAlive(true, 60_000); } }\n';
const given = (agent: string): string[] => ['https.get unbounded inherited', `https.Agent unbounded ${agent}`];

describe('Agents that are told, in hard places', () => {
	const made = (body: string): string =>
		`${https}class P extends https.Agent { ${body} }\nhttps.get(${url}, { agent: new P() });`;
	const connect = 'const s = super.createConnection(o, cb);';
	const flag = '{ keepAlive: true, keepAliveMsecs: 60_000 }';
	const late = { node: '22.12.0' };
	const prompt = { node: '24.15.0' };
	each([
		[
			'behind a guard',
			made(
				`createConnection(o, cb) { ${connect} if (s instanceof net.Socket) s.setKeepAlive(true, 60_000); return s; }`,
			),
			given('60'),
		],
		[
			'in its callback',
			made(
				'createConnection(o, cb) { return super.createConnection(o, (e, s) => { s?.setKeepAlive(true, 60_000); cb(e, s); }); }',
			),
			given('60'),
		],
		[
			'in a property',
			made(
				'createConnection = (o, cb) => https.Agent.prototype.createConnection.call(this, o, cb).setKeepAlive(true, 60_000);',
			),
			given('60'),
		],
		[
			'by a function of the file',
			`function tune(s) { return s.setKeepAlive(true, 60_000); }\n${made('createConnection(...a) { return tune(super.createConnection(...a)); }')}`,
			given('60'),
		],
		[
			'by a method of its own',
			made(
				'tune(s) { return s.setKeepAlive(true, 60_000); } createConnection(...a) { return this.tune(super.createConnection(...a)); }',
			),
			given('60'),
		],
		[
			'with a constant',
			`const IDLE = 60_000; ${made(`createConnection(o, cb) { ${connect} s.setKeepAlive(true, IDLE); return s; }`)}`,
			given('60'),
		],
		[
			'with a parameter',
			made(
				`constructor(idle) { super(); this.idle = idle; } createConnection(o, cb) { ${connect} s.setKeepAlive(true, this.idle); return s; }`,
			),
			given('unknown'),
		],
		[
			'in the request that it is handed',
			made("addRequest(r, o) { r.on('socket', (s) => s.setKeepAlive(true, 60_000)); super.addRequest(r, o); }"),
			given('60'),
		],
		[
			'too late, when the socket is free',
			made(`createConnection(o, cb) { ${connect} s.on('free', () => s.setKeepAlive(true, 60_000)); return s; }`),
			given('off'),
		],
		[
			'too late, when the socket is kept',
			made('keepSocketAlive(s) { s.setKeepAlive(true, 60_000); return true; }'),
			given('off'),
		],
		[
			'too late, when the socket is used again',
			made('reuseSocket(s, r) { s.setKeepAlive(true, 60_000); super.reuseSocket(s, r); }'),
			given('off'),
		],
		['switched off', made(`createConnection(o, cb) { ${connect} s.setKeepAlive(false); return s; }`), given('off')],
		['sockets from elsewhere', made('createConnection(o, cb) { return this.tunnel.open(o, cb); }'), given('unknown')],
		['super() with the flag, in time', made(`constructor() { super(${flag}); }`), given('60'), prompt],
		['super() with the flag, too late', made(`constructor() { super(${flag}); }`), given('pooled-only'), late],
		[
			'super() with more than is seen',
			made('constructor(o) { super({ ...o, keepAlive: true, keepAliveMsecs: 60_000 }); }'),
			given('60'),
			prompt,
		],
		['super() of a default', made(`constructor(o = ${flag}) { super(o); }`), given('60'), prompt],
		[
			'super() of what is given',
			`${https}class P extends https.Agent { constructor(name, o) { super(o); } } https.get(${url}, { agent: new P('x', ${flag}) });`,
			given('60'),
			prompt,
		],
		[
			'super() of everything',
			`${https}class P extends https.Agent { constructor(...all) { super(...all); } } https.get(${url}, { agent: new P(${flag}) });`,
			given('60'),
			prompt,
		],
		[
			'super() of something else',
			`${https}class P extends https.Agent { constructor(o) { super(); } } https.get(${url}, { agent: new P(${flag}) });`,
			given('off'),
			prompt,
		],
		[
			'super() through another class',
			`${https}class A extends https.Agent { constructor(o) { super({ maxSockets: 1, ...o }); } } class B extends A { constructor() { super(${flag}); } } https.get(${url}, { agent: new B() });`,
			given('60'),
			prompt,
		],
		[
			'a class of a sibling under a namespace',
			`${https}import * as p from './p'; https.get(${url}, { agent: new p.Probing() });`,
			given('60'),
			{ files: { 'p.ts': `${https}export ${probing}` } },
		],
	]);
});

describe('Sockets that are told, in hard places', () => {
	const on60 = ['https.get unbounded 60'];
	const asked60 = ['https.request unbounded 60'];
	const tune = 'function tune(s) { s.setKeepAlive(true, 60_000); }';
	each([
		['by a named listener', `${https}${tune} https.get(${url}).on('socket', tune);`, on60],
		['by a function that the listener calls', `${https}${tune} https.get(${url}).on('socket', (s) => tune(s));`, on60],
		[
			'by a method as the listener',
			`${https}class A { tune(s) { s.setKeepAlive(true, 60_000); } f() { https.get(${url}).on('socket', this.tune); } }`,
			on60,
		],
		[
			'by a method that the listener calls',
			`${https}class A { tune(s) { s.setKeepAlive(true, 60_000); } f() { https.get(${url}).on('socket', (s) => this.tune(s)); } }`,
			on60,
		],
		[
			'once connected',
			`${https}https.get(${url}).on('socket', (s) => s.on('connect', () => s.setKeepAlive(true, 60_000)));`,
			on60,
		],
		[
			'once the handshake is done',
			`${https}https.get(${url}).on('socket', (s) => s.once('secureConnect', () => s.setKeepAlive(true, 60_000)));`,
			on60,
		],
		[
			'after another listener',
			`${https}const r = https.request(${url}); r.on('error', log).on('socket', (s) => s.setKeepAlive(true, 60_000)); r.end();`,
			asked60,
		],
		[
			'the request in a function of the file',
			`${https}function keep(r) { r.setSocketKeepAlive(true, 60_000); return r; } keep(https.request(${url})).end();`,
			asked60,
		],
		[
			'the request under a name in a function of the file',
			`${https}const keep = (r) => { r.setSocketKeepAlive(true, 60_000); }; const r = https.request(${url}); keep(r); r.end();`,
			asked60,
		],
		[
			'the request in a field',
			`${https}class A { f() { this.r = https.request(${url}); this.r.setSocketKeepAlive(true, 60_000); } }`,
			asked60,
		],
		[
			'the request in a promise',
			`${https}new Promise((done) => { const r = https.request(${url}, done); r.setSocketKeepAlive(true, 60_000); r.end(); });`,
			asked60,
		],
		[
			'too late, in a function for the response',
			`${https}function keep(r) { r.socket.setKeepAlive(true, 60_000); } https.get(${url}, (r) => keep(r));`,
			[get],
		],
		[
			'too late, with the first data',
			`${https}const r = https.get(${url}, (s) => s.on('data', () => r.setSocketKeepAlive(true, 60_000)));`,
			[get],
		],
		[
			'a function that does something else',
			`${https}function keep(r) { r.setHeader('a', 'b'); } const r = https.request(${url}); keep(r);`,
			['https.request unbounded pooled-only'],
		],
	]);
});
