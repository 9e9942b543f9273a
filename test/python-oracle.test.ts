import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { it } from 'node:test';
import { repository } from './fixture.js';
import { compareWithPython, type Python } from './python-oracle.js';

/** Debian's own, whatever else is installed: its packages are many, and the same everywhere. */
const system: Python = {
	command: existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3',
	before: [],
	root: '',
};
const isThere = spawnSync(system.command, ['-c', 'import ast']).status === 0;

/** Later suites of Debian, where `npm run test:wire` has unpacked them: their Pythons tell the fields of f-strings, too. */
const suites = ['trixie', 'sid'].map((name): Python => {
	const root = path.join(repository, '.cache', `debian-${name}`);
	return { command: 'chroot', before: [root, '/usr/bin/python3'], root };
});

/** `npm run test:oracle` reads all files that are installed. */
const most = Number(process.env['ORACLE_FILES'] ?? 400);

/** Files that Python reads in another encoding, or not at all (tests of its own parser), are nothing to compare. */
const unreadable = /^(?:encoding .*|SyntaxError|UnicodeDecodeError)$/;

// A machine without Python skips this with its reason; the build machine must have it.
const skip = isThere || process.env['CI'] === 'true' ? false : 'python3 is not installed';

async function compare(python: Python): Promise<void> {
	const { files, calls, skipped, differences } = await compareWithPython(python, most);
	assert.deepEqual(
		differences
			.slice(0, 20)
			.map(({ what, path, line, python, ours }) => ({ what, at: `${path}:${line}`, python, ours })),
		[],
		`${differences.length} differences`,
	);
	for (const reason of skipped.keys()) assert.match(reason, unreadable);
	console.log(`${files} files with ${calls} calls compared; skipped: ${JSON.stringify([...skipped])}`);
	assert.ok(files >= 200 && calls > files, 'hardly anything was compared');
}

it(`reads up to ${most} files of the installed Python as Python does`, { skip }, () => compare(system));

for (const suite of suites) {
	// Changing the root is for root.
	const isUsable = existsSync(`${suite.root}.complete`) && process.getuid?.() === 0;
	const reason = isUsable ? false : 'the suite is not unpacked, or cannot be entered';
	it(`reads up to ${most} files of ${path.basename(suite.root)} as its Python does`, { skip: reason }, () =>
		compare(suite),
	);
}
