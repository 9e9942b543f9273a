import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';

import { Ajv } from 'ajv';

import { createConfiguration } from '../server/src/workspace/configuration.js';
import { fileKeys, overrideKeys } from '../server/src/workspace/configuration-layers.js';
import { schemaPath } from '../server/src/workspace/configuration-file.js';
import { configurationSchema } from '../server/src/workspace/configuration-schema.js';
import { plant } from './workspace-tree.js';

const root = join(__dirname, '..', '..');

interface Schema {
	readonly properties: Readonly<Record<string, { readonly items?: Schema }>>;
}

const schema = configurationSchema();
const text = `${JSON.stringify(schema, null, '\t')}\n`;
const validate = new Ajv({ strict: false, unicodeRegExp: true }).compile(schema);

describe('schema of the configuration', () => {
	it('is the one that is published', () => {
		const file = join(root, schemaPath);
		if (process.env['UPDATE_DOCS'] === '1') {
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, text);
		}
		assert.equal(readFileSync(file, 'utf8'), text);
	});

	it('is what editors check the file with', () => {
		const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
			contributes: { jsonValidation: unknown };
		};
		assert.deepEqual(manifest.contributes.jsonValidation, [
			{ fileMatch: 'keepalive.config.json', url: `./${schemaPath}` },
		]);
	});

	it('has the keys that are read', () => {
		const { properties } = schema as Schema;
		assert.deepEqual(Object.keys(properties).sort(), [...fileKeys].sort());
		assert.deepEqual(Object.keys(properties['overrides']?.items?.properties ?? {}).sort(), [...overrideKeys].sort());
	});

	const accepted = [
		{},
		{ $schema: './node_modules/keepalive-lint/schemas/keepalive.config.schema.json', environment: 'aws' },
		{ environment: 350 },
		{ environment: { idleTimeout: 350, idle: 60, interval: 10, count: 127 } },
		{ rules: { 'missing-keepalive': 'off', 'late-keepalive': 'error' }, exclude: ['generated/**'] },
		{ target: { node: '20.11', python: 3.12 } },
		{ wrappers: ['make', 'größe', { name: 'make', timeout: 900 }, { name: 'poll', timeout: 'unbounded' }] },
		{ fix: { sharedModule: true } },
		{ fix: { sharedModule: { javascript: 'src/keepalive-agent', python: true } } },
		{ overrides: [{ files: 'jobs/**', fix: { sharedModule: { python: 'jobs/net.py' } } }] },
		{ overrides: [{ files: 'jobs/**', environment: 'strict', target: { node: '18' } }, { files: ['a', 'b'] }] },
	];
	const refused = [
		[],
		{ enviroment: 'aws' },
		{ environment: 'clod' },
		{ environment: 0 },
		{ environment: 1.5 },
		{ environment: {} },
		{ environment: { idleTimeout: 350, idel: 60 } },
		{ environment: { idleTimeout: 350, count: 128 } },
		{ rules: { missing: 'off' } },
		{ rules: { 'missing-keepalive': 'warn' } },
		{ exclude: 'x' },
		{ exclude: [''] },
		{ target: { ruby: '3' } },
		{ extends: 3 },
		{ wrappers: 'make' },
		{ fix: true },
		{ fix: { sharedModule: 'src/keepalive-agent' } },
		{ fix: { sharedModule: { java: true } } },
		{ wrappers: ['a.b'] },
		{ wrappers: [{ timeout: 3 }] },
		{ wrappers: [{ name: 'a', timeout: -1 }] },
		{ overrides: {} },
		{ overrides: [{ rules: {} }] },
		{ overrides: [{ files: 'a', fix: { sharedModule: 1 } }] },
		{ overrides: [{ files: [] }] },
		{ overrides: [{ files: ['a'], extends: 'b' }] },
	];
	for (const [values, verdict] of [
		[accepted, true],
		[refused, false],
	] as const) {
		for (const value of values) {
			it(`and the reader both ${verdict ? 'take' : 'refuse'} ${JSON.stringify(value)}`, (test) => {
				assert.equal(validate(value), verdict, JSON.stringify(validate.errors));
				const folder = plant(test, { 'keepalive.config.json': JSON.stringify(value) });
				const { problems } = createConfiguration(folder).settingsFor(join(folder, 'a.ts'));
				assert.equal(problems.length === 0, verdict, problems.join());
			});
		}
	}
});
