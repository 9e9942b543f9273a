import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { catalogue } from '../server/src/engine/catalogue/index.js';
import { readFixtures, repository } from './fixture.js';
import { reasons } from './wire/runs.js';

/** The clients that the catalogue has to know, by the names that people call them, with forms that must be among them. */
const listed: Readonly<Record<string, readonly [id: string, ...apis: string[]]>> = {
	'Node http': ['http', 'http.get', 'http.request', 'http.Agent'],
	'Node https': ['https', 'https.get', 'https.request', 'https.Agent'],
	'Node http2': ['http2', 'http2.connect'],
	'Node net': ['net', 'net.connect', 'net.Socket'],
	'Node tls': ['tls', 'tls.connect'],
	fetch: ['fetch', 'fetch'],
	undici: ['undici', 'undici.Agent', 'undici.Pool', 'undici.Client', 'undici.ProxyAgent'],
	axios: ['axios', 'axios', 'axios.create', 'axios.get'],
	got: ['got', 'got', 'got.extend'],
	'node-fetch': ['node-fetch', 'node-fetch'],
	superagent: ['superagent', 'superagent.agent'],
	needle: ['needle', 'needle'],
	request: ['request', 'request', 'request.defaults'],
	'request-promise': ['request-promise', 'request-promise'],
	ky: ['ky', 'ky'],
	wretch: ['wretch', 'wretch'],
	phin: ['phin', 'phin'],
	bent: ['bent', 'bent'],
	agentkeepalive: ['agentkeepalive', 'agentkeepalive', 'agentkeepalive.HttpsAgent'],
	'https-proxy-agent': ['https-proxy-agent', 'https-proxy-agent.HttpsProxyAgent'],
	'http-proxy-agent': ['http-proxy-agent', 'http-proxy-agent.HttpProxyAgent'],
	'socks-proxy-agent': ['socks-proxy-agent', 'socks-proxy-agent.SocksProxyAgent'],
	'proxy-agent': ['proxy-agent', 'proxy-agent.ProxyAgent'],
	hpagent: ['hpagent', 'hpagent.HttpsProxyAgent'],
	'follow-redirects': ['follow-redirects', 'follow-redirects.https.get'],
	gaxios: ['gaxios', 'gaxios.request', 'gaxios.Gaxios'],
	'google-auth-library': ['google-auth-library'],
	'AWS SDK 3': ['aws-sdk-client'],
	NodeHttpHandler: ['smithy-node-http-handler', 'NodeHttpHandler'],
	'AWS SDK 2': ['aws-sdk'],
	'Azure core': ['azure-core-rest-pipeline'],
	OpenAI: ['openai', 'openai.OpenAI'],
	Anthropic: ['anthropic', 'anthropic.Anthropic'],
	Elasticsearch: ['elasticsearch', 'elasticsearch.Client'],
	ws: ['ws', 'ws.WebSocket'],
	gRPC: ['grpc-js'],
	pg: ['pg', 'pg.Client', 'pg.Pool'],
	mysql2: ['mysql2', 'mysql2.createPool'],
	mysql: ['mysql', 'mysql.createPool'],
	tedious: ['tedious', 'tedious.Connection'],
	ioredis: ['ioredis', 'ioredis.Redis'],
	redis: ['redis', 'redis.createClient'],
	mongodb: ['mongodb', 'mongodb.MongoClient'],
	amqplib: ['amqplib', 'amqplib.connect'],
	mqtt: ['mqtt'],
};

describe('Clients that have to be known', () => {
	const fixtures = readFixtures('clients/javascript').map((each) => path.posix.basename(each.path));
	const samples = readdirSync(path.join(repository, 'test', 'wire', 'samples', 'javascript'));
	for (const [name, [id, ...apis]] of Object.entries(listed)) {
		it(`${name}: row ${id}, a fixture, and a proof on the wire or the reason why there is none`, () => {
			const entry = catalogue.javascript.find((each) => each.id === id);
			assert.ok(entry, 'no row');
			const known = entry.forms.map(({ api }) => api);
			assert.deepEqual(
				apis.filter((api) => !known.includes(api)),
				[],
			);
			const isOwn = (file: string): boolean => file.startsWith(`${id}.`);
			assert.ok(fixtures.some(isOwn), 'no fixture');
			assert.ok(samples.some(isOwn) || reasons[id] !== undefined, 'no proof');
		});
	}

	it('has a setup for the global dispatcher of undici', () => {
		const undici = catalogue.javascript.find(({ id }) => id === 'undici');
		assert.ok(undici?.setups?.some(({ paths }) => paths.includes('setGlobalDispatcher')));
	});
});
