import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { describe, it } from 'node:test';
import ts from 'typescript';

import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import {
	applyEdits,
	type CheckContext,
	createEngine,
	type Finding,
	type SourceDocument,
} from '../server/src/engine/index.js';

const engine = createEngine();
const version = (text: string) => ({ version: text, source: 'test' });

const context: CheckContext = {
	environment: defaultEnvironment,
	target: {
		node: version('20.0.0'),
		python: version('3.11.0'),
		packages: { javascript: new Map(), python: new Map() },
	},
	rules: {},
};

const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const canParsePython = spawnSync(python, ['-c', 'import ast']).status === 0;
// A machine without Python parses less; the build machine must have it.
const parsesPython = canParsePython || process.env['CI'] === 'true';

/** Why a parser refuses a text; undefined where it does not. The parsers are the languages' own. */
function syntaxError({ path, language, text }: SourceDocument): string | undefined {
	if (language === 'python') {
		const input = text.replace(/^\uFEFF/, '');
		const run = parsesPython
			? spawnSync(python, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input, encoding: 'utf8' })
			: undefined;
		return run === undefined || run.status === 0 ? undefined : run.stderr;
	}
	const { diagnostics = [] } = ts.transpileModule(text, {
		fileName: path,
		reportDiagnostics: true,
		compilerOptions: { jsx: ts.JsxEmit.Preserve, experimentalDecorators: true, target: ts.ScriptTarget.ESNext },
	});
	return diagnostics.length === 0
		? undefined
		: diagnostics.map(({ messageText }) => JSON.stringify(messageText)).join();
}

const languageOf = (path: string) => (path.endsWith('.py') ? 'python' : 'javascript');

const documentOf = (path: string, text: string): SourceDocument => ({ path, language: languageOf(path), text });

function findingsOf(path: string, text: string): readonly Finding[] {
	return engine.check(documentOf(path, text), context).findings;
}

/** What stays reported, an unused comment included. */
const rulesOf = (path: string, text: string) =>
	findingsOf(path, text).map(({ rule, span }) => `${rule} ${text.slice(span.start, span.end)}`);

/** Silences one finding after the other for its line; each has to go, alone and for good, and the text still parses. */
function silenceLines(path: string, text: string): string {
	assert.equal(syntaxError(documentOf(path, text)), undefined, 'the sample parses');
	assert.ok(findingsOf(path, text).length > 0, 'the sample has a finding');
	let current = text;
	for (let left = findingsOf(path, current).length; left > 0; left = findingsOf(path, current).length) {
		const [finding] = findingsOf(path, current);
		const edit = finding && engine.suppress(documentOf(path, current), finding);
		assert.ok(edit, `no place for a comment in\n${current}`);
		current = applyEdits(current, [edit]);
		assert.equal(syntaxError(documentOf(path, current)), undefined, current);
		const after = rulesOf(path, current);
		assert.ok(after.length < left, `still reported: ${after.join()}\n${current}`);
	}
	return current;
}

/** Silences every rule that is found for the whole file; no finding may be left, and the text still parses. */
function silenceFile(path: string, text: string): string {
	assert.equal(syntaxError(documentOf(path, text)), undefined, 'the sample parses');
	const rules = new Set(findingsOf(path, text).map(({ rule }) => rule));
	assert.ok(rules.size > 0, 'the sample has a finding');
	let current = text;
	for (const rule of rules) {
		current = applyEdits(current, [engine.suppressInFile(documentOf(path, current), rule)]);
	}
	assert.equal(syntaxError(documentOf(path, current)), undefined, current);
	assert.deepEqual(rulesOf(path, current), [], current);
	return current;
}

interface Sample {
	readonly name: string;
	readonly path: string;
	/** Lines of the text. */
	readonly text: readonly string[];
	/** Lines that the text has to have afterwards. */
	readonly expected: readonly string[];
}

const rule = 'missing-keepalive';
const next = `// keepalive-disable-next-line ${rule}`;
const ignore = `  # keepalive: ignore[${rule}]`;
const imports = "import https from 'node:https';";

