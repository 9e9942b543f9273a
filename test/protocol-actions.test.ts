import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Range } from 'vscode-languageserver/node';

import { applyEdit, ProtocolClient, uriOf } from './protocol-client.js';
import { firstFinding, openSource, page, rule, rulesOn, source, titled } from './protocol-source.js';
import { plant } from './workspace-tree.js';

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

	it('write a comment that silences the rule in the file', async (test) => {
		const { client, uri } = await openSource(test);
		const action = titled(await client.codeActions(uri, firstFinding), `Disable ${rule} for this file`);
		const silenced = applyEdit(action.edit, uri, source);
		assert.equal(silenced, `/* keepalive-disable ${rule} */\n${source}`);
		await client.change(uri, 2, silenced);
		assert.deepEqual(await rulesOn(client, uri, 2), []);
		await client.stop();
	});

	it('lead to another environment where the editor has a command for it', async (test) => {
		const commands = ['keepalive.selectEnvironment'];
		const { client, uri } = await openSource(test, { initializationOptions: { commands } });
		const action = titled(await client.codeActions(uri, firstFinding), 'Change the environment (cloud, 240 s)');
		assert.deepEqual(action.command?.command, 'keepalive.selectEnvironment');
		assert.deepEqual(action.command.arguments, [uri]);
		await client.stop();
	});

	it('warn of a fix that may change more, by asking or in its title', async (test) => {
		const explained = [
			'// The proxy resets idle connections, so no probes.',
			"import http from 'node:http';",
			'http.globalAgent = new http.Agent({ keepAlive: false }); // somebody decided so',
			'',
		].join('\n');
		const everywhere: Range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
		const asked = await openSource(test, { documentChanges: true, annotations: true }, explained);
		const unsafe = (await asked.client.codeActions(asked.uri, everywhere)).filter(
			({ edit }) => edit?.changeAnnotations,
		);
		for (const { edit, isPreferred, title } of unsafe) {
			assert.equal(edit?.changeAnnotations?.['confirm']?.needsConfirmation, true);
			assert.equal(isPreferred, undefined);
			assert.ok(!title.includes('may change more'));
		}
		await asked.client.stop();
		const plain = await openSource(test, {}, explained);
		const warned = (await plain.client.codeActions(plain.uri, everywhere)).filter(({ title }) =>
			title.endsWith('(may change more than the probes)'),
		);
		assert.equal(warned.length, unsafe.length);
		assert.ok(unsafe.length > 0);
		await plain.client.stop();
	});

	it('count positions in UTF-16 units, beyond the basic plane too', async (test) => {
		const text = source.replace(
			"https.get('https://api.example.com/report'",
			"'😀𝒳'; https.get('https://api.example.com/😀'",
		);
		const { client, uri } = await openSource(test, { pull: true }, text);
		const [diagnostic] = await client.pullItems(uri);
		assert.deepEqual(diagnostic?.range, { start: { line: 2, character: 8 }, end: { line: 2, character: 17 } });
		const [fix] = await client.codeActions(uri, { start: diagnostic.range.end, end: diagnostic.range.end });
		const fixed = applyEdit(fix?.edit, uri, text);
		assert.ok(fixed.includes("'😀𝒳'; https.get('https://api.example.com/😀', { timeout: 600000"), fixed);
		await client.change(uri, 2, fixed);
		assert.equal((await client.pullItems(uri)).length, 1);
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
