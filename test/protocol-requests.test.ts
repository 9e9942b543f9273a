import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import {
	CancellationTokenSource,
	CodeActionRequest,
	DocumentDiagnosticRequest,
	HoverRequest,
	LSPErrorCodes,
} from 'vscode-languageserver/node';

import { createGuard } from '../server/src/lsp/guard.js';
import { ProtocolClient, uriOf } from './protocol-client.js';
import { firstFinding, openSource, source } from './protocol-source.js';
import { plant } from './workspace-tree.js';

describe('protocol: requests that are cancelled', () => {
	it('are answered as cancelled, and the next one is answered', async (test) => {
		const { client, uri } = await openSource(test, { pull: true });
		// So large that it is checked in the background: the answer takes until after the cancellation.
		const large = source + 'const filler = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];\n'.repeat(20_000);
		await client.change(uri, 2, large);
		const textDocument = { uri };
		const requests = [
			[DocumentDiagnosticRequest.method, { textDocument }],
			[CodeActionRequest.method, { textDocument, range: firstFinding, context: { diagnostics: [] } }],
			[HoverRequest.method, { textDocument, position: firstFinding.start }],
		] as const;
		for (const [index, [method, params]] of requests.entries()) {
			await client.change(uri, index + 3, `${'\n'.repeat(index)}${large}`);
			const cancellation = new CancellationTokenSource();
			const answer = client.connection.sendRequest(method, params, cancellation.token);
			cancellation.cancel();
			await assert.rejects(answer, { code: LSPErrorCodes.RequestCancelled }, method);
		}
		await client.change(uri, 9, source);
		assert.equal((await client.pullItems(uri)).length, 2);
		assert.deepEqual(client.logged, []);
		await client.stop();
	});
});

describe('protocol: requests that make no sense', () => {
	it('are answered with nothing, never with an error', async (test) => {
		const { client, uri } = await openSource(test, { pull: true, resolve: true });
		const senseless = [{}, { textDocument: { uri } }, { textDocument: {} }, { command: 7, arguments: 'x' }];
		const methods = [
			'textDocument/hover',
			'textDocument/codeAction',
			'textDocument/diagnostic',
			'codeAction/resolve',
			'workspace/executeCommand',
		];
		for (const method of methods) {
			for (const params of senseless) {
				await client.connection.sendRequest(method, params);
			}
		}
		const resolved = { title: 'x', data: { uri: 5, versions: {} } };
		await client.connection.sendRequest('codeAction/resolve', resolved);
		assert.equal((await client.pullItems(uri)).length, 2);
		const { lastError } = (await client.execute('keepalive.server.status')) as { lastError: unknown };
		assert.ok(lastError, 'what went wrong is told on the status page');
		await client.stop();
	});

	it('meet a guard in every handler', async () => {
		const folder = join(__dirname, '..', '..', 'server', 'src', 'lsp');
		const handlers = readdirSync(folder).flatMap((name) => {
			const text = readFileSync(join(folder, name), 'utf8');
			// What is answered before there is anything that could fail, and what the library follows itself.
			const found = text.matchAll(
				/connection\s*\.(?:\w+\.)*on(?!Initialize)\w*\((?!\(params\) => \{\s*const features)/g,
			);
			return [...found].map(({ index }) => ({ name, body: text.slice(index, index + 400) }));
		});
		assert.ok(handlers.length >= 9, `${handlers.length} handlers`);
		// The notice of a hidden document only hands on to what is guarded.
		const bare = handlers.filter(({ body }) => !/guard\s*\.|showFromDisk/.test(body));
		assert.deepEqual(bare, []);

		const logged: string[] = [];
		const guard = createGuard({ error: (text: string) => void logged.push(text) } as never);
		const token = new CancellationTokenSource().token;
		const answer = await guard.answer({ name: 'Hover', empty: null, token }, () => {
			throw new Error('broken');
		});
		assert.equal(answer, null);
		assert.equal(guard.lastError()?.message, 'Hover failed: broken');
		assert.match(logged.join(), /^Hover failed: Error: broken\n/);
	});
});

describe('protocol: related information', () => {
	it('points at the timeout that makes the wait long, and ties an agent to what inherits it', async (test) => {
		const text = [
			"const https = require('https');",
			'const limit = 900_000;',
			'const agent = new https.Agent({ keepAlive: true });',
			"https.get('https://api.example.com', { agent, timeout: limit }, read);",
			'',
		].join('\n');
		const { client, uri } = await openSource(test, { pull: true, details: true }, text);
		const [finding, ...others] = await client.pullItems(uri);
		assert.deepEqual(others, [], 'the cause is reported once');
		assert.equal(finding?.range.start.line, 2);
		const related = finding.relatedInformation?.map(({ message, location: { range } }) => {
			const document = text.split('\n')[range.start.line] ?? '';
			return [message, document.slice(range.start.character, range.end.character)];
		});
		assert.deepEqual(related, [
			['The wait is set here: 900 s.', 'limit'],
			['`https.get` uses it and may wait 900 s for its answer.', 'https.get'],
		]);
		await client.stop();
	});
});

describe('protocol: manifests', () => {
	it('are followed: another version of the runtime or of a library is another finding', async (test) => {
		const root = plant(test, {
			'web/package.json': '{ "engines": { "node": ">=20" } }',
			'web/a.js':
				"const https = require('https');\nmodule.exports = new https.Agent({ keepAlive: true, timeout: 600_000 });\n",
			'jobs/requirements.txt': 'requests==2.32.3\nredis==5.0.0\n',
			'jobs/a.py': 'import redis\n\nclient = redis.Redis(host="cache.example.com", socket_timeout=600)\n',
		});
		const client = await ProtocolClient.start({ pull: true, refresh: true, watch: true, folders: [root] });
		test.after(() => client.kill());
		const rulesIn = async (path: string) =>
			(await client.pullItems(uriOf(join(root, path)))).map(({ code }) => code).join();
		for (const path of ['web/a.js', 'jobs/a.py']) {
			await client.open(uriOf(join(root, path)), readFileSync(join(root, path), 'utf8'));
		}
		for (const [path, manifest, text] of [
			['web/a.js', 'web/package.json', '{ "engines": { "node": ">=26" } }'],
			['jobs/a.py', 'jobs/requirements.txt', 'requests==2.32.3\nredis==8.0.0\n'],
		] as const) {
			const before = await rulesIn(path);
			const seen = client.refreshes;
			writeFileSync(join(root, manifest), text);
			await client.changeFile(join(root, manifest), 'changed');
			await client.until(() => client.refreshes > seen);
			assert.notEqual(await rulesIn(path), before, manifest);
		}
		await client.stop();
	});
});
