import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { createProjectFiles } from '../server/src/workspace/project-files.js';
import { plant } from './workspace-tree.js';

type Files = Readonly<Record<string, string>>;

function open(test: TestContext, files: Files, excluded = 'nowhere') {
	const cwd = plant(test, files);
	return createProjectFiles({ cwd, isExcluded: (path) => path.includes(excluded) });
}

describe('Files that a specifier means', () => {
	const cases: readonly (readonly [from: string, specifier: string, files: Files, path: string | undefined])[] = [
		['src/main.ts', './http', { 'src/http.ts': 'x' }, 'src/http.ts'],
		['src/main.ts', './http.js', { 'src/http.ts': 'x', 'src/http.js': 'y' }, 'src/http.ts'],
		['src/main.mts', './http.mjs', { 'src/http.mts': 'x' }, 'src/http.mts'],
		['src/main.js', './http.js', { 'src/http.js': 'x' }, 'src/http.js'],
		['src/main.js', '../lib', { 'lib/index.js': 'x' }, 'lib/index.js'],
		['src/main.js', './http.client', { 'src/http.client.js': 'x' }, 'src/http.client.js'],
		['src/main.js', './missing', { 'src/other.js': 'x' }, undefined],
		['src/main.js', '../package.json', { 'package.json': '{}' }, undefined],
		['src/main.js', './folder', { 'src/folder/other.js': 'x' }, undefined],
	];
	for (const [from, specifier, files, path] of cases) {
		it(`${specifier} in ${from}: ${path ?? 'none'}`, (test) => {
			assert.equal(open(test, files).resolve(from, specifier)?.path, path);
		});
	}

	it('are the same objects as long as their texts are the same', (test) => {
		const files = open(test, { 'http.js': 'x' });
		assert.equal(files.resolve('main.js', './http'), files.resolve('other.js', './http.js'));
	});
});

describe('Files that may configure a process', () => {
	const setup = "require('https').globalAgent = agent;";

	it('are those of the package, with a telling word in them', (test) => {
		const files = open(
			test,
			{
				'package.json': '{}',
				'setup.js': setup,
				'other.js': 'x',
				'deep/er/setup.ts': setup,
				'packages/inner/package.json': '{}',
				'packages/inner/setup.js': setup,
				'node_modules/pkg/setup.js': setup,
				'generated/setup.js': setup,
			},
			'generated',
		);
		assert.deepEqual(
			files.setupFiles('src/main.js').map(({ path }) => path),
			['deep/er/setup.ts', 'setup.js'],
		);
		assert.deepEqual(
			files.setupFiles('packages/inner/main.js').map(({ path }) => path),
			['packages/inner/setup.js'],
		);
	});
});
