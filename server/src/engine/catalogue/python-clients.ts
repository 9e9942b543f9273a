import {
	connectorSubclass,
	connectorWithFactory,
	idleOfAdapter,
	keepDefaultOptions,
	makeKeepaliveSession,
	moreSocketOptions,
	mountAdapter,
	replaceAdapter,
	replaceConnector,
	requestsFunction,
	requestsSharedFunction,
	socketFactory,
	urllib3Function,
	urllib3Options,
} from './recipes-python.js';
import {
	httpxFunction,
	httpxMounts,
	httpxProxyMounts,
	httpxProxyTransport,
	httpxSocketOptions,
	httpxTransportOption,
	type HttpxModule,
	type HttpxTransport,
} from './recipes-python-httpx.js';
import {
	keepAliveHeaders,
	mountedAdapter,
	off,
	seconds,
	secondsOrPair,
	sessionMethods,
	withUrl,
} from './python-facts.js';
import type {
	ClientEntry,
	CreationForm,
	FixFact,
	KeepaliveFact,
	RequestMethod,
	SetupForm,
	TimeoutType,
} from './schema.js';

/** `query` is `params` given by position, which the session's method does not take. */
const requestsFunctions: Readonly<Record<string, readonly string[]>> = {
	delete: ['url'],
	get: ['url', 'query'],
	head: ['url'],
	options: ['url'],
	patch: ['url', 'data'],
	post: ['url', 'data', 'json'],
	put: ['url', 'data'],
	request: ['method', 'url'],
};

const requestsForms: readonly CreationForm[] = [
	...Object.entries(requestsFunctions).map(([name, parameters]): CreationForm => ({
		api: `requests.${name}`,
		paths: [name, `api.${name}`],
		call: 'call',
		role: 'request',
		parameters,
		address: ['url'],
		wait: { default: [{ seconds: 'unbounded' }], options: [secondsOrPair] },
		probe: off,
		keepalive: [],
		ignored: keepAliveHeaders,
		fixes: [
			{ recipe: requestsFunction(name), safety: 'safe' },
			{ recipe: requestsSharedFunction(name), safety: 'unsafe' },
		],
	})),
	{
		api: 'requests.Session',
		paths: ['Session', 'session', 'sessions.Session', 'sessions.session'],
		call: 'call',
		role: 'client',
		parameters: [],
		address: ['url'],
		wait: { default: [{ seconds: 'unbounded' }], options: [secondsOrPair] },
		probe: off,
		keepalive: [mountedAdapter('mount')],
		ignored: [
			...keepAliveHeaders,
			{ option: 'keep_alive', reason: '`keep_alive` is no attribute that a session knows', onlyLongWait: true },
		],
		methods: sessionMethods,
		fixes: [
			{ for: ['missing', 'ineffective'], recipe: mountAdapter, safety: 'safe' },
			{ for: ['missing', 'ineffective'], recipe: makeKeepaliveSession, safety: 'safe' },
		],
	},
	{
		api: 'requests.adapters.HTTPAdapter',
		paths: ['adapters.HTTPAdapter'],
		call: 'call',
		role: 'agent',
		parameters: ['pool_connections', 'pool_maxsize', 'max_retries', 'pool_block'],
		address: [],
		// How long requests may take is said by their session, which need not be in sight.
		wait: { default: [{ seconds: 'unknown' }], options: [secondsOrPair] },
		probe: off,
		keepalive: [{ via: 'subclass' }],
		fixes: [{ for: ['missing'], recipe: replaceAdapter, safety: 'safe' }],
	},
];

/** Sessions of requests, also those of libraries that add to its class. */
const sessionsOfRequests = ['requests', 'requests-futures', 'requests-oauthlib', 'requests-toolbelt', 'google-auth'];

const patch = {
	operators: ['='],
	works: [{}],
	reason: '',
	sets: 'patch',
	protects: sessionsOfRequests,
} as const satisfies Partial<SetupForm>;

const functionApis = Object.keys(requestsFunctions).map((name) => `requests.${name}`);

