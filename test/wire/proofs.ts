import { satisfies } from 'semver';
import type { Scheme } from './slow-server.js';

/** The timer on the client's socket while its request is in flight: none, or probes after so many idle seconds. */
export type Expectation = 'none' | 'system-default' | number;

/**
 * One program, run as it is and again after the tool's own fix. It gets `TARGET_URL`, `TARGET_HOST` and `TARGET_PORT`
 * from its environment, as literal loopback addresses are silent by design, and must end with 0 once it is answered.
 */
export interface Proof {
	readonly name: string;
	readonly language: 'javascript' | 'python';
	/** The server it talks to. */
	readonly scheme: Scheme;
	readonly source: string;
	readonly unfixed: Expectation;
	/** After the fix; `no fix` where the tool must leave the text alone. */
	readonly fixed: Expectation | 'no fix';
	/** Where the tool calls the fix unsafe. */
	readonly unsafe?: boolean;
	/** Seconds for `--idle-timeout` instead of `--environment cloud`. */
	readonly idleTimeout?: number;
}

/** From these versions on, `keepAlive: true` on an HTTPS agent reaches the socket before the first request. */
const httpsAgentProbes = satisfies(process.version, '>=24.15.0 <25 || >=25.8.0');

const javascript: readonly Proof[] = [
	{
		name: 'https.Agent with keepAlive, silent on the first request before Node 24.15',
		language: 'javascript',
		scheme: 'https',
		source: `const https = require('node:https');

const agent = new https.Agent({ keepAlive: true });

https.get(process.env.TARGET_URL, { agent, timeout: 600_000 }, (response) => {
	response.resume().on('end', () => agent.destroy());
});
`,
		unfixed: httpsAgentProbes ? 1 : 'none',
		fixed: 120,
	},
	{
		name: 'https.Agent under a shorter idle timeout',
		language: 'javascript',
		scheme: 'https',
		source: `import https from 'node:https';

const agent = new https.Agent({ timeout: 600_000 });

https.get(process.env.TARGET_URL, { agent }, (response) => response.resume());
`,
		unfixed: 'none',
		fixed: 50,
		idleTimeout: 100,
	},
	{
		name: 'https.get',
		language: 'javascript',
		scheme: 'https',
		source: `const { get } = require('https');

get(process.env.TARGET_URL, { timeout: 900_000 }, (response) => response.resume());
`,
		unfixed: httpsAgentProbes ? 1 : 'none',
		fixed: httpsAgentProbes ? 1 : 120,
	},
	{
		name: 'http.Agent',
		language: 'javascript',
		scheme: 'http',
		source: `import * as http from 'node:http';

const agent = new http.Agent({ maxSockets: 4 });

http.request(process.env.TARGET_URL, { agent, timeout: 600_000 }, (response) => response.resume()).end();
`,
		unfixed: 'none',
		fixed: 120,
	},
	{
		name: 'http.get, which probes by itself from Node 19 on',
		language: 'javascript',
		scheme: 'http',
		source: `const http = require('node:http');

http.get(process.env.TARGET_URL, { timeout: 600_000 }, (response) => response.resume());
`,
		unfixed: 1,
		fixed: 'no fix',
	},
	{
		name: 'fetch, which probes by itself',
		language: 'javascript',
		scheme: 'http',
		source: `fetch(process.env.TARGET_URL, { signal: AbortSignal.timeout(280_000) }).then((response) => response.json());
`,
		unfixed: 60,
		fixed: 'no fix',
	},
	{
		name: 'net.connect',
		language: 'javascript',
		scheme: 'tcp',
		source: `const net = require('node:net');

const socket = net.connect({ host: process.env.TARGET_HOST, port: Number(process.env.TARGET_PORT) });
socket.write('report\\n');
socket.resume();
`,
		unfixed: 'none',
		fixed: 120,
	},
	{
		name: 'tls.connect',
		language: 'javascript',
		scheme: 'tls',
		source: `const tls = require('node:tls');

const socket = tls.connect({ host: process.env.TARGET_HOST, port: Number(process.env.TARGET_PORT) });
socket.write('report\\n');
socket.resume();
`,
		unfixed: 'none',
		fixed: 120,
	},
];

const python: readonly Proof[] = [
	{
		name: 'requests.Session over HTTPS',
		language: 'python',
		scheme: 'https',
		source: `import os

import requests

session = requests.Session()
session.get(os.environ["TARGET_URL"], timeout=(5, 900)).raise_for_status()
`,
		unfixed: 'none',
		fixed: 120,
	},
	{
		name: 'requests.Session over HTTP under a shorter idle timeout',
		language: 'python',
		scheme: 'http',
		source: `import os
from requests import Session

with Session() as session:
    session.get(os.environ["TARGET_URL"]).raise_for_status()
`,
		unfixed: 'none',
		fixed: 50,
		idleTimeout: 100,
	},
	{
		name: 'requests.get',
		language: 'python',
		scheme: 'https',
		source: `import os

import requests


def fetch():
    return requests.get(os.environ["TARGET_URL"], timeout=900)


fetch().raise_for_status()
`,
		unfixed: 'none',
		fixed: 120,
	},
	{
		name: 'urllib3.PoolManager',
		language: 'python',
		scheme: 'https',
		source: `import os

import urllib3

pool = urllib3.PoolManager(
    ca_certs=os.environ["SSL_CERT_FILE"],
    timeout=urllib3.Timeout(connect=5, read=900),
)
assert pool.request("GET", os.environ["TARGET_URL"]).status == 200
`,
		unfixed: 'none',
		fixed: 120,
	},
	{
		name: 'aiohttp.ClientSession',
		language: 'python',
		scheme: 'https',
		source: `import asyncio
import os

import aiohttp


async def main():
    timeout = aiohttp.ClientTimeout(total=900)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        async with session.get(os.environ["TARGET_URL"]) as response:
            await response.read()


asyncio.run(main())
`,
		unfixed: 'none',
		fixed: 120,
	},
	{
		name: 'boto3.client',
		language: 'python',
		scheme: 'https',
		source: `import os

import boto3
from botocore.config import Config

config = Config(read_timeout=900, retries={"total_max_attempts": 1})
client = boto3.client("lambda", endpoint_url=os.environ["TARGET_URL"], config=config)
client.invoke(FunctionName="report")
`,
		unfixed: 'none',
		fixed: 'system-default',
	},
	{
		name: 'the create_client of a session of botocore',
		language: 'python',
		scheme: 'https',
		source: `import os

import botocore.session

session = botocore.session.get_session()
client = session.create_client("lambda", endpoint_url=os.environ["TARGET_URL"])
client.invoke(FunctionName="report")
`,
		unfixed: 'none',
		fixed: 'system-default',
	},
	{
		name: 'httpx 0.23, which takes no socket options',
		language: 'python',
		scheme: 'https',
		source: `import os

import httpx

client = httpx.Client(timeout=900)
client.get(os.environ["TARGET_URL"]).raise_for_status()
`,
		unfixed: 'none',
		fixed: 'no fix',
	},
];

/** Every proof; adding one is adding a row. */
export const proofs: readonly Proof[] = [...javascript, ...python];
