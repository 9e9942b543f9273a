import {
	abortSignals,
	agentMembers,
	always60,
	connectFlag,
	fetchProbes,
	globalAgentProbes,
	headers,
	notTaken,
	olderFetch,
	signal,
	socketsOfAgent,
	tlsReason,
	unbounded,
} from './javascript-facts.js';
import {
	agentByProtocolFixes,
	agentFixes,
	calleeFix,
	delayFix,
	flagFix,
	node,
	ownConnectionFix,
} from './recipes-javascript.js';
import type {
	ClientEntry,
	CreationForm,
	IgnoredOption,
	KeepaliveFact,
	ProbeTable,
	RequestMethod,
	SetupForm,
	WaitFact,
} from './schema.js';

const axiosVerbs = ['get', 'delete', 'head', 'options'];
const axiosWritingVerbs = ['post', 'put', 'patch', 'postForm', 'putForm', 'patchForm'];

const axiosMethods: readonly RequestMethod[] = [
	{ names: axiosVerbs, parameters: ['url', 'options'] },
	{ names: axiosWritingVerbs, parameters: ['url', 'data', 'options'] },
	{ names: ['request', ''], parameters: ['options'] },
];

const beforeKeepAlive = { package: '<0.25.0' } as const;

const axiosForm: CreationForm = {
	api: 'axios',
	paths: [''],
	call: 'call',
	role: 'request',
	parameters: [],
	signatures: [['options'], ['url', 'options']],
	address: ['url', 'baseURL'],
	localOptions: ['socketPath'],
	wait: {
		default: unbounded,
		options: [{ option: 'timeout', unit: 'milliseconds', zero: 'unbounded', none: 'default' }, signal],
	},
	probe: [{ when: { package: '>=0.25.0' }, probe: { kind: 'on', idle: 60 } }, ...globalAgentProbes],
	keepalive: [
		{ via: 'carrier', option: 'httpAgent', scheme: 'http', false: { kind: 'off' } },
		{ via: 'carrier', option: 'httpsAgent', scheme: 'https', false: { kind: 'off' } },
	],
	overridesCarrier: [{ package: '>=0.25.0' }],
	opaque: ['adapter', 'transport'],
	ignored: [
		...headers,
		notTaken('agent', '`httpAgent` and `httpsAgent`', beforeKeepAlive),
		notTaken('keepAlive', '`httpAgent` and `httpsAgent`', beforeKeepAlive),
	],
	fixes: agentFixes('httpAgent', 'httpsAgent', {
		kind: 'set-option',
		option: 'httpAgent',
		text: '{helper:unpooledHttpAgent}',
		also: [{ option: 'httpsAgent', text: '{helper:unpooledHttpsAgent}' }],
	}),
};

const axiosForms: readonly CreationForm[] = [
	axiosForm,
	{ ...axiosForm, api: 'axios.request', paths: ['request'] },
	...axiosVerbs.map((verb) => ({
		...axiosForm,
		api: `axios.${verb}`,
		paths: [verb],
		signatures: [['url', 'options']],
	})),
	...axiosWritingVerbs.map((verb) => ({
		...axiosForm,
		api: `axios.${verb}`,
		paths: [verb],
		signatures: [['url', 'data', 'options']],
	})),
	{
		...axiosForm,
		api: 'axios.create',
		paths: ['create'],
		role: 'client',
		signatures: [['options']],
		methods: axiosMethods,
		members: {
			'defaults.timeout': 'timeout',
			'defaults.baseURL': 'baseURL',
			'defaults.httpAgent': 'httpAgent',
			'defaults.httpsAgent': 'httpsAgent',
		},
	},
	{
		...axiosForm,
		api: 'axios.Axios',
		paths: ['Axios'],
		call: 'new',
		role: 'client',
		signatures: [['options']],
		methods: axiosMethods,
	},
];

const http2Fix = flagFix('http2Options.keepAlive', 'http2Options.keepAliveInitialDelay', {
	node: node.tlsKeepAlive,
	package: '>=1.13.0',
});

