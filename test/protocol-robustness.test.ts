import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { type ClientOptions, ProtocolClient } from './protocol-client.js';

const uri = 'file:///nowhere/src/a.js';
const source = "const https = require('https');\nhttps.get('https://api.example.com', { timeout: 600000 });\n";
const start = { line: 0, character: 0 };

async function startClient(test: TestContext, options: ClientOptions = {}): Promise<ProtocolClient> {
	const client = await ProtocolClient.start(options);
	test.after(() => client.kill());
	return client;
}

/** Nothing may have been logged as an error, and nothing shown to the user. */
async function endsCleanly(client: ProtocolClient): Promise<void> {
	assert.deepEqual(
		client.logged.filter(({ type }) => type === 1),
		[],
	);
	await client.stop();
}

describe('protocol: start and end', () => {
	it('names its transport or falls back to stdio', async (test) => {
		for (const transport of [['--stdio'], []]) {
			const client = await startClient(test, { arguments: transport });
			assert.equal(client.server.serverInfo?.name, 'keepalive-lint');
			await endsCleanly(client);
		}
	});

	it('exits with 1 when the client goes without a goodbye', async (test) => {
		const client = await startClient(test);
		assert.equal(await client.abandon(), 1);
	});

	it('offers pull diagnostics only to a client that pulls', async (test) => {
		for (const pull of [true, false]) {
			const client = await startClient(test, { pull });
			assert.equal(client.server.capabilities.diagnosticProvider !== undefined, pull);
			await endsCleanly(client);
		}
	});
});

describe('protocol: odd requests', () => {
	it('about documents that are not open are answered with nothing', async (test) => {
		const client = await startClient(test, { pull: true });
		assert.deepEqual(await client.pull(uri), { kind: 'full', items: [] });
		assert.deepEqual(await client.codeActions('untitled:Never', { start, end: start }), []);
		assert.equal(await client.execute('keepalive.server.describeFile', [uri]), null);
		assert.equal(await client.execute('keepalive.server.describeFile', [{ uri }]), null);
		assert.equal(await client.execute('keepalive.server.openDocumentation', ['../../etc']), null);
		await client.close(uri);
		await client.change(uri, 2, 'x');
		await endsCleanly(client);
	});

	it('for unknown commands are logged', async (test) => {
		const client = await startClient(test);
		assert.equal(await client.execute('keepalive.server.nothing'), null);
		assert.match(client.logged[0]?.message ?? '', /^Unknown command keepalive\.server\.nothing; known are /);
		await endsCleanly(client);
	});

	it('for positions outside of the text offer nothing wrong', async (test) => {
		const client = await startClient(test);
		await client.open(uri, source);
		const far = { line: 1_000_000, character: 1_000_000 };
		assert.deepEqual(await client.codeActions(uri, { start: far, end: far }, { only: ['quickfix'] }), []);
		await endsCleanly(client);
	});

	it('without a workspace folder scan nothing', async (test) => {
		const client = await startClient(test);
		const counts = await client.execute('keepalive.server.scanWorkspace');
		assert.deepEqual(counts, { files: 0, findings: 0, skipped: 0, cancelled: false });
		await endsCleanly(client);
	});
});

describe('protocol: odd documents', () => {
	it('that are untitled are checked by their language', async (test) => {
		const client = await startClient(test, { pull: true });
		await client.open('untitled:Untitled-1', source, 'javascript');
		assert.equal((await client.pullItems('untitled:Untitled-1')).length, 1);
		await client.open('untitled:Untitled-2', source, 'plaintext');
		assert.deepEqual(await client.pullItems('untitled:Untitled-2'), []);
		await client.close('untitled:Untitled-1');
		assert.deepEqual(await client.pullItems('untitled:Untitled-1'), []);
		await endsCleanly(client);
	});

	it('that are untitled are cleared when they are closed', async (test) => {
		const client = await startClient(test);
		await client.open('untitled:Untitled-1', source, 'javascript');
		assert.equal((await client.nextPublished('untitled:Untitled-1')).diagnostics.length, 1);
		await client.close('untitled:Untitled-1');
		assert.deepEqual((await client.nextPublished('untitled:Untitled-1', 1)).diagnostics, []);
		await endsCleanly(client);
	});

	it('with broken syntax are answered', async (test) => {
		const client = await startClient(test, { pull: true });
		const broken = [
			"const https = require('https'); https.get(",
			"import https from 'https'; class { ((( `${ https.get('x' ",
			"'https'\0\u{10ffff}\ud800 https.get({{{",
			'',
			'\ufeff',
		];
		for (const [index, text] of broken.entries()) {
			const document = `file:///nowhere/${index}.ts`;
			await client.open(document, text);
			assert.equal((await client.pull(document)).kind, 'full');
			assert.ok(Array.isArray(await client.codeActions(document, { start, end: { line: 9, character: 0 } })));
		}
		await endsCleanly(client);
	});

	it('of 5 MB are answered, and larger ones left alone', async (test) => {
		const client = await startClient(test, { pull: true });
		const filler = 'const filler = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];\n';
		const large = source + filler.repeat(Math.floor((4_990_000 - source.length) / filler.length));
		await client.open(uri, large);
		assert.equal((await client.pullItems(uri)).length, 1);
		await client.change(uri, 2, large + filler.repeat(1000));
		assert.deepEqual(await client.pullItems(uri), []);
		await endsCleanly(client);
	});

	it('that are large do not keep others waiting, and are answered in their last version', async (test) => {
		const client = await startClient(test, { pull: true, documentChanges: true });
		const filler = 'const filler = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];\n';
		const large = source + filler.repeat(20_000);
		await client.open('file:///nowhere/large.js', large);
		await client.open(uri, source);
		const answers: string[] = [];
		const pull = async (name: string, document: string) => {
			const items = await client.pullItems(document);
			answers.push(`${name} ${items[0]?.range.start.line ?? 'nothing'}`);
		};
		const first = pull('large', 'file:///nowhere/large.js');
		await pull('small', uri);
		await first;
		assert.deepEqual(answers, ['small 1', 'large 1']);

		const asked = [];
		for (let version = 2; version < 6; version++) {
			await client.change('file:///nowhere/large.js', version, '\n'.repeat(version) + large);
			asked.push(client.pull('file:///nowhere/large.js'));
		}
		const last = (await Promise.all(asked)).at(-1);
		assert.equal(last?.kind === 'full' ? last.items[0]?.range.start.line : undefined, 6);
		const range = { start: { line: 6, character: 2 }, end: { line: 6, character: 2 } };
		const titles = (await client.codeActions('file:///nowhere/large.js', range)).map(({ title }) => title);
		assert.ok(titles.includes('Keepalive: Fix all auto-fixable problems'), titles.join());
		assert.ok(titles.includes('Disable long-wait-without-keepalive for this line'), titles.join());
		await endsCleanly(client);
	});

	it('that change while they are checked give findings of the last version', async (test) => {
		const client = await startClient(test, { pull: true });
		await client.open(uri, 'let empty;');
		const asked = [];
		for (let version = 2; version < 30; version++) {
			await client.change(uri, version, `${'\n'.repeat(version)}${source}`);
			asked.push(client.pull(uri));
		}
		const last = (await Promise.all(asked)).at(-1);
		assert.equal(last?.kind === 'full' ? last.items[0]?.range.start.line : undefined, 30);
		await endsCleanly(client);
	});
});
