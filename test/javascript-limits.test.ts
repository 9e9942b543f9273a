import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createEngine, openProject } from '../server/src/api.js';

/** How many findings there are where so many requests are given to a function that does so much to each. */
function findings(requests: number, calls: number, last: string): number {
	const text = [
		"import https from 'https';",
		'function f(r) {',
		...Array.from({ length: calls }, (_, index) => `  r.on('error', on${index});`),
		`  ${last}`,
		'}',
		...Array.from({ length: requests }, (_, index) => `f(https.request('https://example.com/${index}'));`),
	].join('\n');
	const { context } = openProject(__dirname).fileFor(join(__dirname, 'a.ts'));
	return createEngine().check({ path: 'a.ts', language: 'javascript', text }, context).findings.length;
}

const keepAlive = "r.on('socket', (s) => s.setKeepAlive(true, 60_000));";

describe('what is not followed to its end is not known, and nothing is said of it', () => {
	it('is all that a function does to very many requests', () => {
		assert.equal(findings(100, 50, 'r.end();'), 100);
		assert.equal(findings(100, 50, keepAlive), 0);
		assert.equal(findings(2_000, 50, keepAlive), 0);
	});
});
