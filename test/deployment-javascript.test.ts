import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { runIn } from './cli-run.js';
import { plant } from './workspace-tree.js';

const client = "import AWS from 'aws-sdk';\n\nexport const s3 = new AWS.S3({ httpOptions: { timeout: 900_000 } });\n";

const variable = 'AWS_NODEJS_CONNECTION_REUSE_ENABLED';

const late = 'long-wait-without-keepalive warning';

/** The files that set the variable where a program runs. */
const kinds: Readonly<Record<string, string>> = {
	'.env': `${variable}=1\n`,
	'api.env': `export ${variable}="1"\n`,
	Dockerfile: `FROM node\nENV A=1 \\\n    ${variable}=1\n`,
	'docker/Dockerfile.prod': `FROM node\nENV ${variable} 1\n`,
	'compose.yaml': `services:\n  api:\n    environment:\n      ${variable}: "1"\n`,
	'docker-compose.yml': `services:\n  api:\n    environment:\n      - A=1\n      - ${variable}=1\n`,
	'k8s/api.yaml': `kind: Pod\nspec:\n  containers:\n    - name: api\n      env:\n        - name: ${variable}\n          value: "1"\n`,
	'serverless.yml': `service: api\nprovider:\n  name: aws\n  environment:\n    ${variable}: '1'\n`,
	'template.yaml': `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Api:\n    Type: AWS::Serverless::Function\n    Properties:\n      Environment:\n        Variables:\n          ${variable}: '1'\n`,
	'start.sh': `export ${variable}=1\nnode index.js\n`,
};

async function run(test: TestContext, node: string, files: Readonly<Record<string, string>>): Promise<string> {
	const all = { 'package.json': JSON.stringify({ type: 'module', engines: { node } }), 'a.mjs': client, ...files };
	const { stdout } = await runIn(plant(test, all), '--format', 'json', '--explain');
	const { findings, clients } = JSON.parse(stdout) as {
		readonly findings: readonly { readonly rule: string; readonly severity: string; readonly message: string }[];
		readonly clients: readonly { readonly silence?: { readonly at?: { readonly path: string } } }[];
	};
	const found = findings.map(({ rule, severity }) => `${rule} ${severity}`);
	return [...found, ...clients.flatMap(({ silence }) => silence?.at?.path ?? [])].join('; ');
}

describe('an environment variable that makes the agents of a JavaScript SDK keep connections', () => {
	for (const [path, text] of Object.entries(kinds)) {
		it(`set in ${path} protects the client on a Node that passes keepalive on, and is named`, async (test) => {
			assert.equal(await run(test, '>=24.15', { [path]: text }), path);
		});

		it(`set in ${path} does nothing on a Node that does not`, async (test) => {
			assert.equal(await run(test, '>=20', { [path]: text }), late);
		});
	}

	it('counts with the one value that the SDK takes', async (test) => {
		for (const value of ['0', 'true', '']) {
			assert.equal(await run(test, '>=24.15', { '.env': `${variable}=${value}\n` }), late, value);
		}
		assert.equal(await run(test, '>=24.15', { '.env': `# ${variable}=1\n` }), late);
		assert.equal(await run(test, '>=24.15', { 'README.md': `${variable}=1\n` }), late);
	});

	it('is not needed by the SDK that keeps connections itself', async (test) => {
		const v3 = "import { SQSClient } from '@aws-sdk/client-sqs';\n\nexport const queue = new SQSClient({});\n";
		assert.equal(await run(test, '>=20', { 'a.mjs': v3 }), '');
	});
});
