import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { cellOf, evidenceFile, writeNodeTable } from './wire/evidence.js';
import type { Measurement } from './wire/evidence.js';
import { javascriptRuns, predict, programOf, pythonRuns } from './wire/runs.js';
import type { Run, Runtime } from './wire/runs.js';

const evidence = readFileSync(evidenceFile, 'utf8');

const remedy = 'the catalogue and docs/evidence.md differ; `npm run test:wire` measures again and writes the page';

/** What the tool says now, in the place of what was measured. */
function claim(run: Run, runtime: Runtime): Measurement {
	const { probe, text, fixed } = predict(run, runtime);
	return { run, runtime, probe, fixed: fixed.text === text ? undefined : fixed.probe };
}

interface PythonRow {
	readonly version: string;
	readonly python: string;
	readonly program: string;
	readonly scheme: string;
	readonly cell: string;
}

function readPythonRows(): readonly PythonRow[] {
	const table = evidence.slice(evidence.indexOf('\n## Python\n'), evidence.indexOf('\n## Held by'));
	return [...table.matchAll(/^\| (.*) \|$/gm)].slice(2).map(([, line = '']) => {
		const [, version = '', python = '', program = '', scheme = '', cell = ''] = line.split(' | ');
		return { version: version === 'Python' ? '' : version, python, program: program.replaceAll('`', ''), scheme, cell };
	});
}

describe('docs/evidence.md', () => {
	it('says of JavaScript what the catalogue says', () => {
		const claims = javascriptRuns().flatMap((run) => run.runtimes.map((runtime) => claim(run, runtime)));
		const section = evidence.slice(evidence.indexOf('\n## JavaScript\n') + 16, evidence.indexOf('\n## Python\n'));
		assert.deepEqual(section.trim().split('\n'), writeNodeTable(claims).split('\n'), remedy);
	});

	const rows = readPythonRows();
	it('has rows for Python', () => assert.ok(rows.length > 0, remedy));

	for (const { version, python, program, scheme, cell } of rows) {
		it(`says of ${program} with ${version || python} over ${scheme} what the catalogue says`, () => {
			const suite = { name: 'evidence', folder: '/', python, packages: everyPackage(version) };
			const run = pythonRuns([suite]).find(
				(each) => programOf(each.sample) === program && each.scheme === scheme && each.version === version,
			);
			assert.ok(run, `${program} is no program for ${version} any more; ${remedy}`);
			assert.equal(cellOf(claim(run, { kind: 'python', suite })), cell, remedy);
		});
	}
});

/** A suite that has whatever it is asked for, in one version. */
function everyPackage(version: string): ReadonlyMap<string, string> {
	return { get: () => version, has: () => true } as unknown as ReadonlyMap<string, string>;
}
