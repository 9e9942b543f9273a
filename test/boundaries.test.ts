import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { catalogue } from '../server/src/engine/catalogue/index.js';
import type { ClientEntry } from '../server/src/engine/catalogue/schema.js';
import { gte, intersects } from 'semver';
import { boundariesOf, stretchesOf } from './wire/boundaries.js';
import { evidenceFile, readPythonRows } from './wire/evidence.js';
import { registry } from './wire/registry.js';
import { root } from './wire/runtimes.js';
import { beatingJavascriptRuns, javascriptRuns } from './wire/runs.js';

/** Stretches of versions that are not measured, `python/openai <1.40.0`, each with the reason. */
const unmeasured = JSON.parse(readFileSync(join(root, 'test/wire/unmeasured.json'), 'utf8')) as Readonly<
	Record<string, string>
>;

const runs = [...javascriptRuns(), ...beatingJavascriptRuns()];
const pythonRows = readPythonRows(readFileSync(evidenceFile, 'utf8'));

/** The versions of a client that the proofs on the wire measure. */
function versionsOf(entry: ClientEntry): readonly string[] {
	return entry.language === 'javascript'
		? runs.filter((run) => run.entry === entry).map(({ version }) => version)
		: pythonRows.filter(({ client }) => client === entry.name).map(({ version }) => version);
}

function nodesOf(entry: ClientEntry): readonly string[] {
	const runtimes = runs.filter((run) => run.entry === entry).flatMap((run) => run.runtimes);
	return runtimes.flatMap((runtime) => (runtime.kind === 'node' ? [runtime.version] : []));
}

/** True where a version that is measured runs on a Node.js below another. */
function runsBelow({ package: name = '' }: ClientEntry, node: string): boolean {
	return Object.values(registry.clients[name] ?? {}).some((range) => intersects(range, `>=18.0.0 <${node}`));
}

const asked = new Set<string>();

function assertMeasured(key: string, isMeasured: boolean): void {
	asked.add(key);
	const reason = unmeasured[key];
	if (isMeasured) {
		assert.equal(reason, undefined, `test/wire/unmeasured.json: ${key} is measured now`);
		return;
	}
	assert.ok(
		reason,
		`${key} is measured by no proof; test/wire/registry.json can name a version, or unmeasured.json a reason`,
	);
}

describe('what the catalogue says of versions is measured on both sides of each boundary', () => {
	for (const entry of [...catalogue.javascript, ...catalogue.python]) {
		const boundaries = boundariesOf(entry);
		const name = `${entry.language}/${entry.id}`;
		if (boundaries.package.length > 0) {
			it(`${name}: ${boundaries.package.join(', ')}`, () => {
				const versions = versionsOf(entry);
				for (const stretch of stretchesOf(boundaries.package)) {
					const isMeasured = versions.some((version) => stretch.has(version));
					assertMeasured(`${name} ${stretch.range}`, isMeasured);
				}
			});
		}
		if (boundaries.node.length > 0 && entry.package === undefined) {
			it(`${name}: each stretch between Node ${boundaries.node.join(', ')}`, () => {
				const nodes = nodesOf(entry);
				for (const stretch of stretchesOf(boundaries.node)) {
					const isMeasured = nodes.some((version) => stretch.has(version));
					assertMeasured(`${name} Node ${stretch.range}`, isMeasured);
				}
			});
		}
		// What Node itself changed is measured with Node's own modules; a client built on them needs each side.
		if (boundaries.node.length > 0 && entry.package !== undefined) {
			it(`${name}: both sides of Node ${boundaries.node.join(', ')}`, () => {
				const nodes = nodesOf(entry);
				const sides = boundaries.node.filter((boundary) => runsBelow(entry, boundary));
				for (const boundary of sides) {
					assertMeasured(
						`${name} Node <${boundary}`,
						nodes.some((version) => !gte(version, boundary)),
					);
					assertMeasured(
						`${name} Node >=${boundary}`,
						nodes.some((version) => gte(version, boundary)),
					);
				}
			});
		}
	}

	it('and no reason is left over', () => {
		assert.deepEqual(
			Object.keys(unmeasured).filter((key) => !asked.has(key)),
			[],
		);
	});
});

describe('boundaries', () => {
	it('make stretches', () => {
		const ranges = stretchesOf(['1.0.0', '2.0.0']).map(({ range }) => range);
		assert.deepEqual(ranges, ['<1.0.0', '>=1.0.0 <2.0.0', '>=2.0.0']);
		assert.deepEqual(
			stretchesOf([]).map(({ range }) => range),
			['*'],
		);
	});

	it('are those of all facts but waits', () => {
		const https = catalogue.javascript.find(({ id }) => id === 'https');
		assert.ok(https);
		const { node } = boundariesOf(https);
		assert.ok(
			['19.0.0', '24.15.0', '25.0.0', '25.8.0'].every((version) => node.includes(version)),
			node.join(' '),
		);
	});
});
