import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import createWabt from 'wabt';

import { type Language, type Needle, needlesOf } from '../server/src/engine/index.js';
import { createByteSearches } from '../server/src/workspace/byte-search.js';
import { byteSearchModule } from '../server/src/workspace/byte-search-module.js';
import { searchFor } from '../server/src/workspace/gate-search.js';

const root = join(__dirname, '..', '..');
const languages: readonly Language[] = ['javascript', 'python'];

/** Looks for one of the needles in texts. */
function searching(needles: readonly Needle[]): (text: string) => boolean {
	const search = createByteSearches({ needles })?.needles;
	assert.ok(search);
	return (text) => search.holdsAny(search.room.write(text, 'latin1'));
}

const anywhere = (text: string): Needle => ({ text, isName: false });
const asName = (text: string): Needle => ({ text, isName: true });

/** Answers the same row of numbers from 0 to 1 each time. */
function numbers(): () => number {
	let state = 1;
	return () => {
		state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
		return state / 0x80000000;
	};
}

describe('the search in bytes', () => {
	it('runs what its source says', async () => {
		const wabt = await createWabt();
		const source = readFileSync(join(root, 'server/src/workspace/byte-search.wat'), 'utf8');
		const { buffer } = wabt.parseWat('byte-search.wat', source, { simd: true }).toBinary({});
		assert.equal(Buffer.from(buffer).toString('base64'), byteSearchModule, 'run node scripts/byte-search.mjs');
	});

	for (const language of languages) {
		it(`finds every text that the gate of ${language} looks for, wherever it stands`, () => {
			const needles = needlesOf(language);
			const holds = searching(needles);
			assert.ok(needles.length > 10);
			for (const { text } of needles) {
				for (let before = 0; before < 40; before++) {
					const start = ' '.repeat(before);
					assert.ok(holds(start + text), `${before} before '${text}'`);
					assert.ok(holds(`${start}${text} ${start}`), `${before} around '${text}'`);
					assert.ok(!holds(`${start}${text.slice(0, -1)}_`), `${before} before most of '${text}'`);
				}
			}
		});
	}

	it('finds what a regular expression does', () => {
		const texts = ['abca', 'aaaa', 'bcab', 'cabcab', "'ab'", '"ab"', 'abcabcabc'];
		const holds = searching(texts.map(anywhere));
		const expression = new RegExp(texts.join('|'));
		const next = numbers();
		let found = 0;
		for (let round = 0; round < 20_000; round++) {
			const length = Math.floor(next() * 40);
			const text = Array.from({ length }, () => `abcd'"`[Math.floor(next() * 6)]).join('');
			assert.equal(holds(text), expression.test(text), JSON.stringify(text));
			found += Number(holds(text));
		}
		assert.ok(found > 1000 && found < 19_000, String(found));
	});

	it('finds bytes above ASCII in nothing', () => {
		const holds = searching([anywhere('abcd')]);
		assert.ok(!holds('\xe1\xe2\xe3\xe4'));
		assert.ok(holds('\xff\xfeabcd\xff'));
	});

	it('does not see what was there before', () => {
		const holds = searching([anywhere('abcd'), asName('name')]);
		assert.ok(holds('     abcd'));
		assert.ok(!holds('     ab'));
		assert.ok(!holds('     abc'));
		assert.ok(!holds('.name1'));
		assert.ok(holds(' name'), 'the 1 behind it is gone');
	});

	it('tells names in imports from other words', () => {
		const holds = searching([asName('http')]);
		for (const text of [
			'import http',
			'import http\n',
			'import os,http',
			'import\thttp;',
			'from \\\nhttp import client',
			'import http.client',
			'import http\\\n',
			'import http# why',
			'import http, os',
			'(import http)',
		]) {
			assert.ok(holds(text), text);
		}
		for (const text of [
			'import https',
			'from .http import a',
			'see http://a',
			'xhttp',
			'a_http ',
			"'http'",
			'http_a',
		]) {
			assert.ok(!holds(text), text);
		}
	});

	it('keeps sets apart', () => {
		const searches = createByteSearches({ first: [anywhere('abcd')], second: [anywhere('efgh')] });
		assert.ok(searches);
		const { first, second } = searches;
		const length = first.room.write('efgh', 'latin1');
		assert.deepEqual([first.holdsAny(length), second.holdsAny(length)], [false, true]);
	});

	it('searches as much as there is room for', () => {
		const search = createByteSearches({ needles: [anywhere('abcd')] })?.needles;
		assert.ok(search && search.room.length > 1_000_000);
		search.room.fill('.');
		assert.ok(!search.holdsAny(search.room.length));
		search.room.write('abcd', search.room.length - 4);
		assert.ok(search.holdsAny(search.room.length));
	});

	it('refuses what is too short, and too much', () => {
		assert.throws(() => createByteSearches({ short: [anywhere('abc')] }), /'abc' is too short/);
		const many = Array.from({ length: 10_000 }, (_, index) => anywhere(`text ${index}`));
		assert.throws(() => createByteSearches({ many }), /too many/);
	});

	it('leaves notebooks alone, whose cells are in strings', () => {
		assert.equal(searchFor('a.ipynb', 'python'), undefined);
		assert.ok(searchFor('a.py', 'python'));
	});

	it('is done without where there is no WebAssembly', () => {
		const program = join(root, 'out/server/src/bin.js');
		const scan = (...options: string[]): string =>
			execFileSync(process.execPath, [...options, program, 'scan', 'fixtures/workspace', '--exit-zero'], {
				cwd: root,
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
			});
		assert.equal(scan('--jitless'), scan());
	});
});
