import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type CheckContext } from '../server/src/engine/index.js';

const engine = createEngine();

const version = (of: string) => ({ version: of, source: 'test' });

const context: CheckContext = {
	environment: defaultEnvironment,
	target: {
		node: version('22.12.0'),
		python: version('3.11.0'),
		packages: { javascript: new Map(), python: new Map() },
	},
	rules: {},
};

/** In fixtures every "off" has a comment beside it, which makes its fix unsafe; here none has. */
function assertTurnedOn(before: string, after: string): void {
	it(before.slice(before.indexOf('\n') + 1), () => {
		assert.equal(engine.fixAll({ path: 'client.mjs', language: 'javascript', text: before }, context).text, after);
	});
}

describe('probes that are switched off without a reason are switched on again', () => {
	const importing = (name: string, module: string, code: string): string =>
		`import ${name} from '${module}';\n${code}\n`;
	const cases: readonly (readonly [name: string, module: string, before: string, after: string])[] = [
		[
			'net',
			'net',
			"net.connect(1, 'a.example').setKeepAlive(false);",
			"net.connect(1, 'a.example').setKeepAlive(true, 120_000);",
		],
		[
			'amqp',
			'amqplib',
			"amqp.connect({ hostname: 'a', heartbeat: 0 });",
			"amqp.connect({ hostname: 'a', heartbeat: 60 });",
		],
		['mqtt', 'mqtt', "mqtt.connect('mqtt://a', { keepalive: 0 });", "mqtt.connect('mqtt://a', { keepalive: 60 });"],
		[
			'mysql',
			'mysql2',
			"mysql.createPool({ host: 'a', enableKeepAlive: false });",
			"mysql.createPool({ host: 'a', enableKeepAlive: true, keepAliveInitialDelay: 120_000 });",
		],
		[
			'{ createClient }',
			'redis',
			"createClient({ url: 'redis://a', socket: { keepAlive: false } });",
			"createClient({ url: 'redis://a', socket: { keepAlive: true, keepAliveInitialDelay: 120_000 } });",
		],
		[
			'{ S3Client }',
			'@aws-sdk/client-s3',
			'new S3Client({ requestHandler: { httpsAgent: { keepAlive: false } } });',
			'new S3Client({ requestHandler: { httpsAgent: { keepAlive: true, keepAliveMsecs: 120_000 } } });',
		],
		[
			'{ Agent }',
			'undici',
			'new Agent({ connect: { keepAlive: false } });',
			'new Agent({ connect: { keepAlive: true, keepAliveInitialDelay: 120_000 } });',
		],
	];
	for (const [name, module, before, after] of cases) {
		assertTurnedOn(importing(name, module, before), importing(name, module, after));
	}
});
