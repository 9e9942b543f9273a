import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { createEngine, type Language, type Wrapper } from '../server/src/engine/index.js';

const engine = createEngine();
const version = (text: string) => ({ version: text, source: 'test' });

/** Rule and severity of each finding. */
function check(language: Language, text: string, ...wrappers: Wrapper[]): string[] {
	const { findings } = engine.check(
		{ path: language === 'python' ? 'a.py' : 'a.ts', language, text },
		{
			environment: defaultEnvironment,
			target: {
				node: version('22.0.0'),
				python: version('3.12.0'),
				packages: { javascript: new Map(), python: new Map() },
			},
			rules: {},
			wrappers,
		},
	);
	return findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

const python = [
	'import requests',
	'def fetch(url, timeout):',
	'    return requests.get(url, timeout=timeout)',
	'def other(url):',
	'    return requests.get(url, timeout=900)',
].join('\n');

describe('wrappers', () => {
	it('that are safe are silent, and nothing else is', () => {
		assert.deepEqual(check('python', python), ['missing-keepalive information', 'long-wait-without-keepalive warning']);
		assert.deepEqual(check('python', python, { name: 'fetch' }), ['long-wait-without-keepalive warning']);
		assert.deepEqual(check('python', python, { name: 'fetch' }, { name: 'other' }), []);
		assert.deepEqual(check('python', python, { name: 'requests' }).length, 2);
	});

	it('that take a timeout wait as long as their callers may', () => {
		const [first] = check('python', python, { name: 'fetch', timeout: 900 });
		assert.equal(first, 'long-wait-without-keepalive warning');
		assert.equal(check('python', python, { name: 'fetch', timeout: 30 })[0], 'missing-keepalive hint');
		assert.equal(
			check('python', python, { name: 'fetch', timeout: 'unbounded' })[0],
			'long-wait-without-keepalive warning',
		);
	});

	it('that take a timeout do not change one that the body shows', () => {
		assert.equal(check('python', python, { name: 'other', timeout: 5 })[1], 'long-wait-without-keepalive warning');
	});

	it('are found in every form of a JavaScript function', () => {
		const body = "https.get('https://api.example.com', { timeout: 900_000 }, (answer) => answer).on('timeout', stop)";
		const forms = [
			`function make() { return ${body}; }`,
			`export const make = () => ${body};`,
			`const make = function () { return ${body}; };`,
			`class Api { make() { return ${body}; } }`,
			`class Api { make = async () => ${body}; }`,
			`export const api = { make: () => ${body} };`,
			`export const api = { make() { return ${body}; } };`,
		];
		for (const form of forms) {
			const text = `import https from 'node:https';\n${form}\n`;
			assert.equal(check('javascript', text).length, 1, form);
			assert.deepEqual(check('javascript', text, { name: 'make' }), [], form);
		}
	});
});
