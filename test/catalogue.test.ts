import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import intersects from 'semver/ranges/intersects.js';
import validRange from 'semver/ranges/valid.js';
import { catalogue, gates } from '../server/src/engine/catalogue/index.js';
import type { ClientEntry, Condition, CreationForm } from '../server/src/engine/catalogue/schema.js';
import { createEngine, type Creation, type Language } from '../server/src/engine/index.js';
import { accepts } from '../server/src/engine/options.js';
import { documentOf, readFixtures } from './fixture.js';

const languages: readonly Language[] = ['javascript', 'python'];
const engine = createEngine();

for (const language of languages) {
	describe(`the ${language} catalogue`, () => {
		const entries = catalogue[language];
		const inFixtures = readCreations(language);

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
				const written = new Set((inFixtures.get(entry.id) ?? []).map(({ form }) => form.paths));
				// By the list of paths: forms may share a name.
				const missing = entry.forms.filter(({ paths }) => !written.has(paths));
				assert.deepEqual(missing.map(nameForm), [], `missing in fixtures/clients/${language}/${entry.id}*`);
			});

			it(`${entry.id} has a fix for each form that needs one, or says why not`, () => {
				assert.deepEqual(entry.forms.filter((form) => !hasAnswer(form, language)).map(nameForm), []);
			});

			it(`${entry.id} has each way to write its forms in a fixture`, () => {
				assert.deepEqual(
					unwritten(entry, inFixtures.get(entry.id) ?? []),
					[],
					`missing in fixtures/clients/${language}/${entry.id}*`,
				);
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

const nameForm = ({ api, paths }: CreationForm): string => `${api} (${paths.join(', ')})`;

/** For each row of the default that is reported there is a fix that may hold with it, or else a reason. */
function hasAnswer({ api, probe, scheme, fixes = [], unfixable }: CreationForm, language: Language): boolean {
	const adding = fixes.filter((fix) => fix.for?.includes('missing') ?? true);
	const isConditional = adding.every((fix) => fix.when ?? fix.scheme ?? fix.untyped);
	assert.ok(isConditional || unfixable === undefined, `${api} has fixes for all cases, and says that it has none`);
	if (unfixable !== undefined) return true;
	// Rows of Python have few conditions, and fixes that look at the target themselves.
	if (language === 'python') return fixes.length > 0 || probe.every((row) => row.probe.kind === 'on');
	return probe.every(({ probe: { kind, ...rest }, when }) => {
		if (kind === 'unknown' || (kind === 'on' && 'idle' in rest && rest.idle < 120)) return true;
		// What those releases leave to the system no fix changes, and none is maintained.
		if (when?.node !== undefined && !intersects(when.node, '>=18.6.0')) return true;
		if (scheme && when?.scheme && when.scheme !== scheme) return true;
		const purpose = kind === 'system-default' || kind === 'on' ? 'late' : 'missing';
		return fixes.some((fix) => (fix.for?.includes(purpose) ?? true) && mayHold(fix.when, when));
	});
}

function mayHold(one: Condition = {}, other: Condition = {}): boolean {
	const meet = (key: 'node' | 'python' | 'package'): boolean => {
		const [first, second] = [one[key], other[key]];
		return first === undefined || second === undefined || intersects(first, second);
	};
	return (
		meet('node') && meet('python') && meet('package') && (one.scheme ?? other.scheme) === (other.scheme ?? one.scheme)
	);
}

/** Of lists as long as this, members of a service for one, one stands for all. */
const manyNames = 12;

/** The modules, names, overloads and constructions of an entry that none of these creations shows. */
function unwritten({ modules, forms }: ClientEntry, creations: readonly Creation[]): string[] {
	const sites = creations.map(({ site }) => site);
	// A row without forms sets up the whole process.
	const unloaded = forms.length === 0 ? [] : modules.filter((module) => !sites.some((site) => site.module === module));
	const missing = unloaded.filter((module) => !module.includes('*'));
	for (const { api, paths, call, signatures = [] } of forms) {
		const isSample = paths.length > manyNames || paths.some((path) => path.includes('*'));
		const own = sites.filter(({ path }) => paths.includes(path) || isSample);
		const add = (what: string): number => missing.push(`${api}: ${what}`);
		for (const path of paths) if (!isSample && !own.some((site) => site.path === path)) add(`${path || 'the module'}`);
		for (const names of signatures) if (!own.some((site) => isWrittenAs(site, names))) add(names.join(', '));
		if (call === 'either' && new Set(own.map(({ isNew }) => isNew)).size < 2) add('with and without `new`');
	}
	return missing;
}

/** All of an overload's arguments are given, a callback at its end aside. */
function isWrittenAs({ arguments: values }: Creation['site'], names: readonly string[]): boolean {
	const needed = names.at(-1) === 'callback' ? names.length - 1 : names.length;
	if (values.length < needed || values.length > names.length) return false;
	return values.every((value, index) => accepts(names[index] ?? '', value));
}

function readCreations(language: Language): Map<string, Creation[]> {
	const found = new Map<string, Creation[]>();
	for (const fixture of readFixtures(`clients/${language}`)) {
		for (const { creation } of engine.check(documentOf(fixture, fixture.text), fixture.context).clients) {
			const { id } = creation.entry;
			const name = fixture.path.split('/').at(-1)?.split('.')[0];
			if (name !== id) continue;
			found.set(id, [...(found.get(id) ?? []), creation]);
		}
	}
	return found;
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
