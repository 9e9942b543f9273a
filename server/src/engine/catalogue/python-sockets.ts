import { client, off, onAfter, row, seconds, timeout, unbounded, unknownWait } from './python-facts.js';
import {
	curlOptions,
	enableOnSocket,
	enableOnStreams,
	grpcPings,
	grpcPingsWithoutEnd,
	handlersOfOpener,
	keepaliveAsyncClient,
	keepaliveBlockingClient,
	keepaliveConnection,
	keepaliveConnectionPool,
	keepaliveHandler,
	keepaliveHttp,
	keepaliveServerProxy,
	keepaliveUrlopen,
	pingsAgain,
	poolOfAgent,
	poolOfRequest,
} from './recipes-python-sockets.js';
import type { ClientEntry, CreationForm, RequestMethod, Requirement } from './schema.js';

const standardLibrary = 'Python 3.11.2, 3.13.5, 3.14.10';

function connection(name: 'HTTPConnection' | 'HTTPSConnection'): CreationForm {
	return client({
		api: `http.client.${name}`,
		paths: [name],
		role: 'connection',
		parameters: ['host', 'port'],
		address: ['host'],
		scheme: name === 'HTTPSConnection' ? 'https' : 'http',
		keepalive: [{ via: 'subclass' }, { via: 'socket' }],
		fixes: [{ for: ['missing'], recipe: keepaliveConnection(name), safety: 'safe' }],
	});
}

const httpClient = row({
	id: 'http-client',
	name: 'http.client',
	modules: ['http.client'],
	gates: ['http.client', 'from http import', 'from http '],
	forms: [connection('HTTPConnection'), connection('HTTPSConnection')],
	sources: ['https://docs.python.org/3/library/http.client.html'],
	verified: standardLibrary,
});

function handler(name: 'HTTPHandler' | 'HTTPSHandler', parameters: readonly string[]): CreationForm {
	return client({
		api: `urllib.request.${name}`,
		paths: [name],
		role: 'agent',
		parameters,
		scheme: name === 'HTTPSHandler' ? 'https' : 'http',
		// Each opening says how long.
		wait: { default: unknownWait, options: [] },
		keepalive: [{ via: 'subclass' }],
		fixes: [{ for: ['missing'], recipe: keepaliveHandler(name), safety: 'safe' }],
	});
}

const urllibRequest = row({
	id: 'urllib-request',
	name: 'urllib.request',
	modules: ['urllib.request'],
	gates: ['urllib.request', 'from urllib import'],
	forms: [
		client({
			api: 'urllib.request.urlopen',
			paths: ['urlopen'],
			role: 'request',
			parameters: ['url', 'data', 'timeout'],
			address: ['url'],
			fixes: [{ for: ['missing'], recipe: keepaliveUrlopen, safety: 'unsafe' }],
		}),
		client({
			api: 'urllib.request.urlretrieve',
			paths: ['urlretrieve'],
			role: 'request',
			parameters: ['url', 'filename', 'reporthook', 'data'],
			address: ['url'],
			wait: { default: unbounded, options: [] },
			unfixable: 'the function takes no opener, and installing one would change every other call of the process',
		}),
		client({
			api: 'urllib.request.build_opener',
			paths: ['build_opener'],
			parameters: ['handler', 'second', 'third', 'fourth', 'fifth'],
			address: ['url'],
			keepalive: [
				...['handler', 'second', 'third', 'fourth', 'fifth'].map((option) => ({ via: 'carrier', option }) as const),
				{ via: 'setter', method: 'add_handler' },
			],
			methods: [{ names: ['open'], parameters: ['url', 'data', 'timeout'] }],
			fixes: [{ for: ['missing'], recipe: handlersOfOpener, safety: 'safe' }],
		}),
		handler('HTTPSHandler', ['debuglevel', 'context', 'check_hostname']),
		handler('HTTPHandler', ['debuglevel']),
	],
	sources: ['https://docs.python.org/3/library/urllib.request.html#urllib.request.urlopen'],
	verified: standardLibrary,
});

const xmlrpc = row({
	id: 'xmlrpc-client',
	name: 'xmlrpc.client',
	modules: ['xmlrpc.client'],
	forms: [
		client({
			api: 'xmlrpc.client.ServerProxy',
			paths: ['ServerProxy', 'Server'],
			parameters: ['uri', 'transport'],
			address: ['uri'],
			wait: { default: unbounded, options: [] },
			keepalive: [{ via: 'subclass' }],
			opaque: ['transport'],
			fixes: [{ for: ['missing'], recipe: keepaliveServerProxy, safety: 'safe' }],
		}),
	],
	sources: ['https://docs.python.org/3/library/xmlrpc.client.html#serverproxy-objects'],
	verified: standardLibrary,
});

