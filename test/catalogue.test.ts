import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import validRange from 'semver/ranges/valid.js';
import { catalogue, gates } from '../server/src/engine/catalogue/index.js';
import type { ClientEntry, Condition } from '../server/src/engine/catalogue/schema.js';
import { createEngine, type Language } from '../server/src/engine/index.js';
import { documentOf, readFixtures } from './fixture.js';

const languages: readonly Language[] = ['javascript', 'python'];
const engine = createEngine();

for (const language of languages) {
	describe(`the ${language} catalogue`, () => {
		const entries = catalogue[language];
		const apisInFixtures = readApis(language);

		it('has rows, sorted by id, each id once', () => {
			const ids = entries.map(({ id }) => id);
			assert.ok(ids.length > 0);
			assert.deepEqual(ids, [...new Set(ids)].sort());
		});

		for (const entry of entries) {
			it(`${entry.id} names its evidence`, () => {
				assert.ok(entry.sources.length > 0, 'no sources');
				assert.match(entry.verified, /\d/);
				assert.match(entry.id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
			});

			it(`${entry.id} ends every table with a row for all versions`, () => {
				for (const { api, probe, wait } of entry.forms) {
					assert.ok(probe.length > 0 && !probe.at(-1)?.when, `${api}: probe`);
					assert.ok(wait.default.length > 0 && !wait.default.at(-1)?.when, `${api}: wait`);
				}
			});

			it(`${entry.id} uses valid version ranges`, () => {
				for (const { node, python, package: own } of conditionsIn(entry)) {
					for (const range of [node, python, own]) assert.ok(range === undefined || validRange(range), range);
				}
			});

			it(`${entry.id} has each of its forms in a fixture`, () => {
				for (const { api } of entry.forms) {
					assert.ok(
						[...(apisInFixtures.get(entry.id) ?? [])].some((listed) => isNamed(listed, api)),
						`fixtures/clients/${language}/${entry.id}* lists no ${api}`,
					);
				}
			});
		}

		it('lets every fixture pass its gate', () => {
			for (const { path, text } of readFixtures(`clients/${language}`)) {
				assert.ok(
					gates[language].some((gate) => text.includes(gate)),
					path,
				);
				assert.ok(engine.passesGate(text, language), path);
			}
		});
	});
}

/** A form that stands for many members has the name of the one in the code: `{path}`. */
function isNamed(listed: string, api: string): boolean {
	const [start = '', end] = api.split('{path}');
	return end === undefined ? listed === api : listed.startsWith(start) && listed.endsWith(end) && listed !== start;
}

function readApis(language: Language): Map<string, Set<string>> {
	const apis = new Map<string, Set<string>>();
	for (const fixture of readFixtures(`clients/${language}`)) {
		for (const { creation } of engine.check(documentOf(fixture, fixture.text), fixture.context).clients) {
			const { id } = creation.entry;
			const name = fixture.path.split('/').at(-1)?.split('.')[0];
			if (name !== id) continue;
			apis.set(id, (apis.get(id) ?? new Set()).add(creation.form.api));
		}
	}
	return apis;
}

/** Every condition of a row, wherever it stands. */
function conditionsIn(entry: ClientEntry): Condition[] {
	const found: Condition[] = [];
	const visit = (value: unknown): void => {
		if (typeof value !== 'object' || value === null) return;
		if ('when' in value && value.when) found.push(value.when);
		for (const child of Object.values(value)) visit(child);
	};
	visit(entry.forms);
	return found;
}
