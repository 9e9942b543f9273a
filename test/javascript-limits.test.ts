import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createEngine, openProject } from '../server/src/api.js';
import { joinStrings } from '../server/src/engine/javascript/strings.js';

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

describe('a string that is put together', () => {
	const span = { start: 0, end: 0 };
	const text = (value: string) => ({ kind: 'string', value, span }) as const;
	const joined = (first: string, second: string) => joinStrings([text(first), text(second)], span);
	const path = 'b'.repeat(600);

	it('is known to its end as long as it is no longer than an address', () => {
		assert.deepEqual(
			joined(`https://example.com/${path}`, '?timeout=1'),
			text(`https://example.com/${path}?timeout=1`),
		);
	});

	it('does not grow with each part that is added', () => {
		const known = joined(`https://example.com/${path}`, path);
		assert.deepEqual(known, text(`https://example.com/${path}${path}`.slice(0, 1000)));
		assert.deepEqual(joinStrings([known, text(path)], span), known);
	});

	it('is not known where it is a long text that is no address', () => {
		assert.deepEqual(joined(path, path), { kind: 'string', value: undefined, span });
	});
});