/** What is put in place of methods and classes of requests; measured for direct connections and for those to proxies. */
const requestsSetups: readonly SetupForm[] = [
	{
		...patch,
		paths: ['adapters.HTTPAdapter.init_poolmanager', 'adapters.HTTPAdapter.__init__'],
		agents: 'protected',
		exceptWith: ['proxies'],
	},
	{ ...patch, paths: ['adapters.HTTPAdapter.proxy_manager_for'], onlyWith: ['proxies'] },
	{ ...patch, paths: ['sessions.HTTPAdapter'], exceptWith: ['proxies'], reachesWith: 'proxy_manager_for' },
	{
		...patch,
		paths: ['adapters.HTTPAdapter'],
		works: [],
		reason: 'the sessions of requests took the class when they were imported; they look it up in `requests.sessions`',
		beside: 'sessions.HTTPAdapter',
	},
	{
		...patch,
		paths: ['Session.__init__', 'sessions.Session.__init__'],
		exceptWith: ['proxies'],
		reachesWith: 'proxy_manager_for',
	},
	{
		...patch,
		paths: ['Session'],
		protects: ['requests'],
		exceptFor: functionApis,
		exceptWith: ['proxies'],
		reachesWith: 'proxy_manager_for',
	},
	{
		...patch,
		paths: ['sessions.Session'],
		protects: ['requests'],
		exceptFor: ['requests.Session'],
		exceptWith: ['proxies'],
		reachesWith: 'proxy_manager_for',
	},
];

const requests: ClientEntry = {
	id: 'requests',
	language: 'python',
	name: 'requests',
	package: 'requests',
	modules: ['requests'],
	forms: requestsForms,
	setups: requestsSetups,
	sources: [
		'https://requests.readthedocs.io/en/latest/user/advanced/#transport-adapters',
		'https://requests.readthedocs.io/en/latest/user/advanced/#timeouts',
		'https://github.com/psf/requests/blob/main/src/requests/adapters.py',
	],
	verified: 'requests 2.28.1, 2.32.3, 2.34.2',
};

const requestsToolbelt: ClientEntry = {
	id: 'requests-toolbelt',
	language: 'python',
	name: 'requests-toolbelt',
	package: 'requests-toolbelt',
	modules: ['requests_toolbelt'],
	forms: [
		{
			api: 'requests_toolbelt.adapters.socket_options.TCPKeepAliveAdapter',
			paths: ['adapters.socket_options.TCPKeepAliveAdapter'],
			call: 'call',
			role: 'agent',
			parameters: [],
			address: [],
			wait: { default: [{ seconds: 'unbounded' }], options: [] },
			probe: [{ probe: { kind: 'on', idle: 60 } }],
			gap: 'the adapter sets no idle time on macOS, where its branch for that is never reached (up to 1.0.0)',
			keepalive: [
				{
					via: 'flag',
					// The adapter has no switch; it is on by being there.
					option: 'keepalive',
					default: true,
					idle: { option: 'idle', unit: 'seconds', default: 60, zero: 'system' },
				},
			],
			fixes: [{ for: ['late'], recipe: idleOfAdapter, safety: 'safe' }],
		},
		{
			api: 'requests_toolbelt.sessions.BaseUrlSession',
			paths: ['sessions.BaseUrlSession'],
			call: 'call',
			role: 'client',
			parameters: ['base_url'],
			address: ['base_url', 'url'],
			wait: { default: [{ seconds: 'unbounded' }], options: [secondsOrPair] },
			probe: off,
			keepalive: [mountedAdapter('mount')],
			methods: sessionMethods,
			fixes: [{ for: ['missing'], recipe: mountAdapter, safety: 'safe' }],
		},
		{
			api: 'requests_toolbelt.adapters.socket_options.SocketOptionsAdapter',
			paths: ['adapters.socket_options.SocketOptionsAdapter'],
			call: 'call',
			role: 'agent',
			parameters: [],
			address: [],
			wait: { default: [{ seconds: 'unbounded' }], options: [] },
			probe: off,
			keepalive: [{ via: 'socket-options', option: 'socket_options' }],
			fixes: [
				{ for: ['missing', 'late'], recipe: moreSocketOptions, safety: 'safe' },
				{ for: ['lost-defaults'], recipe: keepDefaultOptions, safety: 'safe' },
			],
		},
	],
	sources: [
		'https://toolbelt.readthedocs.io/en/latest/sessions.html',
		'https://toolbelt.readthedocs.io/en/latest/adapters.html',
		'https://github.com/requests/toolbelt/blob/master/requests_toolbelt/adapters/socket_options.py',
	],
	verified: 'requests-toolbelt 0.10.1, 1.0.0',
};

