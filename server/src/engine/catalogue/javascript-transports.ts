import { calleeFix, delayFix, flagFix, node, requestFixes, socketFix } from './recipes-javascript.js';
import type {
	ClientEntry,
	CreationForm,
	FixFact,
	IgnoredOption,
	KeepaliveFact,
	ProbeTable,
	SetupForm,
	TimeoutFact,
	TimeoutType,
} from './schema.js';

/** `AbortSignal.timeout(ms)`, the usual bound of a whole request. */
export const abortTimeout: TimeoutType = {
	module: '',
	paths: ['AbortSignal.timeout'],
	parameters: ['ms'],
	bounds: ['ms'],
	combine: 'first',
	unit: 'milliseconds',
	otherwise: 'default',
};

export const signal: TimeoutFact = { option: 'signal', unit: 'milliseconds', zero: 'value', none: 'default' };

/** Headers that keep a connection open for later requests; they say nothing to the kernel. */
export const headers: readonly IgnoredOption[] = [
	{
		option: 'headers.Connection',
		values: ['keep-alive'],
		reason: 'the `Connection: keep-alive` header keeps the connection for later requests and sends no probe',
		onlyLongWait: true,
	},
	{
		option: 'headers.Keep-Alive',
		reason: 'the `Keep-Alive` header speaks about the connection between requests and sends no probe',
		onlyLongWait: true,
	},
];

/** A request through Node's global agent. */
export const globalAgentProbes: ProbeTable = [
	{ when: { scheme: 'http', node: node.pooling }, probe: { kind: 'on', idle: 1 } },
	{ when: { node: node.tlsKeepAlive }, probe: { kind: 'on', idle: 1 } },
	{ when: { node: node.poolingWithoutTls }, probe: { kind: 'pooled-only', idle: 1 } },
	{ probe: { kind: 'off' } },
];

const off: ProbeTable = [{ probe: { kind: 'off' } }];

/** Node's timeouts of requests and sockets emit an event and abort nothing. */
const socketTimeout: TimeoutFact = {
	option: 'timeout',
	unit: 'milliseconds',
	zero: 'unbounded',
	none: 'default',
	listener: 'timeout',
	method: 'setTimeout',
};

export const tlsReason =
	"`keepAlive` sets no probes on the TLS socket of a connection's first request on Node before 24.15";

/** `keepAlive` of an agent, with the releases that pass it on too late or without the delay. */
const agentFlag: KeepaliveFact = {
	via: 'flag',
	option: 'keepAlive',
	idle: { option: 'keepAliveMsecs', unit: 'milliseconds', default: 1, zero: 'default' },
	effect: [
		{ when: { scheme: 'https', node: node.noTlsKeepAlive }, becomes: 'pooled-only' },
		{ when: { scheme: 'http', node: '<16.15.0 || >=17.0.0 <17.7.0' }, becomes: 'pooled-only' },
		{ when: { scheme: 'http', node: '>=16.15.0 <16.17.0 || >=17.7.0 <18.6.0' }, becomes: 'system-default' },
	],
	reason: tlsReason,
};

const requestSignatures = [
	['url', 'callback'],
	['url', 'options', 'callback'],
	['options', 'callback'],
] as const;

function request(scheme: 'http' | 'https', method: 'get' | 'request'): CreationForm {
	return {
		api: `${scheme}.${method}`,
		paths: [method],
		call: 'call',
		role: 'request',
		parameters: [],
		signatures: requestSignatures,
		address: ['url', 'hostname', 'host'],
		localOptions: ['socketPath'],
		hostDefaultsToLocal: true,
		scheme,
		wait: { default: [{ seconds: 'unbounded' }], options: [socketTimeout, signal] },
		probe: globalAgentProbes,
		keepalive: [
			{ via: 'method', method: 'setSocketKeepAlive', unit: 'milliseconds' },
			{ via: 'listener', event: 'socket' },
			{ via: 'factory', option: 'createConnection' },
			{ via: 'carrier', option: 'agent', false: { kind: 'off' } },
		],
		ignored: [
			...headers,
			{
				option: 'keepAlive',
				reason: 'a request takes `keepAlive` from its agent, not from its own options',
				onlyLongWait: true,
				when: { scheme: 'https', node: node.noTlsKeepAlive },
			},
		],
		fixes: requestFixes(scheme),
	};
}

const httpAgentFixes: readonly FixFact[] = [
	flagFix('keepAlive', 'keepAliveMsecs'),
	delayFix('keepAliveMsecs'),
	calleeFix('KeepAliveHttpAgent'),
];

const tlsKeepAlive = { node: node.tlsKeepAlive };

const httpsAgentFixes: readonly FixFact[] = [
	flagFix('keepAlive', 'keepAliveMsecs', tlsKeepAlive),
	{ ...delayFix('keepAliveMsecs'), when: tlsKeepAlive },
	calleeFix('KeepAliveHttpsAgent'),
	delayFix('keepAliveMsecs'),
];

function agent(scheme: 'http' | 'https'): CreationForm {
	return {
		api: `${scheme}.Agent`,
		paths: ['Agent'],
		call: 'either',
		role: 'agent',
		parameters: ['options'],
		address: [],
		scheme,
		wait: { default: [{ seconds: 'unbounded' }], options: [socketTimeout] },
		probe: off,
		keepalive: [{ via: 'subclass' }, agentFlag],
		ignored: [
			{
				option: 'keepAliveInitialDelay',
				reason: '`keepAliveInitialDelay` is an option of sockets; an agent takes `keepAliveMsecs`',
				onlyLongWait: true,
			},
		],
		fixes: scheme === 'https' ? httpsAgentFixes : httpAgentFixes,
	};
}