/** A socket that is only connected, written to and closed waits for no answer. */
const talks: Requirement = {
	kind: 'used',
	methods: ['recv', 'recv_into', 'recvfrom', 'recvmsg', 'makefile', 'fileno', 'detach'],
	orEscapes: true,
};

const socketForm = {
	role: 'connection',
	wait: { default: unbounded, options: [{ ...seconds, method: 'settimeout' }] },
	keepalive: [{ via: 'socket' }, { via: 'subclass' }],
	fixes: [{ for: ['missing', 'late'], recipe: enableOnSocket, safety: 'safe' }],
} as const satisfies Partial<CreationForm>;

const socket = row({
	id: 'socket',
	modules: ['socket'],
	forms: [
		client({
			...socketForm,
			api: 'socket.create_connection',
			paths: ['create_connection'],
			only: [talks],
			parameters: ['address', 'timeout', 'source_address'],
			address: ['address.0'],
		}),
		client({
			...socketForm,
			api: 'socket.socket',
			paths: ['socket'],
			only: [
				{ kind: 'constant', option: 'family', names: ['AF_INET', 'AF_INET6'] },
				{ kind: 'constant', option: 'type', names: ['SOCK_STREAM'] },
				{ kind: 'used', methods: ['connect', 'connect_ex'] },
				talks,
			],
			parameters: ['family', 'type', 'proto'],
			address: ['address.0'],
			methods: [{ names: ['connect', 'connect_ex'], parameters: ['address'] }],
		}),
	],
	sources: ['https://docs.python.org/3/library/socket.html'],
	verified: standardLibrary,
});

const asyncio = row({
	id: 'asyncio',
	modules: ['asyncio'],
	gates: ['open_connection', 'create_connection'],
	forms: [
		client({
			api: 'asyncio.open_connection',
			paths: ['open_connection', 'streams.open_connection'],
			role: 'connection',
			parameters: ['host', 'port'],
			address: ['host'],
			// `asyncio.wait_for` and `asyncio.timeout` stand around the reads.
			wait: { default: unknownWait, options: [] },
			opaque: ['sock'],
			keepalive: [{ via: 'socket' }],
			fixes: [{ for: ['missing', 'late'], recipe: enableOnStreams(1), safety: 'safe' }],
		}),
		client({
			api: 'asyncio.loop.create_connection',
			paths: ['get_event_loop', 'get_running_loop', 'new_event_loop', 'events.get_event_loop'].map(
				(name) => `${name}().create_connection`,
			),
			role: 'connection',
			parameters: ['protocol_factory', 'host', 'port'],
			address: ['host'],
			wait: { default: unknownWait, options: [] },
			opaque: ['sock'],
			keepalive: [{ via: 'socket' }],
			fixes: [{ for: ['missing', 'late'], recipe: enableOnStreams(0), safety: 'safe' }],
		}),
	],
	sources: [
		'https://docs.python.org/3/library/asyncio-stream.html#asyncio.open_connection',
		'https://github.com/python/cpython/blob/main/Lib/asyncio/base_events.py',
	],
	verified: standardLibrary,
});

const pycurl = row({
	id: 'pycurl',
	package: 'pycurl',
	forms: [
		client({
			api: 'pycurl.Curl',
			paths: ['Curl'],
			setter: 'setopt',
			address: ['URL'],
			wait: {
				default: unbounded,
				options: [
					timeout('TIMEOUT', { zero: 'unbounded' }),
					timeout('TIMEOUT_MS', { unit: 'milliseconds', zero: 'unbounded' }),
				],
			},
			keepalive: [
				{
					via: 'flag',
					option: 'TCP_KEEPALIVE',
					idle: { option: 'TCP_KEEPIDLE', unit: 'seconds', default: 60, zero: 'system' },
				},
			],
			opaque: ['SOCKOPTFUNCTION', 'OPENSOCKETFUNCTION', 'UNIX_SOCKET_PATH'],
			fixes: [{ for: ['missing', 'ineffective'], recipe: curlOptions, safety: 'safe' }],
		}),
	],
	sources: ['http://pycurl.io/docs/latest/curlobject.html', 'https://curl.se/libcurl/c/CURLOPT_TCP_KEEPALIVE.html'],
	verified: 'pycurl 7.45.2, 7.45.6, 7.48.0',
});

const requestTimeout = timeout('request_timeout', { zero: 'unbounded', none: 'default' });

