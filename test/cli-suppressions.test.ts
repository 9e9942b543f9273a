import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createBaselines, formatBaseline } from '../server/src/workspace/baseline.js';
import { runIn } from './cli-run.js';
import { ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

const get = 'requests.get("https://api.example.com/report", timeout=420)\n';
const slow = `import requests\n\n${get}`;
const fileName = 'keepalive-suppressions.json';
const rule = 'long-wait-without-keepalive';

const textOf = (root: string, name = fileName) => readFileSync(join(root, name), 'utf8');
const entries = (counts: Readonly<Record<string, number>>) =>
	`${JSON.stringify(Object.fromEntries(Object.entries(counts).map(([path, count]) => [path, { [rule]: { count } }])), undefined, 2)}\n`;

describe('--suppress-all', () => {
	it('writes every finding into the file, in order, and later runs are clean', async (test) => {
		const root = plant(test, { 'b/x.py': slow + get, 'a.py': slow });
		const first = await runIn(root, '--suppress-all');
		assert.equal(first.code, 0);
		assert.equal(first.stderr, `${fileName}: 3 findings in 2 files suppressed.\n`);
		assert.equal(textOf(root), entries({ 'a.py': 1, 'b/x.py': 2 }));
		const second = await runIn(root);
		assert.deepEqual([second.code, second.stderr], [0, '']);
		assert.match(second.stdout, /^No findings\. 3 findings suppressed by keepalive-suppressions\.json\.$/m);
	});

	it('keeps entries of files that the run did not look at', async (test) => {
		const root = plant(test, { 'a.py': slow, 'b.py': slow });
		await runIn(root, '--suppress-all');
		writeFileSync(join(root, 'a.py'), slow + get);
		await runIn(root, 'a.py', '--suppress-all');
		assert.equal(textOf(root), entries({ 'a.py': 2, 'b.py': 1 }));
	});
});

describe('a suppressions file', () => {
	it('reports all findings of a rule once there are more than it accepts', async (test) => {
		const root = plant(test, { 'a.py': slow + get, [fileName]: entries({ 'a.py': 1 }) });
		const { code, stdout } = await runIn(root, '--format', 'json');
		const { findings } = JSON.parse(stdout) as { findings: unknown[] };
		assert.deepEqual([code, findings.length], [1, 2]);
	});

	it('is found above the file, with paths relative to its own folder', async (test) => {
		const root = plant(test, { '.git/HEAD': '', 'jobs/a.py': slow, [fileName]: entries({ 'jobs/a.py': 1 }) });
		assert.equal((await runIn(join(root, 'jobs'))).code, 0);
		writeFileSync(join(root, 'jobs', fileName), '{}\n');
		assert.equal((await runIn(join(root, 'jobs'))).code, 1);
		assert.equal((await runIn(root)).code, 1);
	});

	it('tells what it no longer needs, and fails for it only where that was asked for', async (test) => {
		const root = plant(test, { 'a.py': slow, [fileName]: entries({ 'a.py': 3, 'gone.py': 1 }) });
		const { code, stderr } = await runIn(root);
		assert.equal(code, 0);
		assert.equal(
			stderr,
			`${fileName} has suppressions that nothing needs; run with --prune-suppressions to drop them:\n` +
				`  a.py: ${rule} (2 of 3)\n  gone.py: ${rule} (1 of 1)\n`,
		);
		assert.equal((await runIn(root, '--strict-suppressions')).code, 2);
	});

	it('is pruned to what is there, and goes when nothing is', async (test) => {
		const root = plant(test, { 'a.py': slow, 'b.py': slow, [fileName]: entries({ 'a.py': 3, 'b.py': 1, 'c.py': 1 }) });
		const { code, stderr } = await runIn(root, '--prune-suppressions');
		assert.deepEqual([code, stderr], [0, `${fileName}: 2 findings in 2 files suppressed.\n`]);
		assert.equal(textOf(root), entries({ 'a.py': 1, 'b.py': 1 }));
		writeFileSync(join(root, 'a.py'), 'x = 1\n');
		rmSync(join(root, 'b.py'));
		await runIn(root, '--prune-suppressions', '--pass-with-no-files');
		assert.equal(existsSync(join(root, fileName)), false);
	});

	it('may lie elsewhere', async (test) => {
		const root = plant(test, { 'a.py': slow });
		await runIn(root, '--suppress-all', '--suppressions-location', 'ci/accepted.json');
		assert.equal(textOf(root, 'ci/accepted.json'), entries({ '../a.py': 1 }));
		assert.equal((await runIn(root, '--suppressions-location', 'ci/accepted.json')).code, 0);
		assert.equal((await runIn(root)).code, 1);
	});

	for (const [name, text, reason] of [
		['JSON', '{', 'not valid JSON'],
		['an object', '[]', 'expected an object of paths'],
		['rules', '{ "a.py": 3 }', 'expected an object of rules at "a.py"'],
		[
			'counts',
			`{ "a.py": { "${rule}": { "count": 0 } } }`,
			`expected { "count": N } with N from 1 at "a.py", "${rule}"`,
		],
	] as const) {
		it(`that holds no ${name} fails the run and is not overwritten`, async (test) => {
			const root = plant(test, { 'a.py': slow, [fileName]: text });
			for (const option of ['--exit-zero', '--suppress-all']) {
				const { code, stderr } = await runIn(root, option);
				assert.deepEqual([code, stderr], [2, `${fileName}: ${reason}.\n`]);
				assert.equal(textOf(root), text);
			}
		});
	}

	it('has a stable text whatever the order of findings', () => {
		const counts = (...names: string[]) =>
			new Map(
				names.map((name) => [
					name,
					new Map([
						['y', 1],
						['x', 2],
					]),
				]),
			);
		assert.equal(formatBaseline(counts('b', 'a')), formatBaseline(counts('a', 'b')));
	});

	it('is read again once it was forgotten', (test) => {
		const root = plant(test, { [fileName]: entries({ 'a.py': 1 }) });
		const baselines = createBaselines(root);
		const split = () => baselines.split(join(root, 'a.py'), [{ rule }]).findings.length;
		assert.equal(split(), 0);
		rmSync(join(root, fileName));
		baselines.forget();
		assert.equal(split(), 1);
	});
});

describe('protocol: suppressions file', () => {
	it('holds for open and for closed files, and is followed', async (test) => {
		const folder = plant(test, {
			'open.py': slow,
			'closed.py': slow,
			[fileName]: entries({ 'open.py': 1, 'closed.py': 1 }),
		});
		const client = await ProtocolClient.start({ folders: [folder], pull: true });
		test.after(() => client.kill());
		const uri = uriOf(join(folder, 'open.py'));
		await client.open(uri, slow);
		assert.deepEqual(await client.pull(uri).then((report) => report.kind === 'full' && report.items), []);
		const scan = () => client.execute('keepalive.server.scanWorkspace') as Promise<{ findings: number }>;
		assert.equal((await scan()).findings, 0);
		rmSync(join(folder, fileName));
		await client.changeFile(join(folder, fileName), 'deleted');
		await client.until(() => client.published.some((params) => params.diagnostics.length === 1));
		const report = await client.pull(uri);
		assert.equal(report.kind === 'full' && report.items.length, 1);
		await client.stop();
	});
});
