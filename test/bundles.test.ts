import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import * as source from '../server/src/api.js';

const root = join(__dirname, '..', '..');
const folder = join(root, 'fixtures', 'clients', 'javascript');

/** Everything that is found in a text, and its fixes. */
function checkAll({ createEngine, languageOf, openProject }: typeof source, paths: readonly string[]): string[] {
	const engine = createEngine();
	const project = openProject(folder);
	return paths.map((path) => {
		const language = languageOf(path);
		assert.ok(language !== undefined);
		const document = { path, language, text: readFileSync(join(folder, path), 'utf8') };
		const { context } = project.fileFor(path);
		const { findings, suppressed, clients } = engine.check(document, context);
		const probes = clients.map(({ wait, probe, creation: { form, site } }) => ({ api: form.api, wait, probe, site }));
		return JSON.stringify({ path, findings, suppressed, probes });
	});
}

describe('bundles', () => {
	// The reader of JavaScript is a bundle of its own, with a second copy of what it shares with the rest.
	it('find in JavaScript what the modules find that they are made of', async () => {
		const bundled = (await import(join(root, 'dist', 'api.js'))) as typeof source;
		const paths = readdirSync(folder).filter((path) => source.languageOf(path) === 'javascript');
		assert.ok(paths.length > 100);
		assert.deepEqual(checkAll(bundled, paths), checkAll(source, paths));
	});
});
