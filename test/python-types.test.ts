import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { defaultEnvironment } from '../server/src/engine/catalogue/environments.js';
import { pythonHelpers } from '../server/src/engine/catalogue/helpers-python.js';
import { createModule } from '../server/src/engine/python/module-writer.js';
import { TemplateWriter } from '../server/src/engine/templates.js';

/** Debian's packages of it, which `scripts/setup.mjs` names. */
const mypy = spawnSync('mypy', ['--version']).status === 0;

/** A missing checker is a failure where nothing may be skipped. */
const skip = mypy || process.env['CI'] === 'true' ? false : 'mypy is not installed (Debian: mypy, python3-typeshed)';

/** The module of all helpers, as files that share one get it. */
function moduleOfHelpers(): string {
	const writer = createModule({ eol: '\n', indent: '    ', quote: '"', width: 88 });
	const templates = new TemplateWriter({
		environment: defaultEnvironment,
		helpers: pythonHelpers,
		writer,
		syntax: { isOld: false, lacksPrefix: false, lacksOverride: false },
	});
	for (const { name } of pythonHelpers) templates.declareHelper(name);
	const text = writer.finish(templates.edits, []);
	assert.ok(text !== undefined && !templates.failed);
	return text;
}

/**
 * As strict as can be for functions without annotations, and for libraries without types.
 * @param follow `skip` goes by stubs alone, those of the standard library and of typeshed
 */
const settings = (follow: 'silent' | 'skip'): string => `[mypy]
python_version = 3.10
strict = True
disallow_untyped_defs = False
disallow_untyped_calls = False
disallow_incomplete_defs = False
disallow_untyped_decorators = False
disallow_subclassing_any = False
disallow_any_generics = False
warn_return_any = False
ignore_missing_imports = True
follow_imports = ${follow}
incremental = False
# Debian 12 has releases that take no socket options; the fixes are for later ones.
[mypy-httpx.*]
follow_imports = skip
[mypy-httpcore.*]
follow_imports = skip
`;

describe('the helpers of Python', { skip }, () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'keepalive-types-'));
	after(() => rmSync(folder, { recursive: true, force: true }));
	const file = path.join(folder, 'tcp_keepalive.py');

	for (const platform of ['linux', 'darwin', 'win32']) {
		it(`have no type errors on ${platform}`, () => {
			writeFileSync(file, moduleOfHelpers());
			// Platforms differ in the standard library; the libraries are read once.
			writeFileSync(path.join(folder, 'mypy.ini'), settings(platform === 'linux' ? 'silent' : 'skip'));
			const args = ['--no-error-summary', `--platform=${platform}`, file];
			const { stdout, stderr } = spawnSync('mypy', args, { cwd: folder, encoding: 'utf8' });
			const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '');
			assert.deepEqual(lines, []);
		});
	}
});
