import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createEngine, type FixAllResult } from '../server/src/engine/index.js';
import {
	actualClients,
	actualFindings,
	documentOf,
	expectedClients,
	expectedFindings,
	fixedPath,
	readFixtures,
	repository,
	type Fixture,
} from './fixture.js';

/** `UPDATE_FIXED=1` writes the `.fixed` files instead of comparing; expectations are always written by hand. */
const update = process.env['UPDATE_FIXED'] === '1';

const engine = createEngine();

for (const folder of ['clients', 'rules', 'syntax']) {
	for (const fixture of readFixtures(folder)) {
		describe(fixture.path, () => {
			it('finds what is marked and nothing else', () => checkMarkers(fixture, fixture.text));
			it('finds the same with CRLF line ends', () => checkMarkers(fixture, withCrlf(fixture.text)));
			it('finds the same after a byte order mark', () => checkMarkers(fixture, '\uFEFF' + fixture.text));
			it('is fixed as its .fixed file says', () => checkFix(fixture));
			it('is fixed alike with CRLF line ends', () => checkFixOf(fixture, withCrlf(fixture.text), withCrlf));
			it('is fixed alike after a byte order mark', () =>
				checkFixOf(fixture, '\uFEFF' + fixture.text, (text) => '\uFEFF' + text));
			it('has nothing left to fix', () => checkFixedPoint(fixture));
		});
	}
}

function fixAll(fixture: Fixture, text: string): FixAllResult {
	return engine.fixAll(documentOf(fixture, text), fixture.context, { unsafe: fixture.unsafe });
}

function withCrlf(text: string): string {
	return text.replaceAll('\n', '\r\n');
}

function checkMarkers(fixture: Fixture, text: string): void {
	const result = engine.check(documentOf(fixture, text), fixture.context);
	assert.deepEqual(actualFindings(text, result), expectedFindings(text));
	assert.deepEqual(actualClients(text, result), expectedClients(text));
}

/** A fix without an expected output, or an expected output without a fix, is a failure. */
function checkFix(fixture: Fixture): void {
	const { text } = fixAll(fixture, fixture.text);
	if (update && text !== fixture.text) {
		writeFileSync(path.join(repository, fixedPath(fixture.path)), text);
		return;
	}
	assert.equal(text, fixture.fixed ?? fixture.text);
	if (fixture.fixed !== undefined) assert.notEqual(fixture.fixed, fixture.text, 'the .fixed file equals its source');
}

function checkFixOf(fixture: Fixture, text: string, convert: (text: string) => string): void {
	assert.equal(fixAll(fixture, text).text, convert(fixAll(fixture, fixture.text).text));
}

function checkFixedPoint(fixture: Fixture): void {
	const once = fixAll(fixture, fixture.text);
	const fixable = once.remaining.findings.filter(({ fixes }) =>
		fixes.some(({ safety }) => safety === 'safe' || fixture.unsafe),
	);
	assert.deepEqual(
		fixable.map(({ rule, message }) => `${rule}: ${message}`),
		[],
	);
	const twice = fixAll(fixture, once.text);
	assert.equal(twice.text, once.text);
	assert.equal(twice.fixed, 0);
}
