import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import type { EffectiveConfiguration } from '../server/src/cli/commands/config.js';
import type { SupportedClient } from '../server/src/cli/commands/clients.js';
import { catalogue } from '../server/src/engine/catalogue/index.js';
import { environments } from '../server/src/engine/catalogue/environments.js';
import { rules } from '../server/src/engine/rules/index.js';
import { createConfiguration } from '../server/src/workspace/configuration.js';
import { runIn } from './cli-run.js';
import { plant } from './workspace-tree.js';

const name = 'keepalive.config.json';

describe('init', () => {
	const seen = [
		['host.json', '{ "version": "2.0" }', 'azure'],
		['infra/main.tf', 'provider "azurerm" {}', 'azure'],
		['azure-pipelines.yml', 'steps: []', 'azure'],
		['serverless.yml', 'provider:\n  name: aws\n', 'aws'],
		['cdk.json', '{}', 'aws'],
		['template.yaml', 'Type: AWS::Serverless::Function', 'aws'],
		['app.yaml', 'runtime: nodejs22', 'gcp'],
		['terraform/net.tf', 'source = "hashicorp/google"', 'gcp'],
		['main.tf', 'provider "oci" {}', 'oci'],
		['main.tf', 'resource "aws_lb" "web" {}', 'aws'],
		['main.tf', 'data "azurerm_lb" "web" {}', 'azure'],
		['main.tf', 'provider "google-beta" {}', 'gcp'],
		['serverless.yaml', 'provider:\n    name: "aliyun"\n', 'alibaba'],
		['app.yaml', 'name: no cloud', 'cloud'],
		['main.tf', 'provider "random" {}', 'cloud'],
	] as const;
	for (const [file, text, environment] of seen) {
		it(`takes ${file} with ${JSON.stringify(text)} as ${environment}`, async (test) => {
			const root = plant(test, { [file]: text });
			const { code, stdout, stderr } = await runIn(root, 'init');
			assert.deepEqual([code, stderr], [0, '']);
			assert.match(stdout, new RegExp(`^Wrote ${name}: environment ${environment} \\(.+\\)\\.\n$`));
			const { settings, problems } = createConfiguration(root).settingsFor(join(root, 'a.ts'));
			assert.deepEqual(problems, []);
			assert.equal(settings.environment.name, environment);
		});
	}

	it('takes the shortest timeout where several clouds are seen, and says what runs', async (test) => {
		const root = plant(test, { 'cdk.json': '{}', 'host.json': '{"version":1}', '.nvmrc': '22.1.0' });
		await runIn(root, 'init');
		const text = readFileSync(join(root, name), 'utf8');
		assert.match(text, /"environment": "cloud"/);
		assert.match(text, /Several clouds are seen in cdk\.json, host\.json/);
		assert.match(text, /Node\.js 22\.1\.0 \(\.nvmrc\)/);
	});

	const configured = {
		[name]: '{}',
		'package.json': '{ "keepalive": {} }',
		'pyproject.toml': '[tool.keepalive]\n',
	};
	for (const [file, text] of Object.entries(configured)) {
		it(`leaves a project alone that is configured in ${file}`, async (test) => {
			const root = plant(test, { [file]: text });
			const { code, stderr } = await runIn(root, 'init');
			assert.deepEqual([code, stderr], [2, `${file} has a configuration already; it was left as it is.\n`]);
			assert.equal(readFileSync(join(root, file), 'utf8'), text);
		});
	}

	it('takes no arguments', async (test) => {
		const { code, stderr } = await runIn(plant(test, {}), 'init', '--forse', 'x');
		assert.deepEqual([code, stderr], [2, 'Unknown option --forse.\nUsage: keepalive-lint init\n']);
	});
});

