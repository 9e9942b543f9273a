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
