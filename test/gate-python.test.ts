import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogue, foreignKeys } from '../server/src/engine/catalogue/index.js';
import { createEngine, mayConfigure } from '../server/src/engine/index.js';
import { readPython } from '../server/src/engine/python/read.js';
import { readFixtures } from './fixture.js';
import { holdsNeedle } from './needles.js';

const engine = createEngine();

/** Whether a text passes, and a file that holds it is read. */
function passes(text: string): boolean {
	const holdsGate = engine.gates.python.some((each) => text.includes(each));
	return holdsGate && engine.passesGate(text, 'python') && holdsNeedle(text, 'python');
}

/** A statement that binds `name`, and what it stands for: `requests`, `requests.Session` or `boto3`. */
const imports: readonly (readonly [statement: string, name: string])[] = [
	['import requests', 'requests'],
	['import os, requests', 'requests'],
	['import requests as r, os', 'r'],
	['import os, \\\n  requests as r', 'r'],
	['import \\\n requests', 'requests'],
	['import requests as ré', 'ré'],
	['\uFEFFimport requests', 'requests'],
	['import os; import requests', 'requests'],
	['if True: import requests', 'requests'],
	['try:\n\timport requests\nexcept ImportError:\n\tpass', 'requests'],
	['import os # a\nimport requests # b', 'requests'],
	['import os\r\nimport requests\r\n', 'requests'],
	['import os\rimport requests\r', 'requests'],
	['raise ValueError from error\nimport requests', 'requests'],
	['import requests.sessions', 'requests'],
	['import requests . sessions', 'requests'],
	['from urllib3.contrib import a\nimport urllib3, requests', 'requests'],
	['from requests import Session', 'Session'],
	['from requests import (Session)', 'Session'],
	['from requests import(Session)', 'Session'],
	['from requests import (  # a )\n\tget, # b\n\tSession as S,\n)', 'S'],
	['from requests import get, \\\n\tSession as S', 'S'],
	['from requests \\\n\timport Session', 'Session'],
	['from \\\n requests import Session', 'Session'],
	['if 1: from requests.sessions import Session', 'Session'],
	['from requests . sessions import Session', 'Session'],
	['from requests import sessions as s', 's'],
	['import boto3', 'boto3'],
	['from azure.storage import blob', 'blob'],
	['from azure.storage.blob import aio, BlobServiceClient', 'BlobServiceClient'],
	['from kubernetes import client as k', 'k'],
];

/** What is done with it. */
const uses: readonly ((name: string) => string)[] = [
	(name) => `${name}.get(u)`,
	(name) => `${name}()`,
	(name) => `${name}.Session()`,
	(name) => `x = ${name}.sessions.Session()`,
	(name) => `x = ${name} . \\\n Session ()`,
	(name) => `f(${name} # a\n # b\n . # c\n get(u))`,
	(name) => `r = ${name}\nr.get(u)`,
	(name) => `r = \\\n ${name}\nr.get(u)`,
	(name) => `def f():\n\tr: Any = ${name}\n\treturn r.get(u)`,
	(name) => `f(r := ${name}, r.get(u))`,
	(name) => `f(r := # a\n ${name}, r.get(u))`,
	(name) => `S = ${name}.Session\nS()`,
	(name) => `s = ${name}.sessions\ns.Session()`,
	(name) => `class A(B, ${name}.Session):\n\tpass\nA()`,
	(name) => `class A(B, ${name}):\n\tpass\nA()`,
	(name) => `class A:\n\thttp = ${name}\n\tdef f(self): self.http.get(u)`,
	(name) => `class A:\n\tdef __init__(self):\n\t\tself.http = ${name}\n\tdef f(self): self.http.get(u)`,
	(name) => `f"{${name}.get(u)}"`,
	(name) => `x = ${name}.Session().client('s3')`,
	(name) => `x = ${name}.blob.BlobServiceClient(u)`,
	(name) => `x = ${name}.BlobServiceClient.from_connection_string(u)`,
	(name) => `x = ${name}.CoreV1Api()`,
	(name) => `api = ${name}.client\nx = api.CoreV1Api()`,
	(name) => `x = ${name}.packages.urllib3.PoolManager()`,
	(name) => `${name}.packages.urllib3.connection.HTTPConnection.default_socket_options += [1]`,
];

function hasSites(text: string): boolean {
	const { sites, setups } = readPython({ path: 'a.py', language: 'python', text }, catalogue.python).reading;
	return sites.length > 0 || setups.length > 0;
}

