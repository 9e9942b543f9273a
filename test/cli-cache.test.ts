import assert from 'node:assert/strict';
import fs, { copyFileSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { openCache } from '../server/src/cli/cache.js';
import { type Outcome, program, runIn, runWith } from './cli-run.js';
import { many, plant } from './workspace-tree.js';

const slow = 'import requests\n\nrequests.get("https://api.example.com/report", timeout=420)\n';
const session = 'import requests\n\nsession = requests.Session()\n';

/** Replaces a global agent by one that probes. */
function replaced(scheme: 'http' | 'https'): string {
	return (
		`import ${scheme} from 'node:${scheme}';\nimport type { Duplex } from 'node:stream';\nimport type { Socket } from 'node:net';\n\n` +
		`class Probing extends ${scheme}.Agent {\n` +
		'	createConnection(...args: unknown[]): Duplex {\n' +
		'		const socket = super.createConnection(...args) as Socket;\n' +
		'		socket.setKeepAlive(true, 60_000);\n' +
		`		return socket;\n	}\n}\n\n${scheme}.globalAgent = new Probing();\n`
	);
}

describe('--cache', () => {
	const location = 'node_modules/.cache/keepalive-lint/results.json';
	const entriesOf = (root: string, file = location) =>
		(
			JSON.parse(readFileSync(join(root, file), 'utf8')) as {
				entries: Record<string, { basis: { key: string }; report: object }>;
			}
		).entries;

	/** Runs with a cache whose every remembered finding says so. */
	async function rerun(root: string, ...argv: readonly string[]): Promise<Outcome> {
		const file = join(root, location);
		writeFileSync(file, readFileSync(file, 'utf8').replaceAll('may wait', 'REMEMBERED wait'));
		return runIn(root, '--cache', ...argv);
	}

	it('remembers what was found in a text, whenever the file was written', async (test) => {
		const root = plant(test, { 'a.py': slow, 'b.py': slow, 'c.py': 'x = 1\n' });
		const cold = await runIn(root, '--cache');
		assert.deepEqual(cold, await runIn(root));
		assert.deepEqual(await runIn(root, '--cache'), cold);
		utimesSync(join(root, 'a.py'), 1, 1);
		writeFileSync(join(root, 'b.py'), `${slow}\n`);
		const { stdout } = await rerun(root);
		assert.match(stdout, /^a\.py.*REMEMBERED/m);
		assert.match(stdout, /^b\.py.*may wait/m);
		assert.deepEqual(Object.keys(entriesOf(root)), [join(root, 'a.py'), join(root, 'b.py')]);
	});

	it('serves every format', async (test) => {
		const root = plant(test, { 'a.py': slow });
		await runIn(root, '--cache', '--format', 'json');
		for (const format of ['json', 'sarif', 'html', 'github', 'text']) {
			assert.deepEqual(await runIn(root, '--cache', '--format', format), await runIn(root, '--format', format));
			assert.match((await rerun(root, '--format', format)).stdout, /REMEMBERED/);
			rmSync(join(root, location));
			await runIn(root, '--cache');
		}
	});

	for (const [name, argv] of [
		['the environment', ['--environment', 'aws']],
		['a severity', ['--rule', 'missing-keepalive=error']],
		['the Python version', ['--python', '3.9']],
	] as const) {
		it(`checks again after a change of ${name}`, async (test) => {
			const root = plant(test, { 'a.py': slow });
			await runIn(root, '--cache');
			assert.doesNotMatch((await rerun(root, ...argv)).stdout, /REMEMBERED/);
		});
	}

	it('checks again after a change of a manifest', async (test) => {
		const root = plant(test, { 'a.py': slow });
		await runIn(root, '--cache');
		writeFileSync(join(root, 'requirements.txt'), 'requests==2.20.0\n');
		assert.doesNotMatch((await rerun(root)).stdout, /REMEMBERED/);
	});

	it('checks again after a change of a file that was consulted', async (test) => {
		const root = plant(test, {
			'.nvmrc': '20',
			'src/options.ts': 'export const timeout = 1_000;\n',
			'src/a.ts':
				"import https from 'node:https';\nimport { timeout } from './options.js';\n" +
				"https.get('https://x.example', { timeout }, console.log);\n",
		});
		const cold = await runIn(root, '--cache');
		assert.deepEqual(await runIn(root, '--cache'), cold);
		const { stdout: warm } = await rerun(root);
		writeFileSync(join(root, 'src/options.ts'), 'export const timeout = 900_000;\n');
		const changed = await runIn(root, '--cache');
		assert.deepEqual(changed, await runIn(root));
		assert.notEqual(changed.stdout, cold.stdout);
		assert.notEqual(changed.stdout, warm);
	});

	const get = (module: string, path = '') =>
		`import https from '${module}';\n\nhttps.get('https://x.example'${path});\n`;
	const agent = "import { Agent } from 'node:https';\n\nexport const agent = new Agent({ keepAlive: true });\n";
	const javascript = { '.nvmrc': '20', 'package.json': '{}', 'src/a.ts': get('node:https') };
	const python = { 'pyproject.toml': '', 'app/a.py': session };
	/** Name, project, the file that changes, its new text (undefined: it goes), and options. */
	const dependencies: readonly (readonly [
		string,
		Readonly<Record<string, string>>,
		string,
		string | undefined,
		...string[],
	])[] = [
		['the Node.js version in .nvmrc', { ...javascript, 'src/a.ts': agent }, '.nvmrc', '24.15'],
		[
			'the engines of package.json',
			{ 'package.json': '{}', 'a.ts': agent },
			'package.json',
			'{"engines":{"node":"26"}}',
		],
		[
			'a lock file',
			{
				'package.json': '{"dependencies":{"undici":"*"}}',
				'a.ts': "import { Agent } from 'undici';\n\nexport const agent = new Agent({ bodyTimeout: 900_000 });\n",
				'package-lock.json': '{"lockfileVersion":3,"packages":{"node_modules/undici":{"version":"7.0.0"}}}',
			},
			'package-lock.json',
			'{"lockfileVersion":3,"packages":{"node_modules/undici":{"version":"5.0.0"}}}',
		],
		[
			'what makes a package one for browsers',
			{
				'package.json': '{}',
				'a.ts': "import superagent from 'superagent';\n\nsuperagent.get('https://x.example').then(console.log);\n",
			},
			'package.json',
			'{"browser":"a.js","dependencies":{"react":"18","vite":"5"}}',
		],
		['a set-up file that appears', javascript, 'src/setup.ts', replaced('https')],
		[
			'a set-up file that changes',
			{ ...javascript, 'src/setup.ts': replaced('https') },
			'src/setup.ts',
			replaced('http'),
		],
		['a set-up file that goes', { ...javascript, 'src/setup.ts': replaced('https') }, 'src/setup.ts', undefined],
		[
			'a manifest that makes a package of a folder',
			{ ...javascript, 'setup.ts': replaced('https') },
			'src/package.json',
			'{}',
		],
		[
			'a module that appears where an import leads',
			{ ...javascript, 'src/a.ts': `import { o } from './o.js';\n${get('node:https', ', o')}` },
			'src/o.ts',
			'export const o = { timeout: 900_000 };\n',
		],
		[
			'a set-up file in Python',
			python,
			'app/setup.py',
			'import socket\nfrom urllib3.connection import HTTPConnection\n' +
				'HTTPConnection.default_socket_options = HTTPConnection.default_socket_options + [\n' +
				'    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),\n    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60),\n]\n',
		],
		['the configuration', python, 'keepalive.config.json', '{ "rules": { "missing-keepalive": "error" } }'],
		[
			'a configuration that is extended',
			{
				...python,
				'keepalive.config.json': '{ "extends": "./b.json" }',
				'b.json': '{ "environment": "aws" }',
			},
			'b.json',
			'{ "environment": "azure" }',
		],
		['the suppressions file', python, 'keepalive-suppressions.json', '{"app/a.py":{"missing-keepalive":{"count":1}}}'],
		[
			'the shared module',
			{
				...javascript,
				'package.json': '{"type":"module"}',
				'keepalive.config.json': '{ "fix": { "sharedModule": true } }',
			},
			'src/keepalive-agent.ts',
			'export const other = 1;\n',
			'--format',
			'sarif',
		],
	];
	for (const [name, files, changed, content, ...argv] of dependencies) {
		it(`sees a change of ${name}`, async (test) => {
			const root = plant(test, files);
			const cold = await runIn(root, '--cache', ...argv);
			assert.deepEqual(await runIn(root, '--cache', ...argv), cold);
			if (content === undefined) {
				rmSync(join(root, changed));
			} else {
				writeFileSync(join(root, changed), content);
			}
			const warm = await runIn(root, '--cache', ...argv);
			assert.deepEqual(warm, await runIn(root, ...argv));
			assert.notEqual(warm.stdout, cold.stdout);
		});
	}

	/** What a run opens of the files of a project, by name. */
	async function opened(test: TestContext, root: string, ...argv: readonly string[]): Promise<readonly string[]> {
		const open = test.mock.method(fs, 'openSync');
		await runIn(root, '--cache', ...argv);
		open.mock.restore();
		const paths = open.mock.calls.map((call) => String(call.arguments[0]));
		return paths
			.filter((path) => path.startsWith(root) && path.endsWith('.py'))
			.map((path) => path.slice(root.length + 1));
	}

	/** Time goes on, so that files were not written just now. */
	function later(test: TestContext): void {
		test.mock.timers.enable({ apis: ['Date'], now: Date.now() + 60_000 });
	}

	const mixed = { 'a.py': slow, 'b.py': session, 'gated.py': 'x = 1\n' };
	const all = ['a.py', 'b.py', 'gated.py'];

	it('opens no file that was not written since', async (test) => {
		const root = plant(test, mixed);
		later(test);
		assert.deepEqual([...new Set(await opened(test, root))].sort(), all);
		assert.deepEqual(await opened(test, root), []);
		assert.deepEqual(await runIn(root, '--cache', '--format', 'json'), await runIn(root, '--format', 'json'));
		assert.match((await rerun(root)).stdout, /^a\.py.*REMEMBERED/m);
	});

	it('reads again what was written just before the run that remembers it', async (test) => {
		const root = plant(test, mixed);
		await runIn(root, '--cache');
		assert.deepEqual([...new Set(await opened(test, root))].sort(), all);
	});

	it('sees text of the same length written in the same moment', async (test) => {
		const root = plant(test, { 'a.py': slow });
		const { stdout } = await runIn(root, '--cache');
		writeFileSync(join(root, 'a.py'), slow.replace('420', '421'));
		const again = await runIn(root, '--cache');
		assert.deepEqual(again, await runIn(root));
		assert.notEqual(again.stdout, stdout);
	});

	for (const [name, before, after] of [
		['a file with clients', slow, slow.replace('420', '421')],
		['a file that the gate stopped', slow.replace('requests', 'rekwests'), slow],
	] as const) {
		it(`sees that ${name} was written although its time was set back`, async (test) => {
			const root = plant(test, { 'a.py': before });
			const { atime, mtime } = statSync(join(root, 'a.py'));
			later(test);
			const { stdout } = await runIn(root, '--cache');
			writeFileSync(join(root, 'a.py'), after);
			utimesSync(join(root, 'a.py'), atime, mtime);
			const again = await runIn(root, '--cache');
			assert.deepEqual(again, await runIn(root));
			assert.notEqual(again.stdout, stdout);
		});
	}

	it('opens a file again that was only touched, and then no more', async (test) => {
		const root = plant(test, mixed);
		later(test);
		await runIn(root, '--cache');
		utimesSync(join(root, 'a.py'), 1, 1);
		utimesSync(join(root, 'gated.py'), 1, 1);
		assert.deepEqual(await opened(test, root), ['a.py', 'gated.py', 'a.py']);
		assert.deepEqual(await opened(test, root), []);
		assert.match((await rerun(root)).stdout, /^a\.py.*REMEMBERED/m);
	});

	it('opens all files again with another limit of their size, and those that are named', async (test) => {
		const root = plant(test, mixed);
		later(test);
		await runIn(root, '--cache');
		const named = await opened(test, root, 'a.py', 'gated.py');
		assert.ok(named.includes('a.py') && named.includes('gated.py'));
		assert.deepEqual([...new Set(await opened(test, root, '--max-file-size', '1M'))].sort(), all);
	});

	it('takes a set-up file that was not opened for one', async (test) => {
		const setup =
			'import socket\nfrom urllib3.connection import HTTPConnection\n' +
			'HTTPConnection.default_socket_options = HTTPConnection.default_socket_options + [\n' +
			'    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),\n    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 60),\n]\n';
		const root = plant(test, { 'pyproject.toml': '', 'app/a.py': session, 'app/setup.py': setup });
		later(test);
		await runIn(root, '--cache');
		writeFileSync(join(root, 'app/b.py'), session);
		assert.deepEqual(await runIn(root, '--cache', '--format', 'json'), await runIn(root, '--format', 'json'));
	});

	it('checks again with another program, as after a changed catalogue', async (test) => {
		const root = plant(test, { 'a.py': slow });
		const [first, second] = [join(plant(test, {}), 'bin.js'), join(plant(test, {}), 'bin.js')];
		const reader = (of: string): string => join(dirname(of), 'javascript.js');
		for (const copy of [first, second]) {
			copyFileSync(program, copy);
			writeFileSync(reader(copy), '');
		}
		await runWith({ cwd: root, program: first }, '--cache');
		const key = () => entriesOf(root)[join(root, 'a.py')]?.basis.key;
		const before = key();
		await runWith({ cwd: root, program: second }, '--cache');
		assert.equal(key(), before);
		for (const changed of [second, reader(second)]) {
			const last = key();
			writeFileSync(changed, `${readFileSync(changed, 'utf8')}\n`);
			await runWith({ cwd: root, program: second }, '--cache');
			assert.notEqual(key(), last);
		}
	});

	it('is read by worker threads', async (test) => {
		const root = plant(test, many(slow, 40));
		await runIn(root, '--cache');
		const file = join(root, location);
		writeFileSync(file, readFileSync(file, 'utf8').replaceAll('may wait', 'REMEMBERED wait'));
		const world = { cwd: root, program };
		// Without the program's own file the key is another one, so both runs have to be of the same kind.
		await runWith(world, '--cache', '--jobs', '2');
		writeFileSync(file, readFileSync(file, 'utf8').replaceAll('may wait', 'REMEMBERED wait'));
		const { stdout } = await runWith(world, '--cache', '--jobs', '2');
		assert.equal(stdout.match(/REMEMBERED/g)?.length, 40);
	});

	it('forgets files that are gone, and keeps those of other runs', async (test) => {
		const root = plant(test, { 'a.py': slow, 'b.py': slow, 'c.py': slow });
		await runIn(root, '--cache');
		rmSync(join(root, 'b.py'));
		await runIn(root, 'a.py', '--cache');
		assert.deepEqual(Object.keys(entriesOf(root)), [join(root, 'a.py'), join(root, 'c.py')]);
	});

	it('is not used where fixes are made', async (test) => {
		const root = plant(test, { 'a.py': session });
		await runIn(root, '--cache');
		const { stderr } = await runIn(root, '--cache', '--fix');
		assert.match(stderr, /^Fixed 1 finding in 1 file\.$/m);
	});

	it('may lie elsewhere, be damaged, or be impossible to write', async (test) => {
		const root = plant(test, { 'a.py': slow, file: '' });
		await runIn(root, '--cache-location', 'tmp/cache');
		assert.deepEqual(Object.keys(entriesOf(root, 'tmp/cache/results.json')), [join(root, 'a.py')]);
		writeFileSync(join(root, 'tmp/cache/results.json'), '{"version":');
		assert.equal((await runIn(root, '--cache-location', 'tmp/cache')).code, 1);
		assert.deepEqual(Object.keys(entriesOf(root, 'tmp/cache/results.json')), [join(root, 'a.py')]);
		const { code, stderr } = await runIn(root, '--cache-location', 'file/cache');
		assert.equal(code, 1);
		assert.match(stderr, /^The cache in .* cannot be written \(.+\)\.\n$/);
	});

	it('is as good as empty where another version wrote it', (test) => {
		const root = plant(test, { 'results.json': '{"version":0,"entries":{"/a.py":{"key":"x"}}}' });
		assert.equal(openCache(root, '').recall('/a.py').basis, undefined);
	});
});