/** `prepare_curl_callback` sets what it likes. */
const tornadoForm = {
	address: ['url'],
	wait: { default: [{ seconds: 20 }], options: [requestTimeout] },
	opaque: ['prepare_curl_callback'],
} as const satisfies Partial<CreationForm>;

const tornadoMethods: readonly RequestMethod[] = [{ names: ['fetch', 'fetch_impl'], parameters: ['url'] }];

const tornado = row({
	id: 'tornado',
	package: 'tornado',
	modules: ['tornado.httpclient', 'tornado.simple_httpclient'],
	gates: ['tornado'],
	forms: [
		client({
			...tornadoForm,
			api: 'tornado.httpclient.AsyncHTTPClient',
			paths: ['AsyncHTTPClient'],
			opaque: ['defaults'],
			methods: tornadoMethods,
			// The process may be configured for another implementation.
			fixes: [{ for: ['missing'], recipe: keepaliveAsyncClient, safety: 'unsafe' }],
		}),
		client({
			...tornadoForm,
			api: 'tornado.httpclient.HTTPClient',
			paths: ['HTTPClient'],
			parameters: ['async_client_class'],
			keepalive: [{ via: 'factory', option: 'async_client_class' }],
			opaque: ['defaults'],
			methods: tornadoMethods,
			fixes: [{ for: ['missing'], recipe: keepaliveBlockingClient, safety: 'unsafe' }],
		}),
		client({
			...tornadoForm,
			api: 'tornado.simple_httpclient.SimpleAsyncHTTPClient',
			paths: ['SimpleAsyncHTTPClient'],
			keepalive: [{ via: 'subclass' }],
			opaque: ['defaults'],
			methods: tornadoMethods,
			fixes: [{ for: ['missing'], recipe: keepaliveAsyncClient, safety: 'safe' }],
		}),
		client({
			...tornadoForm,
			api: 'tornado.httpclient.HTTPRequest',
			paths: ['HTTPRequest'],
			role: 'request',
			parameters: ['url', 'method', 'headers', 'body'],
			unfixable: 'the client that fetches it makes the connection',
		}),
	],
	sources: ['https://www.tornadoweb.org/en/stable/httpclient.html#tornado.httpclient.HTTPRequest'],
	verified: 'tornado 6.2, 6.4.2, 6.5.5',
});

const httplib2 = row({
	id: 'httplib2',
	package: 'httplib2',
	forms: [
		client({
			api: 'httplib2.Http',
			paths: ['Http'],
			parameters: ['cache', 'timeout', 'proxy_info', 'ca_certs'],
			address: ['uri'],
			wait: { default: unbounded, options: [seconds] },
			keepalive: [{ via: 'subclass' }],
			methods: [{ names: ['request'], parameters: ['uri', 'method', 'body', 'headers'] }],
			fixes: [{ for: ['missing'], recipe: keepaliveHttp, safety: 'safe' }],
		}),
	],
	sources: [
		'https://httplib2.readthedocs.io/en/latest/libhttplib2.html',
		'https://github.com/httplib2/httplib2/blob/master/httplib2/__init__.py',
	],
	verified: 'httplib2 0.20.4, 0.22.0',
});

const treq = row({
	id: 'treq',
	package: 'treq',
	forms: ['get', 'post', 'put', 'patch', 'delete', 'head', 'request'].map((name) =>
		client({
			api: `treq.${name}`,
			paths: [name, `api.${name}`],
			role: 'request',
			parameters: name === 'request' ? ['method', 'url'] : ['url'],
			address: ['url'],
			keepalive: [{ via: 'carrier', option: 'pool' }],
			opaque: ['agent', 'reactor'],
			fixes: [{ for: ['missing'], recipe: poolOfRequest, safety: 'safe' }],
		}),
	),
	sources: ['https://treq.readthedocs.io/en/latest/api.html'],
	verified: 'treq 22.2.0, 24.9.1, 26.7.0',
});

const twisted = row({
	id: 'twisted',
	package: 'twisted',
	modules: ['twisted.web.client'],
	gates: ['twisted.web'],
	forms: [
		client({
			api: 'twisted.web.client.Agent',
			paths: ['Agent'],
			role: 'agent',
			parameters: ['reactor', 'contextFactory', 'connectTimeout', 'bindAddress', 'pool'],
			wait: { default: unbounded, options: [] },
			keepalive: [{ via: 'carrier', option: 'pool' }],
			fixes: [{ for: ['missing'], recipe: poolOfAgent, safety: 'safe' }],
		}),
		client({
			api: 'twisted.web.client.HTTPConnectionPool',
			paths: ['HTTPConnectionPool'],
			role: 'agent',
			parameters: ['reactor', 'persistent'],
			wait: { default: unbounded, options: [] },
			keepalive: [{ via: 'subclass' }],
			fixes: [{ for: ['missing'], recipe: keepaliveConnectionPool, safety: 'safe' }],
		}),
	],
	sources: [
		'https://docs.twisted.org/en/stable/api/twisted.web.client.Agent.html',
		'https://github.com/twisted/twisted/blob/trunk/src/twisted/internet/tcp.py',
	],
	verified: 'twisted 22.4.0, 24.11.0, 26.4.0',
});

