import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { applyEdits } from '../server/src/engine/index.js';
import { findChanges } from '../server/src/workspace/text-changes.js';

/** The edits that make `after` of `before`, as `start-end:text`; checked to do so. */
function changes(before: string, after: string): string[] {
	const edits = findChanges(before, after);
	assert.equal(applyEdits(before, [...edits]), after);
	return edits.map(({ span, text }) => `${span.start}-${span.end}:${text}`);
}

describe('text changes', () => {
	it('touch nothing that stays', () => {
		assert.deepEqual(changes('same\n', 'same\n'), []);
		assert.deepEqual(changes('a\nb\nc\n', 'a\nc\n'), ['2-4:']);
		assert.deepEqual(changes('a\nc\n', 'a\nb\nc\n'), ['2-2:b\n']);
		assert.deepEqual(changes('get(url);\n', 'get(url, agent);\n'), ['7-7:, agent']);
	});

	it('keep apart what lies apart', () => {
		const before = 'get({ a: 1 });\nget({ b: 2 });\n';
		const after = 'const x = 1;\n\nget({ a: 1, x });\nget({ b: 2, x });\n';
		assert.deepEqual(changes(before, after), ['0-0:const x = 1;\n\n', '10-10:,', '11-11:x ', '25-25:,', '26-26:x ']);
	});

	it('do not cut characters or line ends in two', () => {
		assert.deepEqual(changes('"\u{1f600}"', '"\u{1f601}"'), ['1-3:\u{1f601}']);
		assert.deepEqual(changes('a\r\nb', 'a\nb'), ['1-3:\n']);
		assert.deepEqual(changes('\ufeffx;\r\n', '\ufeffy;\r\nx;\r\n'), ['1-1:y;\r\n']);
	});

	it('replace what differs throughout', () => {
		const words = (word: string) => Array.from({ length: 3000 }, (_, index) => `${word}${index}`).join(' ');
		assert.equal(changes(words('a'), words('b')).length, 1);
		const lines = (word: string) => `same\n${words(word).replaceAll(' ', '\n')}\nsame\n`;
		assert.equal(changes(lines('a'), lines('b')).length, 1);
		assert.deepEqual(changes('', 'text'), ['0-0:text']);
		assert.deepEqual(changes('text', ''), ['0-4:']);
	});
});
