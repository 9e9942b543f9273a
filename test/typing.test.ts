import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngine, type CheckResult, type SourceDocument } from '../server/src/engine/index.js';
import { documentOf, readFixtures } from './fixture.js';

const engine = createEngine();

/** Of each fixture; more of them find more. */
const edits = Number(process.env['EDITS'] ?? 6);

const fixtures = ['clients', 'rules', 'syntax'].flatMap((folder) => readFixtures(folder));

/** What somebody types, finishes later, or pastes. */
const typed = [
	...['(', ')', '{', '}', '[', ']', "'", '"', '`', '/', '\\', ';', ',', '.', '=', ' ', '\n', '\r\n', 'x', '0', '<', '>'],
	...['/*', '*/', '//', '${', '=>', '# ', '"""', ':', '\t', '    ', '\u2028', '\uFEFF', '\u{1F600}', '@', '?', '!'],
	...['async ', 'await ', 'new ', 'class A extends ', 'function f() {', 'return ', 'export ', 'var https = 1;\n', 'if (a) '],
	...['import https from "https";\n', 'https.get(u);\n', 'const agent = new https.Agent();\n', 'agent.keepAlive = true;\n'],
	...['import requests\n', 'def f():\n    ', 'requests.get(u)\n', 'with x as s:\n    ', 'lambda x: ', 'session.mount("https://", a)\n'],
	...['// keepalive-disable-next-line\n', '# keepalive: ignore\n', 'window.x = 1;\n', '<div>{', '</div>', 'case 1:', 'yield ', 'f"{'],
]; // prettier-ignore

/** Numbers below `below` that look like chance, and are the same at each run. */
function createDice(seed: number): (below: number) => number {
	let state = seed * 2_654_435_761 + 1;
	return (below) => {
		state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
		return (state >>> 8) % below;
	};
}

function edit(text: string, dice: (below: number) => number): string {
	const at = dice(text.length + 1);
	const line = text.lastIndexOf('\n', at - 1) + 1;
	const insert = (offset: number, added: string) => text.slice(0, offset) + added + text.slice(offset);
	switch (dice(6)) {
		case 0:
			return text.slice(0, at) + text.slice(at + 1);
		case 1:
			return text.slice(0, at) + text.slice(at + dice(40));
		case 2: {
			const from = dice(text.length + 1);
			return insert(at, text.slice(from, from + dice(60)));
		}
		case 3:
			return insert(line, typed[dice(typed.length)] ?? '');
		default:
			return insert(at, typed[dice(typed.length)] ?? '');
	}
}

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
				const text = count % 4 === 3 ? fixture.text : edit(before.text, dice);
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
