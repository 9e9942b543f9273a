import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { Ajv } from 'ajv';

import type { FindingDetail } from '../server/src/report/finding-detail.js';
import type { Report, ReportedFinding } from '../server/src/report/report.js';
import { excerptOf } from '../server/src/report/excerpt.js';
import { formatHtml } from '../server/src/report/html.js';
import { formatText } from '../server/src/cli/reporters/text.js';
import type { SarifLog, SarifResult, SarifRun } from '../server/src/report/sarif-model.js';
import { rules } from '../server/src/engine/rules/index.js';
import { runIn, runWith } from './cli-run.js';
import { plant } from './workspace-tree.js';

const repository = join(__dirname, '..', '..');
const slow = 'import requests\n\nrequests.get("https://api.example.com/report", timeout=420)\n';

const schemaFile = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');

/** Throws with everything that is wrong. */
function assertSarif(text: string): SarifRun {
	// The schema is of draft 4, whose `id` later drafts call `$id`; nothing else in it differs.
	const { id, $schema, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8')) as Record<string, unknown>;
	assert.ok(id !== undefined && $schema !== undefined);
	const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, validateFormats: false });
	const log = JSON.parse(text) as SarifLog;
	assert.ok(ajv.validate(schema, log), ajv.errorsText());
	const [run] = log.runs;
	assert.ok(run);
	return run;
}

async function sarifOf(cwd: string, ...argv: readonly string[]): Promise<SarifRun> {
	return assertSarif((await runIn(cwd, ...argv, '--format', 'sarif')).stdout);
}

const uriOf = ({ locations: [{ physicalLocation }] }: SarifResult): string => physicalLocation.artifactLocation.uri;

type Replacements = NonNullable<SarifResult['fixes']>[number]['artifactChanges'][number]['replacements'];

function applyReplacements(text: string, replacements: Replacements): string {
	const lines = text.split('\n');
	const offset = (line: number, column: number) =>
		lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, column - 1);
	return replacements.toReversed().reduce((result, { deletedRegion: region, insertedContent }) => {
		const { startLine, startColumn, endLine, endColumn } = region;
		return (
			result.slice(0, offset(startLine, startColumn)) + insertedContent.text + result.slice(offset(endLine, endColumn))
		);
	}, text);
}