const lines: readonly Sample[] = [
	{
		name: 'JSX: a child on a line of its own',
		path: 'a.tsx',
		text: [imports, 'const page = (', '\t<p>', '\t\t{https.get(url)}', '\t</p>', ');'],
		expected: [`\t\t{/* keepalive-disable-next-line ${rule} */}`],
	},
	{
		name: 'JSX: a child behind text of its line',
		path: 'a.tsx',
		text: [imports, 'const page = (', '\t<p>', '\t\tSee {https.get(url)} there', '\t</p>', ');'],
		expected: [`\t\t{/* keepalive-disable-next-line ${rule} */}`],
	},
	{
		name: 'JSX: an attribute',
		path: 'a.jsx',
		text: [imports, 'const page = (', '\t<Page', '\t\tid="a"', '\t\tonClick={() => https.get(url)}', '\t/>', ');'],
		expected: [`\t\t${next}`],
	},
	{
		name: 'JSX: within the braces of a child',
		path: 'a.tsx',
		text: [imports, 'const page = (', '\t<>', '\t\t{isOpen &&', '\t\t\thttps.get(url)}', '\t</>', ');'],
		expected: [`\t\t\t${next}`],
	},
	{
		name: 'JSX: an attribute whose text goes over lines',
		path: 'a.tsx',
		text: [imports, 'const page = (', '\t<Page title="one', '\t\ttwo" load={https.get(url)} />', ');'],
		expected: [`\t\ttwo" load={/* keepalive-disable-line ${rule} */ https.get(url)} />`],
	},
	{
		name: 'template literal: on one line',
		path: 'a.ts',
		text: [imports, 'const text = `a ${https.get(url)} b`;'],
		expected: [next],
	},
	{
		name: 'template literal: in a later line of it',
		path: 'a.ts',
		text: [imports, 'const text = `', '\ta ${https.get(url)} ${https.get(other)}', '`;'],
		expected: [],
	},
	{
		name: 'template literal: within braces over several lines',
		path: 'a.ts',
		text: [imports, 'const text = `', '\ta ${', '\t\thttps.get(url)', '\t}', '`;'],
		expected: [`\t\t${next}`],
	},
	{
		name: 'template literal: an agent constructed within a tagged one',
		path: 'a.ts',
		text: [imports, 'const text = html`', '\t<a b=${new https.Agent({ timeout: 900_000 })}>', '`;'],
		expected: [],
	},
	{
		name: 'decorator: in its arguments',
		path: 'a.ts',
		text: [imports, '@Injectable({ agent: new https.Agent() })', 'export class Reports {}'],
		expected: [next],
	},
	{
		name: 'decorator: of a member, over several lines',
		path: 'a.ts',
		text: [imports, 'class Reports {', '\t@Cached({', '\t\tload: () => https.get(url),', '\t})', '\treports = 1;', '}'],
		expected: [`\t\t${next}`],
	},
	{
		name: 'a chain of calls',
		path: 'a.js',
		text: [imports, 'const all = list', '\t.map((url) => https.get(url))', '\t.filter(Boolean);'],
		expected: [`\t${next}`],
	},
	{
		name: 'behind a comment of another tool about the next line, which stays there',
		path: 'a.js',
		text: [imports, '// eslint-disable-next-line no-undef', 'https.get(url);'],
		expected: [imports, next, '// eslint-disable-next-line no-undef', 'https.get(url);'],
	},
	{
		name: 'several findings on one line',
		path: 'a.js',
		text: [imports, 'https.get(url); https.get(other);'],
		expected: [next],
	},
	{
		name: "the line below 'use strict', behind a shebang",
		path: 'a.js',
		text: ['#!/usr/bin/env node', "'use strict';", "require('node:https').get(url);"],
		expected: ['#!/usr/bin/env node', "'use strict';", next],
	},
	{
		name: 'Python: a call over several lines',
		path: 'a.py',
		text: ['import requests', 'requests.get(', '    url,', '    timeout=5,', ')'],
		expected: [`)${ignore}`],
	},
	{
		name: 'Python: a line that is continued by a backslash',
		path: 'a.py',
		text: ['import requests', 'found = requests.get(url, timeout=5) \\', '    .json()'],
		expected: [`    .json()${ignore}`],
	},
	{
		name: 'Python: a call in a line that a backslash continues to',
		path: 'a.py',
		text: ['import requests', 'found = first or \\', '    requests.get(url, timeout=5)', 'done()'],
		expected: [`    requests.get(url, timeout=5)${ignore}`],
	},
	{
		name: 'Python: a decorator',
		path: 'a.py',
		text: ['import requests', '@cached(requests.get(url, timeout=5))', '@other', 'def load():', '    pass'],
		expected: [`@cached(requests.get(url, timeout=5))${ignore}`],
	},
	{
		name: 'Python: a decorator over several lines',
		path: 'a.py',
		text: ['import requests', '@cached(', '    requests.get(url, timeout=5),', ')', 'class Reports:', '    pass'],
		expected: [`)${ignore}`],
	},
	{
		name: 'Python: within an f-string',
		path: 'a.py',
		text: ['import requests', 'text = f"a {requests.get(url, timeout=5)} b"'],
		expected: [`text = f"a {requests.get(url, timeout=5)} b"${ignore}`],
	},
	{
		name: 'Python: within an f-string over several lines',
		path: 'a.py',
		text: ['import requests', 'text = f"""', 'a {requests.get(url, timeout=5)} b', '"""', 'done()'],
		expected: [`"""${ignore}`],
	},
	{
		name: 'Python: the head of a compound statement, and one on its line',
		path: 'a.py',
		text: [
			'import requests',
			'with requests.Session() as session:',
			'    session.get(url, timeout=5)',
			'if a: requests.get(url, timeout=5)',
		],
		expected: [`if a: requests.get(url, timeout=5)${ignore}`],
	},
	{
		name: 'Python: a line with a comment of another tool',
		path: 'a.py',
		text: ['import requests', 'requests.get(url, timeout=5)  # noqa: S113'],
		expected: [`requests.get(url, timeout=5)  # noqa: S113${ignore}`],
	},
	{
		name: 'Python: a function with a docstring, the text ending without a line break',
		path: 'a.py',
		text: [
			'"""Reports."""',
			'from __future__ import annotations',
			'import requests',
			'def load():',
			'    """Loads."""',
			'    return requests.get(url, timeout=5)',
		],
		expected: [`    return requests.get(url, timeout=5)${ignore}`],
	},
];

