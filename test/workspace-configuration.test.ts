import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createConfiguration } from '../server/src/workspace/configuration.js';
import { defaultSettings } from '../server/src/workspace/settings.js';
import { plant } from './workspace-tree.js';

const name = 'keepalive.config.json';

describe('createConfiguration', () => {
	it('takes the nearest file, comments and all, over the base', (test) => {
		const root = plant(test, {
			[name]: '{ "environment": "aws" }',
			[`api/${name}`]: '// ours\n{ "environment": "gcp", "rules": { "late-keepalive": "off", }, }',
			'api/src/a.ts': '',
		});
		const base = { ...defaultSettings, rules: { 'missing-keepalive': 'hint' } as const };
		const configuration = createConfiguration(root, { base });
		const environmentOf = (path: string): string =>
			configuration.settingsFor(join(root, path)).settings.environment.name;
		assert.equal(environmentOf('api/src/a.ts'), 'gcp');
		assert.equal(environmentOf('web/a.ts'), 'aws');
		const { settings, problems, source, broken } = configuration.settingsFor(join(root, 'api/src/a.ts'));
		assert.deepEqual(settings.rules, { 'missing-keepalive': 'hint', 'late-keepalive': 'off' });
		assert.deepEqual([problems, source, broken], [[], join(root, 'api', name), false]);
	});

	it('gives way to what the user says just now', (test) => {
		const root = plant(test, { [name]: '{ "environment": "aws", "target": { "node": "18" } }' });
		const configuration = createConfiguration(root, {
			overrides: { node: '24', rules: { 'late-keepalive': 'error' } },
		});
		const { settings } = configuration.settingsFor(join(root, 'a.ts'));
		assert.deepEqual([settings.node, settings.environment.name], ['24', 'aws']);
		assert.deepEqual(settings.rules, { 'late-keepalive': 'error' });
	});

	it('reads one given file instead of the nearest', (test) => {
		const root = plant(test, { [name]: '{ "environment": "aws" }', 'ci.json': '{ "environment": "strict" }' });
		const configuration = createConfiguration(root, { file: join(root, 'ci.json') });
		assert.equal(configuration.settingsFor(join(root, 'a.ts')).settings.environment.name, 'strict');
	});

	it('names file and line of a syntax error, and goes on with the base', (test) => {
		const root = plant(test, { [`api/${name}`]: '{\n  "environment": "aws"\n  "rules": {}\n}' });
		const file = createConfiguration(root).settingsFor(join(root, 'api/a.ts'));
		assert.deepEqual(file.problems, [`api/${name}:3: not valid JSON (comma expected).`]);
		assert.deepEqual([file.broken, file.settings], [true, defaultSettings]);
	});

	it('names the file of a value out of range', (test) => {
		const root = plant(test, { [name]: '{ "environment": { "idleTimeout": 0 } }' });
		const file = createConfiguration(root).settingsFor(join(root, 'a.ts'));
		assert.deepEqual(file.problems, [
			`${name}:1: environment.idleTimeout is 0; accepted are 1 to 86400 whole seconds.`,
		]);
		assert.equal(file.broken, true);
	});

	it('excludes by globs below the folder that sets them', (test) => {
		const root = plant(test, {
			[`api/${name}`]: '{ "exclude": ["vendor", "src/generated/**", "./top.ts", "*.test.ts"] }',
		});
		const configuration = createConfiguration(root, { base: { ...defaultSettings, exclude: ['old/'] } });
		const isExcluded = (path: string): boolean => configuration.settingsFor(join(root, path)).excluded;
		const excluded = [
			'api/vendor/a.js',
			'api/src/vendor/deep/a.js',
			'api/src/generated/a.ts',
			'api/top.ts',
			'api/src/a.test.ts',
			'old/a.ts',
			'web/old/a.ts',
		];
		const kept = [
			'api/src/a.ts',
			'api/src/top.ts',
			'api/src/deep/src/generated/a.ts',
			'vendor/a.js',
			'web/a.test.ts',
			'api/old/a.ts',
		];
		assert.deepEqual(excluded.filter(isExcluded), excluded);
		assert.deepEqual(kept.filter(isExcluded), []);
	});

	it('takes files back by globs that begin with an exclamation mark', (test) => {
		const root = plant(test, { [name]: '{ "exclude": ["*.gen.ts", "!kept.gen.ts", "src/old/**"] }' });
		const configuration = createConfiguration(root);
		const isExcluded = (path: string): boolean => configuration.settingsFor(join(root, path)).excluded;
		assert.deepEqual(['a.gen.ts', 'src/kept.gen.ts', 'src/old/kept.gen.ts', 'a.ts'].map(isExcluded), [
			true,
			false,
			true,
			false,
		]);
	});

	it('reads again after forget', (test) => {
		const root = plant(test, { 'a.ts': '' });
		const configuration = createConfiguration(root);
		const environment = (): string => configuration.settingsFor(join(root, 'a.ts')).settings.environment.name;
		assert.equal(environment(), 'cloud');
		writeFileSync(join(root, name), '{ "environment": "strict" }');
		assert.equal(environment(), 'cloud');
		configuration.forget();
		assert.equal(environment(), 'strict');
	});
});