function globalAgentSetups(scheme: 'http' | 'https'): readonly SetupForm[] {
	const protects = [scheme];
	return [
		{ paths: ['globalAgent'], operators: ['='], works: [{}], reason: '', protects },
		{
			paths: ['globalAgent.keepAlive', 'globalAgent.keepAliveMsecs'],
			operators: ['='],
			works: scheme === 'https' ? [{ node: node.tlsKeepAlive }] : [{}],
			reason: tlsReason,
			protects,
		},
		{
			paths: ['globalAgent.options.keepAlive', 'globalAgent.options.keepAliveMsecs'],
			operators: ['='],
			works: [{ node: node.tlsKeepAlive }],
			reason: '`globalAgent.options` is read when the agent is made, so a later change of it does nothing',
			protects,
		},
	];
}

const connectSignatures = [
	['options', 'callback'],
	['port', 'host', 'callback'],
	['port', 'callback'],
	['path', 'callback'],
] as const;

const tlsSignatures = [
	['options', 'callback'],
	['port', 'host', 'options', 'callback'],
	['port', 'options', 'callback'],
	['port', 'host', 'callback'],
	['port', 'callback'],
] as const;

const onSocket: KeepaliveFact = { via: 'method', method: 'setKeepAlive', unit: 'milliseconds' };

const socketFlag: KeepaliveFact = {
	via: 'flag',
	option: 'keepAlive',
	idle: { option: 'keepAliveInitialDelay', unit: 'milliseconds', default: 'system', zero: 'system' },
};

function connect(api: string, path: string): CreationForm {
	return {
		api,
		paths: [path],
		call: 'call',
		role: 'connection',
		parameters: [],
		signatures: connectSignatures,
		address: ['host'],
		localOptions: ['path'],
		hostDefaultsToLocal: true,
		wait: { default: [{ seconds: 'unbounded' }], options: [socketTimeout] },
		probe: off,
		keepalive: [onSocket, socketFlag],
		fixes: [
			{ ...flagFix('keepAlive', 'keepAliveInitialDelay'), for: ['late', 'ineffective'] },
			delayFix('keepAliveInitialDelay'),
			socketFix,
		],
	};
}

export const transportEntries = [
	{
		id: 'http',
		language: 'javascript',
		name: 'http',
		modules: ['http'],
		forms: [request('http', 'get'), request('http', 'request'), agent('http')],
		timeoutTypes: [abortTimeout],
		setups: globalAgentSetups('http'),
		sources: [
			'https://nodejs.org/api/http.html#new-agentoptions',
			'https://github.com/nodejs/node/pull/43380',
			'https://github.com/nodejs/node/blob/main/lib/_http_agent.js',
		],
		verified: 'Node 18.20.8, 20.20.2, 22.23.3, 24.21.0, 26.10.0',
	},
	{
		id: 'https',
		language: 'javascript',
		name: 'https',
		modules: ['https'],
		forms: [request('https', 'get'), request('https', 'request'), agent('https')],
		timeoutTypes: [abortTimeout],
		setups: globalAgentSetups('https'),
		sources: [
			'https://nodejs.org/api/https.html#class-httpsagent',
			'https://github.com/nodejs/node/issues/62003',
			'https://github.com/nodejs/node/pull/62004',
		],
		verified: 'Node 18.20.8, 20.20.2, 22.23.3, 24.14.1, 24.21.0, 25.7.0, 25.8.0, 26.10.0',
	},
	{
		id: 'net',
		language: 'javascript',
		name: 'net',
		modules: ['net'],
		forms: [connect('net.connect', 'connect'), connect('net.createConnection', 'createConnection')],
		sources: [
			'https://nodejs.org/api/net.html#socketconnectoptions-connectlistener',
			'https://nodejs.org/api/net.html#socketsetkeepaliveenable-initialdelay',
		],
		verified: 'Node 18.20.8, 20.20.2, 22.23.3, 24.21.0, 26.10.0',
	},
	{
		id: 'tls',
		language: 'javascript',
		name: 'tls',
		modules: ['tls'],
		forms: [
			{
				...connect('tls.connect', 'connect'),
				signatures: tlsSignatures,
				keepalive: [
					onSocket,
					{ via: 'carrier', option: 'socket' },
					{
						...socketFlag,
						effect: [{ when: { node: node.noTlsKeepAlive }, becomes: 'off' }],
						reason: '`tls.connect` ignores `keepAlive` on Node before 24.15',
					},
				],
				fixes: [
					{
						...flagFix('keepAlive', 'keepAliveInitialDelay', { node: node.tlsKeepAlive }),
						for: ['late', 'ineffective'],
					},
					{ ...delayFix('keepAliveInitialDelay'), when: { node: node.tlsKeepAlive } },
					socketFix,
				],
			},
		],
		sources: [
			'https://nodejs.org/api/tls.html#tlsconnectoptions-callback',
			'https://github.com/nodejs/node/pull/62004',
		],
		verified: 'Node 18.20.8, 20.20.2, 22.23.3, 24.21.0, 26.10.0',
	},
] as const satisfies readonly ClientEntry[];
