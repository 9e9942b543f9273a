import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { applyEdit, type ClientOptions, ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const get = (timeout: number) => `https.get('https://api.example.com/report', { timeout: ${timeout} }, read);\n`;
const slow = `import https from 'node:https';\n\n${get(420_000)}`;
const fetching = "await fetch('https://api.example.com');\n";
const rule = 'long-wait-without-keepalive';

const command = (name: string) => `keepalive.server.${name}`;

async function openWorkspace(test: TestContext, options: ClientOptions = {}) {
	const folder = plant(test, {
		'package.json': '{ "engines": { "node": ">=22" }, "dependencies": { "axios": "^1.7.0" } }',
		'a.mjs': slow,
		'b.mjs': slow + fetching,
		'.gitignore': 'build\n',
	});
	const client = await ProtocolClient.start({ pull: true, folders: [folder], ...options });
	test.after(() => client.kill());
	return { client, folder, uri: (name: string) => uriOf(join(folder, name)) };
}

const rulesOf = (client: ProtocolClient, uri: string): unknown[] | undefined =>
	client.published
		.filter((params) => params.uri === uri)
		.at(-1)
		?.diagnostics.map(({ code }) => code);

interface Client {
	readonly uri: string;
	readonly api: string;
	readonly verdict: string;
	readonly wait: unknown;
	readonly idle?: number;
}

const listed = async (client: ProtocolClient) => (await client.execute(command('clients'))) as Client[];

describe('protocol: list of clients', () => {
	it('holds those of scanned files, healthy ones too, by verdict', async (test) => {
		const { client, uri } = await openWorkspace(test);
		assert.deepEqual(await listed(client), []);
		await client.execute(command('scanWorkspace'));
		const clients = await listed(client);
		assert.deepEqual(
			clients.map(({ uri: file, api, verdict, wait }) => ({ file, api, verdict, wait })),
			[
				{ file: uri('a.mjs'), api: 'https.get', verdict: 'silent', wait: { seconds: 420 } },
				{ file: uri('b.mjs'), api: 'https.get', verdict: 'silent', wait: { seconds: 420 } },
				{ file: uri('b.mjs'), api: 'fetch', verdict: 'probing', wait: { seconds: 300 } },
			],
		);
		assert.equal(clients[2]?.idle, 60);
		await client.stop();
	});

	it('follows open documents, and tells when it has changed', async (test) => {
		const { client, folder, uri } = await openWorkspace(test, { initializationOptions: { resultsChanged: true } });
		await client.execute(command('scanWorkspace'));
		await client.until(() => client.resultChanges === 1);
		await client.open(uri('a.mjs'), fetching);
		assert.deepEqual(
			(await listed(client)).map(({ api }) => api),
			['fetch', 'https.get', 'fetch'],
		);
		rmSync(join(folder, 'b.mjs'));
		await client.changeFile(join(folder, 'b.mjs'), 'deleted');
		await client.until(() => client.resultChanges === 2);
		assert.equal((await listed(client)).length, 1);
		await client.stop();
	});
});

describe('protocol: results', () => {
	it('are cleared on demand', async (test) => {
		const { client, uri } = await openWorkspace(test);
		await client.execute(command('scanWorkspace'));
		assert.deepEqual(rulesOf(client, uri('a.mjs')), [rule]);
		assert.equal(await client.execute(command('clearResults')), null);
		assert.deepEqual(rulesOf(client, uri('a.mjs')), []);
		assert.deepEqual(await listed(client), []);
		await client.stop();
	});

	it('take in files that are new, unless git ignores them', async (test) => {
		const { client, folder, uri } = await openWorkspace(test, { watch: true });
		const before = join(folder, 'before.mjs');
		writeFileSync(before, slow);
		await client.changeFile(before, 'created');
		await client.execute(command('scanWorkspace'));
		mkdirSync(join(folder, 'build'));
		for (const name of ['build/out.mjs', 'new.mjs']) {
			writeFileSync(join(folder, name), slow);
			await client.changeFile(join(folder, name), 'created');
		}
		await client.nextPublished(uri('new.mjs'));
		assert.deepEqual(rulesOf(client, uri('new.mjs')), [rule]);
		assert.equal(rulesOf(client, uri('build/out.mjs')), undefined);
		await client.stop();
	});

	it('go with a folder of which the deletion alone is told', async (test) => {
		const { client, folder, uri } = await openWorkspace(test, { watch: true });
		mkdirSync(join(folder, 'jobs'));
		writeFileSync(join(folder, 'jobs', 'job.mjs'), slow);
		await client.execute(command('scanWorkspace'));
		await client.until(() => JSON.stringify(client.registrations).includes('"kind":5'));
		rmSync(join(folder, 'jobs'), { recursive: true });
		const seen = client.published.length;
		await client.changeFile(join(folder, 'jobs'), 'deleted');
		await client.nextPublished(uri('jobs/job.mjs'), seen);
		assert.deepEqual(rulesOf(client, uri('jobs/job.mjs')), []);
		await client.stop();
	});
});

describe('protocol: scan of changed files', () => {
	const git = (folder: string, ...parameters: string[]) =>
		execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...parameters], { cwd: folder });

	it('looks at what git sees as changed or new', async (test) => {
		const { client, folder, uri } = await openWorkspace(test);
		git(folder, 'init', '-q');
		git(folder, 'add', '.');
		git(folder, 'commit', '-q', '-m', 'first');
		writeFileSync(join(folder, 'a.mjs'), slow + get(900_000));
		mkdirSync(join(folder, 'new folder'));
		writeFileSync(join(folder, 'new folder', 'ü.mjs'), slow);
		rmSync(join(folder, 'b.mjs'));
		const counts = await client.execute(command('scanWorkspace'), [{ changed: true }]);
		assert.deepEqual(counts, { files: 2, findings: 3, skipped: 0, cancelled: false });
		assert.deepEqual(client.published.map((params) => params.uri).sort(), [uri('a.mjs'), uri('new folder/ü.mjs')]);
		await client.stop();
	});

	it('says why it finds nothing outside of a repository', async (test) => {
		const { client, folder } = await openWorkspace(test);
		const counts = (await client.execute(command('scanWorkspace'), [{ changed: true }])) as { problem?: string };
		assert.match(counts.problem ?? '', /^Changed files of .* cannot be told: git says: not a git repository/);
		assert.ok(counts.problem?.includes(folder));
		await client.stop();
	});
});

