import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';

import { DidChangeWatchedFilesNotification } from 'vscode-languageserver/node';

import { git, source, write, writeBranches } from './branches.js';
import { ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const root = join(__dirname, '..', '..');

/** "kept/file-0.mjs long-wait-without-keepalive 3", by the bundled command line. */
function commandLine(folder: string): string[] {
	const parameters = [join(root, 'dist', 'bin.js'), '.', '--format', 'json', '--exit-zero'];
	const text = execFileSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8' });
	const { findings } = JSON.parse(text) as { findings: { path: string; rule: string; line: number }[] };
	return findings.map(({ path, rule, line }) => `${path} ${rule} ${line}`).sort();
}

/** What the client shows of closed files. */
function shown(client: ProtocolClient, folder: string): string[] {
	const last = new Map(client.published.map(({ uri, diagnostics }) => [uri, diagnostics]));
	return [...last]
		.flatMap(([uri, items]) =>
			items.map(({ code, range }) => {
				return `${fileURLToPath(uri).slice(folder.length + 1)} ${code} ${range.start.line + 1}`;
			}),
		)
		.sort();
}

/** Switches the branch, and tells of it as watchers do: in several messages, out of order, folders without their files. */
async function switchBranch(client: ProtocolClient, folder: string, branch: string): Promise<void> {
	const lines = git(folder, 'diff', '--no-renames', '--name-status', 'HEAD', branch).trim().split('\n');
	git(folder, 'switch', '-q', branch);
	const types = { A: 1, M: 2, D: 3 };
	const changes = lines.map((line) => {
		const [status = 'M', path = ''] = line.split('\t');
		return { uri: uriOf(join(folder, path)), type: types[status as keyof typeof types] };
	});
	const below = uriOf(join(folder, 'gone'));
	// Watchers lose files that come together with their folder, or tell of the folder only.
	const isTold = ({ uri, type }: { uri: string; type: number }) =>
		type === 3 ? !uri.startsWith(below) : !/\/(?:bare\/.*|folder\/file-7\.mjs)$/.test(uri);
	const told = [
		...changes.filter(isTold).reverse(),
		...(changes.some(({ uri, type }) => type === 3 && uri.startsWith(below)) ? [{ uri: below, type: 3 }] : []),
		...(changes.some(({ uri, type }) => type === 1 && uri.includes('/bare/'))
			? [{ uri: uriOf(join(folder, 'bare')), type: 1 }]
			: []),
	];
	for (let at = 0; at < told.length; at += 17) {
		const part = told.slice(at, at + 17) as { uri: string; type: 1 | 2 | 3 }[];
		await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: part });
	}
}

describe('protocol: switching branches after a scan', () => {
	it('shows what is on the branch now, and the same as before after coming back', async (test) => {
		const folder = writeBranches(plant(test, {}));
		const client = await ProtocolClient.start({ pull: true, refresh: true, watch: true, folders: [folder] });
		test.after(() => client.kill());
		await client.execute('keepalive.server.scanWorkspace');
		const first = commandLine(folder);
		assert.equal(first.length, 30 * 4);
		assert.deepEqual(shown(client, folder), first);

		await switchBranch(client, folder, 'other');
		const second = commandLine(folder);
		assert.equal(second.length, 29 + 40 + 30);
		await client.until(() => shown(client, folder).join() === second.join());

		await switchBranch(client, folder, 'main');
		await client.until(() => shown(client, folder).join() === first.join());
		const counts = await client.execute('keepalive.server.scanWorkspace');
		assert.deepEqual(counts, { files: 90, findings: 120, skipped: 0, cancelled: false });
		assert.deepEqual(shown(client, folder), first);
		await client.stop();
	});

	it('follows a configuration that the branch brings, and a set-up for all files', async (test) => {
		const folder = writeBranches(plant(test, {}));
		const setup = [
			"import https from 'node:https';",
			'class Probing extends https.Agent {',
			'\tcreateConnection(...a) { return super.createConnection(...a).setKeepAlive(true, 60_000); }',
			'}',
			'https.globalAgent = new Probing();',
			'',
		].join('\n');
		git(folder, 'switch', '-q', '-c', 'protected');
		write(folder, { 'setup.mjs': setup });
		git(folder, 'add', '-A');
		git(folder, 'commit', '-q', '-m', 'protected');
		git(folder, 'switch', '-q', '-c', 'configured', 'main');
		write(folder, {
			'keepalive.config.json': '{ "exclude": ["kept/**"] }',
			'kept/new.mjs': source(1),
			'bare/deep/new.mjs': source(600_000),
			'new.mjs': source(700_000),
		});
		git(folder, 'add', '-A');
		git(folder, 'commit', '-q', '-m', 'configured');
		git(folder, 'switch', '-q', 'main');

		const client = await ProtocolClient.start({ pull: true, refresh: true, watch: true, folders: [folder] });
		test.after(() => client.kill());
		await client.execute('keepalive.server.scanWorkspace');
		const kept = 'kept/file-0.mjs';
		await client.open(uriOf(join(folder, kept)), readFileSync(join(folder, kept), 'utf8'));
		assert.equal((await client.pullItems(uriOf(join(folder, kept)))).length, 1);
		for (const branch of ['protected', 'configured', 'main']) {
			const before = client.refreshes;
			await switchBranch(client, folder, branch);
			// What is open is pulled instead.
			const expected = commandLine(folder);
			const closed = (lines: readonly string[]) => lines.filter((line) => !line.startsWith(`${kept} `)).join('\n');
			await client.until(() => closed(shown(client, folder)) === closed(expected));
			await client.until(() => client.refreshes > before);
			const open = expected.filter((line) => line.startsWith(`${kept} `)).length;
			assert.equal((await client.pullItems(uriOf(join(folder, kept)))).length, open, branch);
		}
		await client.stop();
	});
});
