import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';

import { relativePath } from '../server/src/workspace/folders.js';
import { walk } from '../server/src/workspace/walk.js';
import { plant } from './workspace-tree.js';

type Files = Readonly<Record<string, string>>;

/** Relative paths of what a walk finds; what it skips with the reason behind. */
function walkIn(root: string, paths: readonly string[] = ['.'], excluded: readonly string[] = []): readonly string[] {
	const steps = walk(
		paths.map((path) => join(root, path)),
		(path) => excluded.includes(relativePath(root, path)),
	);
	return [...steps].flatMap((step) => {
		const path = relativePath(root, step.path);
		return step.kind === 'file' ? [path] : step.kind === 'skipped' ? [`${path}: ${step.reason}`] : [];
	});
}

function found(test: TestContext, files: Files, paths?: readonly string[]): readonly string[] {
	return walkIn(plant(test, files), paths);
}

describe('walk', () => {
	it('finds every supported extension, in the order of paths', (test) => {
		const names = [
			'a.ts',
			'a/b.py',
			'a/c.mjs',
			'b.TSX',
			'c.cts',
			'd.mts',
			'e.js',
			'f.jsx',
			'g.cjs',
			'no.txt',
			'x.d.ts',
		];
		const files = Object.fromEntries(names.map((name) => [name, '']));
		assert.deepEqual(found(test, files), names.slice(0, 9));
	});

	it('orders folders as their full paths would be', (test) => {
		assert.deepEqual(found(test, { 'a/z.ts': '', 'a-b.ts': '', 'a.ts': '' }), ['a-b.ts', 'a.ts', 'a/z.ts']);
	});

	it('never enters installed code, version control and virtual environments', (test) => {
		const files = {
			'node_modules/x/a.js': '',
			'bower_components/x.js': '',
			'.git/hooks/x.py': '',
			'lib/site-packages/x.py': '',
			'anything/pyvenv.cfg': '',
			'anything/lib/x.py': '',
			'.venv/pyvenv.cfg': '',
			'.venv/x.py': '',
			'.tox/x.py': '',
			'__pycache__/x.py': '',
			'venv/a.py': '',
			'dist/a.js': '',
			'.hidden/a.py': '',
		};
		assert.deepEqual(found(test, files), ['.hidden/a.py', 'dist/a.js', 'venv/a.py']);
	});

	it('respects .gitignore, nested ones and negation', (test) => {
		const files = {
			'.gitignore': 'dist/\n*.gen.ts\n/only-here.ts\n',
			'dist/a.js': '',
			'a.gen.ts': '',
			'only-here.ts': '',
			'b/only-here.ts': '',
			'b/dist/a.js': '',
			'b/x.gen.ts': '',
			'b/.gitignore': '!x.gen.ts\nlocal.py\n',
			'b/local.py': '',
			'c/local.py': '',
			'Dist/a.js': '',
		};
		assert.deepEqual(found(test, files), ['Dist/a.js', 'b/only-here.ts', 'b/x.gen.ts', 'c/local.py']);
	});

	it('respects what the repository above ignores', (test) => {
		const files = {
			'.git/HEAD': '',
			'.git/info/exclude': 'mine/\n',
			'.gitignore': 'out/',
			'a/out/x.js': '',
			'a/mine/x.js': '',
			'a/x.js': '',
		};
		assert.deepEqual(found(test, files, ['a']), ['a/x.js']);
	});

	it('takes what is named although it is ignored or excluded', (test) => {
		const root = plant(test, {
			'.git/HEAD': '',
			'.gitignore': 'out/\nsecret.py',
			'out/x.js': '',
			'secret.py': '',
			'a.ts': '',
		});
		assert.deepEqual(walkIn(root, ['out', 'secret.py', 'a.ts'], ['a.ts']), ['a.ts', 'secret.py', 'out/x.js']);
		assert.deepEqual(walkIn(root), ['a.ts']);
	});

	it('leaves out what is excluded, folders with all they hold', (test) => {
		const root = plant(test, { 'a/x.ts': '', 'b/x.ts': '', 'c.ts': '' });
		assert.deepEqual(walkIn(root, ['.'], ['a', 'c.ts']), ['b/x.ts']);
	});

	it('finds a file once, however often it is named', (test) => {
		const files = { 'a/x.ts': '', 'a/b/y.ts': '' };
		assert.deepEqual(found(test, files, ['a', 'a/b', 'a/x.ts', 'a']), ['a/x.ts', 'a/b/y.ts']);
	});

	it('reports a missing path and one that is no source', (test) => {
		assert.deepEqual(found(test, { 'a.txt': '' }, ['a.txt', 'gone.ts', 'a.txt/b.ts']), [
			'a.txt: not a TypeScript, JavaScript or Python file',
			'a.txt/b.ts: no such file or folder',
			'gone.ts: no such file or folder',
		]);
	});
});

describe('walk over symbolic links', () => {
	it('reports a loop once and goes on', (test) => {
		const root = plant(test, { 'a/b/x.ts': '' });
		symlinkSync('..', join(root, 'a/b/up'));
		symlinkSync('self', join(root, 'self'));
		assert.deepEqual(walkIn(root), ['a/b/up: symbolic link loop', 'a/b/x.ts', 'self: symbolic link loop']);
	});

	it('follows a link that leads outside, and nothing that is walked anyway', (test) => {
		const outside = plant(test, { 'shared/y.py': '', 'single.ts': '' });
		const root = plant(test, { 'real/x.ts': '' });
		symlinkSync(join(root, 'real'), join(root, 'again'));
		symlinkSync(join(outside, 'shared'), join(root, 'shared'));
		symlinkSync(join(outside, 'shared'), join(root, 'twice'));
		symlinkSync(join(outside, 'single.ts'), join(root, 'single.ts'));
		assert.deepEqual(walkIn(root), ['real/x.ts', 'shared/y.py', 'single.ts']);
	});

	it('ends where two outer folders lead to each other', (test) => {
		const outside = plant(test, { 'one/a.py': '', 'two/b.py': '' });
		symlinkSync(join(outside, 'two'), join(outside, 'one/two'));
		symlinkSync(join(outside, 'one'), join(outside, 'two/one'));
		const root = plant(test, {});
		symlinkSync(join(outside, 'one'), join(root, 'one'));
		assert.deepEqual(walkIn(root), ['one/a.py', 'one/two/b.py']);
	});

	it('reports a link to nothing', (test) => {
		const root = plant(test, { 'x.ts': '' });
		symlinkSync('gone.ts', join(root, 'a.ts'));
		symlinkSync('gone', join(root, 'folder'));
		mkdirSync(join(root, 'empty'));
		assert.deepEqual(walkIn(root), ['a.ts: symbolic link to nothing', 'x.ts']);
	});
});
