import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import type { Diagnostic } from 'vscode-languageserver/node';

import { ProtocolClient, uriOf } from './protocol-client.js';
import { openSource, page, rule, source } from './protocol-source.js';
import { plant } from './workspace-tree.js';

const quick = "import https from 'node:https';\nhttps.get('https://api.example.com', { timeout: 20_000 }, read);\n";

const finding = (line: number, seconds: number, details: Partial<Diagnostic> = {}): Diagnostic => ({
	range: { start: { line, character: 0 }, end: { line, character: 9 } },
	severity: 2,
	source: 'keepalive',
	code: rule,
	message:
		`\`https.get\` may wait ${seconds} s for its answer but sends no TCP keepalive probes before its socket is back in ` +
		'the pool; the network (cloud) forgets a connection after 240 s of silence.',
	...details,
});

describe('protocol: diagnostics of open documents', () => {
	it('are pulled, and unchanged as long as nothing changes', async (test) => {
		const { client, uri } = await openSource(test, { pull: true });
		const first = await client.pull(uri);
		assert.ok(first.kind === 'full' && first.resultId !== undefined);
		assert.deepEqual(first.items, [finding(2, 600), finding(3, 900)]);
		assert.deepEqual(await client.pull(uri, first.resultId), { kind: 'unchanged', resultId: first.resultId });

		await client.change(uri, 2, source.replace('900000', '1000'));
		const second = await client.pull(uri, first.resultId);
		assert.ok(second.kind === 'full');
		assert.deepEqual(
			second.items.map(({ code }) => code),
			[rule, 'missing-keepalive'],
		);
		assert.notEqual(second.resultId, first.resultId);
		assert.deepEqual(client.published, [], 'nothing is pushed to a client that pulls');
		await client.stop();
	});

	it('link to the documentation and to the cause where the client can show it', async (test) => {
		const { client, uri } = await openSource(test, { pull: true, details: true });
		const [first] = await client.pullItems(uri);
		assert.equal(first?.codeDescription?.href, page);
		const related = first.relatedInformation?.map(({ location }) => location);
		assert.deepEqual(related, [{ uri, range: { start: { line: 2, character: 55 }, end: { line: 2, character: 61 } } }]);
		await client.stop();
	});

	it('are pushed to a client that cannot pull, with the version they belong to', async (test) => {
		const { client, uri } = await openSource(test);
		assert.equal(client.server.capabilities.diagnosticProvider, undefined);
		assert.deepEqual(await client.nextPublished(uri), {
			uri,
			version: 1,
			diagnostics: [finding(2, 600), finding(3, 900)],
		});
		await client.change(uri, 2, 'x');
		await client.change(uri, 3, source.replace('900000', '1000'));
		const second = await client.nextPublished(uri, 1);
		assert.equal(second.version, 3, 'the version in between is passed over');
		await client.close(uri);
		assert.deepEqual((await client.nextPublished(uri, 2)).diagnostics, []);
		await client.stop();
	});

	it('wait for the file to be saved where the settings say so', async (test) => {
		const options = { pull: true, refresh: true, configuration: true, settings: { run: 'onSave' } };
		const { client, uri } = await openSource(test, options);
		assert.equal((await client.pullItems(uri)).length, 2);
		await client.change(uri, 2, 'let nothing;');
		assert.equal((await client.pullItems(uri)).length, 2);
		await client.save(uri);
		await client.until(() => client.refreshes === 1);
		assert.deepEqual(await client.pullItems(uri), []);
		await client.stop();
	});

	it('wait for a scan where the settings say so', async (test) => {
		const options = { pull: true, refresh: true, configuration: true, settings: { run: 'manual' } };
		const { client, uri } = await openSource(test, options);
		assert.deepEqual(await client.pullItems(uri), []);
		await client.execute('keepalive.server.scanWorkspace');
		await client.until(() => client.refreshes === 1);
		assert.equal((await client.pullItems(uri)).length, 2);
		await client.stop();
	});

	it('follow the settings', async (test) => {
		const { client, uri } = await openSource(test, { pull: true, refresh: true, configuration: true });
		assert.equal((await client.pullItems(uri))[0]?.severity, 2);
		client.settings = { environment: 'enterprise-firewall', rules: { 'missing-keepalive': 'error' } };
		await client.changeConfiguration();
		await client.until(() => client.refreshes === 1);
		const codes = (await client.pullItems(uri)).map(({ code, severity }) => [code, severity]);
		assert.deepEqual(codes, [
			['missing-keepalive', 1],
			['missing-keepalive', 1],
		]);
		client.settings = { enable: false };
		await client.changeConfiguration();
		await client.until(() => client.refreshes === 2);
		assert.deepEqual(await client.pullItems(uri), []);
		await client.stop();
	});

	it('follow the settings a client pushes that cannot be asked', async (test) => {
		const { client, uri } = await openSource(test, { initializationOptions: { settings: { enable: false } } });
		assert.deepEqual((await client.nextPublished(uri)).diagnostics, []);
		await client.changeConfiguration({ keepalive: { enable: true, run: 'sometimes' } });
		assert.equal((await client.nextPublished(uri, 1)).diagnostics.length, 2);
		const warnings = client.logged.map(({ message }) => message);
		assert.deepEqual(warnings, ['settings: run is "sometimes"; accepted are onType, onSave, manual.']);
		await client.stop();
	});

	it('of several folders follow the settings of each', async (test) => {
		const strict = plant(test, { 'a.mjs': quick });
		const lenient = plant(test, { 'a.mjs': quick });
		const settings = (scope: string | undefined) => ({ environment: scope === uriOf(strict) ? 10 : 'cloud' });
		const options = { pull: true, configuration: true, settings, folders: [strict, lenient] };
		const client = await ProtocolClient.start(options);
		test.after(() => client.kill());
		const rulesIn = async (folder: string) => {
			await client.open(uriOf(`${folder}/a.mjs`), quick);
			return (await client.pullItems(uriOf(`${folder}/a.mjs`))).map(({ code }) => code);
		};
		assert.deepEqual(await rulesIn(strict), [rule]);
		assert.deepEqual(await rulesIn(lenient), ['missing-keepalive']);
		await client.stop();
	});

	it('of a project whose configuration is broken say so in the log, once', async (test) => {
		const { client, uri, folder } = await openSource(test, { pull: true });
		writeFileSync(`${folder}/keepalive.config.json`, '{ "environment": "clod" }');
		assert.equal((await client.pullItems(uri)).length, 2);
		await client.change(uri, 2, `${source}// more`);
		assert.equal((await client.pullItems(uri)).length, 2);
		const [warning, ...others] = client.logged.map(({ message }) => message);
		assert.match(warning ?? '', /keepalive\.config\.json.*"clod" is unknown \(did you mean "cloud"\?\)/);
		assert.deepEqual(others, []);
		await client.stop();
	});

	it('follow the files of the project', async (test) => {
		const { client, uri, folder } = await openSource(test, { pull: true, refresh: true, watch: true });
		assert.equal((await client.pullItems(uri)).length, 2);
		const watched = client.registrations.find(({ method }) => method === 'workspace/didChangeWatchedFiles');
		assert.ok(JSON.stringify(watched?.registerOptions).includes('keepalive.config.json'));
		writeFileSync(`${folder}/keepalive.config.json`, '{ "exclude": ["src/**"] }');
		await client.changeFile(`${folder}/keepalive.config.json`, 'created');
		await client.until(() => client.refreshes === 1);
		assert.deepEqual(await client.pullItems(uri), []);
		await client.stop();
	});
});
