import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { readOptions } from './bench/main.js';

describe('options of npm run bench', () => {
	it('are five runs, one of ESLint, on the built tree', () => {
		const expected = { path: undefined, runs: 5, slowRuns: 1, profile: false, write: false };
		assert.deepEqual(readOptions([], __dirname), expected);
	});

	it('name a folder, relative to where the command is given, and numbers of runs', () => {
		const expected = { path: __dirname, runs: 2, slowRuns: 0, profile: true, write: false };
		assert.deepEqual(readOptions(['--runs', '2', '--slow-runs', '0', '--profile', '.'], __dirname), expected);
	});

	it('ask for help', () => {
		assert.equal(readOptions(['-h'], __dirname), 'help');
	});

	const wrong: readonly (readonly [readonly string[], RegExp])[] = [
		[['--runs', '0'], /whole numbers/],
		[['--runs', 'x'], /whole numbers/],
		[['--slow-runs', '-1'], /--slow-runs/],
		[['--fast'], /--fast/],
		[['.', '.'], /One folder/],
		[['nowhere'], /nowhere is no folder/],
		[['--write', '.'], /figures of the built tree/],
	];
	for (const [argv, message] of wrong) {
		it(`are refused: ${argv.join(' ')}`, () => {
			assert.throws(() => readOptions(argv, __dirname), { name: 'TypeError', message });
		});
	}
});
