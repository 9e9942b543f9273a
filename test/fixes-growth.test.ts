import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import type * as Api from '../server/src/api.js';
import { assertLinear, countSteps, startCounting } from './steps.js';

const head = 'import requests, httpx, aiohttp, boto3\nfrom urllib3 import PoolManager\n';

/** Findings, over and over; `N` is another number each time. */
const parts = [
	'requests.get("https://example.com/N")\n',
	'sN = requests.Session()\nsN.get(u)\n',
	'def fN():\n    return requests.post("https://example.com/N", timeout=(5, 420))\n',
	'class CN:\n    def __init__(self):\n        self.s = requests.Session()\n    def get(self):\n        return self.s.get(u)\n',
	'PoolManager().request("GET", "https://example.com/N")\n',
	'cN = httpx.Client(timeout=None)\n',
	'aiohttp.ClientSession()\n',
	'boto3.client("lambda")\n',
	'if x:\n    import httplib2\n    httplib2.Http().request(u)\n',
	'from requests import Session as SN\nSN()\nSN\n',
];

function textOf(part: string, size: number): string {
	const count = Math.ceil(size / part.length);
	return head + Array.from({ length: count }, (_, index) => part.replaceAll('N', String(index))).join('');
}

describe('the work for fixes of a Python text grows with their number', () => {
	const count = startCounting('/server/src/engine/');
	let api: typeof Api;
	/** How often code runs, and how many characters it goes over, for all fixes of what is found in a text. */
	const workFor = (text: string) => {
		const engine = api.createEngine();
		const { context } = api.openProject(__dirname).fileFor(join(__dirname, 'a.py'));
		const { findings } = engine.check({ path: 'a.py', language: 'python', text }, context);
		let characters = 0;
		const runs = count(() => {
			characters = countSteps(() =>
				findings.forEach(({ fixes }) => fixes.forEach(({ parts, edits }) => parts ?? edits)),
			);
		});
		return { runs, characters, findings: findings.length };
	};
	before(async () => {
		// What is loaded before is not counted.
		api = await import('../server/src/api.js');
		parts.forEach((part) => workFor(textOf(part, 200)));
	});
	for (const part of parts) {
		it(JSON.stringify(part), () => {
			const [small, large] = [workFor(textOf(part, 5_000)), workFor(textOf(part, 20_000))];
			assert.ok(small.findings > 20, `only ${small.findings} findings`);
			assertLinear(small, large, 20_000);
		});
	}

	it('also where each leaves an import unused, once the text is long', () => {
		const part = 'import requests as rN\nrN.Session()\n';
		const [small, large] = [workFor(textOf(part, 60_000)), workFor(textOf(part, 240_000))];
		assert.ok(small.findings > 1_000, `only ${small.findings} findings`);
		assertLinear(small, large, 20_000);
	});
});
