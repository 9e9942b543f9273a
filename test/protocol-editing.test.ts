import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';

import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver/node';

import { applyEdit, type ClientOptions, ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const source = [
	"const https = require('https');",
	'',
	"https.get('https://api.example.com/report', { timeout: 600000 }, (response) => response.resume());",
	"https.get('https://api.example.com/other', { timeout: 900000 }, (response) => response.resume());",
	'',
].join('\n');

/** Inside the first finding, and nowhere near another. */
const firstFinding: Range = { start: { line: 2, character: 2 }, end: { line: 2, character: 2 } };

const quick = "import https from 'node:https';\nhttps.get('https://api.example.com', { timeout: 20_000 }, read);\n";

const rule = 'long-wait-without-keepalive';
const page = `https://github.com/keepalive-lint/keepalive-lint/blob/main/docs/rules/${rule}.md`;

/** A client with one workspace folder in which `src/a.js` is open with the source above. */
async function openSource(test: TestContext, options: ClientOptions = {}, text = source) {
	const folder = plant(test, { 'package.json': '{ "engines": { "node": ">=20.11.0" } }', 'src/a.js': text });
	const client = await ProtocolClient.start({ folders: [folder], ...options });
	test.after(() => client.kill());
	const uri = uriOf(`${folder}/src/a.js`);
	await client.open(uri, text);
	return { client, uri, folder };
}

const titled = (actions: readonly CodeAction[], title: string): CodeAction => {
	const found = actions.find((action) => action.title === title);
	assert.ok(found, `no "${title}" among ${actions.map((action) => action.title).join(', ')}`);
	return found;
};

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

describe('protocol: code actions', () => {
	it('offer the fixes, the whole rule, the comment and the documentation of a finding', async (test) => {
		const { client, uri } = await openSource(test, { pull: true, documentChanges: true, showDocument: true });
		const [diagnostic] = await client.pullItems(uri);
		assert.ok(diagnostic);
		const actions = await client.codeActions(uri, firstFinding, { diagnostics: [diagnostic] });
		assert.deepEqual(
			actions.map(({ title, kind, isPreferred = false }) => [title, kind, isPreferred]),
			[
				['Add an agent that sends TCP keepalive probes', 'quickfix', true],
				[`Fix all ${rule} in this file`, 'quickfix', false],
				[`Disable ${rule} for this line`, 'quickfix', false],
				[`Disable ${rule} for this file`, 'quickfix', false],
				[`Show documentation for ${rule}`, 'quickfix', false],
				['Keepalive: Fix all auto-fixable problems', 'source.fixAll.keepalive', false],
			],
		);
		assert.deepEqual(actions[0]?.diagnostics, [diagnostic]);
		await client.stop();
	});

	it('fix one finding, versioned where the client can', async (test) => {
		const versioned = await openSource(test, { documentChanges: true });
		const [fix] = await versioned.client.codeActions(versioned.uri, firstFinding);
		const [change] = fix?.edit?.documentChanges ?? [];
		assert.ok(change !== undefined && 'textDocument' in change);
		assert.deepEqual(change.textDocument, { uri: versioned.uri, version: 1 });
		const fixed = applyEdit(fix?.edit, versioned.uri, source);
		await versioned.client.change(versioned.uri, 2, fixed);
		assert.deepEqual(await rulesOn(versioned.client, versioned.uri, 2), [rule]);
		await versioned.client.stop();

		const plain = await openSource(test);
		const [samefix] = await plain.client.codeActions(plain.uri, firstFinding);
		assert.equal(samefix?.edit?.documentChanges, undefined);
		assert.equal(applyEdit(samefix?.edit, plain.uri, source), fixed);
		await plain.client.stop();
	});

	it('fix the whole file, now or when the action is chosen', async (test) => {
		const now = await openSource(test, { documentChanges: true });
		const action = titled(
			await now.client.codeActions(now.uri, firstFinding, { only: ['source.fixAll'] }),
			'Keepalive: Fix all auto-fixable problems',
		);
		const fixed = applyEdit(action.edit, now.uri, source);
		await now.client.change(now.uri, 2, fixed);
		assert.deepEqual(await rulesOn(now.client, now.uri, 2), []);
		await now.client.stop();

		const later = await openSource(test, { documentChanges: true, resolve: true });
		const offered = await later.client.codeActions(later.uri, firstFinding);
		for (const title of ['Keepalive: Fix all auto-fixable problems', `Fix all ${rule} in this file`]) {
			const unresolved = titled(offered, title);
			assert.equal(unresolved.edit, undefined);
			const { edit } = await later.client.resolve(unresolved);
			assert.equal(applyEdit(edit, later.uri, source), fixed);
		}
		const unresolved = titled(offered, `Fix all ${rule} in this file`);
		await later.client.change(later.uri, 2, `// moved\n${source}`);
		assert.equal((await later.client.resolve(unresolved)).edit, undefined, 'the text has moved on');
		await later.client.stop();
	});

	it('answer only the kinds that are asked for', async (test) => {
		const { client, uri } = await openSource(test);
		const kinds = async (...only: string[]) => [
			...new Set((await client.codeActions(uri, firstFinding, { only })).map(({ kind }) => kind)),
		];
		assert.deepEqual(await kinds('quickfix'), ['quickfix']);
		assert.deepEqual(await kinds('source'), ['source.fixAll.keepalive']);
		assert.deepEqual(await kinds('source.fixAll'), ['source.fixAll.keepalive']);
		assert.deepEqual(await kinds('source.fixAll.keepalive'), ['source.fixAll.keepalive']);
		assert.deepEqual(await kinds('source.fixAll.eslint', 'refactor', 'source.organizeImports'), []);
		await client.stop();
	});

	it('write a comment that silences the finding', async (test) => {
		const { client, uri } = await openSource(test);
		const action = titled(await client.codeActions(uri, firstFinding), `Disable ${rule} for this line`);
		const silenced = applyEdit(action.edit, uri, source);
		const lines = silenced.split('\n');
		assert.match(lines[2] ?? '', new RegExp(`^// keepalive-disable-next-line ${rule}`));
		assert.equal(lines[3], source.split('\n')[2]);
		await client.change(uri, 2, silenced);
		assert.deepEqual(await rulesOn(client, uri, 2), [rule]);
		await client.stop();
	});

	it('open the page of the rule', async (test) => {
		const { client, uri } = await openSource(test, { showDocument: true });
		const { command } = titled(await client.codeActions(uri, firstFinding), `Show documentation for ${rule}`);
		assert.ok(command);
		await client.execute(command.command, command.arguments);
		assert.deepEqual(client.shownDocuments, [page]);
		await client.stop();
	});

	it('keep the line ends of the document', async (test) => {
		const windows = source.replaceAll('\n', '\r\n');
		const { client, uri } = await openSource(test, {}, windows);
		for (const { title, edit } of await client.codeActions(uri, firstFinding)) {
			const text = applyEdit(edit, uri, windows);
			assert.ok(!/[^\r]\n/.test(text), title);
		}
		await client.stop();
	});
});

describe('protocol: Python', () => {
	const python = [
		'import requests',
		'',
		'session = requests.Session()',
		'session.get("https://api.example.com/report", timeout=(5, 420))',
		'',
	].join('\n');
	const atSession: Range = { start: { line: 2, character: 12 }, end: { line: 2, character: 12 } };

	it('is checked, fixed and silenced like JavaScript', async (test) => {
		const folder = plant(test, { 'pyproject.toml': '[project]\nrequires-python = ">=3.11"\n', 'job.py': python });
		const client = await ProtocolClient.start({ pull: true, folders: [folder] });
		test.after(() => client.kill());
		const uri = uriOf(`${folder}/job.py`);
		await client.open(uri, python);
		const items = await client.pullItems(uri);
		assert.deepEqual(
			items.map(({ code, range }) => [code, range.start]),
			[[rule, { line: 2, character: 10 }]],
		);
		const actions = await client.codeActions(uri, atSession);
		const [fix] = actions;
		assert.equal(fix?.isPreferred, true);
		const suppression = titled(actions, `Disable ${rule} for this line`);
		const texts = [applyEdit(fix.edit, uri, python), applyEdit(suppression.edit, uri, python)];
		assert.match(texts[0] ?? '', /session\.mount\("https:\/\/", /);
		assert.match(texts[1] ?? '', new RegExp(`# keepalive: ignore\\[${rule}\\]`));
		for (const [index, text] of texts.entries()) {
			await client.change(uri, index + 2, text);
			assert.deepEqual(await client.pullItems(uri), []);
		}
		await client.stop();
	});
});

/** The rules of the findings that are pushed for a version. */
async function rulesOn(client: ProtocolClient, uri: string, version: number): Promise<unknown[]> {
	const find = () => client.published.find((params) => params.uri === uri && params.version === version);
	await client.until(() => find() !== undefined);
	return find()?.diagnostics.map(({ code }) => code) ?? [];
}
