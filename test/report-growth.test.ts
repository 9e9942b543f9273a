import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { applyPatch } from 'diff';

import type * as Api from '../server/src/api.js';
import type * as Fixing from '../server/src/cli/fixing.js';
import type { Language } from '../server/src/engine/index.js';
import type * as Report from '../server/src/report/report.js';
import { assertLinear, countSteps, startCounting, type Work } from './steps.js';

const heads: Readonly<Record<Language, string>> = {
	javascript: "import https from 'https';\n",
	python: 'import requests\n',
};

/** A finding or two, over and over; `N` is another number each time. */
const parts: readonly (readonly [language: Language, part: string])[] = [
	['javascript', 'const aN = new https.Agent();\nhttps.get(u, { agent: aN });\n'],
	['javascript', 'function fN(u) { const a = new https.Agent(); https.get(u, { agent: a }); }\n'],
	// All of them in one line.
	['javascript', "https.get('https://example.com/N'); "],
	['javascript', 'new https.Agent({ keepAlive: false }); '],
	['javascript', 'const aN = new https.Agent({ keepAlive: true }); https.get(u, { agent: aN }); '],
	['javascript', 'https.get(u, { timeout: 600_000, agent: new https.Agent({ maxSockets: N }) }); '],
	['python', 'sN = requests.Session()\nsN.get("https://example.com/a")\n'],
	['python', 'def fN(u):\n    s = requests.Session()\n    return s.get(u, timeout=N)\n'],
	['python', 'requests.get("https://example.com/N"); '],
	['python', 'requests.get(u, timeout=(5, 600)); '],
	['python', 'sN = requests.Session(); sN.get("https://example.com/a"); '],
];

function textOf(language: Language, part: string, size: number): string {
	const count = Math.ceil(size / part.length);
	return heads[language] + Array.from({ length: count }, (_, index) => part.replaceAll('N', String(index))).join('');
}

interface Modules {
	readonly api: typeof Api;
	readonly report: typeof Report;
	readonly fixing: typeof Fixing;
}

describe('what is done with the findings of a text grows with their number', () => {
	const count = startCounting('/server/src/');
	let modules: Modules;
	before(async () => {
		// What is loaded before is not counted.
		modules = {
			api: await import('../server/src/api.js'),
			report: await import('../server/src/report/report.js'),
			fixing: await import('../server/src/cli/fixing.js'),
		};
		parts.forEach(([language, part]) => work(language, textOf(language, part, 200)));
	});

	/** All that a report may show of a text, and then all its fixes. */
	const work = (
		language: Language,
		text: string,
	): Record<'report' | 'fixes' | 'comments', Work> & { readonly findings: number } => {
		const { api, report, fixing } = modules;
		const engine = api.createEngine();
		const path = language === 'python' ? 'a.py' : 'a.ts';
		const { context } = api.openProject(__dirname).fileFor(join(__dirname, path));
		const document = { path, language, text };
		const result = engine.check(document, context);
		const details = { package: 'package', showsFixes: true };
		const measure = (run: () => void): Work => {
			let characters = 0;
			const runs = count(() => {
				characters = countSteps(run);
			});
			return { runs, characters };
		};
		return {
			findings: result.findings.length,
			comments: measure(() => {
				for (const finding of result.findings) assert.ok(engine.suppress(document, finding));
			}),
			report: measure(() => report.reportFile(document, result, { details })),
			fixes: measure(() => {
				const { text: fixed } = engine.fixAll(document, context, { unsafe: true });
				assert.notEqual(fixed, text);
				assert.equal(applyPatch(text, fixing.formatPatch(path, text, fixed)), fixed);
			}),
		};
	};

	for (const [language, part] of parts) {
		it(JSON.stringify(part), () => {
			const [small, large] = [5_000, 20_000].map((size) => work(language, textOf(language, part, size)));
			assert.ok(small && large && small.findings > 20, `only ${small?.findings} findings`);
			assertLinear(small.comments, large.comments, 20_000);
			assertLinear(small.report, large.report, 40_000);
			assertLinear(small.fixes, large.fixes, 100_000);
		});
	}

	it('writes a patch of thousands of lines as one change', () => {
		const { formatPatch } = modules.fixing;
		const lines = (word: string): string => Array.from({ length: 3_000 }, (_, index) => `${word}${index}\n`).join('');
		for (const [head, tail] of [
			['', ''],
			['1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\n5\n6\n'],
			['1\n', 'no newline'],
		]) {
			const [before, after] = [`${head}${lines('a')}${tail}`, `${head}${lines('b')}${tail}`];
			const patch = formatPatch('a.py', before, after);
			assert.equal(patch.match(/^@@/gm)?.length, 1);
			assert.equal(applyPatch(before, patch), after);
		}
		const [before, after] = [lines('a'), `${lines('b')}end`];
		assert.equal(applyPatch(before, formatPatch('a.py', before, after)), after);
		assert.match(
			formatPatch('new.py', undefined, lines('a')),
			/^--- \/dev\/null\n\+\+\+ b\/new.py\n@@ -0,0 \+1,3000 @@\n/,
		);
	});
});
