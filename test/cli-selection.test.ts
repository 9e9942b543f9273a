import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import type { Io } from '../server/src/cli/io.js';
import { runIn, runWith } from './cli-run.js';
import { plant } from './workspace-tree.js';

const slow = 'import requests\n\nrequests.get("https://api.example.com/report", timeout=420)\n';
const session = 'import requests\n\nsession = requests.Session()\n';

/** The files with findings, in order. */
async function found(root: string, ...argv: readonly string[]): Promise<readonly string[]> {
	const { stdout } = await runIn(root, ...argv, '--format', 'json');
	const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly path: string }[] };
	return [...new Set(findings.map(({ path }) => path))];
}

function git(root: string, ...args: readonly string[]): void {
	const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
	execFileSync('git', [...identity, '-c', 'init.defaultBranch=main', ...args], { cwd: root, stdio: 'pipe' });
}

function plantRepository(test: TestContext, files: Readonly<Record<string, string>>): string {
	const root = plant(test, files);
	git(root, 'init', '-q');
	git(root, 'add', '-A');
	git(root, 'commit', '-q', '-m', 'first');
	return root;
}

describe('paths', () => {
	const files = { 'a.py': slow, 'src/b.py': slow, 'src/deep/c.py': slow, 'src/[d].py': slow, 'lib/e.py': slow };

	it('may be globs, which folders and files match', async (test) => {
		const root = plant(test, files);
		assert.deepEqual(await found(root, '*.py'), ['a.py']);
		assert.deepEqual(await found(root, 'src/**/*.py'), ['src/[d].py', 'src/b.py', 'src/deep/c.py']);
		assert.deepEqual(await found(root, './{src,lib}/*.py'), ['lib/e.py', 'src/[d].py', 'src/b.py']);
		assert.deepEqual(await found(root, 'src/*'), ['src/[d].py', 'src/b.py', 'src/deep/c.py']);
		assert.deepEqual(await found(root, 'lib', 'src/d*'), ['lib/e.py', 'src/deep/c.py']);
		assert.deepEqual(await found(join(root, 'src'), '../**/[a-c].py'), ['../a.py', 'b.py', 'deep/c.py']);
	});

	it('are taken as they are where such a file exists', async (test) => {
		assert.deepEqual(await found(plant(test, files), 'src/[d].py'), ['src/[d].py']);
	});

	it('leave out what a glob behind an exclamation mark matches', async (test) => {
		assert.deepEqual(await found(plant(test, files), '.', '!src/**'), ['a.py', 'lib/e.py']);
	});

	it('respect .gitignore and exclude in globs', async (test) => {
		const root = plant(test, {
			...files,
			'.git/HEAD': '',
			'.gitignore': 'lib/\n',
			'keepalive.config.json': '{ "exclude": ["deep"] }',
		});
		assert.deepEqual(await found(root, '**/*.py'), ['a.py', 'src/[d].py', 'src/b.py']);
	});

	it('say which glob matches nothing', async (test) => {
		const root = plant(test, files);
		const { code, stderr } = await runIn(root, 'src/*.js', 'a.py');
		assert.deepEqual([code, stderr], [1, '"src/*.js" matches no file to check.\n']);
		assert.equal((await runIn(root, 'src/*.js')).code, 2);
	});
});