describe('the gate of Python', () => {
	for (const [statement, name] of imports) {
		it(`lets pass what is read of ${JSON.stringify(statement)}`, () => {
			const texts = uses.flatMap((use) => [`${statement}\n${use(name)}\n`, inClass(statement, use(name))]);
			const read = texts.filter(hasSites);
			assert.ok(read.length > 0);
			for (const text of read) assert.ok(passes(text), text);
		});
	}

	it('lets pass the imports of a class', () => {
		const text = 'class A:\n\timport requests\n\tdef f(self):\n\t\tself.requests.get(u)\n';
		assert.ok(hasSites(text));
		assert.ok(passes(text));
	});

	it('lets pass the bytes of a text', () => {
		const text = '\uFEFFimport requests as ré\nré.get(u)\n';
		assert.ok(engine.passesGate(Buffer.from(text).toString('latin1'), 'python'));
	});

	it('lets pass suppressions', () => assert.ok(passes('x = 1  # keepalive: ignore[a]\n')));

	it('lets pass every variable that configures a process, and nothing for their common endings', () => {
		const variables = new Set(catalogue.python.flatMap(foreignKeys));
		assert.ok(variables.size > 0);
		for (const name of variables) {
			assert.ok(passes(`import os\nos.environ['${name}'] = a\n`), name);
			assert.ok(!engine.passesGate(`import os\nos.environ['OWN${/_?[^_]*$/.exec(name)?.[0]}'] = a\n`, 'python'), name);
		}
	});

	it('takes for a variable that configures a process what is written to the environment alone', () => {
		for (const change of [
			"['HTTPS_PROXY'] = a",
			'.setdefault("https_proxy", a)',
			'.update(http_proxy=a)',
			".update({'http_proxy': a})",
		]) {
			const text = `import os\nos.environ${change}\n`;
			assert.ok(hasSites(text), text);
			assert.ok(mayConfigure(text, 'python'), text);
		}
		for (const text of ["import os\nos.environ['a'] = self._call_proxy_method\n", "options = {'http_proxy': a}\n"]) {
			assert.ok(!engine.passesGate(text, 'python'), text);
		}
		const cells = [{ cell_type: 'code', source: ['import os\n', 'os.environ["https_proxy"] = a\n'] }];
		assert.ok(mayConfigure(JSON.stringify({ cells }), 'python'));
	});

	it('lets pass what the cells of a notebook may hold', () => {
		const source = ['from requests import (\n', '  get,\n', ')\n', 'get(u)'];
		const cells = [{ cell_type: 'code', source }];
		assert.ok(engine.passesGate(JSON.stringify({ cells }, undefined, 1), 'python'));
	});

	it('lets pass every text that many names are imported in', () => {
		const names = Array.from({ length: 30 }, (_, index) => `import requests as r${index}\n`);
		assert.ok(passes(names.join('')));
	});

	it('lets pass the import of all names of a module', () => {
		for (const module of ['requests', 'azure', 'azure.storage', 'google.cloud']) {
			assert.ok(passes(`from ${module} import *\nget(u)\n`), module);
		}
	});

	it('comes to an end on imports that are not finished', () => {
		for (const module of ['requests', 'azure.storage']) {
			for (const list of [
				'',
				',',
				' a,',
				'(',
				'(a',
				'()',
				'(a,,b)',
				' a as',
				' a as ,',
				' as',
				' .',
				' 1',
				' \\',
				' *, a',
			]) {
				for (const head of [`from ${module} import`, `import ${module},`, 'from azure', 'import']) {
					engine.passesGate(`${head}${list}\nget(u)\n`, 'python');
					engine.passesGate(`${head}${list}`, 'python');
				}
			}
		}
	});

	it('lets every fixture pass in which something is read', () => {
		for (const { path, text } of readFixtures('.').filter(({ path }) => path.endsWith('.py'))) {
			if (hasSites(text)) assert.ok(passes(text), path);
		}
	});

	const stopped = [
		'import request\nrequest.get(u)\n',
		'import requests\nrequests.codes.ok\n',
		'import requests.exceptions\n',
		'import requests\ntry:\n\tf()\nexcept requests.Timeout:\n\tpass\n',
		'from requests import codes, exceptions\ncodes.get(u)\n',
		'from requests.exceptions import (  # get\n\tTimeout,\n)\nTimeout()\n',
		'from . import requests\nrequests.get(u)\n',
		'from .requests import get\nget(u)\n',
		'from a import requests\nrequests.get(u)\n',
		'# to import requests and use requests.get(u)\n',
		'import requests_mock\nrequests_mock.get(u)\n',
		'import requests\nx.requests_total.get(u)\n',
		'import boto3\nboto3.Session()\n',
		'from azure.storage.blob import BlobProperties\nBlobProperties()\n',
		'from kubernetes.client.models import V1Pod\nV1Pod()\n',
		'import requests as r, os\nrequests.get(u)\n',
	];
	for (const text of stopped) {
		it(`stops ${JSON.stringify(text)}`, () => {
			assert.ok(!hasSites(text));
			assert.ok(!engine.passesGate(text, 'python'));
		});
	}
});

/** All of it within a method, by tabs. */
function inClass(statement: string, use: string): string {
	const body = `${statement.replace('\uFEFF', '')}\n${use}`.replaceAll(/\n|\r\n?/g, '\n\t\t');
	return `class Outer:\n\tdef method(self):\n\t\t${body}\n`;
}
