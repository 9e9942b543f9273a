import { off, unbounded } from './javascript-facts.js';
import { delayFix, flagFix, node } from './recipes-javascript.js';
import type { ClientEntry, CreationForm, KeepaliveFact } from './schema.js';

const proxyAgent: Pick<CreationForm, 'call' | 'role' | 'parameters' | 'address' | 'wait' | 'probe'> = {
	call: 'either',
	role: 'agent',
	parameters: [],
	address: ['url', 'proxy'],
	wait: { default: unbounded, options: [] },
	probe: off,
};

/** The options reach `net.connect`, whose name for the delay counts; the agent's own name for it only in the pool. */
const connectionFlag: KeepaliveFact = {
	via: 'flag',
	option: 'keepAlive',
	idle: { option: 'keepAliveInitialDelay', unit: 'milliseconds', default: 'system', zero: 'system' },
};

function pooledFlag(reason: string, effect: Extract<KeepaliveFact, { via: 'flag' }>['effect']): KeepaliveFact {
	return {
		via: 'flag',
		option: 'keepAlive',
		idle: { option: 'keepAliveMsecs', unit: 'milliseconds', default: 1, zero: 'default' },
		...(effect && { effect }),
		reason,
	};
}

const tunnelReason =
	"`keepAlive` of an agent that tunnels sets no probes on the socket of a connection's first request";

function tunnelling(api: string, name: string): CreationForm {
	return {
		...proxyAgent,
		api,
		// Up to version 5 the module is the class.
		paths: ['', name],
		signatures: [['url', 'options'], ['options']],
		keepalive: [connectionFlag],
		fixes: [flagFix('keepAlive', 'keepAliveInitialDelay', { package: '>=6.0.0' }), delayFix('keepAliveInitialDelay')],
	};
}

const hpagent: CreationForm = {
	...proxyAgent,
	api: 'hpagent.{path}',
	call: 'new',
	paths: ['HttpProxyAgent', 'HttpsProxyAgent'],
	parameters: ['options'],
	keepalive: [
		pooledFlag(tunnelReason, [
			{ when: { scheme: 'https', node: node.tlsKeepAlive }, becomes: 'off' },
			{ when: {}, becomes: 'pooled-only' },
		]),
	],
};

/** Agents that connect through a proxy; the probed connection is the one to the proxy. */
export const proxyEntries = [
	{
		id: 'hpagent',
		language: 'javascript',
		name: 'hpagent',
		package: 'hpagent',
		modules: ['hpagent'],
		forms: [hpagent],
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
				keepalive: [
					pooledFlag(
						'`keepAliveMsecs` counts only in the pool; through a proxy the first probe is left to the system',
						[{ when: {}, becomes: 'system-default' }],
					),
				],
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
				keepalive: [pooledFlag(tunnelReason, [{ when: {}, becomes: 'pooled-only' }])],
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
		forms: [
			{
				...proxyAgent,
				api: 'tunnel.{path}',
				call: 'call',
				paths: ['httpsOverHttp', 'httpsOverHttps', 'httpOverHttp', 'httpOverHttps'],
				parameters: ['options'],
				address: ['proxy.host'],
				keepalive: [],
			},
		],
		sources: ['https://github.com/koichik/node-tunnel#readme'],
		verified: '0.0.6',
	},
] as const satisfies readonly ClientEntry[];
