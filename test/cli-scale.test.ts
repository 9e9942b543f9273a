import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { isInShard } from '../server/src/cli/shard.js';
import { program, runIn, runWith } from './cli-run.js';
import { many, plant } from './workspace-tree.js';

const repository = join(__dirname, '..', '..');
const slow = 'import requests\n\nrequests.get("https://api.example.com/report", timeout=420)\n';
const session = 'import requests\n\nsession = requests.Session()\n';

describe('worker threads', () => {
	for (const format of ['text', 'json', 'sarif', 'html', 'github']) {
		it(`report what one thread reports: ${format}`, async () => {
			const alone = await runIn(repository, 'fixtures', '--format', format, '--jobs', '1');
			const together = await runWith({ cwd: repository, program }, 'fixtures', '--format', format, '--jobs', '3');
			assert.deepEqual(together, alone);
		});
	}

	it('start by themselves where there are many files', async (test) => {
		const root = plant(test, many(slow, 450));
		const broken = join(plant(test, { 'broken.js': 'throw new Error("used");\n' }), 'broken.js');
		const { code, stdout } = await runWith({ cwd: root, program: broken }, '--format', 'json');
		const { findings, files } = JSON.parse(stdout) as { findings: unknown[]; files: { scanned: number } };
		// Threads that die leave their work to the main thread.
		assert.deepEqual([code, findings.length, files.scanned], [1, 450, 450]);
	});

	it('fix like one thread', async (test) => {
		const [one, two] = [plant(test, many(session, 40)), plant(test, many(session, 40))];
		const alone = await runIn(one, '--fix', '--jobs', '1');
		assert.deepEqual(await runWith({ cwd: two, program }, '--fix', '--jobs', '2'), alone);
		assert.equal(
			readFileSync(join(two, 'jobs/3/file3.py'), 'utf8'),
			readFileSync(join(one, 'jobs/3/file3.py'), 'utf8'),
		);
		assert.deepEqual(readdirSync(join(two, 'jobs/3')).sort(), readdirSync(join(one, 'jobs/3')).sort());
	});

	it('tell problems of the configuration once', async (test) => {
		const root = plant(test, { ...many(slow, 40), 'keepalive.config.json': '{' });
		const { code, stderr } = await runWith({ cwd: root, program }, '--jobs', '2');
		assert.equal(code, 2);
		assert.equal(stderr.match(/not valid JSON/g)?.length, 1);
	});

	for (const jobs of ['0', '1.5', 'many', '1000']) {
		it(`cannot be ${jobs}`, async () => {
			const { code, stderr } = await runIn(repository, '--jobs', jobs);
			assert.deepEqual(
				[code, stderr.split('\n')[0]],
				[2, `--jobs is "${jobs}"; accepted are whole numbers from 1 to 256.`],
			);
		});
	}
});