describe('SARIF', () => {
	it('of all fixtures is valid and describes the rules', async () => {
		const run = await sarifOf(repository, 'fixtures');
		const { driver } = run.tool;
		assert.deepEqual(
			driver.rules.map(({ id }) => id),
			rules.map(({ id }) => id),
		);
		for (const { help, helpUri, shortDescription, fullDescription } of driver.rules) {
			assert.ok(help.markdown.includes(helpUri) && help.text.includes(fullDescription.text));
			assert.ok(shortDescription.text.endsWith('.'));
		}
		assert.ok(run.results.length > 100);
		for (const { ruleId, ruleIndex } of run.results) {
			assert.equal(driver.rules[ruleIndex]?.id, ruleId);
		}
		assert.equal(run.columnKind, 'utf16CodeUnits');
		assert.equal(run.automationDetails.id, 'keepalive-lint/cloud/');
	});

	it('names files relative to a base, escaped, and never by where they lie', async (test) => {
		const root = plant(test, { 'a folder/ü#1.py': slow });
		const { stdout } = await runIn(root, '--format', 'sarif');
		const { results, originalUriBaseIds } = assertSarif(stdout);
		assert.deepEqual(results.map(uriOf), ['a%20folder/%C3%BC%231.py']);
		assert.deepEqual(Object.keys(originalUriBaseIds), ['SRCROOT']);
		assert.ok(!stdout.includes(root));
	});

	it('has the fix, the related place, and the line of a finding', async (test) => {
		const root = plant(test, {
			'a.py': `import requests\ns = requests.Session()\ns.get("https://x.example", timeout=900)\n`,
		});
		const [result] = (await sarifOf(root)).results;
		assert.ok(result);
		const { region } = result.locations[0].physicalLocation;
		assert.deepEqual(region, {
			startLine: 2,
			startColumn: 5,
			endLine: 2,
			endColumn: 21,
			snippet: { text: 's = requests.Session()' },
		});
		assert.equal(result.relatedLocations?.[0]?.physicalLocation.region.startLine, 3);
		const [change] = result.fixes?.[0]?.artifactChanges ?? [];
		assert.equal(change?.artifactLocation.uri, 'a.py');
		assert.ok(change?.replacements.some(({ insertedContent }) => insertedContent.text.includes('TCP_KEEPIDLE')));
	});

	it('has fixes that change the shared module, but none that creates one', async (test) => {
		const files = {
			'package.json': '{ "type": "module", "engines": { "node": ">=20" } }',
			'keepalive.config.json': '{ "fix": { "sharedModule": true } }',
			'src/a.ts': "import https from 'node:https';\n\nhttps.get('https://a.example.com');\n",
			'src/b.ts': "import fetch from 'node-fetch';\n\nexport const load = (url: string) => fetch(url);\n",
		};
		const root = plant(test, files);
		const changedIn = async () =>
			(await sarifOf(root)).results.map((result) => [
				uriOf(result),
				result.fixes?.map(({ artifactChanges }) => artifactChanges.map(({ artifactLocation: { uri } }) => uri)),
			]);
		assert.deepEqual(await changedIn(), [
			['src/a.ts', [['src/a.ts']]],
			['src/b.ts', [['src/b.ts']]],
		]);
		await runIn(root, 'src/a.ts', '--fix');
		assert.deepEqual(await changedIn(), [['src/b.ts', [['src/b.ts', 'src/keepalive-agent.ts'], ['src/b.ts']]]]);
		// What the report says of the module is what the fix writes.
		const [first] = (await sarifOf(root)).results;
		const replacements = first?.fixes?.[0]?.artifactChanges[1]?.replacements ?? [];
		const module = join(root, 'src/keepalive-agent.ts');
		const expected = applyReplacements(readFileSync(module, 'utf8'), replacements);
		await runIn(root, '--fix');
		assert.equal(readFileSync(module, 'utf8'), expected);
	});

	it('keeps fingerprints when lines move, and tells equal lines apart', async (test) => {
		const line = 'requests.get("https://x.example", timeout=900)\n';
		const fingerprints = async (text: string) =>
			(await sarifOf(plant(test, { 'a.py': text }))).results.map(({ partialFingerprints }) => partialFingerprints);
		const before = await fingerprints(`import requests\n${line}${line}`);
		assert.deepEqual(await fingerprints(`# A comment.\n\nimport requests\nif 1:\n    ${line}    ${line}`), before);
		assert.notDeepEqual(before[0], before[1]);
	});

	it('marks what comments and the suppressions file silence', async (test) => {
		const root = plant(test, {
			'a.py': slow,
			'b.py': slow.replace(/$/, '').replace(')\n', ')  # keepalive: ignore[long-wait-without-keepalive]\n'),
		});
		await runIn(root, 'a.py', '--suppress-all');
		const run = await sarifOf(root);
		assert.deepEqual(
			run.results.map((result) => [uriOf(result), result.suppressions, result.baselineState]),
			[
				['a.py', [{ kind: 'external' }], 'unchanged'],
				['b.py', [{ kind: 'inSource' }], 'new'],
			],
		);
	});

	it('tells of skipped files', async (test) => {
		const root = plant(test, { 'a.py': slow, 'b.py': Buffer.from([...Buffer.from(slow), 0xff]) });
		const [{ toolExecutionNotifications, executionSuccessful }] = (await sarifOf(root)).invocations;
		assert.equal(executionSuccessful, true);
		assert.deepEqual(
			toolExecutionNotifications.map(({ level, message }) => [level, message.text]),
			[['note', 'Skipped: not valid UTF-8.']],
		);
	});
});

describe('GitHub annotations', () => {
	it('are chosen inside a workflow, with paths from the checkout', async (test) => {
		const root = plant(test, { 'jobs/a,b.py': slow });
		const github = { workspace: root };
		const { code, stdout } = await runWith({ cwd: join(root, 'jobs'), github });
		assert.equal(code, 1);
		assert.match(
			stdout,
			/^::warning file=jobs\/a%2Cb\.py,line=3,endLine=3,col=1,endColumn=13,title=long-wait-without-keepalive::`requests\.get` may wait 420 s .*\n$/,
		);
		const asked = await runWith({ cwd: root, github }, '--format', 'text');
		assert.match(asked.stdout, /^jobs\/a,b\.py:3:1/);
		const written = await runWith({ cwd: root, github }, '--output', 'report.txt');
		assert.equal(written.stdout, '');
		assert.match(readFileSync(join(root, 'report.txt'), 'utf8'), /^jobs\/a,b\.py:3:1/);
	});

	it('are notices below a warning', async (test) => {
		const root = plant(test, { 'a.py': slow });
		const { stdout } = await runIn(root, '--format=github', '--rule', 'long-wait-without-keepalive=hint');
		assert.match(stdout, /^::notice /);
		const errors = await runIn(root, '--format=github', '--rule', 'long-wait-without-keepalive=error');
		assert.match(errors.stdout, /^::error /);
	});
});

