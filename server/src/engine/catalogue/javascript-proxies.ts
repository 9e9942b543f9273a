import { connectFlag, off, unbounded } from './javascript-facts.js';
import { calleeFix, delayFix, flagFix, node } from './recipes-javascript.js';
import type { ClientEntry, CreationForm, FixFact, KeepaliveFact } from './schema.js';

const proxyAgent: Pick<CreationForm, 'call' | 'role' | 'parameters' | 'address' | 'assumedScheme' | 'wait' | 'probe'> =
	{
		call: 'either',
		role: 'agent',
		parameters: [],
		address: ['url', 'proxy'],
		assumedScheme: 'http',
		wait: { default: unbounded, options: [] },
		probe: off,
	};

/** The options reach `net.connect` or `tls.connect`, whose name for the delay counts; the agent's own only in the pool. */
const connectionFlag: KeepaliveFact = {
	...connectFlag(''),
	reason: '`tls.connect`, by which this proxy is reached, ignores `keepAlive` on Node before 24.15',
};

/** Options of the request that asks the proxy for a connection, which stays that request's socket. */
function requestFlag(options: string): KeepaliveFact {
	return {
		...connectFlag(`${options}.`),
		reason: 'the request to a proxy over TLS ignores `keepAlive` on Node before 24.15',
	};
}

const tunnelReason =
	"`keepAlive` of an agent that tunnels sets no probes on the socket of a connection's first request";

/** What the agent does with sockets that it has opened in a way of its own. */
function pooledFlag(effect: Extract<KeepaliveFact, { via: 'flag' }>['effect']): KeepaliveFact {
	return {
		via: 'flag',
		option: 'keepAlive',
		idle: { option: 'keepAliveMsecs', unit: 'milliseconds', default: 1, zero: 'default' },
		...(effect && { effect }),
		reason: tunnelReason,
	};
}

/** What is passed to `tls.connect` for a proxy over TLS does something on a Node that takes it. */
function connectionFixes(fix: FixFact): readonly FixFact[] {
	return [
		{ ...fix, scheme: 'http' },
		{ ...fix, when: { ...fix.when, scheme: 'https', node: node.tlsKeepAlive } },
	];
}

const olderNode = 'an update of Node does, for a proxy over TLS: `keepAlive` is passed on to it since 24.15';

/** Types of these agents do not know that these are the options of any request. */
function requestFixes(options: string): readonly FixFact[] {
	return connectionFixes({
		...flagFix(`${options}.keepAlive`, `${options}.keepAliveInitialDelay`),
		untyped: true,
	});
}

const optionFixes = [
	...connectionFixes(flagFix('keepAlive', 'keepAliveInitialDelay', { package: '>=6.0.0' })),
	...connectionFixes(delayFix('keepAliveInitialDelay')),
];

function tunnelling(api: string, name: string): CreationForm {
	return {
		...proxyAgent,
		api,
		// Up to version 5 the module is the class.
		paths: ['', name],
		signatures: [['url', 'options'], ['options']],
		keepalive: [{ via: 'subclass' }, connectionFlag],
		fixes: [...optionFixes, calleeFix(`Probing${name}`, { package: '<6.0.0' })],
		unfixable: olderNode,
	};
}

function hpagent(name: string, effect: Parameters<typeof pooledFlag>[0]): CreationForm {
	return {
		...proxyAgent,
		api: `hpagent.${name}`,
		call: 'new',
		paths: [name],
		parameters: ['options'],
		keepalive: [requestFlag('proxyRequestOptions'), pooledFlag(effect)],
		fixes: requestFixes('proxyRequestOptions'),
		unfixable: olderNode,
	};
}

function tunnel(paths: readonly string[], scheme: 'http' | 'https'): CreationForm {
	return {
		...proxyAgent,
		api: 'tunnel.{path}',
		call: 'call',
		paths,
		parameters: ['options'],
		address: ['proxy.host'],
		assumedScheme: scheme,
		keepalive: [requestFlag('proxy')],
		fixes: requestFixes('proxy'),
		...(scheme === 'https' && { unfixable: olderNode }),
	};
}

