import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { runIn } from './cli-run.js';
import { plant } from './workspace-tree.js';

const botocore = (version: string): string =>
	`[project]\nname = "jobs"\ndependencies = ["boto3", "botocore==${version}"]\n`;

const client = `import boto3
from botocore.config import Config

s3 = boto3.client("s3", config=Config(tcp_keepalive=True, read_timeout=900))
`;

const plain = `import boto3
from botocore.config import Config

s3 = boto3.client("s3", config=Config(read_timeout=900))
`;

interface Found {
	readonly path: string;
	readonly line: number;
	readonly rule: string;
	readonly severity: string;
	readonly message: string;
}

async function findingsOf(test: TestContext, files: Readonly<Record<string, string>>): Promise<readonly Found[]> {
	const { stdout } = await runIn(plant(test, files), '--format', 'json');
	return (JSON.parse(stdout) as { readonly findings: readonly Found[] }).findings;
}

/** Severity and file of the only finding. */
async function verdict(test: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
	const found = await findingsOf(test, files);
	return found
		.map(({ rule, severity, message }) =>
			[rule, severity, ...(/or (\d+ s) where `(.*?)`/.exec(message)?.slice(1) ?? [])].join(' '),
		)
		.join('; ');
}

describe('the idle time of the system, where files of the project lower it', () => {
	const pod = `kind: Deployment
spec:
  template:
    spec:
      securityContext:
        sysctls:
          - name: net.ipv4.tcp_keepalive_time
            value: "60"
          - name: net.ipv4.tcp_keepalive_intvl
            value: "15"
      containers: []
`;
	const kinds: Readonly<Record<string, string>> = {
		'sysctl.conf': '# idle\nnet.ipv4.tcp_keepalive_time = 60\nnet.ipv4.tcp_keepalive_intvl = 15\n',
		'sysctl.d/60-keepalive.conf': 'net/ipv4/tcp_keepalive_time=60\n',
		'deploy/sysctl.d/60-keepalive.conf': 'net.ipv4.tcp_keepalive_time=60\n',
		'compose.yaml':
			'services:\n  api:\n    image: a\n    sysctls:\n      - net.ipv4.tcp_keepalive_time=60\n      - net.ipv4.tcp_keepalive_probes=4\n',
		'docker-compose.prod.yml': 'services:\n  api:\n    sysctls:\n      net.ipv4.tcp_keepalive_time: 60\n    image: a\n',
		'docker-compose.yml': 'services:\n  api:\n    sysctls: ["net.ipv4.tcp_keepalive_time=60"]\n',
		'k8s/api/deployment.yaml': pod,
		'charts/api/templates/deployment.yaml': pod.replaceAll('\n', '\r\n'),
		'run.sh': '#!/bin/sh\ndocker run --sysctl net.ipv4.tcp_keepalive_time=60 api\n',
		'entrypoint.sh': 'sysctl -w net.ipv4.tcp_keepalive_time=60\n',
	};

	it('makes the finding information that names the file', async (test) => {
		for (const [path, text] of Object.entries(kinds)) {
			const files = { 'pyproject.toml': botocore('1.40.0'), 'jobs/a.py': client, [path]: text };
			assert.equal(await verdict(test, files), `late-keepalive information 60 s ${path}`, path);
		}
	});

	it('counts for JavaScript as well', async (test) => {
		const code = "import net from 'node:net';\n\nnet.connect({ host: 'db.example.com', port: 1, keepAlive: true });\n";
		const files = { 'package.json': '{"engines": {"node": ">=22"}}', 'a.mts': code };
		assert.equal(await verdict(test, files), 'late-keepalive warning');
		const lowered = { ...files, 'compose.yaml': kinds['compose.yaml'] ?? '' };
		assert.equal(await verdict(test, lowered), 'late-keepalive information 60 s compose.yaml');
	});

	it('counts from the nearest folder, and of several files there the one that helps least', async (test) => {
		const at = (time: number): string => `net.ipv4.tcp_keepalive_time=${time}\n`;
		const files = { 'services/api/pyproject.toml': botocore('1.40.0'), 'services/api/a.py': client };
		const near = { ...files, 'sysctl.conf': at(600), 'services/api/sysctl.conf': at(60) };
		assert.equal(await verdict(test, near), 'late-keepalive information 60 s services/api/sysctl.conf');
		const two = { ...files, 'sysctl.d/10-a.conf': at(60), 'sysctl.d/20-b.conf': at(120) };
		assert.equal(await verdict(test, two), 'late-keepalive information 120 s sysctl.d/20-b.conf');
	});

	it('stays a warning where nothing lowers it, or not enough', async (test) => {
		const files = { 'pyproject.toml': botocore('1.40.0'), 'a.py': client };
		const others: Readonly<Record<string, string>> = {
			'README.md': 'net.ipv4.tcp_keepalive_time=60\n',
			'sysctl.conf': '# net.ipv4.tcp_keepalive_time = 60\nnet.ipv4.tcp_keepalive_intvl = 15\n',
			// An image holds no settings of the kernel that runs it.
			Dockerfile: 'FROM python\nRUN sysctl -w net.ipv4.tcp_keepalive_time=60\n',
			'compose.yaml': 'services:\n  api:\n    labels:\n      - net.ipv4.tcp_keepalive_time=60\n',
			'k8s/api.yaml': pod.replace('sysctls:', '# sysctls:'),
			'run.sh': '# docker run --sysctl net.ipv4.tcp_keepalive_time=60 api\n',
		};
		for (const [path, text] of Object.entries(others)) {
			assert.equal(await verdict(test, { ...files, [path]: text }), 'late-keepalive warning', path);
		}
		const late = { ...files, 'sysctl.conf': 'net.ipv4.tcp_keepalive_time = 600\n' };
		assert.equal(await verdict(test, late), 'late-keepalive warning 600 s sysctl.conf');
	});
});

