import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runIn } from './cli-run.js';
import { plant } from './workspace-tree.js';

const files = {
	'setup.js': "const https = require('https');\nhttps.globalAgent = require('./agent.js');\n",
	'main.js': "const https = require('https');\nhttps.get('https://api.example.com/slow');\n",
	'package.json': '{ "engines": { "node": "22" } }',
};

describe('--explain', () => {
	it('names the file that protects a client', async (test) => {
		const { code, stdout } = await runIn(plant(test, files), '--explain');
		assert.equal(code, 0);
		assert.match(stdout, /^1 client not reported:\nmain\.js:2:1 {2}`https\.globalAgent`.*\(setup\.js:2\)\./);
		assert.match(stdout, /Without that: missing-keepalive \(warning\)\.\n/);
	});

	it('is part of the JSON report', async (test) => {
		const { stdout } = await runIn(plant(test, files), '--explain', '--format', 'json');
		const { clients } = JSON.parse(stdout) as { clients: { silence?: object }[] };
		const [client] = clients;
		assert.deepEqual(Object.keys(client?.silence ?? {}), ['kind', 'reason', 'at', 'instead']);
	});

	it('says nothing unless asked', async (test) => {
		const folder = plant(test, files);
		assert.doesNotMatch((await runIn(folder)).stdout, /not reported/);
		assert.doesNotMatch((await runIn(folder, '--format', 'json')).stdout, /silence/);
	});

	it('is not lost on remembered results', async (test) => {
		const folder = plant(test, files);
		await runIn(folder, '--cache');
		const first = await runIn(folder, '--cache', '--explain');
		const second = await runIn(folder, '--cache', '--explain');
		assert.match(first.stdout, /1 client not reported/);
		assert.equal(second.stdout, first.stdout);
	});

	it('has no place in formats that list findings only', async (test) => {
		const { code, stderr } = await runIn(plant(test, files), '--explain', '--format', 'sarif');
		assert.equal(code, 2);
		assert.match(stderr, /--explain adds clients without findings to text and JSON/);
	});
});
