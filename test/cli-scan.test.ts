import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { run } from '../server/src/cli/run.js';
import type { Report } from '../server/src/report/report.js';
import { type Outcome, runIn } from './cli-run.js';
import { plant } from './workspace-tree.js';

const repository = join(__dirname, '..', '..');

/** Waits seven minutes without a probe: a warning in every environment up to 420 s. */
const slow = 'import requests\n\nrequests.get("https://api.example.com/report", timeout=420)\n';
const healthy = 'const answer = fetch("https://api.example.com");\n';

function parse({ stdout }: Outcome): Report {
	return JSON.parse(stdout) as Report;
}

function assertNoStack({ stdout, stderr }: Outcome): void {
	assert.doesNotMatch(stdout + stderr, /^\s+at .*:\d+:\d+/m);
}

describe('scan of the workspace fixture', () => {
	it('reports by file and line, with the numbers, and a summary', async () => {
		const { code, stdout, stderr } = await runIn(repository, 'fixtures/workspace');
		assert.equal(stderr, '');
		assert.match(
			stdout,
			/^fixtures\/workspace\/worker\/jobs\/nightly\.py:14:\d+ +warning +long-wait-without-keepalive +.*420 s.*cloud.*240 s/m,
		);
		assert.match(stdout, /\d+ findings \(.*\) in \d+ files\./);
		assert.match(stdout, /fixable with --fix/);
		assert.equal(code, 1);
	});

	it('is silent about code that probes, loopback and what is suppressed', async () => {
		const { findings, clients } = parse(await runIn(repository, 'fixtures/workspace', '--format', 'json'));
		const paths = new Set(findings.map(({ path }) => path.replace('fixtures/workspace/', '')));
		assert.deepEqual([...paths].sort(), [
			'api/src/agent.ts',
			'api/src/exports.ts',
			'api/src/search.ts',
			'worker/jobs/nightly.py',
			'worker/jobs/transcribe.py',
		]);
		assert.ok(clients.some(({ path }) => path === 'fixtures/workspace/modern/src/ledger.mts'));
		const local = findings.filter(({ path, line }) => path.endsWith('exports.ts') && line > 10);
		assert.deepEqual(local, []);
	});

	it('gives every field of clients and findings, in the order of paths', async () => {
		const { clients, findings, files, environment } = parse(
			await runIn(repository, 'fixtures/workspace', '--format=json'),
		);
		const place = ['path', 'line', 'column', 'endLine', 'endColumn'];
		for (const client of clients) {
			assert.deepEqual(Object.keys(client), [...place, 'client', 'api', 'wait', 'probe']);
		}
		for (const finding of findings) {
			assert.deepEqual(Object.keys(finding), [...place, 'rule', 'severity', 'message', 'client', 'api', 'fix']);
			assert.ok(['safe', 'unsafe', 'none'].includes(finding.fix));
		}
		const paths = findings.map(({ path }) => path);
		assert.deepEqual(paths, [...paths].sort());
		assert.deepEqual(environment, { name: 'cloud', idleTimeout: 240 });
		assert.deepEqual([files.scanned, files.skipped], [8, []]);
	});

	it('names paths relative to the working directory', async () => {
		const { findings } = parse(await runIn(join(repository, 'fixtures/workspace/api'), '../worker', '--format=json'));
		assert.ok(findings.length > 0);
		assert.ok(findings.every(({ path }) => path.startsWith('../worker/jobs/')));
	});

	it('is ruled by environment, target and rules', async () => {
		const rulesOf = async (...argv: readonly string[]): Promise<readonly string[]> => {
			const { findings } = parse(await runIn(repository, 'fixtures/workspace', '--format=json', ...argv));
			return findings.map(({ path, rule }) => `${path.split('/').at(-1)} ${rule}`);
		};
		const byDefault = await rulesOf();
		assert.ok(byDefault.includes('nightly.py long-wait-without-keepalive'));
		assert.ok(byDefault.some((found) => found.startsWith('agent.ts')));
		const patient = await rulesOf('--environment', 'enterprise-firewall');
		assert.ok(!patient.includes('nightly.py long-wait-without-keepalive'));
		const modern = await rulesOf('--node', '24.15');
		assert.ok(!modern.some((found) => found.startsWith('agent.ts')));
		const without = await rulesOf('--rule', 'long-wait-without-keepalive=off');
		assert.ok(!without.some((found) => found.endsWith('long-wait-without-keepalive')));
	});
});

