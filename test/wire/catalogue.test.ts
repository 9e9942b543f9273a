import { strict as assert } from 'node:assert';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeCertificate } from './certificate.js';
import { catalogue } from '../../server/src/engine/catalogue/index.js';
import type { ClientEntry } from '../../server/src/engine/catalogue/schema.js';
import { compareEvidence, evidenceFile, readPythonRows } from './evidence.js';
import type { Measurement } from './evidence.js';
import type { Place } from './measure.js';
import { prove } from './prove.js';
import { registry } from './registry.js';
import { readSuites } from './runtimes.js';
import { beatingSamples, javascriptRuns, pythonRuns, reasons, titleOf } from './runs.js';
import type { Run } from './runs.js';

/** Programs at once. */
const lanes = 4;

const suites = readSuites(Object.keys(registry.suites));
const runs: readonly Run[] = [...javascriptRuns(), ...pythonRuns(suites)];
const measurements: Measurement[] = [];
let place: Place;

before(() => {
	assert.equal(process.platform, 'linux', 'the proofs read sockets with ss, which only Linux has');
	const scratch = mkdtempSync(join(tmpdir(), 'keepalive-catalogue-'));
	place = { certificate: makeCertificate(join(scratch, 'certificate')), scratch };
});

after(() => {
	rmSync(place.scratch, { recursive: true, force: true });
});

/** True for a client of a suite that could not be unpacked, with rows of earlier runs. */
function wasMeasuredInAbsentSuite({ language, name }: ClientEntry): boolean {
	const absent = Object.keys(registry.suites).filter((suite) => !suites.some((each) => each.name === suite));
	const rows =
		language === 'python' && existsSync(evidenceFile) ? readPythonRows(readFileSync(evidenceFile, 'utf8')) : [];
	return rows.some(({ client, suite }) => client === name && absent.includes(suite));
}

describe('the catalogue on the wire', { concurrency: lanes }, () => {
	for (const run of runs) {
		it(titleOf(run), async () => {
			for (const runtime of run.runtimes) {
				measurements.push(await prove(run, runtime, place));
			}
		});
	}
});

describe('what was measured', () => {
	it('is all that was to be measured, and what docs/evidence.md says', () => {
		const expected = runs.flatMap(({ runtimes }) => runtimes).length;
		assert.equal(measurements.length, expected, 'some measurements failed; the evidence stays as it was');
		const order = new Map(runs.map((run, index) => [run, index]));
		measurements.sort((one, other) => (order.get(one.run) ?? 0) - (order.get(other.run) ?? 0));
		const before = existsSync(evidenceFile) ? readFileSync(evidenceFile, 'utf8') : '';
		const { page, differs } = compareEvidence(measurements, before);
		if (differs === 'behaviour' && process.env.CI === 'true') {
			const remedy = 'docs/evidence.md says something else; `npm run test:wire` without CI=true writes it';
			assert.deepEqual(page.split('\n'), before.split('\n'), remedy);
		}
		if (differs === 'behaviour' || (differs === 'versions' && process.env.UPDATE_DOCS === '1')) {
			writeFileSync(evidenceFile, page);
			console.log('docs/evidence.md is written.');
		} else if (differs === 'versions') {
			console.log('Newer versions of Debian did the same; UPDATE_DOCS=1 writes them into docs/evidence.md.');
		}
	});

	const beating = new Set([...beatingSamples('javascript'), ...beatingSamples('python')].map(({ id }) => id));

	for (const entry of [...catalogue.javascript, ...catalogue.python]) {
		const { id, forms } = entry;
		if (beating.has(id)) {
			// Proven by heartbeats.test.ts.
			continue;
		}
		const hasFix = forms.some(({ fixes = [] }) => fixes.length > 0);
		const reason = reasons[`${entry.language}/${id}`] ?? reasons[id];
		it(`${id}: ${reason ?? (hasFix ? 'its fix' : 'what it does by itself')}`, () => {
			const own = measurements.filter(({ run }) => run.entry === entry);
			if (reason !== undefined) {
				assert.equal(own.length, 0, `test/wire/unproven.json: ${id} is proven now`);
				return;
			}
			if (own.length === 0 && wasMeasuredInAbsentSuite(entry)) {
				console.log(`${id}: its suite of Debian cannot be used here; docs/evidence.md has what was measured there.`);
				return;
			}
			assert.ok(own.length > 0, `no program test/wire/samples/${entry.language}/${id}.* has been measured`);
			if (hasFix) {
				assert.ok(
					own.some(({ fixed }) => fixed !== undefined),
					`no program of ${id} has been fixed`,
				);
			}
		});
	}
});
