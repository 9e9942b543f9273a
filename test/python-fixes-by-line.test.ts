import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type CheckContext, type Finding } from '../server/src/engine/index.js';

const engine = createEngine();

interface Settings {
	readonly unsafe?: boolean;
	readonly packages?: Readonly<Record<string, string>>;
}

function contextOf({ packages = {} }: Settings): CheckContext {
	const known = Object.entries(packages).map(([name, version]) => [name, { version, source: 'test' }] as const);
	return {
		environment: defaultEnvironment,
		rules: {},
		target: {
			node: { version: '22.0.0', source: 'test' },
			python: { version: '3.11.0', source: 'test' },
			packages: { javascript: new Map(), python: new Map(known) },
		},
	};
}

const documentOf = (text: string) => ({ path: 'src/a.py', language: 'python', text }) as const;

/** The lines that fixing leaves, declarations of helpers included. */
function fix(text: string, settings: Settings = {}): string {
	return engine.fixAll(documentOf(text), contextOf(settings), { unsafe: settings.unsafe ?? false }).text;
}

function findings(text: string, settings: Settings = {}): readonly Finding[] {
	return engine.check(documentOf(text), contextOf(settings)).findings;
}

/** The statement that begins so, on one line. */
function statement(text: string, start: string): string {
	const from = text.slice(text.indexOf(`\n${start}`) + 1);
	const end = /\n(?=\S)(?![)\]}])/.exec(from)?.index ?? from.length;
	return from
		.slice(0, end)
		.replace(/([([{])\n\s*/g, '$1')
		.replace(/,?\n\s*(?=[)\]}])/g, '')
		.replace(/\n\s+/g, ' ')
		.trim();
}

describe('the fix for httpx', () => {
	const connection =
		'verify="ca.pem", cert="a.pem", http1=False, http2=True, limits=httpx.Limits(max_connections=3), trust_env=False';

	for (const [client, transport] of [
		['Client', 'HTTPTransport'],
		['AsyncClient', 'AsyncHTTPTransport'],
	] as const) {
		it(`gives ${client} a transport that repeats the options of connections which it would lose`, () => {
			const fixed = fix(`import httpx\n\nc = httpx.${client}(timeout=600, ${connection})\n`);
			assert.equal(
				statement(fixed, 'c = '),
				`c = httpx.${client}(timeout=600, ${connection}, ` +
					`transport=httpx.${transport}(socket_options=keepalive_options(), ${connection}))`,
			);
		});

		it(`leaves the proxies of the environment to ${client}, by a mount in place of a transport`, () => {
			const fixed = fix(`import httpx\n\nc = httpx.${client}(timeout=600, verify=False)\n`);
			assert.equal(
				statement(fixed, 'c = '),
				`c = httpx.${client}(timeout=600, verify=False, ` +
					`mounts={"all://": httpx.${transport}(socket_options=keepalive_options(), verify=False)})`,
			);
		});

		it(`for ${client} with a proxy is a transport with a backend of its own, and unsafe`, () => {
			const text = `import httpx\n\nc = httpx.${client}(proxy="http://p:1", verify=False, timeout=600)\n`;
			assert.equal(fix(text), text);
			const fixed = fix(text, { unsafe: true });
			const name = client === 'Client' ? 'KeepAliveProxyTransport' : 'KeepAliveAsyncProxyTransport';
			assert.match(
				statement(fixed, 'c = '),
				new RegExp(String.raw`mounts=\{"all://": ${name}\(proxy="http://p:1", verify=False\)\}\)$`),
			);
			assert.match(fixed, /^import httpcore\nimport httpx$/m);
		});

		it(`keeps what an existing ${transport} has: retries, an address, a proxy`, () => {
			const text = (args: string): string => `import httpx\n\nt = httpx.${transport}(${args})\n`;
			const own = 'retries=2, local_address="0.0.0.0"';
			assert.equal(
				statement(fix(text(own)), 't = '),
				`t = httpx.${transport}(${own}, socket_options=keepalive_options())`,
			);
			assert.match(
				fix(text('proxy="http://p:1", retries=2'), { unsafe: true }),
				/^t = KeepAlive(?:Async)?ProxyTransport\(proxy="http:\/\/p:1", retries=2\)$/m,
			);
			assert.equal(fix(text('uds="/run/a.sock"'), { unsafe: true }), text('uds="/run/a.sock"'));
		});

		it(`adds to the mounts of ${client}`, () => {
			const fixed = fix(`import httpx\n\nc = httpx.${client}(mounts={"https://a.example": None}, timeout=600)\n`);
			assert.equal(
				statement(fixed, 'c = '),
				`c = httpx.${client}(mounts={"https://a.example": None, ` +
					`"all://": httpx.${transport}(socket_options=keepalive_options())}, timeout=600)`,
			);
		});
	}

	it('is refused with the reason in the finding', () => {
		const reason = (call: string, packages?: Settings['packages']): string | undefined => {
			const [finding] = findings(`import httpx\n\n${call}\n`, packages ? { packages } : {});
			assert.deepEqual(finding?.fixes, []);
			return finding.noFix;
		};
		assert.match(reason('httpx.Client(proxies={"https://": "http://p:1"}, timeout=600)') ?? '', /^`proxies=`/);
		assert.match(reason('httpx.get("https://a.example/", verify=False, timeout=600)') ?? '', /`httpx.Client`/);
		assert.equal(
			reason('httpx.Client(timeout=600)', { httpx: '0.24.1' }),
			'its fix is for httpx >=0.25.0, and the project has 0.24.1',
		);
	});
});