const pings = {
	via: 'flag',
	option: 'ping_interval',
	default: true,
	idle: { option: 'ping_interval', unit: 'seconds', default: 20, zero: 'system' },
} as const;

const webSocketForm = {
	role: 'connection',
	parameters: ['uri'],
	address: ['uri', 'host'],
	wait: { default: unbounded, options: [] },
	opaque: ['sock'],
	// Somebody may have switched them off because the server answers none.
	fixes: [{ for: ['disabled', 'late'], recipe: pingsAgain, safety: 'unsafe' }],
} as const satisfies Partial<CreationForm>;

/** The blocking client sends pings since then. */
const withPings = { package: '>=15.0.0' };

const websockets = row({
	id: 'websockets',
	package: 'websockets',
	forms: [
		client({
			...webSocketForm,
			api: 'websockets.connect',
			paths: ['connect', 'client.connect', 'asyncio.client.connect', 'legacy.client.connect'],
			probe: onAfter(20),
			keepalive: [pings],
		}),
		client({
			...webSocketForm,
			api: 'websockets.sync.client.connect',
			paths: ['sync.client.connect'],
			probe: [{ when: withPings, probe: { kind: 'on', idle: 20 } }, ...off],
			keepalive: [{ ...pings, when: withPings }],
		}),
	],
	sources: [
		'https://websockets.readthedocs.io/en/stable/topics/keepalive.html',
		'https://websockets.readthedocs.io/en/stable/project/changelog.html',
	],
	verified: 'websockets 10.4, 15.0.1, 16.1.1',
});

const websocketClient = row({
	id: 'websocket-client',
	package: 'websocket-client',
	modules: ['websocket'],
	forms: [
		client({
			api: 'websocket.{path}',
			paths: ['create_connection', 'WebSocketApp', 'WebSocket'],
			role: 'connection',
			parameters: ['url', 'timeout'],
			address: ['url'],
			probe: onAfter(30),
			opaque: ['sockopt', 'socket'],
			gap: "the library's probes leave macOS out, where the first one comes after the system's 7200 s",
		}),
	],
	sources: ['https://github.com/websocket-client/websocket-client/blob/master/websocket/_socket.py'],
	verified: 'websocket-client 1.2.3, 1.8.0',
});

function channel(name: string, parameters: readonly string[], owner = ''): CreationForm {
	return client({
		api: `grpc.${owner}${name}`,
		paths: [`${owner}${name}`],
		parameters,
		address: ['target'],
		// Each call may say how long, and the calls are those of stubs.
		wait: { default: unbounded, options: [] },
		keepalive: [
			{
				via: 'flag',
				option: 'options.grpc\\.keepalive_time_ms',
				idle: { option: 'options.grpc\\.keepalive_time_ms', unit: 'milliseconds', default: 'system', zero: 'default' },
				needs: {
					option: 'options.grpc\\.http2\\.max_pings_without_data',
					value: 0,
					reason: 'gRPC sends two pings in silence and no more, unless `grpc.http2.max_pings_without_data` is 0',
				},
			},
		],
		// Servers end connections that ping more often than they allow, every five minutes unless configured.
		fixes: [
			{ for: ['missing'], recipe: grpcPings, safety: 'unsafe' },
			{ for: ['ineffective'], recipe: grpcPingsWithoutEnd, safety: 'unsafe' },
		],
	});
}

const grpc = row({
	id: 'grpcio',
	package: 'grpcio',
	modules: ['grpc'],
	forms: ['', 'aio.'].flatMap((owner) => [
		channel('insecure_channel', ['target', 'options'], owner),
		channel('secure_channel', ['target', 'credentials', 'options'], owner),
	]),
	sources: ['https://grpc.io/docs/guides/keepalive/', 'https://github.com/grpc/grpc/blob/master/doc/keepalive.md'],
	verified: 'grpcio 1.51.1',
});

/** Sockets themselves, and clients of other protocols above them. */
export const pythonSockets: readonly ClientEntry[] = [
	asyncio,
	grpc,
	httpClient,
	httplib2,
	pycurl,
	socket,
	tornado,
	treq,
	twisted,
	urllibRequest,
	websocketClient,
	websockets,
	xmlrpc,
];
