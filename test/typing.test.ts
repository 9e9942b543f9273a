import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine, type CheckResult, type SourceDocument } from '../server/src/engine/index.js';
import { documentOf, readFixtures } from './fixture.js';
import { createDice, editAnywhere } from './typed-edits.js';

const engine = createEngine();

/** Of each fixture; more of them find more. */
const edits = Number(process.env['EDITS'] ?? 6);

const fixtures = ['clients', 'rules', 'syntax'].flatMap((folder) => readFixtures(folder));

/** Everything of a result that another thread would get, the fixes included. */
function readAll({ clients, findings, suppressed }: CheckResult) {
	return structuredClone({ clients, findings, suppressed });
}

describe('A text that is typed is checked as one that is new', () => {
	for (const [index, fixture] of fixtures.entries()) {
		it(fixture.path, () => {
			const dice = createDice(index);
			let before: SourceDocument = documentOf(fixture, fixture.text);
			engine.check(before, fixture.context);
			for (let count = 0; count < edits; count++) {
				// Most mistakes are taken back soon, which brings the text to where more can go wrong.
				const text = count % 4 === 3 ? fixture.text : editAnywhere(before.text, dice);
				const after: SourceDocument = { ...before, text };
				const followed = readAll(engine.check(after, fixture.context, before));
				assert.deepEqual(followed, readAll(engine.check({ ...after }, fixture.context)), text);
				before = after;
			}
		});
	}

	it('fixes of an earlier text are none, and those that were written stay', () => {
		const path = 'a.mjs';
		const text = "import https from 'https';\nhttps.get('https://example.com', { timeout: 600_000 }, f);\n";
		const { context } = fixtures[0] ?? assert.fail();
		const one: SourceDocument = { path, language: 'javascript', text: text + text.split('\n')[1] };
		const [asked, other] = engine.check(one, context).findings;
		const written = asked?.fixes;
		assert.ok(written && written.length > 0 && other);
		const two: SourceDocument = { ...one, text: `\n${one.text}` };
		const moved = engine.check(two, context, one).findings;
		assert.equal(asked.fixes, written);
		assert.deepEqual(other.fixes, []);
		assert.ok(moved.every(({ fixes }) => fixes.length > 0));
		assert.deepEqual(engine.check(one, context).findings[0]?.fixes, written);
	});
});