const ofUrllib3: readonly KeepaliveFact[] = [{ via: 'socket-options', option: 'socket_options' }, { via: 'subclass' }];

const urllib3Fixes: readonly FixFact[] = [
	{ for: ['missing', 'ineffective'], recipe: urllib3Options, safety: 'safe' },
	{ for: ['missing', 'late'], recipe: moreSocketOptions, safety: 'safe' },
	{ for: ['lost-defaults'], recipe: keepDefaultOptions, safety: 'safe' },
];

const urllib3Methods: readonly RequestMethod[] = [
	{
		names: ['request', 'request_encode_url', 'request_encode_body'],
		parameters: ['method', 'url', 'fields', 'headers'],
	},
	{ names: ['urlopen'], parameters: ['method', 'url'] },
];

/** What all managers and pools have in common. */
const urllib3Client = {
	call: 'call',
	role: 'client',
	wait: { default: [{ seconds: 'unbounded' }], options: [seconds] },
	probe: off,
	keepalive: ofUrllib3,
	ignored: keepAliveHeaders,
	methods: urllib3Methods,
	fixes: urllib3Fixes,
} as const satisfies Partial<CreationForm>;

/** Wherever the class is imported from. */
const defaultSocketOptions = [
	'connection.HTTPConnection.default_socket_options',
	'connectionpool.HTTPConnection.default_socket_options',
];

/** Clients that leave the options of their pools to urllib3; measured with those of Debian 12. */
const poolsOfUrllib3 = [
	'azure-core',
	'azure-storage',
	'cachecontrol',
	'docker',
	'elasticsearch',
	'hvac',
	'influxdb',
	'kubernetes',
	'sentry-sdk',
	'stripe',
	'twilio',
];

/** Connections to a proxy get no options at all (urllib3#2936). */
const reachOfDefaults = {
	protects: ['urllib3', ...sessionsOfRequests, ...poolsOfUrllib3],
	agents: 'protected',
	exceptWith: ['proxies', 'proxy'],
	exceptFor: ['urllib3.ProxyManager', 'urllib3.proxy_from_url'],
} as const satisfies Partial<SetupForm>;

