import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { describe, it } from 'node:test';
import { gte } from 'semver';
import { nodeLines, registry } from './registry.js';
import { nodeBinary, root } from './runtimes.js';

const oldest = '20.0.0';

/** The releases that the package is for, each with the name of its binary. */
const releases = [
	...nodeLines.map((line) => [line, registry.nodes[line]] as const),
	...registry.between.map((version) => [version, version] as const),
].filter(([, version]) => gte(version, oldest));

/** Both threads, as each begins with less than all of the program. */
const args = [join(root, 'dist/bin.js'), 'scan', 'fixtures', '--format', 'json', '--jobs', '2'];

function scanWith(node: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
	const { status, stdout, stderr } = spawnSync(node, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
	return { status, stdout, stderr };
}

describe('the command line on each release of Node.js', () => {
	const here = scanWith(process.execPath);

	it('finds something on this one', () => assert.equal(here.status, 1, here.stderr));

	for (const [line, version] of releases) {
		// What V8 does not know of the flags that it is given, it says on standard error.
		it(`finds the same on ${version}, and says no more`, () => assert.deepEqual(scanWith(nodeBinary(line)), here));
	}
});