describe('--changed', () => {
	it('checks changed, staged, untracked and renamed files', async (test) => {
		const root = plantRepository(test, { 'old.py': slow, 'same.py': slow, 'gone.py': slow, 'src/named.py': slow });
		writeFileSync(join(root, 'old.py'), `${slow}\n`);
		writeFileSync(join(root, 'new.py'), slow);
		mkdirSync(join(root, 'src/sub'));
		writeFileSync(join(root, 'src/sub/staged ü.py'), slow);
		git(root, 'add', 'src/sub/staged ü.py');
		renameSync(join(root, 'src/named.py'), join(root, 'src/renamed.py'));
		rmSync(join(root, 'gone.py'));
		const expected = ['new.py', 'old.py', 'src/renamed.py', 'src/sub/staged ü.py'];
		assert.deepEqual(await found(root, '--changed'), expected);
		assert.deepEqual(await found(root, '--changed', 'src'), expected.slice(2));
		assert.deepEqual(await found(root, '--changed=HEAD', '*.py'), expected.slice(0, 2));
		assert.deepEqual(await found(join(root, 'src'), '--changed'), ['renamed.py', 'sub/staged ü.py']);
		assert.deepEqual(await found(join(root, 'src'), '--changed', '..'), [
			'../new.py',
			'../old.py',
			'renamed.py',
			'sub/staged ü.py',
		]);
	});

	it('compares with where the branch left the other', async (test) => {
		const root = plantRepository(test, { 'a.py': slow, 'b.py': slow });
		git(root, 'checkout', '-q', '-b', 'topic');
		writeFileSync(join(root, 'a.py'), `${slow}\n`);
		git(root, 'commit', '-q', '-am', 'topic');
		git(root, 'checkout', '-q', 'main');
		writeFileSync(join(root, 'b.py'), `${slow}\n`);
		git(root, 'commit', '-q', '-am', 'main');
		git(root, 'checkout', '-q', 'topic');
		assert.deepEqual(await found(root, '--changed', 'main'), ['a.py']);
		assert.deepEqual(await found(root, '--changed=main', '.'), ['a.py']);
	});

	it('looks into submodules', async (test) => {
		const inner = plantRepository(test, { 's.py': slow, 'old.py': slow });
		const root = plantRepository(test, { 'a.py': slow });
		git(root, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub');
		git(root, 'commit', '-q', '-m', 'submodule');
		git(root, 'branch', 'base');
		assert.deepEqual(await found(root, '--changed', '--pass-with-no-files'), []);
		writeFileSync(join(root, 'sub/s.py'), `${slow}\n`);
		writeFileSync(join(root, 'sub/new.py'), slow);
		assert.deepEqual(await found(root, '--changed'), ['sub/new.py', 'sub/s.py']);
		git(join(root, 'sub'), 'add', '-A');
		git(join(root, 'sub'), 'commit', '-q', '-m', 'second');
		git(root, 'commit', '-q', '-am', 'moved');
		assert.deepEqual(await found(root, '--changed'), []);
		assert.deepEqual(await found(root, '--changed', 'base'), ['sub/new.py', 'sub/s.py']);
	});

	it('is no failure where nothing changed', async (test) => {
		const root = plantRepository(test, { 'a.py': slow });
		const { code, stdout, stderr } = await runIn(root, '--changed');
		const message = 'There was no changed TypeScript, JavaScript or Python file to check.\n';
		assert.deepEqual([code, stdout, stderr], [0, '', message]);
	});

	it('takes every file of a repository without a commit', async (test) => {
		const root = plant(test, { 'a.py': slow });
		git(root, 'init', '-q');
		assert.deepEqual(await found(root, '--changed'), ['a.py']);
	});

	it('leaves ignored and excluded files out', async (test) => {
		const root = plantRepository(test, { 'keepalive.config.json': '{ "exclude": ["out"] }', '.gitignore': 'tmp/\n' });
		for (const folder of ['out', 'tmp', 'src']) {
			mkdirSync(join(root, folder));
			writeFileSync(join(root, folder, 'a.py'), slow);
		}
		assert.deepEqual(await found(root, '--changed'), ['src/a.py']);
	});

	it('says why it cannot answer', async (test) => {
		const root = plantRepository(test, { 'a.py': slow });
		const unknown = await runIn(root, '--changed', 'nowhere');
		assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
		assert.equal(unknown.stderr, '--changed: git knows no commit "nowhere"; in CI, fetch it first.\n');
		const outside = await runIn(plant(test, { 'a.py': slow }), '--changed');
		assert.equal(outside.code, 2);
		assert.match(outside.stderr, /^--changed: git says: not a git repository.*\.\n$/);
	});

	it('runs no program that the repository names', async (test) => {
		const root = plantRepository(test, { 'a.py': slow });
		git(root, 'config', 'core.fsmonitor', 'touch ran-fsmonitor; false');
		git(root, 'config', 'diff.external', 'touch ran-diff; false');
		writeFileSync(join(root, 'a.py'), `${slow}\n`);
		assert.deepEqual(await found(root, '--changed'), ['a.py']);
		assert.throws(() => readFileSync(join(root, 'ran-fsmonitor')));
		assert.throws(() => readFileSync(join(root, 'ran-diff')));
	});
});

describe('--stdin-filename', () => {
	const worldOf = (cwd: string, input: string | Uint8Array): Pick<Io, 'cwd' | 'stdin'> => ({
		cwd,
		stdin: () => Promise.resolve(typeof input === 'string' ? Buffer.from(input) : input),
	});

	it('checks standard input with the settings of that place', async (test) => {
		const root = plant(test, { 'src/keepalive.config.json': '{ "environment": "gcp" }' });
		const { code, stdout } = await runWith(worldOf(root, slow), '--stdin-filename', 'src/new.py', '--format', 'json');
		const { findings } = JSON.parse(stdout) as { findings: readonly { path: string; rule: string; message: string }[] };
		assert.equal(code, 0);
		assert.deepEqual(
			findings.map(({ path, rule }) => [path, rule]),
			[['src/new.py', 'missing-keepalive']],
		);
		assert.match(findings[0]?.message ?? '', /gcp/);
	});

	it('may be asked for by a dash', async (test) => {
		const root = plant(test, {});
		const stdin = (): Promise<Uint8Array> =>
			Promise.resolve(Buffer.from('import requests\nrequests.get(url, timeout=420)\n'));
		const { stdout } = await runWith({ cwd: root, stdin }, '-', '--stdin-filename', 'new.py');
		assert.match(stdout, /^new\.py:2:1 /);
	});

	it('prints the fixed text and nothing else with --fix, and writes no file', async (test) => {
		const root = plant(test, { 'a.py': session });
		const { code, stdout, stderr } = await runWith(worldOf(root, session), '--stdin-filename', 'a.py', '--fix');
		assert.equal(code, 0);
		assert.match(stdout, /^import socket$/m);
		assert.match(stdout, /^session = /m);
		assert.match(stderr, /^Fixed 1 finding in 1 file\.$/m);
		assert.equal(readFileSync(join(root, 'a.py'), 'utf8'), session);
		const again = await runWith(worldOf(root, stdout), '--stdin-filename', 'a.py', '--fix');
		assert.equal(again.stdout, stdout);
	});

	it('prints a patch with --fix-dry-run', async (test) => {
		const root = plant(test, { 'a.py': session });
		const { stdout } = await runWith(worldOf(root, session), '--stdin-filename', 'a.py', '--fix-dry-run');
		execFileSync('git', ['apply', '-'], { cwd: root, input: stdout });
		assert.notEqual(readFileSync(join(root, 'a.py'), 'utf8'), session);
	});

	it('hands an excluded text on unchanged', async (test) => {
		const root = plant(test, { 'keepalive.config.json': '{ "exclude": ["gen"] }' });
		const { code, stdout, stderr } = await runWith(worldOf(root, session), '--stdin-filename', 'gen/a.py', '--fix');
		assert.deepEqual([code, stdout], [0, session]);
		assert.match(stderr, /^gen\/a\.py is excluded by the configuration\.$/m);
	});

	it('refuses what it cannot check', async (test) => {
		const root = plant(test, {});
		const outcomes = [
			[await runWith(worldOf(root, 'x'), '--stdin-filename', 'a.txt'), /^a\.txt: not a .* file\.\n$/],
			[
				await runWith(worldOf(root, new Uint8Array([0xff])), '--stdin-filename', 'a.py'),
				/^a\.py: not valid UTF-8\.\n$/,
			],
			[await runIn(root, '--stdin-filename', 'a.py', 'src'), /leave the paths out/],
		] as const;
		for (const [{ code, stderr }, message] of outcomes) {
			assert.equal(code, 2);
			assert.match(stderr, message);
		}
	});
});

describe('--max-file-size', () => {
	it('skips what is larger', async (test) => {
		const root = plant(test, { 'a.py': slow, 'b.py': slow + '#'.repeat(2_000) });
		const { code, stderr } = await runIn(root, '--max-file-size', '1k');
		assert.deepEqual([code, stderr], [1, 'b.py: skipped, 2.1 kB, larger than 1 kB.\n']);
		assert.deepEqual(await found(root, '--max-file-size=2MB'), ['a.py', 'b.py']);
	});

	for (const size of ['0', 'big', '1t', '-5', '900M']) {
		it(`refuses ${size}`, async (test) => {
			const { code, stderr } = await runIn(plant(test, {}), `--max-file-size=${size}`);
			assert.equal(code, 2);
			assert.match(stderr, /^--max-file-size is ".*"; accepted are sizes from 1 byte to 500M/);
		});
	}
});
