import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { DiagnosticSeverity } from 'vscode-languageserver/node';

import { ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const name = 'keepalive.config.json';
const code = "import net from 'node:net';\n\nnet.connect(443, 'api.example.com');\n";

describe('protocol: configuration files', () => {
	it('show what is wrong with them where it stands, until it is mended', async (test) => {
		const root = plant(test, { [name]: '// ours\n{\n  "rules": {\n    "late": "off"\n  }\n}\n', 'src/a.mjs': code });
		const client = await ProtocolClient.start({ pull: true, watch: true, folders: [root] });
		test.after(() => client.kill());
		const [source, configuration] = [uriOf(join(root, 'src/a.mjs')), uriOf(join(root, name))];
		await client.open(source, code);
		const findings = await client.pullItems(source);
		assert.ok(findings.length > 0);
		const { diagnostics } = await client.nextPublished(configuration);
		assert.equal(diagnostics.length, 1);
		assert.deepEqual(diagnostics[0]?.range, {
			start: { line: 3, character: 4 },
			end: { line: 3, character: 10 },
		});
		assert.equal(diagnostics[0]?.severity, DiagnosticSeverity.Error);
		const [{ message } = { message: '' }] = diagnostics;
		assert.ok(typeof message === 'string');
		assert.match(message, /^unknown rule "late" \(did you mean "late-keepalive"\?\)/);

		const seen = client.published.length;
		writeFileSync(join(root, name), '{ "rules": { "missing-keepalive": "off" } }');
		await client.changeFile(join(root, name), 'changed');
		assert.deepEqual((await client.nextPublished(configuration, seen)).diagnostics, []);
		assert.deepEqual(await client.pullItems(source), []);
		await client.stop();
	});

	it('say nothing where they are right', async (test) => {
		const root = plant(test, {
			'package.json': '{ "keepalive": { "rules": { "missing-keepalive": "off" } } }',
			'a.mjs': code,
		});
		const client = await ProtocolClient.start({ pull: true, folders: [root] });
		test.after(() => client.kill());
		const source = uriOf(join(root, 'a.mjs'));
		await client.open(source, code);
		assert.deepEqual(await client.pullItems(source), []);
		assert.deepEqual(client.published, []);
		await client.stop();
	});
});

describe('protocol: several folders, each with a configuration of its own', () => {
	const call = "const https = require('https');\nhttps.get('https://api.example.com', { timeout: 300_000 }, read);\n";
	const [long, short] = ['long-wait-without-keepalive', 'missing-keepalive'];

	it('follow it in open files, in the scan, when it changes, and when a folder goes', async (test) => {
		const root = plant(test, {
			'billing/keepalive.config.json': '{ "environment": "aws" }',
			'billing/a.js': call,
			'reports/pyproject.toml': '[tool.keepalive]\nenvironment = "gcp"\n',
			'reports/a.js': call,
			'search/a.js': call,
			'search/inner/package.json': '{ "keepalive": { "environment": "aws" } }',
			'search/inner/a.js': call,
		});
		const names = ['billing', 'reports', 'search', 'search/inner'];
		const uri = (name: string) => uriOf(join(root, name, 'a.js'));
		const options = { pull: true, refresh: true, watch: true, folders: names.map((folder) => join(root, folder)) };
		const client = await ProtocolClient.start(options);
		test.after(() => client.kill());
		const closed = (folder: string) =>
			client.published
				.filter((each) => each.uri === uri(folder))
				.at(-1)
				?.diagnostics.map(({ code: rule }) => rule);

		const counts = await client.execute('keepalive.server.scanWorkspace');
		assert.deepEqual(counts, { files: 4, findings: 4, skipped: 0, cancelled: false }, 'each file once');
		assert.deepEqual(names.map(closed), [[short], [short], [long], [short]]);

		const status = (await client.execute('keepalive.server.status')) as {
			folders: { environment: { name: string } }[];
		};
		assert.deepEqual(
			status.folders.map(({ environment }) => environment.name),
			['aws', 'gcp', 'cloud', 'aws'],
		);

		for (const [folder, rule] of [
			['billing', short],
			['search', long],
			['search/inner', short],
		] as const) {
			await client.open(uri(folder), call);
			assert.deepEqual(
				(await client.pullItems(uri(folder))).map(({ code: found }) => found),
				[rule],
				folder,
			);
		}

		const before = client.refreshes;
		writeFileSync(join(root, 'billing', name), '{ "environment": "strict" }');
		await client.changeFile(join(root, 'billing', name), 'changed');
		await client.until(() => client.refreshes > before);
		assert.deepEqual(
			(await client.pullItems(uri('billing'))).map(({ code: found }) => found),
			[long],
		);
		assert.deepEqual(
			(await client.pullItems(uri('search/inner'))).map(({ code: found }) => found),
			[short],
		);
		assert.deepEqual(closed('reports'), [short]);
		await client.stop();
	});
});
