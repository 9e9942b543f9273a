import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyEdits, applyFixes } from '../server/src/engine/edits.js';
import type { Edit, Fix } from '../server/src/engine/index.js';

const edit = (start: number, end: number, text: string, rank?: number): Edit => ({
	span: { start, end },
	text,
	...(rank !== undefined && { rank }),
});

const fix = (...edits: readonly Edit[]): Fix => ({ title: '', safety: 'safe', edits });

describe('applyEdits', () => {
	it('applies in document order whatever the order given', () => {
		assert.equal(applyEdits('abcd', [edit(2, 3, 'C'), edit(0, 1, 'A')]), 'AbCd');
	});
	it('keeps the order of insertions at one place, by rank first', () => {
		assert.equal(applyEdits('x', [edit(0, 0, '1', 1), edit(0, 0, '2', 1), edit(0, 0, '0')]), '012x');
	});
	it('refuses edits that overlap', () => {
		assert.throws(() => applyEdits('abcd', [edit(0, 3, ''), edit(2, 4, '')]), /overlap/);
	});
});

describe('applyFixes', () => {
	it('makes an edit that two fixes share once', () => {
		const { text, applied } = applyFixes('ab', [
			fix(edit(0, 0, 'import;'), edit(0, 1, 'A')),
			fix(edit(0, 0, 'import;'), edit(1, 2, 'B')),
		]);
		assert.equal(text, 'import;AB');
		assert.equal(applied.length, 2);
	});
	it('leaves a fix out as a whole when one of its edits overlaps', () => {
		const { text, applied } = applyFixes('abc', [fix(edit(0, 2, 'X')), fix(edit(1, 3, 'Y'), edit(3, 3, '!'))]);
		assert.equal(text, 'Xc');
		assert.equal(applied.length, 1);
	});
});