const urllib3: ClientEntry = {
	id: 'urllib3',
	language: 'python',
	name: 'urllib3',
	package: 'urllib3',
	modules: ['urllib3', 'requests.packages.urllib3'],
	forms: [
		{
			...urllib3Client,
			api: 'urllib3.PoolManager',
			paths: ['PoolManager', 'poolmanager.PoolManager'],
			parameters: ['num_pools', 'headers'],
			address: ['url'],
		},
		{
			...urllib3Client,
			api: 'urllib3.ProxyManager',
			paths: ['ProxyManager', 'poolmanager.ProxyManager'],
			parameters: ['proxy_url', 'num_pools', 'headers', 'proxy_headers'],
			address: ['url'],
		},
		{
			...urllib3Client,
			api: 'urllib3.proxy_from_url',
			paths: ['proxy_from_url', 'poolmanager.proxy_from_url'],
			parameters: ['proxy_url'],
			address: ['url'],
		},
		{
			...urllib3Client,
			api: 'urllib3.contrib.socks.SOCKSProxyManager',
			paths: ['contrib.socks.SOCKSProxyManager'],
			parameters: ['proxy_url', 'username', 'password', 'num_pools', 'headers'],
			address: ['url'],
		},
		{
			...urllib3Client,
			api: 'urllib3.HTTPConnectionPool',
			paths: ['HTTPConnectionPool', 'connectionpool.HTTPConnectionPool'],
			parameters: ['host', 'port'],
			address: ['host'],
			scheme: 'http',
		},
		{
			...urllib3Client,
			api: 'urllib3.HTTPSConnectionPool',
			paths: ['HTTPSConnectionPool', 'connectionpool.HTTPSConnectionPool'],
			parameters: ['host', 'port'],
			address: ['host'],
			scheme: 'https',
		},
		{
			...urllib3Client,
			api: 'urllib3.connection_from_url',
			paths: ['connection_from_url', 'connectionpool.connection_from_url'],
			parameters: ['url'],
			address: ['url'],
		},
		{
			api: 'urllib3.request',
			paths: ['request'],
			call: 'call',
			role: 'request',
			parameters: ['method', 'url'],
			address: ['url'],
			wait: { default: [{ seconds: 3 }], options: [seconds] },
			probe: off,
			keepalive: [],
			ignored: keepAliveHeaders,
			fixes: [{ for: ['missing'], recipe: urllib3Function, safety: 'safe' }],
		},
	],
	timeoutTypes: ['urllib3', 'requests.packages.urllib3'].map((module) => ({
		module,
		paths: ['Timeout', 'util.Timeout', 'util.timeout.Timeout'],
		parameters: ['total', 'connect', 'read'],
		bounds: ['read', 'total'],
		combine: 'smallest',
		unit: 'seconds',
		otherwise: 'unbounded',
	})),
	setups: [
		{
			paths: defaultSocketOptions,
			operators: ['+='],
			works: [{}],
			reason: '',
			...reachOfDefaults,
		},
		{
			paths: defaultSocketOptions,
			operators: ['='],
			works: [{ package: '<2' }],
			reason:
				'an assignment to `default_socket_options` has no effect on urllib3 2, whose connections took the list when ' +
				'their class was made; `+=` changes that list',
			...reachOfDefaults,
		},
	],
	sources: [
		'https://urllib3.readthedocs.io/en/stable/reference/urllib3.connection.html',
		'https://urllib3.readthedocs.io/en/stable/reference/urllib3.util.html#urllib3.util.Timeout',
		'https://github.com/urllib3/urllib3/issues/3789',
		'https://github.com/urllib3/urllib3/issues/2936',
	],
	verified: 'urllib3 1.26.12, 2.3.0, 2.8.0',
};

/** As on a function and on a client; a tuple is `(connect, read, write, pool)`. */
const ofHttpx: CreationForm['wait'] = { default: [{ seconds: 5 }], options: [secondsOrPair] };

const httpxFunctions: Readonly<Record<string, readonly string[]>> = {
	delete: ['url'],
	get: ['url'],
	head: ['url'],
	options: ['url'],
	patch: ['url'],
	post: ['url'],
	put: ['url'],
	request: ['method', 'url'],
	stream: ['method', 'url'],
};

const httpxMethods: readonly RequestMethod[] = [
	{ names: [...withUrl, 'post', 'put', 'patch'], parameters: ['url'] },
	{ names: ['request', 'stream'], parameters: ['method', 'url'] },
];

/** The transports take socket options since then. */
const withSocketOptions = { package: '>=0.25.0' };

function takingOptions(module: HttpxModule): Pick<FixFact, 'when'> {
	return module === 'httpx' ? { when: withSocketOptions } : {};
}

function httpxClient(module: HttpxModule, name: 'Client' | 'AsyncClient', transport: HttpxTransport): CreationForm {
	return {
		api: `${module}.${name}`,
		paths: [name],
		call: 'call',
		role: 'client',
		parameters: [],
		address: ['base_url', 'url'],
		localOptions: ['app'],
		wait: ofHttpx,
		probe: off,
		keepalive: [
			{ via: 'carrier', option: 'transport' },
			{ via: 'carrier', option: 'mounts.all://' },
			{ via: 'carrier', option: 'mounts.https://', scheme: 'https' },
			{ via: 'carrier', option: 'mounts.http://', scheme: 'http' },
			{ via: 'subclass' },
		],
		ignored: [
			...keepAliveHeaders,
			{
				option: 'limits.keepalive_expiry',
				reason: '`keepalive_expiry` is how long an idle connection stays in the pool; it sends nothing',
				onlyLongWait: true,
			},
		],
		methods: httpxMethods,
		members: { timeout: 'timeout' },
		fixes: [
			{ ...takingOptions(module), recipe: httpxTransportOption(module, transport), safety: 'safe' },
			{ ...takingOptions(module), recipe: httpxMounts(module, transport), safety: 'safe' },
			{ ...takingOptions(module), recipe: httpxProxyMounts(module, transport), safety: 'unsafe' },
		],
	};
}