/** Requests over HTTP/2 open their sockets in another way, which sets nothing on them. */
function overHttp2(form: CreationForm): CreationForm {
	const { overridesCarrier, ...rest } = form;
	return {
		...rest,
		...(overridesCarrier && { overridesCarrier: [{ package: '>=0.25.0 <1.13.0' }] }),
		only: [{ kind: 'value', option: 'httpVersion', value: 2 }],
		probe: [{ when: { package: '>=1.13.0' }, probe: { kind: 'off' } }, ...form.probe],
		keepalive: [
			...form.keepalive.map((fact) => ({ ...fact, when: { ...fact.when, package: '<1.13.0' } })),
			{ via: 'factory', option: 'http2Options.createConnection', when: { package: '>=1.13.0' } },
			{ ...connectFlag('http2Options.'), when: { package: '>=1.13.0' } },
		],
		fixes: [
			http2Fix,
			{ ...ownConnectionFix('http2Options'), when: { node: node.noTlsKeepAlive, package: '>=1.13.0' } },
			...(form.fixes ?? []).map((fix) => ({ ...fix, when: { ...fix.when, package: '<1.13.0' } })),
		],
	};
}

const gotVerbs = ['get', 'post', 'put', 'patch', 'head', 'delete', 'stream'];

const gotForm: CreationForm = {
	api: 'got',
	paths: ['', 'got'],
	call: 'call',
	role: 'request',
	parameters: [],
	signatures: [['url', 'options'], ['options']],
	address: ['url', 'prefixUrl'],
	wait: {
		default: unbounded,
		options: [
			{
				option: 'timeout',
				unit: 'milliseconds',
				zero: 'value',
				none: 'default',
				keys: ['request', 'response', 'socket', 'read'],
			},
			signal,
		],
	},
	probe: globalAgentProbes,
	keepalive: [
		{ via: 'carrier', option: 'agent.http', scheme: 'http', false: { kind: 'off' } },
		{ via: 'carrier', option: 'agent.https', scheme: 'https', false: { kind: 'off' } },
	],
	opaque: ['http2', 'request'],
	ignored: [...headers, notTaken('dispatcher', '`agent: { http, https }`')],
	fixes: agentFixes('agent.http', 'agent.https', {
		kind: 'set-option',
		option: 'agent',
		text: '{ http: {helper:unpooledHttpAgent}, https: {helper:unpooledHttpsAgent} }',
	}),
};

export const fetchForm: CreationForm = {
	api: 'fetch',
	paths: ['fetch'],
	call: 'call',
	role: 'request',
	parameters: ['url', 'options'],
	address: ['url'],
	wait: { default: [{ seconds: 300 }], options: [signal] },
	probe: fetchProbes,
	keepalive: [{ via: 'carrier', option: 'dispatcher' }],
	ignored: [
		...headers,
		notTaken('agent', '`dispatcher`'),
		{
			option: 'keepalive',
			reason: '`keepalive` lets a request outlive the page that made it and sends no probe',
			onlyLongWait: true,
		},
	],
};

const poolTimeout: IgnoredOption = {
	option: 'keepAliveTimeout',
	reason: '`keepAliveTimeout` is how long an idle connection stays in the pool and sends no probe',
	onlyLongWait: true,
};

const headersTimeout: WaitFact = {
	default: [{ seconds: 300 }],
	options: [{ option: 'headersTimeout', unit: 'milliseconds', zero: 'unbounded', none: 'default' }, signal],
};

const undiciProbes: ProbeTable = [{ when: { package: '<5.18.0' }, probe: { kind: 'off' } }, ...always60];

/** Why there is no fix where undici is older. */
const olderUndici = 'an update does: undici sends probes itself since 5.18.0';

const undiciRequest: CreationForm = {
	...fetchForm,
	unfixable: olderUndici,
	api: 'undici.request',
	paths: ['request'],
	wait: headersTimeout,
	probe: undiciProbes,
	ignored: [...headers, notTaken('agent', '`dispatcher`'), poolTimeout],
};

function undiciFlag(options: string): KeepaliveFact {
	return {
		via: 'flag',
		option: `${options}.keepAlive`,
		when: { package: '>=5.18.0' },
		default: true,
		// 0 s is set before the socket exists, where libuv takes 60 s of its own.
		idle: { option: `${options}.keepAliveInitialDelay`, unit: 'milliseconds', default: 60, zero: 'default', cut: 60 },
	};
}

const undiciAgent: CreationForm = {
	api: 'undici.Agent',
	paths: ['Agent'],
	call: 'new',
	role: 'agent',
	parameters: ['options'],
	address: [],
	wait: headersTimeout,
	probe: undiciProbes,
	keepalive: [undiciFlag('connect')],
	ignored: [poolTimeout],
	fixes: [
		{ ...flagFix('connect.keepAlive', 'connect.keepAliveInitialDelay'), for: ['disabled'] },
		delayFix('connect.keepAliveInitialDelay'),
	],
	unfixable: olderUndici,
};