describe('Ctrl-C', () => {
	it(
		'ends a run that fixes, and every file is either old or new',
		{ skip: process.platform === 'win32' },
		async (test) => {
			const root = plant(test, many(session, 600));
			const child = spawn(process.execPath, [program, '--fix', '--jobs', '2'], { cwd: root, stdio: 'ignore' });
			const first = join(root, 'jobs/0/file0.py');
			while (readFileSync(first, 'utf8') === session) {
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			child.kill('SIGINT');
			const [code] = (await once(child, 'exit')) as [number];
			assert.ok(code === 130 || code === 0, `exit code ${code}`);
			const fixed = readFileSync(first, 'utf8');
			for (const path of Object.keys(many('', 600))) {
				const text = readFileSync(join(root, path), 'utf8');
				assert.ok(text === session || text === fixed, path);
			}
			const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
			assert.deepEqual(
				names.filter((name) => name.endsWith('.tmp')),
				[],
			);
		},
	);

	it('ends worker threads, and nothing is reported', async (test) => {
		const root = plant(test, many(slow, 80));
		const controller = new AbortController();
		controller.abort();
		const { code, stdout, stderr } = await runWith(
			{ cwd: root, program, signal: controller.signal },
			'--jobs',
			'2',
			'--cache',
		);
		assert.deepEqual([code, stdout, stderr], [130, '', 'Interrupted.\n']);
		assert.equal(existsSync(join(root, 'node_modules')), false);
	});
});

describe('shards', () => {
	const parts = ['1/3', '2/3', '3/3'];

	for (const format of ['json', 'sarif']) {
		it(`join into what one run prints: ${format}`, async (test) => {
			const whole = await runIn(repository, 'fixtures', '--format', format);
			const folder = plant(test, {});
			const files = parts.map((part) => join(folder, `${part.replace('/', '-')}.${format}`));
			for (const [index, part] of parts.entries()) {
				await runIn(repository, 'fixtures', '--shard', part, '--format', format, '--output', files[index] ?? '');
			}
			const merged = await runIn(repository, 'merge', ...files.toReversed());
			assert.equal(merged.stdout, whole.stdout);
			assert.deepEqual([merged.code, merged.stderr], [whole.code, '']);
			const written = join(folder, 'all');
			await runIn(repository, 'merge', ...files, '--output', written);
			assert.equal(readFileSync(written, 'utf8'), whole.stdout);
		});
	}

	it('join with skipped files and suppressions, too', async (test) => {
		const root = plant(test, { ...many(slow, 20), 'jobs/0/bad.py': Buffer.from([...Buffer.from(slow), 0xff]) });
		await runIn(root, 'jobs/1', '--suppress-all');
		const whole = await runIn(root, '--format', 'sarif');
		for (const part of parts) {
			await runIn(root, '--shard', part, '--format', 'sarif', '--output', `${part.replace('/', '-')}.sarif`);
		}
		assert.equal((await runIn(root, 'merge', '1-3.sarif', '2-3.sarif', '3-3.sarif')).stdout, whole.stdout);
	});

	it('have each path once, and about as many each', () => {
		const paths = Array.from({ length: 3_000 }, (_, index) => `src/module${index}/client.ts`);
		const counts = [1, 2, 3].map((index) => paths.filter((path) => isInShard(path, { index, total: 3 })).length);
		assert.equal(
			counts.reduce((sum, count) => sum + count, 0),
			paths.length,
		);
		assert.ok(Math.min(...counts) > 850, counts.join());
	});

	it('may be empty as long as others are not', async (test) => {
		const root = plant(test, { 'a.py': slow });
		const outcomes = await Promise.all(parts.map((part) => runIn(root, '--shard', part)));
		assert.deepEqual(outcomes.map(({ code }) => code).sort(), [0, 0, 1]);
		assert.equal(outcomes.filter(({ stderr }) => stderr === 'No file belongs to this shard.\n').length, 2);
		assert.equal((await runIn(plant(test, {}), '--shard', '1/2')).code, 2);
	});

	for (const shard of ['0/2', '3/2', '1', 'a/b']) {
		it(`cannot be ${shard}`, async () => {
			const { code, stderr } = await runIn(repository, '--shard', shard);
			assert.equal(code, 2);
			assert.match(stderr, /^--shard is ".*"; accepted is I\/N with I from 1 to N, for example 2\/5\.$/m);
		});
	}
});

describe('merge', () => {
	const write = async (root: string, name: string, ...argv: readonly string[]) => {
		await runIn(root, ...argv, '--output', name);
		return name;
	};

	it('prints JSON parts in other formats, and judges them', async (test) => {
		const root = plant(test, { 'a.py': slow, 'b.py': slow });
		const parts = [
			await write(root, 'a.json', 'a.py', '--format=json'),
			await write(root, 'b.json', 'b.py', '--format=json'),
		];
		const { code, stdout } = await runIn(root, 'merge', ...parts, '--format', 'text');
		assert.equal(code, 1);
		assert.match(stdout, /^2 findings \(2 warnings\) in 2 files\./m);
		assert.equal((await runIn(root, 'merge', ...parts, '--max-warnings', '2')).code, 0);
		assert.equal((await runIn(root, 'merge', ...parts, '--exit-zero')).code, 0);
	});

	it('refuses what does not belong together', async (test) => {
		const root = plant(test, { 'a.py': slow, 'b.py': slow, 'c.json': '{', 'd.json': '{"version":2}' });
		await write(root, 'a.json', 'a.py', '--format=json');
		await write(root, 'b.json', 'b.py', '--format=json', '--environment', 'gcp');
		await write(root, 'b.sarif', 'b.py', '--format=sarif');
		const cases: readonly (readonly [readonly string[], RegExp])[] = [
			[['a.json', 'a.json'], /: a\.json and a\.json both report on a\.py; merge the parts of one scan, each once\.$/],
			[['a.json', 'b.json'], /the environment cloud \(240 s\), b\.json of the environment gcp \(600 s\)\.$/],
			[['a.json', 'b.sarif'], /: JSON and SARIF reports cannot be mixed\.$/],
			[['c.json'], /: c\.json: not valid JSON\.$/],
			[['d.json'], /: d\.json is no JSON or SARIF report of this program\.$/],
			[['gone.json'], /: gone\.json: no such file or folder\.$/],
			[['a.json', '--format', 'sarif'], /scan with --format sarif\.$/],
			[['b.sarif', '--format', 'text'], /scan with --format json for that\.$/],
			[[], /^merge needs the reports to join/m],
			[['a.json', '--fix'], /^merge does not know --fix/m],
		];
		for (const [argv, message] of cases) {
			const { code, stdout, stderr } = await runIn(root, 'merge', ...argv);
			assert.deepEqual([code, stdout], [2, ''], argv.join(' '));
			assert.match(stderr.trimEnd(), message);
		}
	});
});

describe('progress', () => {
	it('is one line that goes again', async (test) => {
		const root = plant(test, many(slow, 30));
		const lines: (string | undefined)[] = [];
		await runWith({ cwd: root, progress: (line) => void lines.push(line) });
		assert.match(lines[0] ?? '', /^\d+ files? scanned, \d+ findings? …$/);
		assert.equal(lines.at(-1), undefined);
	});

	it('is not shown where nobody watches', (test) => {
		const root = plant(test, { 'a.py': slow });
		const env = { ...process.env };
		delete env['GITHUB_ACTIONS'];
		const { stderr, stdout } = spawnSync(process.execPath, [program], { cwd: root, encoding: 'utf8', env });
		assert.equal(stderr, '');
		assert.ok(!stdout.includes('\x1b'));
	});
});