const disable = `/* keepalive-disable ${rule} */`;
const fileIgnore = `# keepalive: file-ignore[${rule}]`;

const wholeFiles: readonly Sample[] = [
	{
		name: 'JavaScript: behind a shebang',
		path: 'a.mjs',
		text: ['#!/usr/bin/env node', imports, 'https.get(url);'],
		expected: ['#!/usr/bin/env node', disable, imports],
	},
	{
		name: "JavaScript: 'use strict' stays a directive",
		path: 'a.js',
		text: ["'use strict';", "require('node:https').get(url);"],
		expected: [disable, "'use strict';"],
	},
	{
		name: "JavaScript: 'use server' of a module stays a directive",
		path: 'a.tsx',
		text: ["'use server';", imports, 'export const load = async () => https.get(url);'],
		expected: [disable, "'use server';"],
	},
	{
		name: 'Python: behind a shebang and an encoding, before the docstring',
		path: 'a.py',
		text: [
			'#!/usr/bin/env python3',
			'# -*- coding: utf-8 -*-',
			'"""Reports."""',
			'import requests',
			'requests.get(url, timeout=5)',
		],
		expected: ['#!/usr/bin/env python3', '# -*- coding: utf-8 -*-', fileIgnore, '"""Reports."""'],
	},
	{
		name: 'Python: a docstring and from __future__ stay the first statements',
		path: 'a.py',
		text: ['"""Reports."""', 'from __future__ import annotations', 'import requests', 'requests.get(url, timeout=5)'],
		expected: [fileIgnore, '"""Reports."""', 'from __future__ import annotations'],
	},
	{
		name: 'Python: a docstring that shows such a comment is left alone',
		path: 'a.py',
		text: [
			'"""Say',
			'    # keepalive: file-ignore[late-keepalive]',
			'"""',
			'import requests',
			'requests.get(url, timeout=5)',
		],
		expected: [fileIgnore, '"""Say', '    # keepalive: file-ignore[late-keepalive]', '"""'],
	},
];

for (const [title, samples, silence] of [
	['Disable for this line', lines, silenceLines],
	['Disable for this file', wholeFiles, silenceFile],
] as const) {
	describe(`${title}, placed by syntax`, () => {
		for (const { name, path, text, expected } of samples) {
			for (const eol of ['\n', '\r\n']) {
				it(`${name}${eol === '\n' ? '' : ' (CRLF)'}`, () => {
					const after = silence(path, text.join(eol)).split(eol);
					for (const line of expected) assert.ok(after.includes(line), `"${line}" in\n${after.join('\n')}`);
					assert.ok(!after.some((line) => line.includes('\n')), 'line ends');
				});
			}
		}
	});
}