const undiciPool: CreationForm = {
	...undiciAgent,
	api: 'undici.Pool',
	paths: ['Pool'],
	parameters: ['url', 'options'],
	address: ['url'],
	methods: [{ names: ['request', 'stream', 'pipeline'], parameters: ['options'] }],
};

const dispatcher = { paths: ['setGlobalDispatcher'], operators: ['='], reason: '' } as const;

/** The built-in `fetch` keeps its own dispatcher where the package's interface is older than its own. */
const takenByFetch: SetupForm['works'] = [{ node: '<26.0.0' }, { package: '>=7.0.0' }];

const proxyOptions = 'requestTls';

const keepAliveAgent: CreationForm = {
	api: 'agentkeepalive',
	paths: ['', 'HttpAgent'],
	call: 'new',
	role: 'agent',
	parameters: ['options'],
	address: [],
	scheme: 'http',
	wait: {
		default: [{ seconds: 8 }],
		options: [{ option: 'timeout', unit: 'milliseconds', zero: 'unbounded', none: 'default' }],
	},
	probe: [
		{ when: { scheme: 'https', node: node.noTlsKeepAlive }, probe: { kind: 'pooled-only', idle: 1 } },
		{ probe: { kind: 'on', idle: 1 } },
	],
	members: agentMembers,
	keepalive: [
		...socketsOfAgent,
		{
			via: 'flag',
			option: 'keepAlive',
			default: true,
			idle: { option: 'keepAliveMsecs', unit: 'milliseconds', default: 1, zero: 'default' },
			effect: [{ when: { scheme: 'https', node: node.noTlsKeepAlive }, becomes: 'pooled-only' }],
			reason: tlsReason,
		},
	],
	ignored: ['freeSocketTimeout', 'freeSocketKeepAliveTimeout', 'keepAliveTimeout'].map((option) => ({
		option,
		reason: `\`${option}\` is how long an idle connection stays in the pool and sends no probe`,
		onlyLongWait: true,
	})),
	fixes: [{ ...flagFix('keepAlive', 'keepAliveMsecs'), for: ['disabled'] }, delayFix('keepAliveMsecs')],
};

