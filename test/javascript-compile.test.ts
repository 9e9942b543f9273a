import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createEngine } from '../server/src/engine/index.js';
import { runIn } from './cli-run.js';
import { documentOf, readFixtures, repository, type Fixture } from './fixture.js';
import { checked, compileFixed, moduleKinds, newProblems, type Compared, type FixedText } from './type-check.js';
import { plant } from './workspace-tree.js';

const engine = createEngine();

const fixtures = ['clients/javascript', 'rules', 'syntax'].flatMap((folder) =>
	readFixtures(folder).filter(({ language }) => language === 'javascript'),
);

const isTypeScript = ({ path: name }: { readonly path: string }): boolean => /\.[cm]?tsx?$/.test(name);

/** Every fix that is offered, so that those that change behaviour compile too. */
function fixAll(fixture: Fixture, before: string): FixedText {
	const after = engine.fixAll(documentOf(fixture, before), fixture.context, { unsafe: true }).text;
	return { path: path.join(repository, fixture.path), before, after };
}

const texts = fixtures.map((fixture) => fixAll(fixture, isTypeScript(fixture) ? fixture.text : checked(fixture.text)));

/** What the compiler says of a text that is of another kind: imports that it does not take, `require` in a module. */
const otherKind: ReadonlySet<number> = new Set([1192, 1202, 1203, 1259, 1286, 1287, 1294, 1295, 2497, 2580, 2591]);

const isOfKind = ({ before }: Compared): boolean => !before.some(({ code }) => otherKind.has(code));

const isClient = ({ path: name }: Compared): boolean => name.includes(path.join('fixtures', 'clients'));

describe('Fixes of JavaScript and TypeScript compile', () => {
	const kindsOf = new Map<string, string[]>();
	for (const [title, kind] of Object.entries(moduleKinds)) {
		describe(`as ${title}`, () => {
			for (const compared of compileFixed(texts, kind)) {
				if (!isOfKind(compared)) continue;
				const name = path.relative(repository, compared.path);
				kindsOf.set(name, [...(kindsOf.get(name) ?? []), title]);
				it(name, () => {
					assert.deepEqual(newProblems(compared), []);
					// What TypeScript is written in the fixtures has no fault of its own in the kind it is written for.
					if (title === 'a bundler' && isTypeScript(compared) && isClient(compared)) {
						assert.deepEqual(compared.before, []);
					}
				});
			}
		});
	}

	it('in the sample workspace', async (test) => {
		const root = plant(test, {});
		cpSync(path.join(repository, 'fixtures', 'workspace'), root, { recursive: true });
		const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.[cm]?[jt]s$/.test(name));
		const read = (): string[] => names.map((name) => readFileSync(path.join(root, name), 'utf8'));
		const before = read();
		await runIn(root, '--fix', '--unsafe-fixes');
		const changed = read().map((after, index) => ({
			path: path.join(root, names[index] ?? ''),
			before: before[index] ?? '',
			after,
		}));
		assert.ok(changed.filter((each) => each.before !== each.after).length >= 3);
		// Each package has a manifest of its own, which says of what kind its modules are.
		for (const compared of compileFixed(changed, moduleKinds['a CommonJS package of Node'])) {
			assert.deepEqual([compared.path, ...newProblems(compared)], [compared.path]);
		}
	});

	it('in one kind at least', () => {
		assert.deepEqual(
			fixtures.map(({ path: name }) => name).filter((name) => !kindsOf.has(name)),
			[],
		);
	});
});