const detail: FindingDetail = {
	line: '\t\thttps.get(url, read);',
	related: [],
	fixes: [],
	facts: { idleTimeout: 240, wait: 'unbounded' },
	package: 'api',
	fingerprint: '0',
};

const finding: ReportedFinding = {
	path: 'src/a.ts',
	line: 3,
	column: 3,
	endLine: 3,
	endColumn: 12,
	rule: 'missing-keepalive',
	severity: 'warning',
	message: '`https.get` waits for ever.',
	client: 'https',
	api: 'https.get',
	fix: 'safe',
	detail,
};

const report: Report = {
	environment: { name: 'cloud', idleTimeout: 240 },
	files: { scanned: 1, gated: 0, skipped: [] },
	clients: [],
	findings: [finding],
	suppressed: [],
	hasBaseline: false,
};

describe('text excerpts', () => {
	const underline = (line: string, column: number, endColumn: number, endLine = 3): readonly string[] => {
		const findings = [{ ...finding, column, endColumn, endLine, detail: { ...detail, line } }];
		return formatText({ ...report, findings }, { colour: false })
			.split('\n')
			.slice(1, 3);
	};

	it('show the line without its indentation and what is meant', () => {
		assert.deepEqual(underline('\t\thttps.get(url, read);', 3, 12), [
			'     3 | https.get(url, read);',
			'       | ^^^^^^^^^',
		]);
	});

	it('count wide characters twice and marks not at all', () => {
		assert.deepEqual(underline('f("日本é😀", https.get(url))', 12, 21), [
			'     3 | f("日本é😀", https.get(url))',
			'       |              ^^^^^^^^^',
		]);
		const [, second = ''] = underline('f("e\u0301", g(x))', 9, 10);
		assert.equal(second.indexOf('^'), '       | f("e", '.length);
	});

	it('underline to the end of a line that the finding leaves', () => {
		assert.deepEqual(underline('call(one,', 1, 2, 4)[1], '       | ^^^^^^^^^');
	});

	it('cut a long line around the finding', () => {
		const [first = '', second = ''] = underline(`${'x'.repeat(500)} https.get(url) ${'y'.repeat(500)}`, 502, 511);
		assert.ok(first.length < 125, first);
		assert.equal(first.indexOf('https.get'), second.indexOf('^'));
		assert.match(first, /… *x* https\.get\(url\) y*…$|\| …x+ https\.get\(url\) y+…$/);
	});

	it('are left out where the line is not known', () => {
		assert.equal(excerptOf({ ...finding, column: 5_000 }), undefined);
	});
});

describe('HTML', () => {
	it('is one file that loads nothing and escapes what it shows', () => {
		const evil = '<script>alert("x")</script>&';
		const html = formatHtml(
			{
				...report,
				files: { ...report.files, skipped: [{ path: evil, reason: evil }] },
				findings: [
					{
						...finding,
						path: evil,
						message: evil,
						client: evil,
						detail: { ...detail, line: evil, package: evil },
						column: 1,
						endColumn: 9,
					},
				],
			},
			'1.2.3',
		);
		assert.ok(!html.includes('<script>alert'));
		assert.doesNotMatch(html, /\b(?:src|href)="(?!#|https:\/\/github\.com\/keepalive-lint\/)/);
		assert.match(html, /default-src 'none'/);
	});

	it('draws equal timelines once', () => {
		const html = formatHtml({ ...report, findings: [finding, finding] }, '1.2.3');
		assert.equal(html.match(/<use href="#timeline-1"\/>/g)?.length, 2);
		assert.equal(html.match(/id="timeline-/g)?.length, 1);
	});

	it('says when there is nothing', () => {
		const html = formatHtml({ ...report, findings: [] }, '1.2.3');
		assert.match(html, /<h1>No findings<\/h1>/);
		assert.ok(!html.includes('id="filter"'));
	});
});
