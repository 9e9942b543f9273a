import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { applyEdits, createEngine, type CheckContext, type SourceDocument } from '../server/src/engine/index.js';
import { readFixtures } from './fixture.js';

const engine = createEngine();

function context(node: string): CheckContext {
	const version = (text: string) => ({ version: text, source: 'test' });
	const packages = { javascript: new Map(), python: new Map() };
	return {
		environment: defaultEnvironment,
		target: { node: version(node), python: version('3.11.0'), packages },
		rules: {},
	};
}

function document(text: string, path: string): SourceDocument {
	return { path, language: 'javascript', text };
}

/** The text after all safe fixes for Node 20. */
function fix(text: string, path = 'client.js', node = '20.0.0'): string {
	return engine.fixAll(document(text, path), context(node)).text;
}

/** The line of the fixed text that holds `part`. */
function fixedLine(text: string, part: string, path?: string): string | undefined {
	return fix(text, path)
		.split('\n')
		.find((line) => line.includes(part));
}

const imported = `import https from 'node:https';\n`;

describe('JavaScript imports and helpers', () => {
	const got = (rest: string): string => `${rest}got('https://a.example');\n`;
	const imports: readonly (readonly [text: string, path: string, expected: string])[] = [
		[`import got from 'got';\n`, 'a.js', `import https from 'node:https';`],
		[`import got from 'got';\nimport fs from 'fs';\n`, 'a.js', `import https from 'https';`],
		[`import got from "got"\ngot.get\n`, 'a.js', `import https from "node:https"`],
		[`const got = require('got');\n`, 'a.js', `const https = require('node:https');`],
		[`const got = require('got');\nconst fs = require('fs');\n`, 'a.js', `const https = require('https');`],
		[`import got from 'got';\n`, 'a.ts', `import * as https from 'node:https';`],
		[`import got from 'got';\nimport fs from 'node:fs';\n`, 'a.ts', `import https from 'node:https';`],
		[`import got = require('got');\n`, 'a.cts', `import https = require('node:https');`],
		[`import got from 'got';\nimport { get } from 'https';\n`, 'a.js', `import { get, Agent } from 'https';`],
		[
			`const got = require('got');\nconst { get } = require('https');\n`,
			'a.js',
			`const { get, Agent } = require('https');`,
		],
	];
	for (const [text, path, expected] of imports) {
		it(`${path}: ${JSON.stringify(text)}`, () =>
			assert.ok(fix(got(text), path).split('\n').includes(expected), fix(got(text), path)));
	}

	it('reuses the local name of an import', () => {
		assert.match(fix(got(`import got from 'got';\nimport * as tls from 'https';\n`)), /extends tls\.Agent \{/);
	});

	it('reuses a helper that is there, whatever its values', () => {
		const once = fix(`${imported}https.get('https://a.example');\n`);
		const more = fix(`${once.replaceAll('120_000', '60_000')}https.get('https://b.example');\n`);
		assert.equal(more.match(/class KeepAliveHttpsAgent/g)?.length, 1);
		assert.match(more, /https\.get\('https:\/\/b\.example', \{ agent: keepAliveHttpsAgent \}\)/);
	});

	it('adds a helper below those it needs', () => {
		const once = fix(`${imported}new https.Agent();\n`);
		const more = fix(`${once}https.get('https://b.example');\n`);
		assert.ok(more.indexOf('class KeepAliveHttpsAgent') < more.indexOf('const keepAliveHttpsAgent'));
	});

	it('is written in the syntax of an old Node', () => {
		const text = `const https = require('https');\nhttps.get('https://a.example');\n`;
		const old = fix(text, 'a.js', '12.0.0');
		assert.match(old, /\n {4}if \(socket\) socket\.setKeepAlive\(true, 120000\);\n/);
		assert.doesNotMatch(old, /\?\.|\d_\d/);
		assert.equal(fix(old, 'a.js', '12.0.0'), old);
		assert.equal(fix(`require('net').connect(1, 'a.example');\n`, 'a.js', '8.0.0').includes('(true, 120000)'), true);
		// A helper is one, in whatever syntax.
		const more = fix(`${old}https.get('https://b.example');\n`, 'a.js', '18.0.0');
		assert.equal(more.match(/class KeepAliveHttpsAgent/g)?.length, 1);
	});

	it('is imported with the imports, below what is required', () => {
		const text = `import got from 'got';\nconst pkg = require('./package.json');\ngot('https://a.example');\n`;
		const lines = fix(text, 'a.ts').split('\n');
		assert.deepEqual(lines.slice(0, 3), [
			"import got from 'got';",
			"import * as https from 'node:https';",
			"import * as net from 'node:net';",
		]);
		assert.ok(
			lines.indexOf("const pkg = require('./package.json');") < lines.findIndex((line) => /^class /.test(line)),
		);
	});

	it('stays below what compilers write around imports', () => {
		const text = `"use strict";\nconst https_1 = require("https");\nconst a_1 = __importDefault(require("./a"));\nnew https_1.Agent();\n`;
		const lines = fix(text).split('\n');
		const at = (part: string): number => lines.findIndex((line) => line.includes(part));
		assert.ok(at('a_1') < at('class KeepAliveHttpsAgent'));
	});

	it('stays above the first use, below what must come first', () => {
		const text = `#!/usr/bin/env node\n'use strict';\n// Licensed.\n\n// A call.\nnew (require('https')).Agent();\nconst path = require('path');\n`;
		const lines = fix(text).split('\n');
		const at = (part: string): number => lines.findIndex((line) => line.includes(part));
		assert.deepEqual([at('#!'), at('use strict'), at('Licensed')], [0, 1, 2]);
		assert.ok(at('require(') < at('class KeepAliveHttpsAgent') && at('class KeepAliveHttpsAgent') < at('// A call'));
	});

	it('stays below a hashbang behind a byte order mark', () => {
		const text = `\uFEFF#!/usr/bin/env node\nnew (require('https')).Agent();\n`;
		assert.match(fix(text), /^\uFEFF#!.*\nconst https = require\('https'\);\n/);
	});

	const refused = [
		`${imported}https.get('https://a.example'\n`,
		`${imported}const keepAliveHttpsAgent = 1;\nhttps.get('https://a.example');\n`,
		`import got from 'got';\nconst https = 'https';\ngot('https://a.example');\n`,
		`${imported}const o = { host: 'a.example' };\nhttps.get(o);\nrequire('http').get(o);\n`,
		`${imported}class Mine extends https.Agent {}\nnew Mine();\n`,
	];
	for (const text of refused) it(`refuses ${JSON.stringify(text)}`, () => assert.equal(fix(text), text));
});

describe('JavaScript options', () => {
	const agent = 'agent: keepAliveHttpsAgent';
	const lines: readonly (readonly [before: string, after: string])[] = [
		[`https.get(url);`, `https.get(url, { ${agent} });`],
		[`https.get(url, callback);`, `https.get(url, { ${agent} }, callback);`],
		[`https.get(url, {}, callback);`, `https.get(url, { ${agent} }, callback);`],
		[`https.get(url, undefined, callback);`, `https.get(url, { ${agent} }, callback);`],
		[`https.get(url, { a: 1 });`, `https.get(url, { a: 1, ${agent} });`],
		[`https.get(url, { a: 1, });`, `https.get(url, { a: 1, ${agent}, });`],
		[`https.get(url, ({ a: 1 }));`, `https.get(url, ({ a: 1, ${agent} }));`],
		[`https.get(url, { ...{ a: 1 } });`, `https.get(url, { ...{ a: 1 }, ${agent} });`],
	];
	for (const [before, after] of lines) {
		it(before, () => assert.equal(fixedLine(`${imported}${before}\n`, 'https.get('), after));
	}

	it('puts a call on a line of its own in a chain of such lines', () => {
		const chain = `const request = require('request');\nrequest\n\t.get('https://a.example')\n\t.on('error', f);\n`;
		assert.match(fix(chain), /\n\t\.get\('https:\/\/a\.example'\)\n\t\.on\('socket', .*\)\n\t\.on\('error', f\);\n$/);
	});

	it('puts options on a line of their own among such arguments', () => {
		const lines = (call: string): string => fix(`${imported}${call}\n`).slice(imported.length);
		assert.match(
			lines('https.get(\n  url,\n  callback,\n);'),
			/\(\n {2}url,\n {2}\{ agent: \w+ \},\n {2}callback,\n\);\n$/,
		);
		assert.match(lines('https.get(\n  url,\n);'), /\(\n {2}url,\n {2}\{ agent: \w+ \},\n\);\n$/);
	});

	it('keeps an agent from pooling that is told not to pool', () => {
		const agent = (node: string): string =>
			fix(`const http = require('http');\nnew http.Agent({ keepAlive: false });\n`, 'a.js', node);
		assert.match(agent('22.0.0'), /\nnew KeepAliveHttpAgent\(\{ keepAlive: false \}\);/);
		// Releases that pass the options on too late have nothing of them.
		const plain = fix(`const http = require('http');\nnew http.Agent();\n`, 'a.js', '16.14.0');
		assert.match(plain, /\nnew KeepAliveHttpAgent\(\);/);
	});

	const blocks: readonly (readonly [before: string, after: string])[] = [
		['{\n  a: 1\n}', `{\n  a: 1,\n  ${agent}\n}`],
		['{\n  a: 1,\n}', `{\n  a: 1,\n  ${agent},\n}`],
		['{\n  a: 1 // one\n}', `{\n  a: 1, // one\n  ${agent}\n}`],
		['{\n  a: 1, // one\n}', `{\n  a: 1, // one\n  ${agent},\n}`],
		['{\n  // none\n}', `{\n  ${agent},\n  // none\n}`],
	];
	for (const [before, after] of blocks) {
		it(JSON.stringify(before), () =>
			assert.ok(fix(`${imported}https.get(url, ${before});\n`).endsWith(`https.get(url, ${after});\n`)),
		);
	}

	it('edits options where they are declared', () => {
		assert.equal(
			fixedLine(`${imported}const o = { host: 'a.example' };\nhttps.get(o);\n`, 'const o'),
			`const o = { host: 'a.example', ${agent} };`,
		);
	});

	it('keeps the line ends, quotes, indentation and missing semicolons of the document', () => {
		const text = `import https from "https"\r\n\r\nfunction go() {\r\n    https.get(url)\r\n}\r\n`;
		const fixed = fix(text);
		assert.ok(!/[^\r]\n/.test(fixed) && !/['\t;]/.test(fixed.replace(/^.*\/\/.*$/gm, '')), fixed);
		assert.match(fixed, /\r\n {8}const socket/);
	});

	it('does not turn on unasked what a comment in its line may explain, however long the line is', () => {
		const safetyOf = (behind: string): string | undefined => {
			const text = `${imported}const a = new https.Agent({ keepAlive: false });${behind}\nhttps.get(url, { agent: a });\n`;
			const { findings } = engine.check(document(text, 'a.js'), context('26.0.0'));
			return findings.find(({ rule }) => rule === 'disabled-keepalive' || rule === 'missing-keepalive')?.fixSafety;
		};
		assert.equal(safetyOf(''), 'safe');
		assert.equal(safetyOf(' // on purpose'), 'unsafe');
		assert.equal(safetyOf(`${' f();'.repeat(300)} // on purpose`), 'unsafe');
	});

	it('writes plain options for a Node that honours them', () => {
		const line = fix(`${imported}new https.Agent({ ca });\n`, 'a.js', '26.0.0').split('\n')[1];
		assert.equal(line, 'new https.Agent({ ca, keepAlive: true, keepAliveMsecs: 120_000 });');
	});
});

describe('JavaScript suppressions', () => {
	/** The text with the first finding suppressed by a comment. */
	function suppressed(text: string, path = 'a.tsx'): string | undefined {
		const doc = document(text, path);
		const [finding] = engine.check(doc, context('20.0.0')).findings;
		assert.ok(finding, text);
		const edit = engine.suppress(doc, finding);
		if (!edit) return undefined;
		const result = applyEdits(text, [edit]);
		assert.deepEqual(engine.check(document(result, path), context('20.0.0')).findings, [], result);
		return result;
	}

	const comment = 'keepalive-disable-next-line missing-keepalive';
	const cases: readonly (readonly [before: string, after: string])[] = [
		[`\thttps.get(url);`, `\t// ${comment}\n\thttps.get(url);`],
		[
			`const p = (\n  <p>\n    {https.get(url)}\n  </p>\n);`,
			`const p = (\n  <p>\n    {/* ${comment} */}\n    {https.get(url)}\n  </p>\n);`,
		],
		[
			`// keepalive-disable-next-line late-keepalive -- why\nhttps.get(url);`,
			`// keepalive-disable-next-line late-keepalive, missing-keepalive -- why\nhttps.get(url);`,
		],
	];
	for (const [before, after] of cases.slice(0, 2)) {
		it(JSON.stringify(before), () => assert.equal(suppressed(`${imported}${before}\n`), `${imported}${after}\n`));
	}

	it('adds the rule to a comment that is there', () => {
		const [before = '', after = ''] = cases[2] ?? [];
		const doc = document(`${imported}${before}\n`, 'a.ts');
		const finding = engine.check(doc, context('20.0.0')).findings.find(({ rule }) => rule === 'missing-keepalive');
		const edit = finding && engine.suppress(doc, finding);
		assert.equal(edit && applyEdits(doc.text, [edit]), `${imported}${after}\n`);
	});

	it('is for the text that it is asked for, also once a later one has taken its tree', () => {
		const text = `${imported}const p = (\n  <p>\n    {https.get(url)}\n  </p>\n);\nhttps.get(url);\n`;
		const before = document(text, 'a.tsx');
		const { findings } = engine.check(before, context('20.0.0'));
		const comments = findings.map((finding) => engine.suppress(before, finding));
		const after = document(text.replace('const p', 'const first = 1;\nconst p'), 'a.tsx');
		engine.check(after, context('20.0.0'), before);
		assert.deepEqual(
			findings.map((finding) => engine.suppress(before, finding)),
			comments,
		);
		const later = engine.check(after, context('20.0.0')).findings.map((finding) => engine.suppress(after, finding));
		assert.deepEqual(
			later,
			comments.map((edit) => edit && { ...edit, span: { start: edit.span.start + 17, end: edit.span.end + 17 } }),
		);
	});

	it('stands before the expression inside a template, where a line of its own would be text', () => {
		assert.equal(
			suppressed(`${imported}const t = \`\n  \${https.get(url)}\n\`;\n`),
			`${imported}const t = \`\n  \${/* keepalive-disable-line missing-keepalive */ https.get(url)}\n\`;\n`,
		);
	});

	it('stays behind a byte order mark', () => {
		const text = `\uFEFFrequire('https').get(url);\n`;
		assert.equal(suppressed(text, 'a.js'), `\uFEFF// ${comment}\nrequire('https').get(url);\n`);
	});
});

describe('JavaScript cut off anywhere', () => {
	for (const { path, text } of readFixtures('clients/javascript')) {
		it(`${path} is read and fixed without an exception`, () => {
			for (let end = 40; end < text.length; end += 97) {
				const cut = document(text.slice(0, end), path);
				const { text: fixed } = engine.fixAll(cut, context('20.0.0'));
				assert.equal(engine.fixAll({ ...cut, text: fixed }, context('20.0.0')).text, fixed);
			}
		});
	}
});

describe('What TypeScript the project has', () => {
	const text = "import https from 'node:https';\nexport const agent = new https.Agent();\n";
	const fixed = (typescript: string | undefined): string => {
		const { target, ...rest } = context('20.0.0');
		const version = typescript === undefined ? [] : [['typescript', { version: typescript, source: 'test' }] as const];
		const packages = { ...target.packages, javascript: new Map(version) };
		return engine.fixAll(document(text, 'agent.ts'), { ...rest, target: { ...target, packages } }).text;
	};
	it('decides whether a helper may say override', () => {
		assert.match(fixed('4.3.0'), /\toverride createConnection\(| {2}override createConnection\(/);
		assert.match(fixed(undefined), /override createConnection\(/);
		assert.match(fixed('4.2.4'), /^\s+createConnection\(\.\.\.args: Parameters/m);
		assert.doesNotMatch(fixed('3.9.5'), /override/);
	});
});

describe('What Node the project runs on', () => {
	const text = "const got = require('got');\ngot('https://api.example.com/');\n";
	it('decides whether modules have a prefix', () => {
		assert.match(fix(text, 'client.js', '14.18.0'), /require\('node:https'\)/);
		for (const node of ['6.10.2', '14.17.6', '15.14.0'])
			assert.match(fix(text, 'client.js', node), /require\('https'\)/, node);
		assert.match(fix(`require('node:fs');\n${text}`, 'client.js', '14.17.6'), /require\('node:https'\)/);
	});
});
