import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

	const files = {
		'package.json': '{}',
		'a/setup.js': setup,
		'b/setup.js': setup,
		'b/deep/setup.js': setup,
		'c/other.js': 'x',
		'inner/package.json': '{}',
		'inner/setup.js': setup,
	};
	const changes: readonly (readonly [
		name: string,
		change: (cwd: string) => void,
		changed: string,
		expected: readonly string[],
	])[] = [
		[
			'a file that configures nothing any more',
			(cwd) => writeFileSync(join(cwd, 'a/setup.js'), 'x'),
			'a/setup.js',
			['b/deep/setup.js', 'b/setup.js'],
		],
		[
			'one that does now',
			(cwd) => writeFileSync(join(cwd, 'c/other.js'), setup),
			'c/other.js',
			['a/setup.js', 'b/deep/setup.js', 'b/setup.js', 'c/other.js'],
		],
		['a folder that is gone', (cwd) => rmSync(join(cwd, 'b'), { recursive: true }), 'b', ['a/setup.js']],
		[
			'a file of another package',
			(cwd) => writeFileSync(join(cwd, 'inner/new.js'), setup),
			'inner/new.js',
			['a/setup.js', 'b/deep/setup.js', 'b/setup.js'],
		],
		[
			'a file that is excluded',
			(cwd) => writeFileSync(join(cwd, 'a/nowhere.js'), setup),
			'a/nowhere.js',
			['a/setup.js', 'b/deep/setup.js', 'b/setup.js'],
		],
	];
	for (const [name, change, changed, expected] of changes) {
		it(`are looked at again one by one where only these have changed: ${name}`, (test) => {
			const cwd = plant(test, files);
			const project = createProjectFiles({ cwd, isExcluded: (path) => path.includes('nowhere') });
			const paths = () => project.setupFiles('main.js').map(({ path }) => path);
			assert.deepEqual(paths(), ['a/setup.js', 'b/deep/setup.js', 'b/setup.js']);
			change(cwd);
			// Nobody has told of this one, so that nobody looks for it.
			writeFileSync(join(cwd, 'untold.js'), setup);
			project.forget([join(cwd, changed)]);
			assert.deepEqual(paths(), expected);
			project.forget();
			assert.deepEqual(paths(), [...expected, 'untold.js']);
		});
	}

	it('are the same objects where they have not changed', (test) => {
		const cwd = plant(test, files);
		const project = createProjectFiles({ cwd, isExcluded: () => false });
		const [before] = project.setupFiles('main.js');
		writeFileSync(join(cwd, 'b/setup.js'), `${setup} // changed`);
		project.forget([join(cwd, 'b/setup.js')]);
		const [after, , changed] = project.setupFiles('main.js');
		assert.equal(after, before);
		assert.equal(changed?.text, `${setup} // changed`);
	});

	it('are all looked at again after more changes than are worth a look each', (test) => {
		const cwd = plant(test, files);
		const project = createProjectFiles({ cwd, isExcluded: () => false });
		assert.equal(project.setupFiles('main.js').length, 3);
		writeFileSync(join(cwd, 'untold.js'), setup);
		project.forget(Array.from({ length: 500 }, (_, index) => join(cwd, `gone-${index}.js`)));
		assert.equal(project.setupFiles('main.js').length, 4);
	});

	it('are not looked for in a folder that holds more than a package does', (test) => {
		const cwd = plant(test, { 'a/setup.js': setup, 'b/setup.js': setup, 'c/package.json': '{}', 'c/setup.js': setup });
		const folders = [join(cwd, 'a')];
		const index = { folders, links: [], paths: [join(cwd, 'a/setup.js')] };
		const open = (mostSteps: number, setupIndex = () => undefined as typeof index | undefined) =>
			createProjectFiles({ cwd, isExcluded: () => false, mostSteps, setupIndex });
		const pathsOf = (files: ReturnType<typeof open>, of: string) => files.setupFiles(of).map(({ path }) => path);
		assert.deepEqual(pathsOf(open(5), 'main.js'), ['a/setup.js', 'b/setup.js']);
		assert.deepEqual(pathsOf(open(4), 'main.js'), []);
		assert.deepEqual(pathsOf(open(4), 'c/main.js'), ['c/setup.js']);
		assert.deepEqual(
			pathsOf(
				open(4, () => index),
				'main.js',
			),
			['a/setup.js'],
		);
	});
});
