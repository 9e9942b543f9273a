import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { it } from 'node:test';
import { compareWithPython } from './python-oracle.js';

// Debian's own, whatever else is installed: its packages are many, and the same everywhere.
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const isThere = spawnSync(python, ['-c', 'import ast']).status === 0;

/** `npm run test:oracle` reads all files that are installed. */
const most = Number(process.env['ORACLE_FILES'] ?? 400);

/** Files that Python reads in another encoding, or not at all (tests of its own parser), are nothing to compare. */
const unreadable = /^(?:encoding .*|SyntaxError|UnicodeDecodeError)$/;

// A machine without Python skips this with its reason; the build machine must have it.
const skip = isThere || process.env['CI'] === 'true' ? false : 'python3 is not installed';

it(`reads up to ${most} files of the installed Python as Python does`, { skip }, async () => {
	const { files, calls, skipped, differences } = await compareWithPython(python, most);
	assert.deepEqual(
		differences
			.slice(0, 20)
			.map(({ what, path, line, python, ours }) => ({ what, at: `${path}:${line}`, python, ours })),
		[],
		`${differences.length} differences`,
	);
	for (const reason of skipped.keys()) assert.match(reason, unreadable);
	console.log(`${files} files with ${calls} calls compared`);
	assert.ok(files >= 200 && calls > files, 'hardly anything was compared');
});
