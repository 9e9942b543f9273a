import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it, type TestContext } from 'node:test';

import { CancellationTokenSource, type Diagnostic } from 'vscode-languageserver/node';

import { applyEdit, type ClientOptions, ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const root = join(__dirname, '..', '..');

/** More than is checked at once: such a text goes to a thread. */
const filler = (line: string) => line.repeat(Math.ceil(250_000 / line.length));

const call = "https.get('https://api.example.com', { timeout: 600_000 }, read);\n";
const imports = "import https from 'node:https';\n";
const numbers = filler('export var numbers = [1, 2, 3];\n');
const probing = [
	imports.trimEnd(),
	'class Probing extends https.Agent {',
	'\tcreateConnection(...a) { return super.createConnection(...a).setKeepAlive(true, 60_000); }',
	'}',
	'export const agent = new Probing();',
	'',
].join('\n');
const setup = `${probing}https.globalAgent = agent;\n`;
const given = "import { agent } from './agent.mjs';\n";
const wanted = "https.get('https://api.example.com', { agent, timeout: 600_000 }, read);\n";
const requests = filler('NUMBERS = [1, 2, 3]\n');
const session = 'import requests\n\nrequests.get("https://api.example.com", timeout=(5, 420))\n';
const options = [
	'import socket',
	'from urllib3.connection import HTTPConnection',
	'',
	'HTTPConnection.default_socket_options += [',
	'    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),',
	'    (6, getattr(socket, "TCP_KEEPIDLE", 4), 60),',
	']',
	'',
].join('\n');

/** Packages of which another file decides what is found in a large one, and one of which none does. */
const files = {
	'set-up/package.json': '{ "engines": { "node": ">=22" } }',
	'set-up/setup.mjs': setup,
	'set-up/large.mjs': imports + numbers + call,
	'agent/package.json': '{ "engines": { "node": ">=22" } }',
	'agent/agent.mjs': probing,
	'agent/large.mjs': imports + given + numbers + wanted,
	'alone/package.json': '{ "engines": { "node": ">=22" } }',
	'alone/large.mjs': imports + numbers + call,
	'python/pyproject.toml': '[project]\nrequires-python = ">=3.11"\n',
	'python/options.py': options,
	'python/large.py': session + requests,
	'plain/pyproject.toml': '[project]\nrequires-python = ">=3.11"\n',
	'plain/large.py': session + requests,
};

const large = Object.keys(files).filter((path) => path.includes('large'));

/** "alone/large.mjs long-wait-without-keepalive 7814", by the bundled command line. */
function commandLine(folder: string): string[] {
	const parameters = [join(root, 'dist', 'bin.js'), '.', '--format', 'json', '--exit-zero'];
	const text = execFileSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8' });
	const { findings } = JSON.parse(text) as { findings: { path: string; rule: string; line: number }[] };
	return findings.map(({ path, rule, line }) => `${path} ${rule} ${line}`).sort();
}

const describeItem = (path: string, { code, range }: Diagnostic) => `${path} ${code} ${range.start.line + 1}`;

async function openProject(test: TestContext, planted: Readonly<Record<string, string>>, options: ClientOptions = {}) {
	const folder = plant(test, planted);
	const client = await ProtocolClient.start({ pull: true, documentChanges: true, folders: [folder], ...options });
	test.after(() => client.kill());
	return { client, folder, uri: (path: string) => uriOf(join(folder, path)) };
}

describe('protocol: large files among others of their project', () => {
	it('are reported as on the command line, open and closed', async (test) => {
		const { client, folder, uri } = await openProject(test, files);
		const expected = commandLine(folder);
		assert.deepEqual(
			expected.map((line) => line.split(' ')[0]),
			['alone/large.mjs', 'plain/large.py'],
		);
		await client.execute('keepalive.server.scanWorkspace');
		const scanned = client.published.flatMap(({ uri: each, diagnostics }) =>
			diagnostics.map((item) => describeItem(fileURLToPath(each).slice(folder.length + 1), item)),
		);
		assert.deepEqual(scanned.sort(), expected);
		const pulled = [];
		for (const path of large) {
			await client.open(uri(path), readFileSync(join(folder, path), 'utf8'));
			pulled.push(...(await client.pullItems(uri(path))).map((item) => describeItem(path, item)));
		}
		assert.deepEqual(pulled.sort(), expected);
		await client.stop();
	});

	it('follow what is written into others before it is saved', async (test) => {
		const { client, uri } = await openProject(test, files, { refresh: true });
		const path = uri('set-up/large.mjs');
		await client.open(path, files['set-up/large.mjs']);
		assert.deepEqual(await client.pullItems(path), []);
		await client.open(uri('set-up/setup.mjs'), setup);
		await client.change(uri('set-up/setup.mjs'), 2, probing);
		await client.until(() => client.refreshes === 1);
		assert.equal((await client.pullItems(path)).length, 1);
		await client.close(uri('set-up/setup.mjs'));
		await client.until(() => client.refreshes === 2);
		assert.deepEqual(await client.pullItems(path), []);
		await client.open(uri('alone/new.mjs'), setup);
		await client.open(uri('alone/large.mjs'), files['alone/large.mjs']);
		assert.deepEqual(await client.pullItems(uri('alone/large.mjs')), []);
		await client.stop();
	});

	it('are offered the fixes of small ones, a module of the project among them', async (test) => {
		const { client, uri } = await openProject(test, files, { create: true });
		const title = /from the shared module alone\/keepalive-agent\./;
		const offered = [];
		for (const text of [imports + call, imports + numbers + call]) {
			await client.open(uri('alone/large.mjs'), text);
			const [diagnostic] = await client.pullItems(uri('alone/large.mjs'));
			assert.ok(diagnostic);
			const actions = await client.codeActions(uri('alone/large.mjs'), diagnostic.range);
			offered.push(actions.map((action) => action.title));
			const shared = actions.find((action) => title.test(action.title));
			assert.ok(shared, actions.map((action) => action.title).join());
			await client.close(uri('alone/large.mjs'));
		}
		assert.deepEqual(offered[0], offered[1]);
		await client.stop();
	});

	it('are asked about after so many others that the first is forgotten', async (test) => {
		const { client, uri } = await openProject(test, {});
		const paths = ['a.mjs', 'b.mjs', 'c.mjs', 'd.mjs', 'e.mjs'].map(uri);
		const text = imports + numbers + call;
		for (const path of paths) {
			await client.open(path, text);
			await client.pullItems(path);
		}
		const asked = [];
		for (const path of [paths[0] ?? '', paths.at(-1) ?? '']) {
			const [found] = await client.pullItems(path);
			assert.ok(found);
			const { line, character } = found.range.start;
			const actions = await client.codeActions(path, found.range);
			const edited = actions.map(({ title, edit }) => [title, applyEdit(edit, path, text)]);
			asked.push([edited, await client.hover(path, line, character)]);
		}
		assert.deepEqual(asked[0], asked[1]);
		assert.match(JSON.stringify(asked[0]), /Disable long-wait-without-keepalive for this line/);
		assert.match(JSON.stringify(asked[0]), /setKeepAlive/);
		await client.stop();
	});
});

describe('protocol: Fix All in Workspace with very large files', () => {
	const veryLarge = imports + 'export var numbers = [1, 2, 3];\n'.repeat(150_000) + call;

	it('keeps nobody waiting who types meanwhile, and fixes them', async (test) => {
		const planted = { 'package.json': files['alone/package.json'], 'big.mjs': veryLarge, 'small.mjs': imports + call };
		const { client, uri } = await openProject(test, planted);
		await client.open(uri('small.mjs'), imports + call);
		let isFixed = false;
		const fixing = client.execute('keepalive.server.fixAllInWorkspace').then((answer) => {
			isFixed = true;
			return answer as {
				files: number;
				fixed: number;
				edit?: { documentChanges?: { textDocument: { uri: string } }[] };
			};
		});
		for (let version = 2; version < 6; version++) {
			await client.change(uri('small.mjs'), version, imports + call.repeat(version));
			assert.equal((await client.pullItems(uri('small.mjs'))).length, version);
		}
		assert.equal(isFixed, false);
		const { files: count, fixed, edit } = await fixing;
		assert.equal(count, 2);
		assert.ok(fixed >= 2);
		const own = edit?.documentChanges?.filter(({ textDocument }) => textDocument.uri === uri('big.mjs')) ?? [];
		const after = applyEdit({ documentChanges: own as never }, uri('big.mjs'), veryLarge);
		assert.match(after.slice(0, 2000), /setKeepAlive\(true, 120_?000\)/);
		assert.match(after.slice(-200), /agent/);
		await client.stop();
	});

	it('answers as soon as it is cancelled', async (test) => {
		const planted = { 'package.json': files['alone/package.json'], 'big.mjs': veryLarge };
		const { client } = await openProject(test, planted);
		const cancellation = new CancellationTokenSource();
		client.onProgress = ({ kind }) => {
			if (kind === 'begin') {
				setImmediate(() => cancellation.cancel());
			}
		};
		const options = { workDoneToken: 'mine', cancellation: cancellation.token };
		const answer = (await client.execute('keepalive.server.fixAllInWorkspace', [], options)) as { cancelled: boolean };
		assert.equal(answer.cancelled, true);
		await client.stop();
	});

	it('exports a report without keeping anybody waiting', async (test) => {
		const planted = { 'package.json': files['alone/package.json'], 'big.mjs': veryLarge, 'small.mjs': imports + call };
		const { client, uri } = await openProject(test, planted);
		await client.open(uri('small.mjs'), imports + call);
		let isDone = false;
		const report = client.execute('keepalive.server.exportReport', [{ format: 'sarif' }]).then((text) => {
			isDone = true;
			return text as string;
		});
		await client.change(uri('small.mjs'), 2, imports + call + call);
		assert.equal((await client.pullItems(uri('small.mjs'))).length, 2);
		assert.equal(isDone, false);
		assert.match(await report, /"uri": ?"big\.mjs"/);
		await client.stop();
	});
});

describe('protocol: files that others look at', () => {
	const small = {
		'package.json': '{ "engines": { "node": ">=22" } }',
		'setup.mjs': setup,
		'agent.mjs': probing,
		'a.mjs': imports + call,
		'b.mjs': imports + given + wanted,
	};
	const unprotected = 'export const agent = undefined;\n';

	it('are followed on disk, for open documents and closed ones', async (test) => {
		const { client, folder, uri } = await openProject(test, small, { refresh: true, watch: true });
		await client.open(uri('a.mjs'), small['a.mjs']);
		await client.until(() => JSON.stringify(client.registrations).includes('.tsx'));
		await client.execute('keepalive.server.scanWorkspace');
		assert.deepEqual(await client.pullItems(uri('a.mjs')), []);
		const before = client.refreshes;
		writeFileSync(join(folder, 'setup.mjs'), unprotected);
		await client.changeFile(join(folder, 'setup.mjs'), 'changed');
		await client.until(() => client.refreshes > before);
		assert.equal((await client.pullItems(uri('a.mjs'))).length, 1);
		writeFileSync(join(folder, 'agent.mjs'), `${imports}export const agent = new https.Agent({ keepAlive: false });\n`);
		await client.changeFile(join(folder, 'agent.mjs'), 'changed');
		await client.nextPublished(uri('agent.mjs'));
		await client.stop();
	});

	it('are followed in the editor, where nothing is typed into what waits for a save', async (test) => {
		const settings = { run: 'onSave' };
		const { client, uri } = await openProject(test, small, { refresh: true, configuration: true, settings });
		await client.open(uri('a.mjs'), small['a.mjs']);
		assert.deepEqual(await client.pullItems(uri('a.mjs')), []);
		await client.open(uri('setup.mjs'), setup);
		assert.deepEqual(await client.pullItems(uri('setup.mjs')), []);
		await client.change(uri('setup.mjs'), 2, imports + call);
		await client.until(() => client.refreshes === 1);
		assert.equal((await client.pullItems(uri('a.mjs'))).length, 1);
		assert.deepEqual(await client.pullItems(uri('setup.mjs')), [], 'not saved yet');
		await client.stop();
	});
});
