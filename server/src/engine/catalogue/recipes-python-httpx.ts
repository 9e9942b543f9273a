import { probe } from './recipes-python.js';
import type { Recipe, Step } from './recipes.js';

/** The second follows the first, under the same names. */
export type HttpxModule = 'httpx' | 'httpx2';

/** A client makes its connections with the one, an asynchronous one with the other. */
export type HttpxTransport = 'HTTPTransport' | 'AsyncHTTPTransport';

/** What a transport takes over from the client that it is given to. */
const ofConnections = '{copy:verify,cert,http1,http2,limits,trust_env}';

function optionsTransport(module: HttpxModule, transport: HttpxTransport): string {
	return `{import:${module}#${transport}}(socket_options={helper:keepalive_options}()${ofConnections})`;
}

/** httpcore hands the socket options on to no connection to a proxy; this transport's backend sets them. */
function proxyTransport(module: HttpxModule, transport: HttpxTransport): string {
	return `{helper:${proxyTransports[module][transport]}}`;
}

/** Names of helpers. */
export const proxyTransports = {
	httpx: { HTTPTransport: 'KeepAliveProxyTransport', AsyncHTTPTransport: 'KeepAliveAsyncProxyTransport' },
	httpx2: { HTTPTransport: 'KeepAliveHttpx2ProxyTransport', AsyncHTTPTransport: 'KeepAliveAsyncHttpx2ProxyTransport' },
} as const;

const withProxies: Step = {
	kind: 'refuse-with',
	options: ['proxies'],
	reason:
		'`proxies=`, which httpx 0.28 no longer takes, may name a proxy for each address; with `proxy=` there is a fix',
};

const withOwnTransport: Step = { kind: 'refuse-with', options: ['transport', 'app'] };

const alone: Step = { kind: 'only-with', options: ['trust_env'], text: 'False' };

/** For a client that asks nothing of the environment; `transport=` would bypass the proxies named there. */
export const httpxTransportOption = (module: HttpxModule, transport: HttpxTransport): Recipe => ({
	title: probe,
	steps: [
		withProxies,
		withOwnTransport,
		alone,
		{ kind: 'refuse-with', options: ['proxy'] },
		{ kind: 'set-option', option: 'transport', text: optionsTransport(module, transport) },
	],
});

/** A mount leaves the proxies of the environment in use. */
export const httpxMounts = (module: HttpxModule, transport: HttpxTransport): Recipe => {
	const item = `"all://": ${optionsTransport(module, transport)}`;
	return {
		title: probe,
		steps: [
			withProxies,
			withOwnTransport,
			{ ...alone, kind: 'refuse-with' },
			{ kind: 'refuse-with', options: ['proxy'] },
			{ kind: 'set-option', option: 'mounts', text: `{${item}}`, combine: `{{items}${item}}` },
		],
	};
};

/** The mount comes in place of what the client makes of `proxy=`, which keeps the environment's proxies out. */
export const httpxProxyMounts = (module: HttpxModule, transport: HttpxTransport): Recipe => {
	const made = `${proxyTransport(module, transport)}({arguments:proxy,verify,cert,http1,http2,limits,trust_env})`;
	return {
		title: `${probe} to the proxy (by a private attribute of ${module})`,
		steps: [
			withProxies,
			withOwnTransport,
			{ kind: 'only-with', options: ['proxy'] },
			{ kind: 'set-option', option: 'mounts', text: `{"all://": ${made}}`, combine: `{{items}"all://": ${made}}` },
		],
	};
};

/** For a transport that is there. */
export const httpxSocketOptions: Recipe = {
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['proxy', 'uds'] },
		{ kind: 'set-option', option: 'socket_options', text: '{helper:keepalive_options}()' },
	],
};

/** For a transport that is there and goes to a proxy. */
export const httpxProxyTransport = (module: HttpxModule, transport: HttpxTransport): Recipe => ({
	title: `${probe} to the proxy (by a private attribute of ${module})`,
	steps: [
		{ kind: 'only-with', options: ['proxy'] },
		{ kind: 'replace-callee', text: proxyTransport(module, transport) },
	],
});

/** Not where the arguments belong to the client that the function makes. */
export const httpxFunction = (module: HttpxModule, method: string): Recipe => ({
	title: probe,
	steps: [
		{
			kind: 'refuse-with',
			options: ['verify', 'cert', 'proxy', 'proxies', 'trust_env', 'cookies'],
			reason: `what it says of connections belongs to a client; make a \`${module}.Client\`, which has a fix`,
		},
		{
			kind: 'replace-callee',
			text: `{helper:${module === 'httpx' ? 'keepalive_client' : 'keepalive_httpx2_client'}}().${method}`,
		},
	],
});
