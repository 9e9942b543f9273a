import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { createEngine, languageOf, openProject } from '../server/src/api.js';
import type { Report } from '../server/src/report/report.js';
import { runIn } from './cli-run.js';
import { plant } from './workspace-tree.js';

const workspace = join(__dirname, '..', '..', 'fixtures', 'workspace');

describe('programmatic interface', () => {
	it('finds what the command line finds', async () => {
		const { stdout } = await runIn(workspace, '--format', 'json');
		const { findings } = JSON.parse(stdout) as Report;
		const project = openProject(workspace);
		const engine = createEngine();
		const paths = [...new Set(findings.map(({ path }) => path))];
		const found = paths.flatMap((path) => {
			const language = languageOf(path);
			assert.ok(language !== undefined);
			const document = { path, language, text: readFileSync(join(workspace, path), 'utf8') };
			const { context, excluded, problems } = project.fileFor(path);
			assert.deepEqual([excluded, problems], [false, []]);
			return engine.check(document, context).findings.map(({ rule, message }) => ({ path, rule, message }));
		});
		assert.ok(found.length > 0);
		assert.deepEqual(
			found,
			findings.map(({ path, rule, message }) => ({ path, rule, message })),
		);
	});

	it('reads settings and tells what is wrong with them', (test) => {
		const folder = plant(test, {
			'keepalive.config.json': '{ "environment": "aws", "exclude": ["gen"], "rule": {} }',
			'.nvmrc': '18.20.0',
		});
		const { context, excluded, problems } = openProject(folder).fileFor('gen/a.ts');
		assert.deepEqual([context.environment.name, context.target.node.version], ['aws', '18.20.0']);
		assert.equal(excluded, true);
		assert.match(problems.join(), /^keepalive\.config\.json:1: unknown setting "rule"/);
		assert.equal(openProject(folder).fileFor(join(folder, 'a.ts')).excluded, false);
	});
});
