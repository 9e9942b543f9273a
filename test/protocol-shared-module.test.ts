import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it, type TestContext } from 'node:test';

import type { CodeAction, Range, WorkspaceEdit } from 'vscode-languageserver/node';

import { applyEdit, type ClientOptions, ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const source = "import https from 'node:https';\n\nhttps.get('https://api.example.com', { timeout: 600_000 }, read);\n";
const finding: Range = { start: { line: 2, character: 2 }, end: { line: 2, character: 2 } };
const inFile = 'Add an agent that sends TCP keepalive probes';
const shared = `${inFile}, from the shared module keepalive-agent.js`;
const helper = /export const keepAliveHttpsAgent = new KeepAliveHttpsAgent/;
/** A module that was there before. */
const earlier = "import https from 'node:https';\n\nexport const other = 1;\n";
const importLine = "import { keepAliveHttpsAgent } from './keepalive-agent.js';";

const full: ClientOptions = { pull: true, documentChanges: true, create: true };
const wanted = { 'keepalive.config.json': '{ "fix": { "sharedModule": true } }' };

/** A project of modules with two files that can be fixed, both open. */
async function open(test: TestContext, options: ClientOptions, files: Readonly<Record<string, string>> = {}) {
	const manifest = { 'package.json': '{ "type": "module", "engines": { "node": ">=22" } }' };
	const folder = plant(test, { ...manifest, 'a.js': source, 'b.js': source, ...files });
	const client = await ProtocolClient.start({ folders: [folder], ...options });
	test.after(() => client.kill());
	const uris = {
		a: uriOf(`${folder}/a.js`),
		b: uriOf(`${folder}/b.js`),
		module: uriOf(`${folder}/keepalive-agent.js`),
	};
	await client.open(uris.a, source);
	await client.open(uris.b, source);
	return { client, folder, ...uris };
}

const fixesOf = (actions: readonly CodeAction[]) => actions.filter(({ title }) => title.startsWith(inFile));

/** Makes an edit on disk as an editor does, new files first where they come first. */
function make(edit: WorkspaceEdit | undefined): void {
	for (const change of edit?.documentChanges ?? []) {
		if (!('kind' in change)) {
			const path = fileURLToPath(change.textDocument.uri);
			const text = applyEdit({ documentChanges: [change] }, change.textDocument.uri, readFileSync(path, 'utf8'));
			writeFileSync(path, text);
		} else if (change.kind === 'create') {
			assert.equal(existsSync(fileURLToPath(change.uri)), false, 'a file that was not there');
			writeFileSync(fileURLToPath(change.uri), '');
		}
	}
}

describe('protocol: fixes that share a module', () => {
	it('create it once, and import from it after that', async (test) => {
		const { client, a, b, module } = await open(test, full);
		const first = fixesOf(await client.codeActions(a, finding));
		assert.deepEqual(
			first.map(({ title, isPreferred }) => [title, isPreferred]),
			[
				[inFile, true],
				[shared, undefined],
			],
		);
		// Fixes of the second file are known before there is a module.
		assert.equal(fixesOf(await client.codeActions(b, finding)).length, 2);
		const edit = first[1]?.edit;
		assert.deepEqual(edit?.documentChanges?.[0], {
			kind: 'create',
			uri: module,
			options: { overwrite: false, ignoreIfExists: false },
		});
		make(edit);
		assert.match(readFileSync(fileURLToPath(module), 'utf8'), helper);
		assert.ok(readFileSync(fileURLToPath(a), 'utf8').includes(importLine));

		const second = fixesOf(await client.codeActions(b, finding)).at(-1);
		assert.deepEqual(
			second?.edit?.documentChanges?.map((change) => ('textDocument' in change ? change.textDocument : change)),
			[{ uri: b, version: 1 }],
		);
		assert.ok(applyEdit(second?.edit, b, source).includes(importLine));
		await client.stop();
	});

	it('are not offered where the client creates no files, unless the file is there', async (test) => {
		const without = await open(test, { ...full, create: false });
		assert.deepEqual(
			fixesOf(await without.client.codeActions(without.a, finding)).map(({ title }) => title),
			[inFile],
		);
		await without.client.stop();

		const files = { 'keepalive-agent.js': earlier };
		const { client, a, module } = await open(test, { ...full, create: false }, files);
		const fix = fixesOf(await client.codeActions(a, finding)).find(({ title }) => title === shared);
		make(fix?.edit);
		assert.match(readFileSync(fileURLToPath(module), 'utf8'), helper);
		assert.match(readFileSync(fileURLToPath(module), 'utf8'), /keepAliveHttpsAgent[^]*other = 1;/);
		await client.stop();

		const plain = await open(test, { pull: true }, files);
		const changes = fixesOf(await plain.client.codeActions(plain.a, finding)).at(-1)?.edit?.changes ?? {};
		assert.deepEqual(Object.keys(changes).sort(), [plain.a, plain.module].sort());
		await plain.client.stop();
	});

	it('are confirmed, the new file with the rest, where they may change more', async (test) => {
		const off =
			"import https from 'node:https';\nexport const agent = new https.Agent({ keepAlive: false }); // by design\n";
		const { client, a } = await open(test, { ...full, annotations: true });
		await client.change(a, 2, off);
		const everywhere: Range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
		const actions = await client.codeActions(a, everywhere, { only: ['quickfix'] });
		const creating = actions.filter(({ edit }) => edit?.documentChanges?.some((change) => 'kind' in change));
		assert.ok(creating.length > 0, actions.map(({ title }) => title).join());
		for (const { edit, isPreferred } of creating) {
			assert.equal(isPreferred, undefined);
			const [annotation, ...others] = Object.entries(edit?.changeAnnotations ?? {});
			assert.deepEqual(others, []);
			assert.equal(annotation?.[1].needsConfirmation, true);
			for (const change of edit?.documentChanges ?? []) {
				const marks = 'edits' in change ? change.edits : [change];
				assert.deepEqual(
					[...new Set(marks.map((mark) => ('annotationId' in mark ? mark.annotationId : '')))],
					[annotation[0]],
				);
			}
		}
		await client.stop();
	});

	it('go by what is in the editor, and by its version', async (test) => {
		const { client, a, module } = await open(test, full, { 'keepalive-agent.js': earlier });
		const unsaved = earlier.replace('other', 'unsaved');
		await client.open(module, earlier);
		await client.codeActions(a, finding);
		await client.change(module, 2, unsaved);
		const fix = fixesOf(await client.codeActions(a, finding)).find(({ title }) => title === shared);
		const change = fix?.edit?.documentChanges?.find((each) => 'edits' in each && each.textDocument.uri === module);
		assert.ok(change !== undefined && 'edits' in change);
		assert.equal(change.textDocument.version, 2);
		assert.match(applyEdit({ documentChanges: [change] }, module, unsaved), /keepAliveHttpsAgent[^]*unsaved = 1;/);
		await client.stop();
	});

	it('come first, and fix all, where the project wants that', async (test) => {
		const { client, a } = await open(test, full, wanted);
		const actions = await client.codeActions(a, finding);
		assert.deepEqual(
			fixesOf(actions).map(({ title, isPreferred }) => [title, isPreferred]),
			[
				[shared, true],
				[inFile, undefined],
			],
		);
		make(actions.find(({ kind }) => kind === 'source.fixAll.keepalive')?.edit);
		assert.ok(readFileSync(fileURLToPath(a), 'utf8').includes(importLine));
		await client.stop();

		const without = await open(test, { ...full, create: false }, wanted);
		const others = await without.client.codeActions(without.a, finding);
		assert.deepEqual(
			fixesOf(others).map(({ title, isPreferred }) => [title, isPreferred]),
			[[inFile, true]],
		);
		const fixAll = others.find(({ kind }) => kind === 'source.fixAll.keepalive');
		assert.match(applyEdit(fixAll?.edit, without.a, source), /new KeepAliveHttpsAgent/);
		await without.client.stop();
	});

	it('of a whole workspace make it once', async (test) => {
		const { client, folder, a, module } = await open(test, full, { ...wanted, 'c.js': source });
		const counts = (await client.execute('keepalive.server.fixAllInWorkspace', [{ apply: false }])) as {
			readonly fixed: number;
			readonly files: number;
			readonly edit: WorkspaceEdit;
		};
		assert.deepEqual([counts.fixed, counts.files], [3, 4]);
		make(counts.edit);
		assert.equal(readFileSync(fileURLToPath(module), 'utf8').match(new RegExp(helper, 'g'))?.length, 1);
		for (const path of [fileURLToPath(a), `${folder}/c.js`]) {
			assert.ok(readFileSync(path, 'utf8').includes(importLine), path);
		}
		await client.stop();
	});
});