describe('an environment variable that turns probes on', () => {
	const late = 'late-keepalive warning';
	const off = 'long-wait-without-keepalive warning';

	it('is read from the files that set it where the program runs', async (test) => {
		const kinds: Readonly<Record<string, string>> = {
			'.env': 'BOTOCORE_TCP_KEEPALIVE=true\n',
			'api.env': 'export BOTOCORE_TCP_KEEPALIVE="True"\n',
			Dockerfile: 'FROM python\nENV A=1 \\\n    BOTOCORE_TCP_KEEPALIVE=true\n',
			'docker/Dockerfile.prod': 'FROM python\nENV BOTOCORE_TCP_KEEPALIVE true\n',
			'compose.yaml': 'services:\n  api:\n    environment:\n      BOTOCORE_TCP_KEEPALIVE: "true"\n',
			'docker-compose.yml': 'services:\n  api:\n    environment:\n      - A=1\n      - BOTOCORE_TCP_KEEPALIVE=true\n',
			'k8s/api.yaml':
				'kind: Pod\nspec:\n  containers:\n    - name: api\n      env:\n        - name: BOTOCORE_TCP_KEEPALIVE\n          value: "true"\n',
			'start.sh': 'export BOTOCORE_TCP_KEEPALIVE=true\npython -m jobs\n',
		};
		for (const [path, text] of Object.entries(kinds)) {
			const files = { 'pyproject.toml': botocore('1.43.0'), 'a.py': plain, [path]: text };
			assert.equal(await verdict(test, files), late, path);
		}
	});

	it('counts from the version on that reads it, and with the one text that is true', async (test) => {
		const files = { 'a.py': plain, '.env': 'BOTOCORE_TCP_KEEPALIVE=true\n' };
		assert.equal(await verdict(test, { ...files, 'pyproject.toml': botocore('1.42.29') }), late);
		assert.equal(await verdict(test, { ...files, 'pyproject.toml': botocore('1.42.28') }), off);
		const newest = { ...files, 'pyproject.toml': botocore('1.43.0') };
		for (const text of ['1', 'yes', 'false', '']) {
			assert.equal(await verdict(test, { ...newest, '.env': `BOTOCORE_TCP_KEEPALIVE=${text}\n` }), off, text);
		}
		assert.equal(await verdict(test, { ...newest, '.env': 'AWS_TCP_KEEPALIVE=true\n' }), off);
		assert.equal(await verdict(test, { ...newest, '.env': '# BOTOCORE_TCP_KEEPALIVE=true\n' }), off);
	});

	it('does not outweigh what the code says', async (test) => {
		const told = plain.replace('read_timeout', 'tcp_keepalive=False, read_timeout');
		const files = { 'pyproject.toml': botocore('1.43.0'), '.env': 'BOTOCORE_TCP_KEEPALIVE=true\n', 'a.py': told };
		assert.equal(await verdict(test, files), off);
	});

	it('is read where Python sets it, in any file of the package', async (test) => {
		const forms = [
			'import os\nos.environ["BOTOCORE_TCP_KEEPALIVE"] = "true"\n',
			'from os import environ\nenviron["BOTOCORE_TCP_KEEPALIVE"] = "true"\n',
			'import os\nos.environ.setdefault("BOTOCORE_TCP_KEEPALIVE", "true")\n',
			'import os\nos.environ.update(BOTOCORE_TCP_KEEPALIVE="true")\n',
			'import os\nos.environ.update({"A": "1", "BOTOCORE_TCP_KEEPALIVE": "true"})\n',
		];
		for (const form of forms) {
			const files = { 'pyproject.toml': botocore('1.43.0'), 'jobs/__init__.py': form, 'jobs/a.py': plain };
			assert.equal(await verdict(test, files), late, form);
			assert.equal(await verdict(test, { 'pyproject.toml': botocore('1.43.0'), 'a.py': form + plain }), late, form);
		}
		const unread = 'import os\nif os.environ["BOTOCORE_TCP_KEEPALIVE"] == "true":\n    print(1)\n';
		const files = { 'pyproject.toml': botocore('1.43.0'), 'jobs/__init__.py': unread, 'jobs/a.py': plain };
		assert.equal(await verdict(test, files), off);
	});

	it('is told to be vain where the version does not read it', async (test) => {
		const form = 'import os\nos.environ["BOTOCORE_TCP_KEEPALIVE"] = "true"\n';
		const files = { 'pyproject.toml': botocore('1.40.0'), 'jobs/__init__.py': form, 'jobs/a.py': plain };
		assert.equal(await verdict(test, files), `ineffective-keepalive information; ${off}`);
	});
});
