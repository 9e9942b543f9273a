import type { ClientEntry } from './schema.js';

/** What whoever uses a client sees when the network has forgotten its connection; Markdown clauses. */
export interface Failure {
	/** What a bounded wait ends in. */
	readonly timeout: string;
	/** What a reset looks like, from a box that answers late packets with one. */
	readonly reset: string;
}

const javascript: Failure = { timeout: 'a timeout error', reset: '`ECONNRESET`' };
const python: Failure = { timeout: '`TimeoutError`', reset: '`ConnectionResetError`' };

const nodeSocket: Failure = {
	timeout: 'a `timeout` event, and in nothing at all where nobody listens for it',
	reset: '`read ECONNRESET` or `socket hang up`',
};

/** By entry; what is not listed fails in the way of its language. */
export const failures: Readonly<Record<string, Failure>> = {
	aiohttp: { timeout: '`TimeoutError`', reset: '`aiohttp.ClientOSError`' },
	axios: { timeout: '`AxiosError` with code `ECONNABORTED`', reset: '`AxiosError` with code `ECONNRESET`' },
	boto3: {
		timeout: '`ReadTimeoutError`, after which botocore sends the request again',
		reset: '`ConnectionClosedError`',
	},
	botocore: {
		timeout: '`ReadTimeoutError`, after which botocore sends the request again',
		reset: '`ConnectionClosedError`',
	},
	fetch: { timeout: '`TypeError: fetch failed`', reset: '`TypeError: fetch failed`, caused by `ECONNRESET`' },
	got: { timeout: '`TimeoutError`', reset: '`RequestError` with code `ECONNRESET`' },
	http: nodeSocket,
	https: nodeSocket,
	httpx: { timeout: '`httpx.ReadTimeout`', reset: '`httpx.ReadError`' },
	net: nodeSocket,
	'node-fetch': { timeout: '`FetchError` or `AbortError`', reset: '`FetchError` with code `ECONNRESET`' },
	request: { timeout: '`ESOCKETTIMEDOUT`', reset: '`ECONNRESET`' },
	requests: {
		timeout: '`requests.exceptions.ReadTimeout`',
		reset: '`requests.exceptions.ConnectionError` (connection reset by peer)',
	},
	superagent: { timeout: 'an error with code `ECONNABORTED`', reset: '`ECONNRESET`' },
	tls: nodeSocket,
	undici: { timeout: '`UND_ERR_HEADERS_TIMEOUT`', reset: '`ECONNRESET` or `UND_ERR_SOCKET`' },
	urllib3: { timeout: '`urllib3.exceptions.ReadTimeoutError`', reset: '`urllib3.exceptions.ProtocolError`' },
};

/** How a client fails. */
export function failureOf({ id, language }: Pick<ClientEntry, 'id' | 'language'>): Failure {
	return failures[id] ?? (language === 'python' ? python : javascript);
}
