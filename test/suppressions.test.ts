import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applySuppressions, readSuppressions, unusedFinding } from '../server/src/engine/suppressions.js';
import type { Comment, Finding, Language, RuleId } from '../server/src/engine/index.js';

function commentsOf(text: string, pattern: RegExp): Comment[] {
	return [...text.matchAll(pattern)].map((match) => ({
		span: { start: match.index, end: match.index + match[0].length },
		text: match[0],
	}));
}

function finding(start: number, rule: RuleId = 'missing-keepalive'): Finding {
	return {
		rule,
		severity: 'warning',
		span: { start, end: start + 1 },
		message: '',
		client: '',
		api: '',
		related: [],
		fixSafety: 'none',
		fixes: [],
	};
}

/** Marks findings with `@` (missing-keepalive); answers the offsets that stay reported, and how many comments are unused. */
function run(language: Language, text: string): { readonly reported: number[]; readonly unused: number } {
	const pattern = language === 'python' ? /#[^\n]*/g : /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
	const suppressions = readSuppressions({ path: 'a', language, text }, commentsOf(text, pattern));
	const findings = [...text.matchAll(/@/g)].map(({ index }) => finding(index));
	const result = applySuppressions(findings, suppressions);
	return { reported: result.findings.map(({ span }) => span.start), unused: result.unused.length };
}

describe('suppressions in JavaScript', () => {
	const none = { reported: [], unused: 0 };
	it('cover the next line', () => {
		assert.deepEqual(run('javascript', '// keepalive-disable-next-line missing-keepalive -- known\n@\n'), none);
		assert.deepEqual(run('javascript', '// keepalive-disable-next-line missing-keepalive\n\n@'), {
			reported: [50],
			unused: 1,
		});
	});
	it('cover their own line', () => {
		assert.deepEqual(run('javascript', '@ // keepalive-disable-line missing-keepalive'), none);
		assert.deepEqual(run('javascript', '@ /* keepalive-disable-line late-keepalive, missing-keepalive */ @'), none);
	});
	it('can be stacked', () => {
		const text = '// keepalive-disable-next-line missing-keepalive\n// keepalive-disable-next-line late-keepalive\n@';
		assert.deepEqual(run('javascript', text), { reported: [], unused: 1 });
	});
	it('without a list cover every rule', () => {
		assert.deepEqual(run('javascript', '// keepalive-disable-next-line -- all of them\n@'), none);
	});
	it('cover a range up to `enable` or the end', () => {
		assert.deepEqual(run('javascript', '/* keepalive-disable missing-keepalive */\n@\n@'), none);
		const text = '/* keepalive-disable missing-keepalive */ @ /* keepalive-enable */ @';
		assert.deepEqual(run('javascript', text), { reported: [text.lastIndexOf('@')], unused: 0 });
	});
	it('cover only the rules they name', () => {
		assert.deepEqual(run('javascript', '// keepalive-disable-next-line late-keepalive\n@'), {
			reported: [46],
			unused: 1,
		});
	});
});

describe('suppressions in Python', () => {
	const none = { reported: [], unused: 0 };
	it('cover their line', () => {
		assert.deepEqual(run('python', '@  # keepalive: ignore[missing-keepalive] -- short calls'), none);
		assert.deepEqual(run('python', '@  # keepalive: ignore[late-keepalive, missing-keepalive]'), none);
	});
	it('cover the file', () => {
		assert.deepEqual(run('python', '# keepalive: file-ignore[missing-keepalive]\n\n@\n@'), none);
	});
	it('need a list', () => {
		assert.deepEqual(run('python', '@  # keepalive: ignore'), { reported: [0], unused: 0 });
		assert.deepEqual(run('python', '@  # keepalive: ignore[]'), { reported: [0], unused: 0 });
	});
	it('cover the logical line of a trailing comment', () => {
		const text = '@(\n    a,  # keepalive: ignore[missing-keepalive]\n)';
		const [comment] = commentsOf(text, /#[^\n]*/g);
		assert.ok(comment);
		const covers = { start: 0, end: text.length };
		const suppressions = readSuppressions({ path: 'a.py', language: 'python', text }, [{ ...comment, covers }]);
		assert.deepEqual(applySuppressions([finding(0)], suppressions).findings, []);
	});
});

describe('an unused suppression', () => {
	function removed(text: string): string {
		const [suppression] = readSuppressions(
			{ path: 'a', language: 'javascript', text },
			commentsOf(text, /\/\/[^\n]*/g),
		);
		assert.ok(suppression);
		const [fix] = unusedFinding(suppression, text, 'hint').fixes;
		const [edit] = fix?.edits ?? [];
		assert.ok(edit);
		return text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
	}
	it('is removed with its line', () => {
		assert.equal(removed('a;\n\t// keepalive-disable-next-line missing-keepalive\nb;\n'), 'a;\nb;\n');
	});
	it('is removed with the blanks before it', () => {
		assert.equal(removed('a; // keepalive-disable-line missing-keepalive\nb;'), 'a;\nb;');
	});
	it('that names no rule says so and is left alone', () => {
		const text = '// keepalive-disable-next-line missing-keepalve\nb;';
		const [suppression] = readSuppressions(
			{ path: 'a', language: 'javascript', text },
			commentsOf(text, /\/\/[^\n]*/g),
		);
		assert.ok(suppression);
		const found = unusedFinding(suppression, text, 'hint');
		assert.match(found.message, /`missing-keepalve`, which is no rule/);
		assert.deepEqual(found.fixes, []);
	});
});
