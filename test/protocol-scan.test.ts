import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { CancellationTokenSource } from 'vscode-languageserver/node';

import { type ClientOptions, ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const get = (timeout: number) => `https.get('https://api.example.com/report', { timeout: ${timeout} }, read);\n`;
const imports = "import https from 'node:https';\n";
const slow = `${imports}\n${get(420_000)}`;
const quick = `import https from 'node:https';\n\n${get(20_000)}`;
const none = "import fs from 'node:fs';\n\nfs.readFileSync('x');\n";
const scanWorkspace = 'keepalive.server.scanWorkspace';

/** A workspace of three files with a client in it, one file of which cannot be read. */
async function openWorkspace(test: TestContext, options: ClientOptions = {}) {
	const folder = plant(test, {
		'jobs/slow.mjs': slow,
		'jobs/other.mjs': slow + get(900_000),
		'jobs/none.mjs': none,
		'jobs/broken.mjs': Buffer.concat([Buffer.from(slow), Buffer.from([0xff, 0xfe])]),
	});
	const client = await ProtocolClient.start({ folders: [folder], ...options });
	test.after(() => client.kill());
	return {
		client,
		folder,
		path: (name: string) => join(folder, 'jobs', name),
		uri: (name: string) => uriOf(join(folder, 'jobs', name)),
	};
}

const rulesOf = (client: ProtocolClient, uri: string): unknown[] | undefined =>
	client.published
		.filter((params) => params.uri === uri)
		.at(-1)
		?.diagnostics.map(({ code }) => code);

const rule = 'long-wait-without-keepalive';

describe('protocol: workspace scan', () => {
	it('shows the findings of closed files and answers counts', async (test) => {
		const { client, uri } = await openWorkspace(test, { pull: true });
		const counts = await client.execute(scanWorkspace);
		assert.deepEqual(counts, { files: 2, findings: 3, skipped: 1, cancelled: false });
		assert.deepEqual(client.published.map((params) => params.uri).sort(), [uri('other.mjs'), uri('slow.mjs')]);
		assert.deepEqual(rulesOf(client, uri('slow.mjs')), [rule]);
		const [message] = client.logged.map((entry) => entry.message);
		assert.match(message ?? '', /^Skipped .*broken\.mjs: not valid UTF-8\.$/);
		await client.stop();
	});

	it('logs every file that it skips, with the reason, and no other', async (test) => {
		const data = `${imports}export const data = [${'1,'.repeat(3000)}];\n${get(420_000)}`;
		const folder = plant(test, {
			'slow.mjs': slow,
			'large.mjs': imports + '// filler\n'.repeat(510_000),
			'broken.mjs': Buffer.concat([Buffer.from(slow), Buffer.from([0xff, 0xfe])]),
			'binary.mjs': Buffer.concat([Buffer.from(slow), Buffer.from([0, 1])]),
			'generated.mjs': `// @generated\n${slow}`,
			'app.min.js': slow,
			'bundle.js': `/* ${'x'.repeat(6000)} */ ${slow}`,
			'data.ts': data,
			'none.mjs': none,
		});
		symlinkSync(join(folder, 'nowhere.mjs'), join(folder, 'link.mjs'));
		const client = await ProtocolClient.start({ pull: true, folders: [folder] });
		test.after(() => client.kill());
		const counts = (await client.execute(scanWorkspace)) as { skipped: number };
		const logged = client.logged.map(({ message }) => message.replaceAll(`${folder}/`, '')).sort();
		assert.deepEqual(logged, [
			'Skipped app.min.js: minified.',
			'Skipped binary.mjs: binary.',
			'Skipped broken.mjs: not valid UTF-8.',
			'Skipped bundle.js: minified.',
			'Skipped generated.mjs: generated.',
			'Skipped large.mjs: 5.1 MB, larger than 5 MB.',
			'Skipped link.mjs: symbolic link to nothing.',
		]);
		assert.equal(counts.skipped, logged.length);
		await client.stop();
	});

	it('logs that an open document is too large to be checked', async (test) => {
		const { client, uri } = await openWorkspace(test, { pull: true });
		await client.open(uri('slow.mjs'), slow + '// filler\n'.repeat(510_000));
		assert.deepEqual(await client.pullItems(uri('slow.mjs')), []);
		assert.deepEqual(
			client.logged.map(({ message }) => message),
			[`${uri('slow.mjs')} is not checked: it is larger than 5 MB.`],
		);
		await client.stop();
	});

	it('reports progress under the token of the client', async (test) => {
		const { client } = await openWorkspace(test, { pull: true, progress: true });
		await client.execute(scanWorkspace, [], { workDoneToken: 'mine' });
		assert.deepEqual(client.createdProgress, []);
		assert.deepEqual(client.progress.at(0), { kind: 'begin', title: 'Keepalive: scanning', cancellable: true });
		assert.deepEqual(client.progress.at(-1), { kind: 'end' });
		await client.stop();
	});

	it('brings a progress of its own to a client that has no token, which can cancel it', async (test) => {
		const { client, folder } = await openWorkspace(test, { pull: true, progress: true });
		plantMany(folder);
		client.onProgress = ({ kind }) => {
			if (kind === 'begin') {
				void client.cancelProgress(client.createdProgress[0]);
			}
		};
		const counts = (await client.execute(scanWorkspace)) as { findings: number; cancelled: boolean };
		assert.equal(client.createdProgress.length, 1);
		assert.equal(counts.cancelled, true);
		assert.ok(counts.findings < 400 * 21, `${counts.findings} findings`);
		await client.stop();
	});

	it('ends when the request is cancelled, and answers with what it has', async (test) => {
		const { client, folder } = await openWorkspace(test, { pull: true });
		plantMany(folder);
		const cancellation = new CancellationTokenSource();
		client.onProgress = ({ kind }) => {
			if (kind === 'begin') {
				cancellation.cancel();
			}
		};
		const options = { workDoneToken: 'mine', cancellation: cancellation.token };
		const counts = (await client.execute(scanWorkspace, [], options)) as { cancelled: boolean };
		assert.equal(counts.cancelled, true);
		await client.stop();
	});

	it('respects the settings of the folder', async (test) => {
		const settings = { exclude: ['other.mjs'], rules: { [rule]: 'hint' } };
		const { client, uri } = await openWorkspace(test, { pull: true, configuration: true, settings });
		const counts = await client.execute(scanWorkspace);
		assert.deepEqual(counts, { files: 1, findings: 1, skipped: 1, cancelled: false });
		assert.equal((await client.nextPublished(uri('slow.mjs'))).diagnostics[0]?.severity, 4);
		await client.stop();
	});

	it('finds nothing where keepalive.enable is false', async (test) => {
		const { client } = await openWorkspace(test, { configuration: true, settings: { enable: false } });
		const counts = await client.execute(scanWorkspace);
		assert.deepEqual(counts, { files: 0, findings: 0, skipped: 0, cancelled: false });
		await client.stop();
	});

	it('says the same when it runs again, and takes back what is fixed', async (test) => {
		const { client, uri, path } = await openWorkspace(test, { pull: true });
		await client.execute(scanWorkspace);
		writeFileSync(path('slow.mjs'), none);
		rmSync(path('other.mjs'));
		const counts = await client.execute(scanWorkspace);
		assert.deepEqual(counts, { files: 0, findings: 0, skipped: 1, cancelled: false });
		assert.deepEqual(rulesOf(client, uri('slow.mjs')), []);
		assert.deepEqual(rulesOf(client, uri('other.mjs')), []);
		await client.stop();
	});
});

describe('protocol: closed files after a scan', () => {
	for (const shared of [true, false]) {
		it(`keep their findings when opened and closed, ${shared ? 'in one collection' : 'in two'}`, async (test) => {
			const initializationOptions = { sharedDiagnostics: shared };
			const { client, uri } = await openWorkspace(test, { pull: true, initializationOptions });
			await client.execute(scanWorkspace);
			await client.open(uri('slow.mjs'), slow);
			assert.equal((await client.pullItems(uri('slow.mjs'))).length, 1);
			// A client with a collection for what is pulled must not show what was pushed beside it.
			assert.deepEqual(rulesOf(client, uri('slow.mjs')), shared ? [rule] : []);

			const seen = client.published.length;
			await client.close(uri('slow.mjs'));
			const { diagnostics } = await client.nextPublished(uri('slow.mjs'), seen);
			assert.deepEqual(
				diagnostics.map(({ code }) => code),
				[rule],
			);
			await client.stop();
		});
	}

	it('keep them for a client that cannot pull, as they are on disk', async (test) => {
		const { client, uri } = await openWorkspace(test);
		await client.execute(scanWorkspace);
		const seen = client.published.length;
		await client.open(uri('slow.mjs'), quick);
		assert.equal((await client.nextPublished(uri('slow.mjs'), seen)).version, 1);
		assert.deepEqual(rulesOf(client, uri('slow.mjs')), ['missing-keepalive']);
		const opened = client.published.length;
		await client.close(uri('slow.mjs'));
		await client.nextPublished(uri('slow.mjs'), opened);
		assert.deepEqual(rulesOf(client, uri('slow.mjs')), [rule]);
		await client.stop();
	});

	it('of other folders lose theirs when they are closed', async (test) => {
		const { client, folder } = await openWorkspace(test, {
			pull: true,
			initializationOptions: { sharedDiagnostics: true },
		});
		const outside = uriOf(join(folder, '..', 'outside.mjs'));
		await client.execute(scanWorkspace);
		await client.open(outside, slow);
		assert.equal((await client.pullItems(outside)).length, 1);
		await client.close(outside);
		assert.deepEqual((await client.nextPublished(outside)).diagnostics, []);
		await client.stop();
	});

	it('are checked again when they change on disk, and cleared when they go', async (test) => {
		const { client, uri, path } = await openWorkspace(test, { pull: true, watch: true });
		const watches = () => JSON.stringify(client.registrations.map(({ registerOptions }) => registerOptions as unknown));
		assert.ok(!watches().includes('.tsx'), 'sources are not watched before there is anything to keep true');
		await client.execute(scanWorkspace);
		await client.until(() => watches().includes('.tsx'));
		let seen = client.published.length;
		writeFileSync(path('slow.mjs'), quick);
		await client.changeFile(path('slow.mjs'), 'changed');
		await client.nextPublished(uri('slow.mjs'), seen);
		assert.deepEqual(rulesOf(client, uri('slow.mjs')), ['missing-keepalive']);
		seen = client.published.length;
		rmSync(path('slow.mjs'));
		await client.changeFile(path('slow.mjs'), 'deleted');
		assert.deepEqual((await client.nextPublished(uri('slow.mjs'), seen)).diagnostics, []);
		await client.stop();
	});

	it('follow a folder that is renamed or deleted in the editor', async (test) => {
		const { client, folder, uri } = await openWorkspace(test, { pull: true });
		await client.execute(scanWorkspace);
		renameSync(join(folder, 'jobs'), join(folder, 'tasks'));
		await client.renameFile(join(folder, 'jobs'), join(folder, 'tasks'));
		const moved = uriOf(join(folder, 'tasks', 'slow.mjs'));
		await client.nextPublished(moved);
		assert.deepEqual(rulesOf(client, moved), [rule]);
		assert.deepEqual(rulesOf(client, uri('slow.mjs')), []);
		const seen = client.published.length;
		await client.deleteFile(join(folder, 'tasks'));
		assert.deepEqual((await client.nextPublished(moved, seen)).diagnostics, []);
		await client.stop();
	});

	it('follow the settings', async (test) => {
		const { client, uri } = await openWorkspace(test, { pull: true, configuration: true });
		await client.execute(scanWorkspace);
		const seen = client.published.length;
		client.settings = { environment: 900 };
		await client.changeConfiguration();
		await client.nextPublished(uri('slow.mjs'), seen);
		assert.deepEqual(rulesOf(client, uri('slow.mjs')), ['missing-keepalive']);
		await client.stop();
	});
});

/** Enough files that a scan does not end before it can be cancelled. */
function plantMany(folder: string): void {
	mkdirSync(join(folder, 'many'));
	for (let index = 0; index < 400; index++) {
		writeFileSync(join(folder, 'many', `file-${index}.mjs`), slow + get(600_000).repeat(20));
	}
}

describe('protocol: scan of a very large file', () => {
	it('keeps nobody waiting who types meanwhile, and finds what is in it', async (test) => {
		const call = "https.get('https://api.example.com', { timeout: 600_000 }, read);\n";
		const filler = 'export const numbers = [1, 2, 3];\n'.repeat(100_000).replaceAll('const numbers', 'var numbers');
		const folder = plant(test, {
			'big.mjs': `import https from 'node:https';\n${filler}${call}`,
			'small.mjs': `import https from 'node:https';\n${call}`,
		});
		const client = await ProtocolClient.start({ pull: true, folders: [folder] });
		test.after(() => client.kill());
		const small = uriOf(`${folder}/small.mjs`);
		await client.open(small, `import https from 'node:https';\n${call}`);
		let isScanned = false;
		const scanned = client.execute('keepalive.server.scanWorkspace').then((counts) => {
			isScanned = true;
			return counts;
		});
		await client.change(small, 2, `import https from 'node:https';\n${call}${call}`);
		assert.equal((await client.pullItems(small)).length, 2);
		assert.equal(isScanned, false);
		assert.deepEqual(await scanned, { files: 2, findings: 2, skipped: 0, cancelled: false });
		const { diagnostics } = await client.nextPublished(uriOf(`${folder}/big.mjs`));
		assert.deepEqual(
			diagnostics.map(({ range }) => range.start.line),
			[100_001],
		);
		await client.stop();
	});
});
