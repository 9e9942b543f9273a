import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { plant } from '../workspace-tree.js';

const root = join(__dirname, '..', '..', '..');

/** What the session in Neovim has seen. */
interface Seen {
	readonly problem?: string;
	readonly before?: unknown;
	readonly actions?: readonly string[];
	readonly hover?: boolean;
	readonly counts?: unknown;
	readonly closed?: unknown;
	readonly stopped?: boolean;
}

const files = {
	'package.json': '{ "engines": { "node": ">=22" } }',
	'a.mjs': "import https from 'node:https';\n\nhttps.get('https://api.example.com', { timeout: 420_000 }, read);\n",
	'job.py': 'import requests\n\nrequests.get("https://api.example.com", timeout=(5, 420))\n',
};

const rule = 'long-wait-without-keepalive';

describe('Neovim', () => {
	it('shows findings, applies a fix and scans the workspace over --stdio', (test) => {
		const folder = plant(test, files);
		const result = join(folder, 'seen.json');
		const session = join(root, 'test', 'editor', 'neovim', 'session.lua');
		const run = spawnSync('nvim', ['--headless', '--clean', '-c', `luafile ${session}`], {
			encoding: 'utf8',
			timeout: 240_000,
			env: {
				...process.env,
				HOME: folder,
				XDG_STATE_HOME: join(folder, '.state'),
				NODE: process.execPath,
				SERVER: join(root, 'dist', 'bin.js'),
				WORKSPACE: folder,
				RESULT: result,
			},
		});
		assert.equal(run.status, 0, run.stderr);
		const seen = JSON.parse(readFileSync(result, 'utf8')) as Seen;
		assert.equal(seen.problem, undefined);
		assert.deepEqual(seen.before, [{ code: rule, line: 2, source: 'keepalive' }]);
		assert.deepEqual(seen.actions?.slice(0, 2), [
			'Add an agent that sends TCP keepalive probes',
			`Disable ${rule} for this line`,
		]);
		assert.match(readFileSync(join(folder, 'a.mjs'), 'utf8'), /agent: /);
		assert.equal(seen.hover, true);
		assert.deepEqual(seen.counts, { files: 1, findings: 1, skipped: 0, cancelled: false });
		assert.deepEqual(seen.closed, [{ code: rule, line: 2, source: 'keepalive' }]);
		assert.equal(seen.stopped, true);
	});
});
