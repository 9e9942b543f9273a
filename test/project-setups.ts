/** A package of two files: one that sets something up, and one with a client that counts on it. */
export interface Package {
	/** The lowest Node of the package. */
	readonly node: string;
	readonly packages?: Readonly<Record<string, string>>;
	/** The texts of `setup.mjs` (`setup.cjs` where it requires) and `main.mjs`, line by line. */
	readonly setup: readonly string[];
	readonly main: readonly string[];
	readonly others?: Readonly<Record<string, string>>;
	/** The line that protects the last client of `main`, and what would be reported without it; absent: nothing does. */
	readonly protectedBy?: readonly [place: `${string}:${number}`, otherwise?: string];
	/** Rules that are reported: `main:2 missing-keepalive`. */
	readonly reported?: readonly string[];
}

const url = "'https://api.example.com/slow'";
const plainUrl = "'http://api.example.com/slow'";

/** Line 2 of a set-up: an agent that probes in time on every Node. */
const probing =
	'class Probing extends https.Agent { createConnection(...a) { return super.createConnection(...a)?.setKeepAlive(true, 60_000); } }';
const requireHttps = "const https = require('node:https');";
const get = ["import https from 'node:https';", `https.get(${url}).end();`];
const plainGet = ["import http from 'node:http';", `http.get(${plainUrl}).end();`];
const subscriber = (channel: string, body = 'request.setSocketKeepAlive(true, 60_000)'): readonly string[] => [
	"import channels from 'node:diagnostics_channel';",
	`channels.subscribe('${channel}', ({ request }) => ${body});`,
];
const dispatcher = (options: string): readonly string[] => [
	"import { Agent, setGlobalDispatcher } from 'undici';",
	`setGlobalDispatcher(new Agent(${options}));`,
];
const loadAxios = ["import axios from 'axios';", `axios.get(${url});`];
const makeS3 = ["import AWS from 'aws-sdk';", 'export const s3 = new AWS.S3();'];
const awsVariable = ["process.env.AWS_NODEJS_CONNECTION_REUSE_ENABLED = '1';"];