function httpxTransport(module: HttpxModule, name: HttpxTransport): CreationForm {
	return {
		api: `${module}.${name}`,
		paths: [name],
		call: 'call',
		role: 'agent',
		parameters: ['verify', 'cert'],
		address: [],
		localOptions: ['uds'],
		wait: { default: [{ seconds: 5 }], options: [] },
		probe: off,
		keepalive: [{ via: 'socket-options', option: 'socket_options', libraryKeepsDefaults: true }, { via: 'subclass' }],
		fixes: [
			{ ...takingOptions(module), for: ['missing'], recipe: httpxSocketOptions, safety: 'safe' },
			{ ...takingOptions(module), for: ['missing', 'late'], recipe: moreSocketOptions, safety: 'safe' },
			{ ...takingOptions(module), for: ['missing'], recipe: httpxProxyTransport(module, name), safety: 'unsafe' },
		],
	};
}

function httpxForms(module: HttpxModule): readonly CreationForm[] {
	return [
		...Object.entries(httpxFunctions).map(([name, parameters]): CreationForm => ({
			api: `${module}.${name}`,
			paths: [name],
			call: 'call',
			role: 'request',
			parameters,
			address: ['url'],
			wait: ofHttpx,
			probe: off,
			keepalive: [],
			ignored: keepAliveHeaders,
			fixes: [{ ...takingOptions(module), recipe: httpxFunction(module, name), safety: 'safe' }],
		})),
		httpxClient(module, 'Client', 'HTTPTransport'),
		httpxClient(module, 'AsyncClient', 'AsyncHTTPTransport'),
		httpxTransport(module, 'HTTPTransport'),
		httpxTransport(module, 'AsyncHTTPTransport'),
	];
}

const httpxTimeout = {
	paths: ['Timeout'],
	parameters: ['timeout'],
	bounds: ['read', 'timeout'],
	combine: 'first',
	unit: 'seconds',
	otherwise: 'unbounded',
} as const satisfies Omit<TimeoutType, 'module'>;

const httpx: ClientEntry = {
	id: 'httpx',
	language: 'python',
	name: 'httpx',
	package: 'httpx',
	modules: ['httpx'],
	forms: httpxForms('httpx'),
	optionTypes: [{ module: 'httpx', paths: ['Limits'] }],
	timeoutTypes: [{ module: 'httpx', ...httpxTimeout }],
	sources: [
		'https://www.python-httpx.org/advanced/timeouts/',
		'https://www.python-httpx.org/advanced/transports/',
		'https://github.com/encode/httpx/blob/master/CHANGELOG.md#0250-11th-september-2023',
		'https://github.com/encode/httpx/blob/master/httpx/_transports/default.py',
	],
	verified: 'httpx 0.23.3, 0.28.1',
};

const httpx2: ClientEntry = {
	id: 'httpx2',
	language: 'python',
	name: 'httpx2',
	package: 'httpx2',
	modules: ['httpx2'],
	forms: httpxForms('httpx2'),
	optionTypes: [{ module: 'httpx2', paths: ['Limits'] }],
	timeoutTypes: [{ module: 'httpx2', ...httpxTimeout }],
	sources: ['https://httpx2.pydantic.dev/', 'https://github.com/openai/openai-python/blob/main/httpx2.md'],
	verified: 'httpx2 2.15.1',
};

