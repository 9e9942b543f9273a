import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { fixedPath, readFixtures } from './fixture.js';

const isCi = process.env['CI'] === 'true';
const python = ['/usr/bin/python3', 'python3'].find((command) => spawnSync(command, ['--version']).status === 0);
const mypy = spawnSync('mypy', ['--version']).status === 0;

/** Broken by intent, and Python 3.14's syntax, which an older Python cannot compile fixed or not. */
const uncompilable = ['fixtures/syntax/broken.py', 'fixtures/syntax/template-strings.py'];

const pairs = ['clients/python', 'rules', 'syntax', 'workspace']
	.flatMap(readFixtures)
	.flatMap(({ path: name, language, text, fixed }) =>
		language === 'python' && fixed !== undefined && !uncompilable.includes(name)
			? [{ name: fixedPath(name), before: text, after: fixed }]
			: [],
	);

/** Answers of a program for each text, in their order. */
function ask(program: string, texts: readonly string[]): readonly string[] {
	assert.ok(python);
	const input = JSON.stringify(texts);
	const { status, stdout, stderr } = spawnSync(python, ['-c', program], { input, encoding: 'utf8', maxBuffer: 1e8 });
	assert.equal(status, 0, stderr);
	const answers = JSON.parse(stdout) as readonly string[];
	assert.equal(answers.length, texts.length);
	return answers;
}

/** As `python3 -m py_compile` does, without files left behind. */
const compiling = `
import json, os, py_compile, sys, tempfile
answers = []
with tempfile.TemporaryDirectory() as folder:
    for text in json.load(sys.stdin):
        name = os.path.join(folder, "fixed.py")
        with open(name, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        try:
            py_compile.compile(name, cfile=name + "c", doraise=True)
            answers.append("")
        except py_compile.PyCompileError as error:
            answers.append(error.msg)
print(json.dumps(answers))`;

/** The oldest Python that a project may name and its libraries still run on: 3.8; empty where it takes the text. */
const parsing = `
import ast, json, sys
def parse(text):
    try:
        ast.parse(text, feature_version=(3, 8))
        return ""
    except SyntaxError as error:
        return str(error)
print(json.dumps([parse(text) for text in json.load(sys.stdin)]))`;

describe('every fixed Python fixture', { skip: python || isCi ? false : 'no python3 on this machine' }, () => {
	const compiled = python
		? ask(
				compiling,
				pairs.map((each) => each.after),
			)
		: [];
	const parsedBefore = python
		? ask(
				parsing,
				pairs.map((each) => each.before),
			)
		: [];
	const parsedAfter = python
		? ask(
				parsing,
				pairs.map((each) => each.after),
			)
		: [];

	it('is looked at', () => assert.ok(python && pairs.length > 80));

	for (const [index, { name }] of pairs.entries()) {
		it(`${name} passes py_compile`, () => assert.equal(compiled[index], ''));
		it(`${name} is parsed by the oldest Python that parses it unfixed`, () => {
			if (parsedBefore[index] === '') assert.equal(parsedAfter[index], '');
		});
	}
});

/** Typeshed's types are of stripe 3.5; later releases export the name, which `test/wire/samples/python/stripe.py` proves. */
const unknownToTypes = 'Module has no attribute "RequestsClient"  [attr-defined]';

describe('every fixed Python fixture, by mypy', { skip: mypy || isCi ? false : 'mypy is not installed' }, () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'keepalive-mypy-'));
	after(() => rmSync(folder, { recursive: true, force: true }));

	/** What mypy says of each text, without the lines' numbers, which fixes move. */
	function check(kind: 'before' | 'after'): readonly (readonly string[])[] {
		const files = pairs.map((pair, index) => {
			const file = path.join(folder, `${kind}_${index}.py`);
			writeFileSync(file, pair[kind]);
			return file;
		});
		const args = ['--no-error-summary', '--no-incremental', '--check-untyped-defs', '--ignore-missing-imports'];
		const options = { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 } as const;
		const { stdout } = spawnSync(
			'mypy',
			[...args, '--follow-imports=skip', '--python-version=3.11', ...files],
			options,
		);
		const lines = stdout.split('\n').filter((line) => line.includes(': error: '));
		return pairs.map((_, index) =>
			lines.filter((line) => line.startsWith(`${kind}_${index}.py:`)).map((line) => line.replace(/^.*?: error: /, '')),
		);
	}

	it('has no type errors that it had not unfixed', () => {
		const [before, after] = [check('before'), check('after')];
		// A syntax error would be the only thing that is said.
		assert.ok(before.flat().length > 5 && !before.flat().some((message) => message.includes('[syntax]')));
		const added = pairs.flatMap(({ name }, index) => {
			const known = [...(before[index] ?? []), ...(name.endsWith('/stripe.fixed.py') ? [unknownToTypes] : [])];
			return (after[index] ?? []).flatMap((message) => {
				const at = known.indexOf(message);
				if (at >= 0) known.splice(at, 1);
				return at >= 0 ? [] : [`${name}: ${message}`];
			});
		});
		assert.deepEqual(added, []);
	});
});