describe('config', () => {
	const files = {
		[name]: '{\n  "extends": "./base.json",\n  "rules": { "late-keepalive": "off" },\n  "exclude": ["gen"]\n}',
		'base.json': '{ "environment": 350 }',
		'package.json': '{ "engines": { "node": "22.1.0" }, "dependencies": { "axios": "1.2.0" } }',
		'src/a.ts': '',
		'gen/a.py': '',
	};

	it('prints what holds for a file, and who set it', async (test) => {
		const { code, stdout } = await runIn(plant(test, files), 'config', 'src/a.ts');
		assert.equal(code, 0);
		const lines = stdout.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
		assert.deepEqual(lines, [
			'src/a.ts',
			`Read from ${name}, base.json.`,
			'',
			'Settings',
			'environment | custom (350 s; probes after 120 s, every 30 s, 8 times) | base.json:1',
			`exclude | ["gen"] | ${name}:4`,
			`rules.late-keepalive | off | ${name}:3`,
			'',
			'Runs on',
			'Node.js | 22.1.0 | package.json engines',
			'Python | 3.11.0 | assumed',
			'axios | 1.2.0 | package.json',
			'',
		]);
	});

	it('prints the same as JSON, and whether the file is excluded', async (test) => {
		const { stdout } = await runIn(plant(test, files), 'config', 'gen/a.py', '--format', 'json');
		const effective = JSON.parse(stdout) as EffectiveConfiguration;
		assert.equal(effective.excluded, true);
		assert.deepEqual(effective.sources, [name, 'base.json']);
		assert.equal(effective.target.node.version, '22.1.0');
		assert.deepEqual(effective.target.packages, {});
	});

	it('reads one given file, tells its problems and ends in 2', async (test) => {
		const root = plant(test, { ...files, 'ci.json': '{ "rule": {} }' });
		const { code, stdout, stderr } = await runIn(root, 'config', 'src/a.ts', '--config', 'ci.json');
		assert.equal(code, 2);
		assert.match(stdout, /^Read from ci\.json\.$/m);
		assert.match(stderr, /^ci\.json:1: unknown setting "rule" \(did you mean "rules"\?\)/);
	});

	it('needs a file that exists', async (test) => {
		const root = plant(test, files);
		assert.match((await runIn(root, 'config', 'src/b.ts')).stderr, /^src\/b\.ts: no such file or folder\.\n$/);
		assert.match((await runIn(root, 'config')).stderr, /^Usage: keepalive-lint config FILE/);
		assert.equal((await runIn(root, 'config', 'src/a.ts', '--format', 'jsn')).code, 2);
	});
});

describe('explain', () => {
	const entries = [...catalogue.javascript, ...catalogue.python];
	const names = [...rules.map(({ id }) => id), ...environments.map((each) => each.name)];
	it('knows every rule, environment and client', async (test) => {
		const root = plant(test, {});
		for (const each of [...names, ...entries.map(({ id }) => id)]) {
			const { code, stdout, stderr } = await runIn(root, 'explain', each);
			assert.deepEqual([code, stderr], [0, ''], each);
			assert.doesNotMatch(stdout, /undefined|\[object|\{idle/, each);
		}
	});

	it('tells versions, fixes and sources of a client', async (test) => {
		const { stdout } = await runIn(plant(test, {}), 'explain', 'axios');
		assert.match(stdout, /waits by default +for ever/);
		assert.match(stdout, /probes by default +first after 60 s \(axios >=0\.25\.0\)/);
		assert.match(stdout, /fix +Add an agent.*safe/);
		assert.match(stdout, /Sources +https:\/\//);
	});

	it('finds clients by api and by package', async (test) => {
		const root = plant(test, {});
		assert.match((await runIn(root, 'explain', 'requests.Session')).stdout, /^requests \(python/);
		assert.match((await runIn(root, 'explain', 'HTTPS.agent')).stdout, /^https \(javascript/);
	});

	it('suggests a name', async (test) => {
		const { code, stderr } = await runIn(plant(test, {}), 'explain', 'late-keepalife');
		assert.equal(code, 2);
		assert.match(stderr, /no rule, client or environment \(did you mean "late-keepalive"\?\)/);
	});
});

describe('clients', () => {
	it('lists every row, with what holds in this project', async (test) => {
		const root = plant(test, { 'package.json': '{ "dependencies": { "axios": "0.21.0" } }', '.nvmrc': '18.20.0' });
		const { code, stdout } = await runIn(root, 'clients', '--format', 'json');
		assert.equal(code, 0);
		const clients = JSON.parse(stdout) as SupportedClient[];
		const expected = [...catalogue.javascript, ...catalogue.python].map(({ id }) => id);
		assert.deepEqual(
			clients.map(({ id }) => id),
			expected,
		);
		const axios = clients.find(({ id }) => id === 'axios');
		assert.equal(axios?.probeHere, 'none');
		assert.ok(axios.since.includes('axios >=0.25.0'));
	});

	it('is a table for people', async (test) => {
		const { stdout } = await runIn(plant(test, { '.nvmrc': '20.1.0' }), 'clients');
		assert.match(stdout, /^language +client +apis +probes by default +depends on$/m);
		assert.match(stdout, /^javascript +axios +axios, .* and \d+ more +first after 60 s/m);
		assert.match(stdout, /Node\.js 20\.1\.0 \(\.nvmrc\)/);
	});
});