describe('protocol: fixing the workspace', () => {
	it('asks the client for one edit that it confirms, closed files and open ones', async (test) => {
		const options = { applyEdit: true, documentChanges: true, annotations: true };
		const { client, uri } = await openWorkspace(test, options);
		const edited = `// edited\n${slow}`;
		await client.open(uri('a.mjs'), edited);
		const answer = await client.execute(command('fixAllInWorkspace'));
		assert.deepEqual(answer, { files: 2, fixed: 2, cancelled: false, applied: true });
		const [edit, ...others] = client.appliedEdits;
		assert.deepEqual(others, []);
		assert.equal(edit?.changeAnnotations?.['confirm']?.needsConfirmation, true);
		const versions = edit.documentChanges?.map((change) =>
			'textDocument' in change ? change.textDocument : undefined,
		);
		assert.deepEqual(versions, [
			{ uri: uri('a.mjs'), version: 1 },
			{ uri: uri('b.mjs'), version: null },
		]);
		const [first] = edit.documentChanges ?? [];
		assert.ok(first !== undefined);
		const fixed = applyEdit({ documentChanges: [first] }, uri('a.mjs'), edited);
		await client.change(uri('a.mjs'), 2, fixed);
		assert.deepEqual(await client.pullItems(uri('a.mjs')), []);
		await client.stop();
	});

	it('hands the edit to a client that cannot be asked, and none where nothing is to be done', async (test) => {
		const { client, folder, uri } = await openWorkspace(test);
		const { edit, applied } = (await client.execute(command('fixAllInWorkspace'))) as {
			edit?: { changes?: Record<string, unknown[]> };
			applied: boolean;
		};
		assert.equal(applied, false);
		assert.deepEqual(Object.keys(edit?.changes ?? {}), [uri('a.mjs'), uri('b.mjs')]);
		for (const name of ['a.mjs', 'b.mjs']) {
			writeFileSync(join(folder, name), fetching);
		}
		const nothing = await client.execute(command('fixAllInWorkspace'));
		assert.deepEqual(nothing, { files: 0, fixed: 0, cancelled: false, applied: false });
		await client.stop();
	});
});

describe('protocol: status', () => {
	it('tells versions, folders, the target of the active file and the results', async (test) => {
		const { client, folder, uri } = await openWorkspace(test);
		writeFileSync(join(folder, 'keepalive.config.json'), '{ "environment": "aws", "rulez": {} }');
		await client.open(uri('a.mjs'), slow);
		const before = (await client.execute(command('status'), [uri('a.mjs')])) as Record<string, unknown>;
		const { version, node, folders, file, results, lastError } = before;
		assert.equal(version, client.server.serverInfo?.version);
		assert.equal(node, process.versions.node);
		assert.equal(results, null);
		assert.equal(lastError, null);
		const configuration = join(folder, 'keepalive.config.json');
		const [own, ...others] = folders as { problems: string[] }[];
		assert.deepEqual(others, []);
		assert.match(own?.problems.join() ?? '', /unknown setting "rulez"/);
		assert.deepEqual(
			{ ...own, problems: [] },
			{ path: folder, enabled: true, environment: { name: 'aws', idleTimeout: 350 }, configuration, problems: [] },
		);
		assert.deepEqual(file, {
			environment: { name: 'aws', idleTimeout: 350 },
			runtime: 'Node.js 22.0.0 (package.json engines)',
			configuration,
			packages: [{ name: 'axios', version: '1.7.0', source: 'package.json' }],
		});
		await client.execute(command('scanWorkspace'));
		const after = (await client.execute(command('status'))) as Record<string, unknown>;
		assert.equal(after['file'], null);
		assert.deepEqual(after['results'], { files: 2, clients: 3, findings: 2 });
		await client.stop();
	});
});