/** On the session `None` means the library's 300 s, on a call no limit. */
const ofAiohttp: CreationForm['wait'] = {
	default: [{ seconds: 300 }],
	options: [
		{ option: 'timeout', unit: 'seconds', zero: 'unbounded', none: 'default', on: 'creation' },
		// The old name of the total, which warns and works up to 3.14.
		{ option: 'read_timeout', unit: 'seconds', zero: 'unbounded', none: 'unbounded', on: 'creation' },
		{ option: 'timeout', unit: 'seconds', zero: 'unbounded', none: 'unbounded', on: 'request' },
	],
};

const aiohttpMethods: readonly RequestMethod[] = [
	{ names: [...withUrl, 'post', 'put', 'patch', 'ws_connect'], parameters: ['url'] },
	{ names: ['request'], parameters: ['method', 'url'] },
];

/** Connectors take a socket factory since then; before, and so where the version is not known, it is a `TypeError`. */
const withFactory = { package: '>=3.12.0', unknown: false };

/** What works on all of them. */
const anyVersion = [{ unknown: true }, { package: '<3.12.0' }] as const;

const aiohttp: ClientEntry = {
	id: 'aiohttp',
	language: 'python',
	name: 'aiohttp',
	package: 'aiohttp',
	modules: ['aiohttp'],
	forms: [
		{
			api: 'aiohttp.ClientSession',
			paths: ['ClientSession', 'client.ClientSession'],
			call: 'call',
			role: 'client',
			parameters: ['base_url'],
			address: ['base_url', 'url'],
			wait: ofAiohttp,
			probe: off,
			keepalive: [
				{ via: 'carrier', option: 'connector' },
				{ via: 'ping', method: 'ws_connect' },
			],
			opaque: ['request_class'],
			ignored: keepAliveHeaders,
			methods: aiohttpMethods,
			fixes: [
				{ when: withFactory, recipe: connectorWithFactory, safety: 'safe' },
				...anyVersion.map((when): FixFact => ({ when, recipe: connectorSubclass, safety: 'safe' })),
			],
		},
		{
			api: 'aiohttp.TCPConnector',
			paths: ['TCPConnector', 'connector.TCPConnector'],
			call: 'call',
			role: 'agent',
			parameters: [],
			address: [],
			wait: { default: [{ seconds: 300 }], options: [] },
			probe: off,
			keepalive: [{ via: 'factory', option: 'socket_factory' }, { via: 'subclass' }],
			ignored: [
				{
					option: 'keepalive_timeout',
					reason: '`keepalive_timeout` is how long an idle connection stays in the pool; it sends nothing',
					onlyLongWait: true,
				},
			],
			fixes: [
				{ when: withFactory, recipe: socketFactory, safety: 'safe' },
				...anyVersion.map((when): FixFact => ({ when, recipe: replaceConnector, safety: 'safe' })),
			],
		},
		{
			api: 'aiohttp.request',
			paths: ['request', 'client.request'],
			call: 'call',
			role: 'request',
			parameters: ['method', 'url'],
			address: ['url'],
			wait: {
				default: [{ seconds: 300 }],
				options: [{ option: 'timeout', unit: 'seconds', zero: 'unbounded', none: 'unbounded' }],
			},
			probe: off,
			keepalive: [{ via: 'carrier', option: 'connector' }],
			ignored: keepAliveHeaders,
			unfixable: 'it closes no connector that it is given; make a `ClientSession`, which has a fix',
		},
	],
	timeoutTypes: [
		{
			module: 'aiohttp',
			paths: ['ClientTimeout', 'client.ClientTimeout'],
			parameters: ['total', 'connect', 'sock_read', 'sock_connect'],
			bounds: ['total', 'sock_read'],
			combine: 'smallest',
			unit: 'seconds',
			zero: 'unbounded',
			otherwise: 'unbounded',
		},
	],
	sources: [
		'https://docs.aiohttp.org/en/stable/client_reference.html#aiohttp.ClientTimeout',
		'https://docs.aiohttp.org/en/stable/client_reference.html#aiohttp.TCPConnector',
		'https://github.com/aio-libs/aiohttp/blob/master/CHANGES.rst',
	],
	verified: 'aiohttp 3.8.4, 3.11.16, 3.14.3',
};

export const pythonClients: readonly ClientEntry[] = [aiohttp, httpx, httpx2, requests, requestsToolbelt, urllib3];
