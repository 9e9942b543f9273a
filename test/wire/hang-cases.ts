/** How a program behind the NAT fares. */
export type Fate =
	/** The NAT forgets the connection while the program waits, and the answer never arrives. */
	| 'hangs'
	/** One probe was sent in time and lost, and the next one came too late. */
	| 'hangs after a lost probe'
	/** Probes hold the connection, and the answer arrives. */
	| 'answered';

/** A program of the field reports; it gets `TARGET_URL` from its environment. */
export interface HangCase {
	readonly name: string;
	readonly language: 'javascript' | 'python';
	readonly scheme: 'http' | 'https';
	readonly source: string;
	readonly unfixed: Fate;
	/** After the tool's own fix for the NAT's idle timeout; absent: the case is about the unfixed program only. */
	readonly fixed?: Fate;
	/** Seconds until the NAT forgets; 4 unless the case needs another. */
	readonly idleTimeout?: number;
	/** Seconds until the server answers; 9 unless the case needs another. */
	readonly delay?: number;
	/** The network loses the first probe. */
	readonly loseFirstProbe?: boolean;
}

const plainRequests = `import os

import requests

response = requests.get(os.environ["TARGET_URL"], timeout=(5, 20))
print(response.json())
`;

const plainHttpsGet = `const https = require('node:https');

const request = https.get(process.env.TARGET_URL, { timeout: 20_000 }, (response) => {
	response.on('data', (chunk) => console.log(String(chunk)));
});
request.on('timeout', () => request.destroy(new Error('Read timed out.')));
`;

/** The adapter of many published recipes, with the options of the case. */
const withAdapter = (options: string): string => `import os
import socket

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection


class KeepAliveAdapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        kwargs["socket_options"] = HTTPConnection.default_socket_options + [${options}]
        super().init_poolmanager(*args, **kwargs)


session = requests.Session()
session.mount("http://", KeepAliveAdapter())
response = session.get(os.environ["TARGET_URL"], timeout=(5, 20))
print(response.json())
`;

const withTimes = (idle: number, interval: number): string =>
	withAdapter(
		[
			'(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)',
			`(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, ${idle})`,
			`(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, ${interval})`,
			'(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)',
		].join(', '),
	);

/** What the field reports describe, and what people try before they find the cause. */
export const hangCases: readonly HangCase[] = [
	{
		name: 'requests over HTTP',
		language: 'python',
		scheme: 'http',
		source: plainRequests,
		unfixed: 'hangs',
		fixed: 'answered',
	},
	{
		name: 'requests over HTTPS',
		language: 'python',
		scheme: 'https',
		source: plainRequests,
		unfixed: 'hangs',
		fixed: 'answered',
	},
	{
		name: 'https.get on Node 20',
		language: 'javascript',
		scheme: 'https',
		source: plainHttpsGet,
		unfixed: 'hangs',
		fixed: 'answered',
	},
	{
		name: 'https.Agent with keepAlive on Node 20, too late for the first request',
		language: 'javascript',
		scheme: 'https',
		source: plainHttpsGet
			.replace(
				"require('node:https');",
				"require('node:https');\n\nconst agent = new https.Agent({ keepAlive: true });",
			)
			.replace('{ timeout', '{ agent, timeout')
			.replace('console.log(String(chunk))', 'console.log(String(chunk), agent.destroy())'),
		unfixed: 'hangs',
		fixed: 'answered',
	},
	{
		name: 'SO_KEEPALIVE alone',
		language: 'python',
		scheme: 'http',
		source: withAdapter('(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)'),
		unfixed: 'hangs',
	},
	{
		name: 'the header Connection: keep-alive',
		language: 'python',
		scheme: 'http',
		source: `import os

import requests

headers = {"Connection": "keep-alive", "Keep-Alive": "timeout=600"}
response = requests.get(os.environ["TARGET_URL"], headers=headers, timeout=(5, 20))
print(response.json())
`,
		unfixed: 'hangs',
		fixed: 'answered',
	},
	{
		name: 'a pooled connection used again after the drop',
		language: 'python',
		scheme: 'http',
		source: `import os
import time

import requests

session = requests.Session()
session.get(os.environ["TARGET_URL"] + "?delay=0", timeout=20)
time.sleep(7)
response = session.get(os.environ["TARGET_URL"] + "?delay=0", timeout=10)
print(response.json())
`,
		unfixed: 'hangs',
		fixed: 'answered',
	},
	{
		name: 'a thin margin, 6 of 9 seconds, while no probe is lost',
		language: 'python',
		scheme: 'http',
		source: withTimes(6, 4),
		unfixed: 'answered',
		idleTimeout: 9,
		delay: 12,
	},
	{
		name: 'a thin margin, 6 of 9 seconds, when one probe is lost',
		language: 'python',
		scheme: 'http',
		source: withTimes(6, 4),
		unfixed: 'hangs after a lost probe',
		idleTimeout: 9,
		delay: 12,
		loseFirstProbe: true,
	},
	{
		name: 'half of the idle timeout, as fixes write, when one probe is lost',
		language: 'python',
		scheme: 'http',
		source: plainRequests,
		unfixed: 'hangs',
		fixed: 'answered',
		idleTimeout: 9,
		delay: 12,
		loseFirstProbe: true,
	},
];
