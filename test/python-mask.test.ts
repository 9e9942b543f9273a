import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitArguments } from '../server/src/engine/python/arguments.js';
import { maskPython } from '../server/src/engine/python/mask.js';

/** The code that is left, `.` for each blank. */
function masked(text: string): string {
	return maskPython(text).code.replaceAll(' ', '.');
}

function splitCall(text: string): string[] {
	const mask = maskPython(text);
	return splitArguments(mask, text.indexOf('(')).map(({ span }) => text.slice(span.start, span.end));
}

describe('mask', () => {
	it('keeps the length of every text', () => {
		const texts = [
			'',
			'\uFEFFa',
			"f'{",
			"'''",
			'a\\',
			'f"{a!r:{b}}"',
			'(((',
			')))',
			'x = "\\',
			"rb'\\''",
			'#',
			'f"{f"{f"{',
		];
		for (const text of texts) assert.equal(maskPython(text).code.length, text.length, JSON.stringify(text));
	});

	it('blanks comments', () => {
		assert.equal(masked('a # "b"\nc'), 'a......\nc');
	});

	it('leaves the first and last character of strings as quotes', () => {
		assert.equal(masked("f('ab', 1)"), 'f("..",.1)');
		assert.equal(masked("x = Rb'a\\'b'"), 'x.=."......"');
		assert.equal(masked('""'), '""');
	});

	it('takes a newline in a triple-quoted string for text', () => {
		assert.equal(masked("x = '''a\n'b\n'''\ny"), 'x.=."........."\ny');
	});

	it('ends an unterminated string with its line', () => {
		assert.equal(masked("a('b\nc"), 'a("".c');
	});

	it('blanks newlines in brackets and after a backslash', () => {
		assert.equal(masked('a(\n1)\nb = \\\n2'), 'a(.1)\nb.=...2');
	});

	it('gives up an open bracket at the next statement', () => {
		assert.equal(masked('a(\ndef f(): pass'), 'a(\ndef.f():.pass');
	});

	it('keeps the fields of f-strings as code', () => {
		assert.equal(masked('f"a{b(1)}c{{d}}"'), '"..{b(1)}......"');
		assert.equal(masked('f"{a!r:>{w}}"'), '".{a....{w}}"');
		assert.equal(masked('f"{a:%H:%M}"'), '".{a......}"');
		assert.equal(masked("f'''{a +\n b}'''"), '"...{a.+..b}.."');
	});

	it('reads quotes of the same kind within fields, as Python 3.12 does', () => {
		assert.equal(masked('f"{d["k"]}"'), '".{d["."]}"');
		assert.equal(masked('f"{f"{f"{1}"}"}"'), '".{".{".{1}"}"}"');
	});

	it('reads t-strings as f-strings, and named characters as text', () => {
		for (const prefix of ['t', 'T', 'rt', 'tR', 'Tr']) {
			assert.equal(masked(`${prefix}"{a}"`), `"${'.'.repeat(prefix.length)}{a}"`, prefix);
		}
		assert.equal(masked("t'''{a!r:>{w}}\n{{b}}'''"), '"...{a....{w}}........"');
		assert.equal(masked('f"\\N{DASH}{a}"'), '".........{a}"');
	});

	it('takes a field that does not end for text', () => {
		assert.equal(masked('f"{a"\nb'), '"..."\nb');
	});

	it('makes one kind of line end of all', () => {
		assert.equal(masked('a\r\nb\rc'), 'a.\nb\nc');
	});

	it('stays fast on texts that fail everywhere', () => {
		for (const part of ['f"{', 'f"""{"""\n', '(', '"', 'a.', 'lambda ', '\\\n', '[x for ']) {
			const text = part.repeat(300_000 / part.length);
			assert.equal(maskPython(text).code.length, text.length);
		}
	});
});

describe('argument splitter', () => {
	it('cuts at the commas of the call itself', () => {
		assert.deepEqual(splitCall('f(a, (b, c), [d, e], {f: g}, h(i, j))'), [
			'a',
			'(b, c)',
			'[d, e]',
			'{f: g}',
			'h(i, j)',
		]);
	});

	it('reads over trailing commas, comments and newlines', () => {
		assert.deepEqual(splitCall('f(\n\ta,  # b, c\n\tb=2,\n)'), ['a', 'b=2']);
	});

	it('leaves the parameters of a lambda together', () => {
		assert.deepEqual(splitCall('f(lambda a, b: a, c)'), ['lambda a, b: a', 'c']);
		assert.deepEqual(splitCall('f(x, key=lambda: (1, 2), y=3)'), ['x', 'key=lambda: (1, 2)', 'y=3']);
	});

	it('tells keywords from comparisons and walruses', () => {
		const mask = maskPython('f(a == b, c=d, (e := 1), f!=g, *h, **i)');
		const read = splitArguments(mask, 1).map(({ keyword, star }) => keyword?.name ?? star);
		assert.deepEqual(read, ['', 'c', '', '', '*', '**']);
	});

	it('finds nothing in a call that does not end', () => {
		assert.deepEqual(splitCall('f(a, b'), []);
	});
});