/** The packages by the kind of their set-up, and by what is said of it. */
export const packagesByKind: Readonly<Record<string, Readonly<Record<string, Package>>>> = {
	'a replaced global agent': {
		'protects a request without an agent': {
			node: '22.12.0',
			setup: [requireHttps, probing, 'https.globalAgent = new Probing();'],
			main: get,
			protectedBy: ['setup:3', 'missing-keepalive'],
		},
		'protects through a default import': {
			node: '22.12.0',
			setup: ["import https from 'node:https';", probing, 'https.globalAgent = new Probing();'],
			main: get,
			protectedBy: ['setup:3', 'missing-keepalive'],
		},
		'protects a library that uses the global agent': {
			node: '22.12.0',
			packages: { got: '14.6.6' },
			setup: [requireHttps, probing, 'https.globalAgent = new Probing();'],
			main: ["import got from 'got';", `await got(${url});`],
			protectedBy: ['setup:3', 'missing-keepalive'],
		},
		'protects no library that goes without it': {
			node: '22.12.0',
			packages: { superagent: '10.2.0' },
			setup: [requireHttps, probing, 'https.globalAgent = new Probing();'],
			main: ["import superagent from 'superagent';", `await superagent.get(${url});`],
			reported: ['main:2 missing-keepalive'],
		},
		'protects no request of the other scheme': {
			node: '18.20.0',
			setup: [requireHttps, probing, 'https.globalAgent = new Probing();'],
			main: plainGet,
			reported: ['main:2 missing-keepalive'],
		},
		'does not count on a namespace, which is a copy': {
			node: '22.12.0',
			setup: ["import * as https from 'node:https';", probing, 'https.globalAgent = new Probing();'],
			main: get,
			reported: ['main:2 missing-keepalive'],
		},
		'does not count on the namespace that a compiler makes': {
			node: '22.12.0',
			setup: ["const https = __importStar(require('node:https'));", probing, 'https.globalAgent = new Probing();'],
			main: get,
			reported: ['main:2 missing-keepalive'],
		},
		'does not count on a copy by hand': {
			node: '22.12.0',
			setup: [requireHttps, probing, "const copy = { ...require('node:https') };", 'copy.globalAgent = new Probing();'],
			main: get,
			reported: ['main:2 missing-keepalive'],
		},
		'is reported itself, once, where its flag comes too late for TLS': {
			node: '22.12.0',
			setup: [requireHttps, 'https.globalAgent = new https.Agent({ keepAlive: true, keepAliveMsecs: 60_000 });'],
			main: get,
			protectedBy: ['setup:2', 'missing-keepalive'],
			reported: ['setup:2 ineffective-keepalive'],
		},
	},
	'globalAgent.keepAlive with keepAliveMsecs': {
		'protects where the global agent is not on by itself': {
			node: '18.20.0',
			setup: [
				"import { globalAgent } from 'node:http';",
				'globalAgent.keepAlive = true;',
				'globalAgent.keepAliveMsecs = 60_000;',
			],
			main: plainGet,
			protectedBy: ['setup:3', 'missing-keepalive'],
		},
		'protects when both are assigned at once': {
			node: '18.20.0',
			setup: [
				"import http from 'node:http';",
				'Object.assign(http.globalAgent, { keepAlive: true, keepAliveMsecs: 60_000 });',
			],
			main: plainGet,
			protectedBy: ['setup:2', 'missing-keepalive'],
		},
		'is itself ineffective on TLS before Node 24.15': {
			node: '22.12.0',
			setup: [requireHttps, 'https.globalAgent.keepAlive = true;', 'https.globalAgent.keepAliveMsecs = 60_000;'],
			main: get,
			reported: ['main:2 missing-keepalive', 'setup:2 ineffective-keepalive'],
		},
		'keepAliveMsecs alone does nothing before Node 19': {
			node: '18.20.0',
			setup: ["require('node:http').globalAgent.keepAliveMsecs = 60_000;"],
			main: plainGet,
			reported: ['main:2 missing-keepalive', 'setup:1 ineffective-keepalive'],
		},
		'does not protect in seconds': {
			node: '18.20.0',
			setup: ["const { globalAgent } = require('node:http');", 'globalAgent.keepAliveMsecs = 60;'],
			main: plainGet,
			reported: ['main:2 missing-keepalive', 'setup:2 ineffective-keepalive'],
		},
		'does not count among globalAgent.options': {
			node: '18.20.0',
			setup: [
				"const http = require('node:http');",
				'http.globalAgent.options.keepAlive = true;',
				'http.globalAgent.options.keepAliveMsecs = 60_000;',
			],
			main: plainGet,
			reported: ['main:2 missing-keepalive', 'setup:2 ineffective-keepalive', 'setup:3 ineffective-keepalive'],
		},
	},
	setGlobalDispatcher: {
		'protects fetch where it does not probe by itself': {
			node: '18.14.0',
			packages: { undici: '6.21.0' },
			setup: dispatcher('{ connect: { keepAliveInitialDelay: 60_000 } }'),
			main: [`await fetch(${url});`],
			protectedBy: ['setup:2', 'missing-keepalive'],
		},
		'protects nothing of node:https': {
			node: '22.12.0',
			packages: { undici: '7.10.0' },
			setup: dispatcher('{ connect: { keepAliveInitialDelay: 60_000 } }'),
			main: get,
			reported: ['main:2 missing-keepalive'],
		},
		'is itself reported where it switches probes off': {
			node: '22.12.0',
			packages: { undici: '7.10.0' },
			setup: dispatcher('{ connect: { keepAlive: false } }'),
			main: [`await fetch(${url});`],
			reported: ['setup:2 disabled-keepalive'],
		},
		'of undici 6 is itself ineffective for the fetch of Node 26': {
			node: '26.0.0',
			packages: { undici: '6.21.0' },
			setup: ["import 'undici';"],
			main: [...dispatcher('{ connect: { keepAliveInitialDelay: 60_000 } }'), `await fetch(${url});`],
			reported: ['main:2 ineffective-keepalive'],
		},
		'of undici 7 is taken by the fetch of Node 26': {
			node: '26.0.0',
			packages: { undici: '7.10.0' },
			setup: ["import 'undici';"],
			main: [...dispatcher('{ connect: { keepAliveInitialDelay: 60_000 } }'), `await fetch(${url});`],
			protectedBy: ['main:2'],
		},
	},
	'a diagnostics_channel subscriber': {
		'protects every request, whatever its agent': {
			node: '22.12.0',
			setup: subscriber('http.client.request.start'),
			main: [get[0] ?? '', 'export const agent = new https.Agent();'],
			protectedBy: ['setup:2', 'missing-keepalive'],
		},
		'protects through channel(name)': {
			node: '22.12.0',
			setup: [
				"import { channel } from 'node:diagnostics_channel';",
				"channel('http.client.request.start').subscribe(({ request }) => request.setSocketKeepAlive(true, 60_000));",
			],
			main: get,
			protectedBy: ['setup:2', 'missing-keepalive'],
		},
		'is itself ineffective where Node has no such channel': {
			node: '20.20.0',
			setup: subscriber('http.client.request.created'),
			main: get,
			reported: ['main:2 missing-keepalive', 'setup:2 ineffective-keepalive'],
		},
		'does not count where it sets nothing': {
			node: '22.12.0',
			setup: subscriber('http.client.request.start', 'console.log(request.path)'),
			main: get,
			reported: ['main:2 missing-keepalive'],
		},
		'does not count without a delay': {
			node: '22.12.0',
			setup: subscriber('http.client.request.start', 'request.setSocketKeepAlive(true)'),
			main: get,
			reported: ['main:2 missing-keepalive'],
		},
	},
	'axios.defaults': {
		'protects the requests of old axios': {
			node: '22.12.0',
			packages: { axios: '0.24.0' },
			setup: [requireHttps, probing, "require('axios').defaults.httpsAgent = new Probing();"],
			main: loadAxios,
			protectedBy: ['setup:3', 'missing-keepalive'],
		},
		'protects one scheme only': {
			node: '22.12.0',
			packages: { axios: '0.24.0' },
			setup: [requireHttps, probing, "require('axios').defaults.httpAgent = new Probing();"],
			main: loadAxios,
			reported: ['main:2 missing-keepalive'],
		},
		'is reported itself where its flag comes too late': {
			node: '22.12.0',
			packages: { axios: '0.24.0' },
			setup: [requireHttps, "require('axios').defaults.httpsAgent = new https.Agent({ keepAlive: true });"],
			main: loadAxios,
			protectedBy: ['setup:2', 'missing-keepalive'],
			reported: ['setup:2 ineffective-keepalive'],
		},
		'decides nothing of new axios, which probes by itself': {
			node: '22.12.0',
			packages: { axios: '1.7.0' },
			setup: [requireHttps, "require('axios').defaults.httpsAgent = new https.Agent();"],
			main: loadAxios,
		},
	},
	'AWS SDK environment and configuration': {
		'the variable protects from Node 24.15 on': {
			node: '24.15.0',
			packages: { 'aws-sdk': '2.1692.0' },
			setup: awsVariable,
			main: makeS3,
			protectedBy: ['setup:1', 'missing-keepalive'],
		},
		'the variable is itself ineffective before': {
			node: '22.12.0',
			packages: { 'aws-sdk': '2.1692.0' },
			setup: awsVariable,
			main: makeS3,
			reported: ['main:2 missing-keepalive', 'setup:1 ineffective-keepalive'],
		},
		'AWS.config.update protects': {
			node: '22.12.0',
			packages: { 'aws-sdk': '2.1692.0' },
			setup: [requireHttps, probing, "require('aws-sdk').config.update({ httpOptions: { agent: new Probing() } });"],
			main: makeS3,
			protectedBy: ['setup:3', 'missing-keepalive'],
		},
		'AWS.config.update without an agent does not': {
			node: '22.12.0',
			packages: { 'aws-sdk': '2.1692.0' },
			setup: ["require('aws-sdk').config.update({ region: 'eu-west-1' });"],
			main: makeS3,
			reported: ['main:2 missing-keepalive'],
		},
		'AWS.config.httpOptions protects': {
			node: '22.12.0',
			packages: { 'aws-sdk': '2.1692.0' },
			setup: [requireHttps, probing, "require('aws-sdk').config.httpOptions = { agent: new Probing() };"],
			main: makeS3,
			protectedBy: ['setup:3', 'missing-keepalive'],
		},
		'the variable protects the file that sets it': {
			node: '24.15.0',
			packages: { 'aws-sdk': '2.1692.0' },
			setup: ["import 'aws-sdk';"],
			main: [...awsVariable, ...makeS3],
			protectedBy: ['main:1', 'missing-keepalive'],
		},
		'the variable protects where the deployment sets it': {
			node: '24.15.0',
			packages: { 'aws-sdk': '2.1692.0' },
			setup: ["import 'aws-sdk';"],
			main: makeS3,
			others: { Dockerfile: 'FROM node\nENV AWS_NODEJS_CONNECTION_REUSE_ENABLED=1\n' },
			protectedBy: ['Dockerfile:2', 'missing-keepalive'],
		},
	},
	'got.extend, exported and used in other files': {
		'protects the requests of all files by its agent': {
			node: '22.12.0',
			packages: { got: '14.6.6' },
			setup: [
				"import https from 'node:https';",
				probing,
				"import got from 'got';",
				'export const api = got.extend({ agent: { https: new Probing() } });',
			],
			main: ["import { api } from './setup.mjs';", `await api.get(${url});`, `await api.extend({ retry: 0 })(${url});`],
		},
		'is reported once, where it is made': {
			node: '22.12.0',
			packages: { got: '14.6.6' },
			setup: ["import got from 'got';", "export const api = got.extend({ prefixUrl: 'https://api.example.com' });"],
			main: ["import { api } from './setup.mjs';", "await api.get('slow');", "await api.post('slow');"],
			reported: ['setup:2 missing-keepalive'],
		},
	},
};
