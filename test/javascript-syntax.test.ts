import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine } from '../server/src/engine/index.js';
import { readFixtures } from './fixture.js';

const engine = createEngine();

/** The fixtures of syntax, each of which also runs with CRLF line ends and behind a byte order mark. */
const forms: readonly (readonly [form: string, fixture: string, shown: RegExp])[] = [
	['nested calls', 'nested.js', /https\.\w+\([^;]*=>[^;]*https\.\w+\(/],
	['JSX', 'elements.jsx', /<\w+/],
	['JSX in TypeScript', 'elements.tsx', /<\w+/],
	['decorators', 'decorators.ts', /^@\w+\(/m],
	['.mts', 'module.mts', /^import /m],
	['.cts', 'required.cts', /^import \w+ = require\(/m],
	['hashbang', 'hashbang.mjs', /^#!/],
	["'use strict'", 'strict.js', /^['"]use strict['"];/m],
];

describe('Syntax, by its forms', () => {
	const fixtures = readFixtures('syntax');
	for (const [form, name, shown] of forms) {
		it(`${form} has a fixture with a finding and a fix: ${name}`, () => {
			const fixture = fixtures.find(({ path }) => path === `fixtures/syntax/${name}`);
			assert.ok(fixture);
			assert.match(fixture.text, shown);
			assert.match(fixture.text, /expect: [\w-]+-keepalive/);
			assert.ok(fixture.fixed !== undefined && fixture.fixed !== fixture.text);
			assert.match(fixture.fixed, shown);
		});
	}

	it('puts what a fix needs behind a hashbang, directives and comments, with CRLF and a byte order mark', () => {
		const head = "\uFEFF#!/usr/bin/env node\n'use strict';\n/* Copyright */\n\nconst { get } = require('https');\n";
		const text = `${head}get('https://api.example.com/slow', { timeout: 600_000 });\n`.replaceAll('\n', '\r\n');
		const version = (of: string) => ({ version: of, source: 'test' });
		const packages = { javascript: new Map(), python: new Map() };
		const target = { node: version('22.12.0'), python: version('3.12.0'), packages };
		const context = { environment: defaultEnvironment, target, rules: {} };
		const fixed = engine.fixAll({ path: 'a.js', language: 'javascript', text }, context).text;
		const begin = head.replace('{ get }', '{ get, Agent }').replaceAll('\n', '\r\n');
		assert.ok(fixed.startsWith(`${begin}\r\n// `), fixed);
		assert.match(fixed, /class KeepAliveHttpsAgent extends Agent \{\r\n/);
		assert.match(fixed, /\r\nget\('https:.*agent: keepAliveHttpsAgent \}\);\r\n$/);
		assert.ok(!/[^\r]\n/.test(fixed), 'every line ends alike');
	});
});
