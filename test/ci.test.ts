import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { parse, parseDocument } from 'yaml';

import { parseCommand } from '../server/src/cli/arguments.js';
import { plant } from './workspace-tree.js';

const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };

interface Action {
	readonly inputs: Readonly<Record<string, object>>;
	readonly runs: {
		readonly using: string;
		readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly shell?: string }[];
	};
}

/** Arguments of each call of the command line in a text, quotes and variables replaced by plain words. */
function callsIn(text: string): string[][] {
	return [...text.matchAll(/(?:npx (?:--yes )?|entry: )"?keepalive-lint(?:@[^\s"]+)?"?((?: [^\n`]*)?)$/gm)].map(
		([, words = '']) =>
			words
				.replaceAll('"$CI_NODE_INDEX/$CI_NODE_TOTAL"', '1/4')
				.replace(/\$PATHS \$ARGUMENTS/, '.')
				.replaceAll('"', '')
				.split(' ')
				.filter((word) => word !== ''),
	);
}

/** The script of a step of the action. */
function scriptOf(step: string): string {
	const text = read('action.yml');
	const lines = text.slice(text.indexOf(`name: ${step}`)).split('\n');
	const start = lines.findIndex((line) => line.trim() === 'run: |') + 1;
	const end = lines.findIndex((line, index) => index >= start && line !== '' && !line.startsWith('        '));
	return lines.slice(start, end).join('\n');
}

describe('continuous integration: examples', () => {
	for (const [file, least] of [
		['docs/ci.md', 8],
		['action.yml', 2],
		['.pre-commit-hooks.yaml', 2],
	] as const) {
		it(`of ${file} are calls that the command line takes`, () => {
			const calls = callsIn(read(file));
			assert.ok(calls.length >= least, String(calls.length));
			for (const call of calls) {
				const command = parseCommand(call);
				assert.ok(command.kind === 'scan' || command.kind === 'merge', JSON.stringify([call, command]));
			}
		});
	}

	it('name the version of this package', () => {
		const versions = [...read('docs/ci.md').matchAll(/(?:keepalive-lint@v?|rev: v)(\d[\w.]*)/g)].map(
			([, each]) => each,
		);
		assert.ok(versions.length > 5);
		assert.deepEqual(new Set(versions), new Set([version]));
	});
});

describe('continuous integration: the action', () => {
	/** Runs the checking step with the command line of this repository in place of the published one. */
	function runAction(test: TestContext, files: Record<string, string>, inputs: Record<string, string> = {}) {
		const folder = plant(test, { ...files, 'output.txt': '' });
		const program = join(root, 'dist', 'bin.js');
		const tools = plant(test, {
			npx: `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${program}" "$@"\n`,
		});
		chmodSync(join(tools, 'npx'), 0o755);
		const result = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', scriptOf('Check')], {
			cwd: folder,
			encoding: 'utf8',
			env: {
				...process.env,
				PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}`,
				PATHS: '.',
				ARGUMENTS: '',
				VERSION: '',
				SARIF: 'report.sarif',
				...inputs,
				GITHUB_ACTION_PATH: root,
				GITHUB_OUTPUT: join(folder, 'output.txt'),
			},
		});
		return { ...result, folder, output: readFileSync(join(folder, 'output.txt'), 'utf8') };
	}

	const slow = 'import requests\n\nrequests.get("https://api.example.com/report", timeout=420)\n';

	it('annotates, writes a report and tells the exit code', (test) => {
		const { status, stdout, output, folder } = runAction(test, { 'a.py': slow });
		assert.equal(status, 0);
		assert.match(stdout, /^::warning file=a\.py,line=3/m);
		assert.equal(output, 'exit-code=1\nsarif-file=report.sarif\n');
		const { version: sarif } = JSON.parse(readFileSync(join(folder, 'report.sarif'), 'utf8')) as { version: string };
		assert.equal(sarif, '2.1.0');
	});

	it('passes arguments on and never runs them', (test) => {
		const inputs = { PATHS: '*.py', ARGUMENTS: '--idle-timeout 900 --rule missing-keepalive=off' };
		const { status, output } = runAction(test, { 'a.py': slow }, inputs);
		assert.deepEqual([status, output], [0, 'exit-code=0\nsarif-file=report.sarif\n']);
		const bad = runAction(test, { 'a.py': slow }, { PATHS: '$(touch x) ; touch y' });
		assert.equal(bad.status, 2);
		assert.throws(() => readFileSync(join(bad.folder, 'x')));
		assert.throws(() => readFileSync(join(bad.folder, 'y')));
	});

	it('fails where the configuration cannot be used', (test) => {
		const { status, output, stderr } = runAction(test, { 'a.py': slow, 'keepalive.config.json': '{ "rule": {} }' });
		assert.deepEqual([status, output], [2, '']);
		assert.match(stderr, /did you mean "rules"/);
	});
});

describe('continuous integration: YAML', () => {
	const examples = [...read('docs/ci.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);

	it('of the examples has no error', () => {
		for (const example of examples) {
			assert.deepEqual(parseDocument(example, { strict: true }).errors, [], example);
		}
	});

	it('of the action has steps with a shell or a use, and outputs of steps that exist', () => {
		const text = read('action.yml');
		const { runs, inputs } = parse(text) as Action;
		assert.equal(runs.using, 'composite');
		assert.ok(
			runs.steps.every(({ uses, run, shell }) => uses !== undefined || (run !== undefined && shell === 'bash')),
		);
		const used = new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name));
		assert.deepEqual([...used].sort(), Object.keys(inputs).sort());
		const scripts = runs.steps.map(({ run }) => run ?? '').join('');
		assert.doesNotMatch(scripts, /\$\{\{/, 'an input would become part of a script');
	});

	it('of the hooks names languages that pre-commit knows', () => {
		const hooks = parse(read('.pre-commit-hooks.yaml')) as { id: string; language: string; types_or: string[] }[];
		assert.deepEqual(
			hooks.map(({ id }) => id),
			['keepalive-lint', 'keepalive-lint-fix'],
		);
		for (const { language, types_or: types } of hooks) {
			assert.equal(language, 'node');
			assert.deepEqual(types, ['ts', 'tsx', 'javascript', 'jsx', 'python', 'jupyter']);
		}
	});
});
