import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { runIn } from './cli-run.js';
import { repository } from './fixture.js';
import { plant } from './workspace-tree.js';

const root = path.join(repository, 'fixtures', 'shared-modules');
const update = process.env['UPDATE_FIXED'] === '1';

function readTree(folder: string): Readonly<Record<string, string>> {
	const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
	const paths = names.map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name))).sort();
	return Object.fromEntries(
		paths.map((each) => [each.replaceAll(path.sep, '/'), readFileSync(path.join(folder, each), 'utf8')]),
	);
}

describe('Projects that share a module', () => {
	for (const name of readdirSync(root).filter((each) => !each.endsWith('.fixed'))) {
		it(`${name} is fixed as ${name}.fixed says, and stays so`, async (test) => {
			const [before, after] = [path.join(root, name), path.join(root, `${name}.fixed`)];
			const folder = plant(test, {});
			cpSync(before, folder, { recursive: true });
			await runIn(folder, '--fix');
			const once = readTree(folder);
			if (update) {
				rmSync(after, { recursive: true, force: true });
				cpSync(folder, after, { recursive: true });
			}
			assert.notDeepEqual(once, readTree(before));
			assert.deepEqual(once, readTree(after));
			const { code, stdout } = await runIn(folder, '--fix');
			assert.equal(code, 0, stdout);
			assert.deepEqual(readTree(folder), once);
		});
	}
});