describe('exit codes of a scan', () => {
	const codeOf = async (
		test: TestContext,
		files: Record<string, string>,
		...argv: readonly string[]
	): Promise<number> => (await runIn(plant(test, files), ...argv)).code;

	it('0 without findings at warning or above', async (test) => {
		assert.equal(await codeOf(test, { 'a.ts': healthy }), 0);
		assert.equal(await codeOf(test, { 'a.py': slow }, '--rule', 'long-wait-without-keepalive=information'), 0);
	});

	it('1 with findings', async (test) => {
		assert.equal(await codeOf(test, { 'a.py': slow }), 1);
		assert.equal(
			await codeOf(test, { 'a.py': slow }, '--rule', 'long-wait-without-keepalive=error', '--max-warnings', '9'),
			1,
		);
	});

	it('0 with as many warnings as allowed, or always', async (test) => {
		const files = { 'a.py': slow, 'b.py': slow };
		assert.equal(await codeOf(test, files, '--max-warnings', '1'), 1);
		assert.equal(await codeOf(test, files, '--max-warnings=2'), 0);
		assert.equal(await codeOf(test, files, '--exit-zero'), 0);
	});

	it('the same when only warnings are reported', async (test) => {
		const root = plant(test, {
			'a.py': slow,
			'b.py': 'import requests\nrequests.get("https://b.example.com", timeout=5)\n',
		});
		const all = await runIn(root);
		const quiet = await runIn(root, '--quiet');
		assert.equal(quiet.code, all.code);
		assert.match(all.stdout, /^b\.py:2:1 +hint/m);
		assert.doesNotMatch(quiet.stdout, /b\.py|hint/);
		assert.deepEqual((await runIn(root, '-q', 'b.py')).code, 0);
	});

	it('2 where there is nothing to check, unless that is allowed', async (test) => {
		const outcome = await runIn(plant(test, { 'a.txt': '' }));
		assert.deepEqual(outcome, {
			code: 2,
			stdout: '',
			stderr: 'There was no TypeScript, JavaScript or Python file to check.\n',
		});
		assert.equal(await codeOf(test, {}, '--pass-with-no-files'), 0);
	});
});

