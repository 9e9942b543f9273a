import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { compileFunction } from 'node:vm';
import { check, fixed, imported } from './shared-modules.js';

const plain = { 'package.json': '{}' };
const common = "const https = require('https');\n\nhttps.get('https://api.example.com/slow');\n";

describe('A shared module of CommonJS that is there already', () => {
	for (const [before, after] of [
		['exports.retries = 3;\n', 'exports.retries = 3;\nexports.keepAliveHttpsAgent = keepAliveHttpsAgent;\n'],
		[
			'module.exports.retries = 3;\n',
			'module.exports.retries = 3;\nmodule.exports.keepAliveHttpsAgent = keepAliveHttpsAgent;\n',
		],
		['module.exports = {};\n', 'module.exports = { keepAliveHttpsAgent };\n'],
		['module.exports = { retries: 3 };\n', 'module.exports = { retries: 3, keepAliveHttpsAgent };\n'],
		['const retries = 3\n', 'const retries = 3\nmodule.exports.keepAliveHttpsAgent = keepAliveHttpsAgent\n'],
	] as const) {
		it(`exports from CommonJS as ${before.trim()}`, () => {
			const files = { ...plain, 'a.js': common, 'keepalive-agent.js': before };
			const fix = fixed(files, ['a.js']);
			assert.match(fix['a.js'] ?? '', /\bconst \{ keepAliveHttpsAgent \} = require\('\.\/keepalive-agent'\);\n/);
			const text = fix['keepalive-agent.js'] ?? '';
			assert.ok(text.endsWith(after), text);
			assert.ok(text.indexOf('const keepAliveHttpsAgent = ') < text.lastIndexOf('exports'));
			assert.deepEqual(fixed(fix, ['a.js']), fix);
			assert.deepEqual(check(fix, 'a.js').findings, []);
			const exported: Record<string, unknown> = {};
			const module = { exports: exported };
			// The module runs as Node would run it.
			const run = compileFunction(text, ['require', 'module', 'exports']) as (...given: unknown[]) => void;
			run(createRequire(__filename), module, exported);
			assert.equal(typeof (module.exports['keepAliveHttpsAgent'] as { keepAlive: unknown }).keepAlive, 'boolean');
		});
	}

	it('is left alone where CommonJS exports something else under its name, or as a whole', () => {
		for (const text of [
			'exports.keepAliveHttpsAgent = 1;\n',
			'module.exports = class {};\n',
			'module.exports = { ...x };\n',
		]) {
			assert.equal(imported({ ...plain, 'a.js': common, 'keepalive-agent.js': text }, 'a.js'), '', text);
		}
	});
});
