import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { cellOf, compareEvidence, evidenceFile, readPythonRows, writeNodeSection } from './wire/evidence.js';
import type { Measurement, PythonRow } from './wire/evidence.js';
import { javascriptRuns, predict, programOf, pythonRuns } from './wire/runs.js';
import type { Run, Runtime } from './wire/runs.js';

const evidence = readFileSync(evidenceFile, 'utf8');

const remedy = 'the catalogue and docs/evidence.md differ; `npm run test:wire` measures again and writes the page';

/** What the tool says now, in the place of what was measured. */
function claim(run: Run, runtime: Runtime): Measurement {
	const { probe, text, fixed } = predict(run, runtime);
	return { run, runtime, probe, fixed: fixed.text === text ? undefined : fixed.probe };
}

/** The claim in the place of a row. */
function claimOf({ suite: name, version, python, program, scheme }: PythonRow): Measurement {
	const suite = { name, folder: '/', python, packages: { get: () => version, has: () => true } };
	const run = pythonRuns([suite]).find(
		(each) => programOf(each.sample) === program && each.scheme === scheme && each.version === version,
	);
	assert.ok(run, `${program} is no program for ${version} any more; ${remedy}`);
	return claim(run, { kind: 'python', suite });
}

const rows = readPythonRows(evidence);

describe('docs/evidence.md', () => {
	it('says of JavaScript what the catalogue says', () => {
		const claims = javascriptRuns().flatMap((run) => run.runtimes.map((runtime) => claim(run, runtime)));
		const section = evidence.slice(evidence.indexOf('\n## JavaScript\n') + 16, evidence.indexOf('\n## Python\n'));
		assert.deepEqual(section.trim().split('\n'), writeNodeSection(claims).split('\n'), remedy);
	});

	it('has rows for Python', () => assert.ok(rows.length > 0, remedy));

	for (const row of rows) {
		const { version, python, program, scheme, cell } = row;
		it(`says of ${program} with ${version || python} over ${scheme} what the catalogue says`, () => {
			assert.equal(cellOf(claimOf(row)), cell, remedy);
		});
	}
});

describe('a run that measures', () => {
	const seen = [
		...javascriptRuns().flatMap((run) => run.runtimes.map((runtime) => claim(run, runtime))),
		...rows.map((row) => claimOf(row)),
	];
	const first = rows.find(({ suite }) => suite === 'bookworm');
	assert.ok(first);
	const isFirst = ({ run, runtime }: Measurement): boolean =>
		runtime.kind === 'python' && runtime.suite.name === first.suite && programOf(run.sample) === first.program;

	it('the same changes nothing', () =>
		assert.deepEqual(compareEvidence(seen, evidence), { page: evidence, differs: 'no' }, remedy));

	it('the same of newer versions says so, and has a page with them', () => {
		const newer = seen.map((each) => (isFirst(each) ? { ...each, run: { ...each.run, version: '99.0.0' } } : each));
		const { page, differs } = compareEvidence(newer, evidence);
		assert.equal(differs, 'versions');
		assert.match(page, /\| 99\.0\.0 \|/);
	});

	it('something else has another page', () => {
		const other = seen.map((each) => (isFirst(each) ? { ...each, probe: { kind: 'on' as const, idle: 77 } } : each));
		assert.equal(compareEvidence(other, evidence).differs, 'behaviour');
	});

	it('something else of a suite that is not released yet has another page, which is no news', () => {
		const other = seen.map((each) =>
			each.runtime.kind === 'python' && each.runtime.suite.name === 'sid'
				? { ...each, probe: { kind: 'on' as const, idle: 77 } }
				: each,
		);
		assert.equal(compareEvidence(other, evidence).differs, 'versions');
	});

	it('one program less has another page', () => {
		assert.equal(compareEvidence(seen.slice(1), evidence).differs, 'behaviour');
	});

	it('nothing of a suite leaves the rows of that suite', () => {
		const others = seen.filter(({ runtime }) => runtime.kind === 'node' || runtime.suite.name !== first.suite);
		assert.ok(others.length < seen.length);
		assert.equal(compareEvidence(others, evidence).differs, 'no');
	});

	it('on an empty page writes all of it', () => {
		const { page, differs } = compareEvidence(seen, '');
		assert.equal(differs, 'behaviour');
		assert.equal(page, evidence);
	});
});
