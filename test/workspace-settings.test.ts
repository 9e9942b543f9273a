import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { findEnvironment } from '../server/src/engine/catalogue/environments.js';
import { nearestName } from '../server/src/workspace/nearest-name.js';
import { defaultSettings, parseSettings } from '../server/src/workspace/settings.js';

function problemsOf(raw: unknown): readonly string[] {
	return parseSettings(raw, 'settings').problems;
}

describe('parseSettings', () => {
	it('takes nothing as the defaults', () => {
		for (const raw of [undefined, null, {}, { environment: null, target: { node: null, python: '' } }]) {
			assert.deepEqual(parseSettings(raw, 'settings'), { settings: defaultSettings, problems: [] });
		}
	});

	it('reads every setting', () => {
		const raw = {
			environment: 'aws',
			rules: { 'missing-keepalive': 'error', 'late-keepalive': 'off' },
			exclude: ['generated/**'],
			target: { node: '20', python: 3.12 },
			run: 'onType',
			enable: true,
		};
		const { settings, problems } = parseSettings(raw, 'settings');
		assert.deepEqual(problems, []);
		assert.deepEqual(settings, {
			environment: findEnvironment('aws'),
			rules: { 'missing-keepalive': 'error', 'late-keepalive': 'off' },
			exclude: ['generated/**'],
			node: '20',
			python: '3.12',
		});
	});

	it('reads an environment in seconds and in full', () => {
		assert.equal(parseSettings({ environment: 90 }, '').settings.environment.idleTimeout, 90);
		const full = { idleTimeout: 600, idle: 45, interval: 5, count: 4 };
		assert.deepEqual(parseSettings({ environment: full }, '').settings.environment, { name: 'custom', ...full });
	});

	it('keeps the base where a value cannot be used', () => {
		const base = { ...defaultSettings, exclude: ['a'], node: '18' };
		const raw = { environment: 0, exclude: 'x', target: { node: 'newest' } };
		const { settings, problems } = parseSettings(raw, 'settings', base);
		assert.deepEqual(settings, base);
		assert.equal(problems.length, 3);
	});

	const ranges = [
		[{ environment: 0 }, 'settings: environment is 0; accepted are 1 to 86400 whole seconds.'],
		[{ environment: 86_401 }, 'settings: environment is 86401; accepted are 1 to 86400 whole seconds.'],
		[{ environment: 1.5 }, 'settings: environment is 1.5; accepted are 1 to 86400 whole seconds.'],
		[
			{ environment: { idleTimeout: 60, idle: 60 } },
			'settings: environment.idle is 60; accepted are 1 to 59 whole seconds.',
		],
		[
			{ environment: { idleTimeout: 60, count: 200 } },
			'settings: environment.count is 200; accepted are 1 to 127 whole probes.',
		],
		[{ exclude: 'x' }, 'settings: exclude is "x"; expected a list of globs.'],
		[
			{ target: { node: 'newest' } },
			'settings: target.node is "newest"; expected a version such as "20", "20.11" or ">=22.1".',
		],
		[7, 'settings: expected an object of settings, found 7.'],
	] as const;
	for (const [raw, problem] of ranges) {
		it(`refuses ${JSON.stringify(raw)}`, () => assert.deepEqual(problemsOf(raw), [problem]));
	}

	const suggestions = [
		[{ environment: 'clod' }, '(did you mean "cloud"?)'],
		[{ rules: { 'mising-keepalive': 'off' } }, '(did you mean "missing-keepalive"?)'],
		[{ rules: { 'missing-keepalive': 'info' } }, '(did you mean "information"?)'],
		[{ rules: { 'missing-keepalive': 'warn' } }, '(did you mean "warning"?)'],
		[{ rule: {} }, '(did you mean "rules"?)'],
		[{ target: { nod: '20' } }, '(did you mean "node"?)'],
	] as const;
	for (const [raw, suggestion] of suggestions) {
		it(`suggests a name for ${JSON.stringify(raw)}`, () => {
			const [problem = '', ...others] = problemsOf(raw);
			assert.ok(problem.includes(suggestion), problem);
			assert.deepEqual(others, []);
		});
	}

	it('takes two letters that changed places for one mistake', () => {
		assert.equal(nearestName('axois', ['axios', 'bent']), 'axios');
		assert.equal(nearestName('pg8', ['ky', 'got']), undefined);
	});
	it('suggests nothing far-fetched', () => assert.equal(nearestName('zebra', ['cloud', 'azure', 'aws']), undefined));
});