export const clientEntries = [
	{
		id: 'agentkeepalive',
		language: 'javascript',
		name: 'agentkeepalive',
		package: 'agentkeepalive',
		modules: ['agentkeepalive'],
		forms: [
			keepAliveAgent,
			{
				...keepAliveAgent,
				api: 'agentkeepalive.HttpsAgent',
				paths: ['HttpsAgent'],
				scheme: 'https',
				fixes: [
					{ ...flagFix('keepAlive', 'keepAliveMsecs', { node: node.tlsKeepAlive }), for: ['disabled'] },
					{ ...delayFix('keepAliveMsecs'), when: { node: node.tlsKeepAlive } },
					calleeFix('ProbingHttpsAgent', { node: node.noTlsKeepAlive }),
					delayFix('keepAliveMsecs'),
				],
			},
		],
		sources: [
			'https://github.com/node-modules/agentkeepalive#new-agentoptions',
			'https://github.com/node-modules/agentkeepalive/blob/master/lib/agent.js',
		],
		verified: '4.6.0',
	},
	{
		id: 'axios',
		language: 'javascript',
		name: 'axios',
		package: 'axios',
		modules: ['axios'],
		forms: [...axiosForms.map(overHttp2), ...axiosForms],
		timeoutTypes: abortSignals,
		setups: (['http', 'https'] as const).map((scheme) => ({
			paths: [`defaults.${scheme}Agent`],
			operators: ['='],
			works: [{}],
			reason: '',
			protects: ['axios'],
			scheme,
		})),
		sources: [
			'https://axios-http.com/docs/req_config',
			'https://github.com/axios/axios/blob/v0.25.0/lib/adapters/http.js',
		],
		verified: '0.19.2 to 0.27.2, 1.6.8, 1.21.1',
	},
	{
		id: 'fetch',
		language: 'javascript',
		name: 'fetch',
		modules: [],
		global: true,
		forms: [
			{ ...fetchForm, unfixable: olderFetch },
			{
				...fetchForm,
				api: '{path}',
				paths: ['WebSocket', 'EventSource'],
				call: 'new',
				role: 'connection',
				wait: { default: unbounded, options: [] },
				probe: always60,
				keepalive: [],
				ignored: [],
			},
		],
		timeoutTypes: abortSignals,
		sources: [
			'https://nodejs.org/api/globals.html#fetch',
			'https://github.com/nodejs/undici/blob/main/lib/core/connect.js',
			'https://github.com/nodejs/undici/blob/main/docs/docs/api/Client.md#parameter-clientoptions',
		],
		verified: 'Node 18.14.0, 18.14.1, 18.20.8, 20.20.2, 22.23.3, 24.21.0, 26.10.0',
	},
	{
		id: 'got',
		language: 'javascript',
		name: 'got',
		package: 'got',
		modules: ['got'],
		forms: [
			gotForm,
			...gotVerbs.map((verb) => ({
				...gotForm,
				api: `got.${verb}`,
				paths: [verb, `got.${verb}`],
				signatures: [['url', 'options']],
			})),
			{
				...gotForm,
				api: 'got.extend',
				paths: ['extend', 'got.extend'],
				role: 'client',
				signatures: [['options']],
				methods: [{ names: ['', ...gotVerbs], parameters: ['url', 'options'] }],
			},
		],
		timeoutTypes: abortSignals,
		sources: [
			'https://github.com/sindresorhus/got/blob/main/documentation/2-options.md#agent',
			'https://github.com/sindresorhus/got/blob/main/documentation/6-timeout.md',
		],
		verified: '11.8.6, 12.6.1, 14.6.6, 16.1.0',
	},
	{
		id: 'node-fetch',
		language: 'javascript',
		name: 'node-fetch',
		package: 'node-fetch',
		modules: ['node-fetch'],
		forms: [
			{
				...fetchForm,
				api: 'node-fetch',
				paths: [''],
				wait: {
					default: unbounded,
					options: [
						{
							option: 'timeout',
							unit: 'milliseconds',
							zero: 'unbounded',
							none: 'default',
							when: { package: '<3.0.0' },
						},
						signal,
					],
				},
				probe: globalAgentProbes,
				keepalive: [{ via: 'carrier', option: 'agent', false: { kind: 'off' } }],
				ignored: [
					...headers,
					notTaken('dispatcher', '`agent`'),
					{
						option: 'keepalive',
						reason: '`keepalive` lets a request outlive the page that made it and sends no probe',
						onlyLongWait: true,
					},
				],
				fixes: agentByProtocolFixes,
			},
		],
		timeoutTypes: abortSignals,
		sources: [
			'https://github.com/node-fetch/node-fetch#custom-agent',
			'https://github.com/node-fetch/node-fetch/blob/2.x/README.md#options',
		],
		verified: '2.7.0, 3.3.2',
	},
	{
		id: 'undici',
		language: 'javascript',
		name: 'undici',
		package: 'undici',
		modules: ['undici'],
		forms: [
			undiciRequest,
			{ ...undiciRequest, api: 'undici.stream', paths: ['stream'], parameters: ['url', 'options', 'factory'] },
			{ ...fetchForm, api: 'undici.fetch', probe: undiciProbes, unfixable: olderUndici },
			undiciAgent,
			undiciPool,
			{ ...undiciPool, api: 'undici.Client', paths: ['Client'] },
			{ ...undiciAgent, api: 'undici.EnvHttpProxyAgent', paths: ['EnvHttpProxyAgent'] },
			{
				...undiciAgent,
				api: 'undici.ProxyAgent',
				paths: ['ProxyAgent'],
				parameters: [],
				signatures: [['options'], ['url']],
				keepalive: [undiciFlag(proxyOptions)],
				fixes: [
					{ ...flagFix(`${proxyOptions}.keepAlive`, `${proxyOptions}.keepAliveInitialDelay`), for: ['disabled'] },
					delayFix(`${proxyOptions}.keepAliveInitialDelay`),
				],
			},
		],
		timeoutTypes: abortSignals,
		setups: [
			{ ...dispatcher, works: [{}], protects: ['undici'] },
			{ ...dispatcher, works: takenByFetch, protects: ['fetch'] },
			{
				...dispatcher,
				option: 'connect',
				works: takenByFetch,
				reason: 'the `fetch` of Node 26 keeps its own dispatcher, as it takes none of undici before 7',
				protects: ['fetch'],
			},
		],
		sources: [
			'https://github.com/nodejs/undici/blob/main/lib/core/connect.js',
			'https://github.com/nodejs/undici/blob/main/docs/docs/api/Client.md#parameter-connectoptions',
			'https://github.com/nodejs/undici/releases/tag/v5.18.0',
		],
		verified: '5.29.0, 6.29.1, 7.30.2, 8.12.4',
	},
] as const satisfies readonly ClientEntry[];