/** Agents that connect through a proxy; the probed connection is the one to the proxy. */
export const proxyEntries = [
	{
		id: 'hpagent',
		language: 'javascript',
		name: 'hpagent',
		package: 'hpagent',
		modules: ['hpagent'],
		forms: [
			hpagent('HttpProxyAgent', [{ when: {}, becomes: 'pooled-only' }]),
			hpagent('HttpsProxyAgent', [
				{ when: { node: node.tlsKeepAlive }, becomes: 'off' },
				{ when: {}, becomes: 'pooled-only' },
			]),
		],
		sources: ['https://github.com/delvedor/hpagent#readme', 'https://github.com/delvedor/hpagent/blob/main/index.js'],
		verified: '1.2.0',
	},
	{
		id: 'http-proxy-agent',
		language: 'javascript',
		name: 'http-proxy-agent',
		package: 'http-proxy-agent',
		modules: ['http-proxy-agent'],
		forms: [tunnelling('http-proxy-agent.HttpProxyAgent', 'HttpProxyAgent')],
		sources: ['https://github.com/TooTallNate/proxy-agents/blob/main/packages/http-proxy-agent/src/index.ts'],
		verified: '5.0.0, 7.0.2, 9.1.0',
	},
	{
		id: 'https-proxy-agent',
		language: 'javascript',
		name: 'https-proxy-agent',
		package: 'https-proxy-agent',
		modules: ['https-proxy-agent'],
		forms: [tunnelling('https-proxy-agent.HttpsProxyAgent', 'HttpsProxyAgent')],
		sources: ['https://github.com/TooTallNate/proxy-agents/blob/main/packages/https-proxy-agent/src/index.ts'],
		verified: '5.0.1, 7.0.6, 9.1.0',
	},
	{
		id: 'proxy-agent',
		language: 'javascript',
		name: 'proxy-agent',
		package: 'proxy-agent',
		modules: ['proxy-agent'],
		forms: [
			{
				...proxyAgent,
				api: 'proxy-agent.ProxyAgent',
				paths: ['', 'ProxyAgent'],
				signatures: [['options'], ['url']],
				keepalive: [connectionFlag],
				fixes: optionFixes,
				unfixable: 'an update does: from version 6 on the options reach the connection to the proxy',
			},
		],
		sources: ['https://github.com/TooTallNate/proxy-agents/blob/main/packages/proxy-agent/src/index.ts'],
		verified: '6.5.0, 8.0.2',
	},
	{
		id: 'socks-proxy-agent',
		language: 'javascript',
		name: 'socks-proxy-agent',
		package: 'socks-proxy-agent',
		modules: ['socks-proxy-agent'],
		forms: [
			{
				...proxyAgent,
				api: 'socks-proxy-agent.SocksProxyAgent',
				paths: ['', 'SocksProxyAgent'],
				signatures: [['url', 'options'], ['options']],
				keepalive: [{ via: 'subclass' }, pooledFlag([{ when: {}, becomes: 'pooled-only' }])],
				fixes: [calleeFix('ProbingSocksProxyAgent', { package: '>=8.0.0' })],
				unfixable: 'an update does: from version 8 on the agent has a method that makes its sockets',
				ignored: [
					{
						option: 'socketOptions.keepAlive',
						reason: '`socketOptions` do not reach the socket that is opened to the proxy',
						onlyLongWait: true,
					},
				],
			},
		],
		sources: ['https://github.com/TooTallNate/proxy-agents/blob/main/packages/socks-proxy-agent/src/index.ts'],
		verified: '8.0.5, 10.1.0',
	},
	{
		id: 'tunnel',
		language: 'javascript',
		name: 'tunnel',
		package: 'tunnel',
		modules: ['tunnel'],
		forms: [tunnel(['httpsOverHttp', 'httpOverHttp'], 'http'), tunnel(['httpsOverHttps', 'httpOverHttps'], 'https')],
		sources: ['https://github.com/koichik/node-tunnel#readme'],
		verified: '0.0.6',
	},
] as const satisfies readonly ClientEntry[];