describe('bad input', () => {
	it('is reported and skipped among other files', async (test) => {
		const root = plant(test, {
			'a.py': slow,
			'broken.py': 'import requests\nrequests.get("https://api.example.com", timeout=(5,\ndef (:\n',
			'broken.ts': "import https from 'https';\nhttps.get({{{ `",
			'empty.py': '',
			'empty.ts': '',
			'huge.py': Buffer.alloc(20_000_000, 'import requests\n'),
			'latin.py': Buffer.from('import requests  # caf\xe9\nrequests.get(url)\n', 'latin1'),
		});
		mkdirSync(join(root, 'loop'));
		symlinkSync('..', join(root, 'loop/up'));
		const outcome = await runIn(root, '.', 'gone.py');
		assertNoStack(outcome);
		assert.equal(outcome.code, 1);
		assert.deepEqual(outcome.stderr.trimEnd().split('\n'), [
			'gone.py: no such file or folder.',
			'huge.py: skipped, 20 MB, larger than 5 MB.',
			'latin.py: skipped, not valid UTF-8.',
			'loop/up: skipped, symbolic link loop.',
		]);
		assert.match(outcome.stdout, /a\.py:3:1 +warning/);
		const { files } = parse(await runIn(root, '--format', 'json'));
		assert.deepEqual(
			files.skipped.map(({ path }) => path),
			['huge.py', 'latin.py', 'loop/up'],
		);
	});

	it('alone ends in 2', async (test) => {
		const root = plant(test, { 'huge.py': Buffer.alloc(20_000_000, 'import requests\n') });
		for (const [path, message] of [
			['gone.py', 'gone.py: no such file or folder.\n'],
			['huge.py', 'huge.py: 20 MB, larger than 5 MB.\n'],
		] as const) {
			const outcome = await runIn(root, path);
			assertNoStack(outcome);
			assert.equal(outcome.code, 2);
			assert.ok(outcome.stderr.startsWith(message), outcome.stderr);
		}
	});

	it('in a configuration file is named with its line, its value left out, and ends in 2', async (test) => {
		const files = { 'a.py': slow, 'keepalive.config.json': '{ "environment": 0,\n"rules": { "long-wait": "off" } }' };
		const { code, stdout, stderr } = await runIn(plant(test, files));
		assert.equal(code, 2);
		assert.match(stdout, /long-wait-without-keepalive/);
		assert.match(stderr, /^keepalive\.config\.json:1: environment is 0; accepted are 1 to 86400 whole seconds\.$/m);
		assert.match(
			stderr,
			/^keepalive\.config\.json:2: unknown rule "long-wait" \(did you mean "long-wait-without-keepalive"\?\)/m,
		);
	});

	it('that makes a configuration unreadable ends in 2, with the findings', async (test) => {
		const { code, stdout, stderr } = await runIn(
			plant(test, { 'a.py': slow, 'keepalive.config.json': '{\n"rules" {} }' }),
		);
		assert.equal(code, 2);
		assert.match(stdout, /a\.py:3:1/);
		assert.equal(stderr, 'keepalive.config.json:2: not valid JSON (colon expected).\n');
	});

	it('in a manifest gives fewer facts', async (test) => {
		const { code, stderr } = await runIn(plant(test, { 'a.py': slow, 'pyproject.toml': '[project' }));
		assert.equal(code, 1);
		assert.match(stderr, /^pyproject\.toml: not valid TOML \(line 1\)/);
	});
});

describe('configuration and output', () => {
	it('a missing --config ends in 2', async (test) => {
		const { code, stderr } = await runIn(plant(test, { 'a.py': slow }), '--config', 'ci.json');
		assert.deepEqual([code, stderr], [2, 'ci.json: no such configuration file.\n']);
	});

	it('--config is read instead of the nearest file', async (test) => {
		const files = {
			'a.py': slow,
			'keepalive.config.json': '{',
			'ci.json': '{ "environment": "gcp", "exclude": ["b*"] }',
			'b.py': slow,
		};
		const { environment, clients } = parse(await runIn(plant(test, files), '-c', 'ci.json', '--format', 'json'));
		assert.deepEqual(environment, { name: 'gcp', idleTimeout: 600 });
		assert.deepEqual(
			clients.map(({ path }) => path),
			['a.py'],
		);
	});

	it('--output writes the report to a file', async (test) => {
		const root = plant(test, { 'a.py': slow });
		const { code, stdout } = await runIn(root, '--format=json', '--output', 'report.json');
		assert.deepEqual([code, stdout], [1, '']);
		assert.equal((JSON.parse(readFileSync(join(root, 'report.json'), 'utf8')) as Report).findings.length, 1);
	});

	it('an output that cannot be written ends in 2', async (test) => {
		const root = plant(test, { 'a.py': slow });
		const { code, stderr } = await runIn(root, '--output', 'no/such/folder/report.txt');
		assert.equal(code, 2);
		assert.equal(stderr, 'no/such/folder/report.txt: the report cannot be written (no such file or folder).\n');
		assert.ok(!existsSync(join(root, 'no')));
	});

	it('an interrupted scan says so', async (test) => {
		const root = plant(test, { 'a.py': slow });
		const said: string[] = [];
		const say = (text: string): void => void said.push(text);
		const io = { cwd: root, version: '', colour: false, stdout: say, stderr: say, signal: AbortSignal.abort() };
		assert.equal(await run([], io), 130);
		assert.deepEqual(said, ['Interrupted.\n']);
	});
});
