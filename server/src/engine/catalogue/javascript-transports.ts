import {
	abortSignals,
	agentFlag,
	agentMembers,
	beforeConnection,
	beforeLookup,
	globalAgentProbes,
	headers,
	off,
	signal,
	socketsOfAgent,
	socketTimeout,
	tlsReason,
	unbounded,
} from './javascript-facts.js';
import { calleeFix, delayFix, flagFix, node, poolFix, requestFixes, socketFix } from './recipes-javascript.js';
import type { ClientEntry, CreationForm, FixFact, IgnoredOption, KeepaliveFact, SetupForm } from './schema.js';

const requestSignatures = [
	['url', 'callback'],
	['url', 'options', 'callback'],
	['options', 'callback'],
] as const;

/** `http.get` and its like; libraries that imitate them have the same facts. */
export function request(scheme: 'http' | 'https', method: 'get' | 'request'): CreationForm {
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
		wait: { default: unbounded, options: [socketTimeout, signal] },
		probe: globalAgentProbes,
		keepalive: [
			{
				via: 'method',
				method: 'setSocketKeepAlive',
				unit: 'milliseconds',
				undelayed: beforeLookup,
				tooLate: ['callback', 'response', 'data', 'end', 'close'],
			},
			{ via: 'listener', event: 'socket', undelayed: beforeLookup },
			{ via: 'factory', option: 'createConnection', undelayed: beforeConnection },
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

const keepsIdle = { node: node.keepsIdle };

const httpAgentFixes: readonly FixFact[] = [
	poolFix({ node: node.promptKeepAlive }),
	{ ...delayFix('keepAliveMsecs'), when: keepsIdle },
	calleeFix('KeepAliveHttpAgent', keepsIdle),
];

const tlsKeepAlive = { node: node.tlsKeepAlive };

const httpsAgentFixes: readonly FixFact[] = [
	poolFix(tlsKeepAlive),
	{ ...delayFix('keepAliveMsecs'), when: tlsKeepAlive },
	calleeFix('KeepAliveHttpsAgent'),
	delayFix('keepAliveMsecs'),
];

const proxied = {
	option: 'proxyEnv',
	reason: '`keepAlive` sets no probes on a connection through a proxy before its socket is back in the pool, if then',
	when: { node: node.proxies },
} as const;

const httpReason = '`keepAlive` comes too late, or without its delay, on Node before 16.17 and from 17.0 to 18.5';

/** An agent's own options are copied when it is made; the copy is read for the sockets that it opens. */
const laterOptions: readonly IgnoredOption[] = [
	{
		option: 'options\\.keepAlive',
		reason: 'an agent whose `options.keepAlive` is set later leaves the first probe to the system, if it sends any',
		onlyLongWait: true,
	},
	{
		option: 'options\\.keepAliveMsecs',
		reason: '`options.keepAliveMsecs` is not read once the agent is made; `keepAliveMsecs` is',
		onlyLongWait: true,
	},
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
		wait: { default: unbounded, options: [socketTimeout] },
		probe: off,
		keepalive: [...socketsOfAgent, { ...agentFlag, except: proxied, ...(scheme === 'http' && { reason: httpReason }) }],
		members: agentMembers,
		ignored: [
			...laterOptions,
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
	// What is not said here also holds for the libraries that use the global agent.
	const protects = [scheme, 'axios'];
	const common = { operators: ['='], protects, scheme, replaces: globalAgentProbes } as const;
	const tls: SetupForm['works'] = [{ node: node.tlsKeepAlive }];
	const prompt = { node: node.promptKeepAlive };
	return [
		{ ...common, paths: ['globalAgent'], works: [{}], reason: '' },
		{
			...common,
			paths: ['globalAgent.keepAlive'],
			value: true,
			works: scheme === 'https' ? tls : [prompt],
			reason: scheme === 'https' ? tlsReason : 'Node before 18.6 sets probes once a socket is back in the pool',
		},
		{
			...common,
			paths: ['globalAgent.keepAlive'],
			value: false,
			disables: true,
			works: [{}],
			reason: 'requests without an agent of their own leave the first probe to the system then, after 7200 s',
		},
		{
			...common,
			paths: ['globalAgent.keepAliveMsecs'],
			delay: { name: 'keepAliveMsecs', unit: 'milliseconds' },
			works: scheme === 'https' ? tls : [{ node: node.pooling }],
			...(scheme === 'http' && { worksBeside: { path: 'globalAgent.keepAlive', when: prompt } }),
			reason: scheme === 'https' ? tlsReason : '`keepAliveMsecs` does nothing without `keepAlive: true`',
			beside: 'globalAgent.keepAlive',
		},
		...laterOptions.map(({ option, reason }) => ({
			...common,
			paths: [`globalAgent.${option.replaceAll('\\', '')}`],
			works: [],
			reason,
		})),
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

const setKeepAlive = { via: 'method', method: 'setKeepAlive', unit: 'milliseconds' } as const;

const onSocket: KeepaliveFact = { ...setKeepAlive, undelayed: beforeConnection };

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
		wait: { default: unbounded, options: [socketTimeout] },
		probe: off,
		keepalive: [onSocket, socketFlag],
		oneWay: {
			ended: ['end', 'destroy', 'destroySoon'],
			read: ['read', 'pipe', 'resume'],
			events: ['data', 'readable', 'end', 'close'],
		},
		fixes: [
			{ ...flagFix('keepAlive', 'keepAliveInitialDelay'), for: ['late', 'ineffective'] },
			delayFix('keepAliveInitialDelay'),
			socketFix,
		],
	};
}

const requestClients = ['axios', 'superagent', 'ws'];

/** Node tells subscribers of every socket or request it makes, before the wait begins. */
function channel(key: string, since: string, form: Partial<SetupForm> = {}): SetupForm {
	return {
		paths: ['subscribe', 'channel().subscribe'],
		operators: ['='],
		key,
		sets: 'sockets',
		works: [{ node: since }],
		reason: `this release of Node has no channel \`${key}\``,
		protects: ['http', 'https', ...requestClients],
		replaces: globalAgentProbes,
		agents: 'all',
		...form,
	};
}

function socketChannels(): readonly SetupForm[] {
	const key = 'net.client.socket';
	const plain = node.socketChannel;
	return [
		channel(key, plain, { scheme: 'http', protects: ['http', ...requestClients], agents: 'protected' }),
		channel(key, plain, { protects: ['net', 'mysql'], replaces: [], agents: 'protected' }),
		channel(key, '>=22.17.0 <23.0.0 || >=24.2.0', {
			scheme: 'https',
			protects: ['https', 'tls', ...requestClients],
			reason: `this release of Node does not tell \`${key}\` of TLS sockets`,
		}),
	];
}

export const transportEntries = [
	{
		id: 'diagnostics-channel',
		language: 'javascript',
		name: 'diagnostics_channel',
		modules: ['diagnostics_channel'],
		forms: [],
		setups: [
			channel('http.client.request.start', node.requestChannel),
			channel('http.client.request.created', '>=22.12.0 <23.0.0 || >=23.2.0'),
			...socketChannels(),
		],
		sources: ['https://nodejs.org/api/diagnostics_channel.html#http'],
		verified:
			'Node 16.18.0, 18.5.0, 18.8.0, 20.20.2, 22.11.0, 22.12.0, 22.16.0, 22.17.0, 23.1.0, 23.2.0, 24.1.0, 24.2.0, 26.10.0',
	},
	{
		id: 'http',
		language: 'javascript',
		name: 'http',
		modules: ['http'],
		forms: [request('http', 'get'), request('http', 'request'), agent('http')],
		timeoutTypes: abortSignals,
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
		timeoutTypes: abortSignals,
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
		forms: [
			connect('net.connect', 'connect'),
			connect('net.createConnection', 'createConnection'),
			{
				// Keepalive is an option of the constructor; `connect` has it only for sockets that it makes itself.
				...connect('net.Socket', 'Socket'),
				call: 'new',
				signatures: [['options']],
				keepalive: [{ ...setKeepAlive, undelayed: { ...beforeConnection, after: 'connect' } }, socketFlag],
				methods: [{ names: ['connect'], parameters: [], signatures: connectSignatures }],
			},
		],
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
