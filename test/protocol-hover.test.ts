import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { type ClientOptions, ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const javascript = [
	"import https from 'node:https';",
	'',
	"https.get('https://api.example.com/report', { timeout: 600_000 }, read);",
	'// keepalive-disable-next-line missing-keepalive -- health check',
	"https.get('https://api.example.com/health', { timeout: 5_000 }, read);",
	'',
].join('\n');

const python = [
	'import requests',
	'',
	'requests.get("https://api.example.com/report")',
	'requests.get("https://api.example.com/health", timeout=5)',
	'requests.get("https://api.example.com", timeout=5)  # keepalive: ignore[missing-keepalive, late-keepalive]',
	'',
].join('\n');

async function open(test: TestContext, options: ClientOptions) {
	const folder = plant(test, { 'a.mjs': javascript, 'b.py': python });
	const client = await ProtocolClient.start({ pull: true, folders: [folder], ...options });
	test.after(() => client.kill());
	const uris = { javascript: uriOf(`${folder}/a.mjs`), python: uriOf(`${folder}/b.py`) };
	await client.open(uris.javascript, javascript);
	await client.open(uris.python, python);
	return { client, uris };
}

describe('protocol: hover', () => {
	it('on a finding tells who forgets, what is seen, what the fix sends and what it cannot help', async (test) => {
		const { client, uris } = await open(test, { hover: 'markdown' });
		const content = await client.hover(uris.javascript, 2, 3);
		assert.equal(content?.kind, 'markdown');
		for (const part of [
			/forgets a connection after 240 s without a packet/,
			/after 600 s the wait ends in a `timeout` event, and in nothing at all where nobody listens/,
			/`read ECONNRESET`/,
			/\*\*With the fix\.\*\* The kernel sends a probe after every 120 s of silence/,
			/Application Load Balancer \(60 s\).*API Gateway.*\(29 s\).*App Service.*\(230 s\)/,
			/\[long-wait-without-keepalive\]\(https:\/\/.*\.md\)/,
		]) {
			assert.match(content.value, part);
		}
		assert.ok(!content.value.includes('data:'), 'a picture only where it is shown as one');
		await client.stop();
	});

	it('says what each client does, and nothing of deadlines that are not reached', async (test) => {
		const { client, uris } = await open(test, { hover: 'markdown' });
		const endless = await client.hover(uris.python, 2, 3);
		assert.match(endless?.value ?? '', /the call hangs for ever, without any error/);
		const short = await client.hover(uris.python, 3, 3);
		assert.match(short?.value ?? '', /gives up after 5 s, in `requests\.exceptions\.ReadTimeout`/);
		assert.ok(!short?.value.includes('Load Balancer'));
		await client.stop();
	});

	it('draws the numbers where the client shows pictures', async (test) => {
		const { client, uris } = await open(test, { hover: 'markdown with pictures' });
		const content = await client.hover(uris.javascript, 2, 3);
		const [, encoded = ''] =
			/^!\[Timeline\]\(data:image\/svg\+xml;base64,([\w+/=]+)\)/.exec(content?.value ?? '') ?? [];
		const svg = Buffer.from(encoded, 'base64').toString('utf8');
		assert.match(svg, /^<svg .*prefers-color-scheme:dark.*<\/svg>$/s);
		assert.match(svg, />waits 600 s</);
		assert.match(svg, />240 s</);
		await client.stop();
	});

	it('is plain text for a client without Markdown', async (test) => {
		const { client, uris } = await open(test, {});
		const content = await client.hover(uris.javascript, 2, 3);
		assert.equal(content?.kind, 'plaintext');
		assert.match(content.value, /^What happens: The network/);
		assert.ok(!/[*`]|\]\(/.test(content.value), content.value);
		await client.stop();
	});

	it('on a suppression comment explains the rule, and what is silenced', async (test) => {
		const { client, uris } = await open(test, { hover: 'markdown' });
		const line = await client.hover(uris.javascript, 3, 10);
		assert.match(line?.value ?? '', /^Silences the next line\.\n\n\*\*\[missing-keepalive\]\(/);
		const both = await client.hover(uris.python, 4, 60);
		assert.match(both?.value ?? '', /^Silences its statement\.[^]*\[missing-keepalive\][^]*\[late-keepalive\]/);
		const one = await client.hover(uris.python, 4, (python.split('\n')[4] ?? '').indexOf('late-keepalive') + 2);
		assert.ok(one?.value.includes('[late-keepalive]') && !one.value.includes('[missing-keepalive]'));
		await client.stop();
	});

	it('says why there is no fix', async (test) => {
		const text = "import asyncpg\n\nasyncpg.create_pool('postgresql://app@db.example.com/app')\n";
		const folder = plant(test, { 'a.py': text });
		const client = await ProtocolClient.start({ pull: true, folders: [folder], hover: 'markdown' });
		test.after(() => client.kill());
		const uri = uriOf(`${folder}/a.py`);
		await client.open(uri, text);
		const { value = '' } = (await client.hover(uri, 2, 3)) ?? {};
		assert.match(value, /\*\*Without a fix\.\*\* There is none: asyncpg has no option for its sockets/);
		assert.doesNotMatch(value, /With the fix/);
		await client.stop();
	});

	it('elsewhere says nothing', async (test) => {
		const { client, uris } = await open(test, { hover: 'markdown' });
		assert.equal(await client.hover(uris.javascript, 0, 3), undefined);
		assert.equal(await client.hover(uris.javascript, 2, 40), undefined);
		assert.equal(await client.hover(uris.javascript, 4, 3), undefined, 'silenced');
		assert.equal(await client.hover('file:///nowhere/a.js', 0, 0), undefined);
		await client.stop();
	});
});

describe('protocol: hover on a client of which nothing is reported', () => {
	const files = {
		'package.json': '{ "engines": { "node": ">=22" } }',
		'src/setup.js': "const https = require('https');\n\nhttps.globalAgent = require('./agent.js');\n",
		'src/a.js':
			"const https = require('https');\n\nhttps.get('https://api.example.com', { timeout: 600_000 }, read);\n",
	};

	it('names the statement of another file that protects it, and what would be reported', async (test) => {
		const folder = plant(test, files);
		for (const hover of ['markdown', undefined] as const) {
			const client = await ProtocolClient.start({ pull: true, folders: [folder], ...(hover && { hover }) });
			test.after(() => client.kill());
			const uri = uriOf(`${folder}/src/a.js`);
			await client.open(uri, files['src/a.js']);
			assert.deepEqual(await client.pullItems(uri), []);
			const { value = '' } = (await client.hover(uri, 2, 8)) ?? {};
			assert.match(value, /Not reported.*which is set for the whole process/);
			assert.ok(
				value.includes(hover ? `[src/setup.js:3](${uriOf(`${folder}/src/setup.js`)}#L3)` : 'See src/setup.js:3.'),
				value,
			);
			assert.match(value, /Without that.*`?https\.get`? may wait 600 s/);
			assert.equal(await client.hover(uri, 2, 30), undefined);
			await client.stop();
		}
	});
});
