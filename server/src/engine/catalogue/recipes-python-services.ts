import { mountAdapterOn, probe } from './recipes-python.js';
import type { Recipe } from './recipes.js';

/** Fixes of SDKs that take what makes their connections. */

/** The SDK's own client keeps its timeouts; a mount leaves proxies of the environment in use. */
export const openaiClient = (wrapper: string, transport: string): Recipe => ({
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'http_client',
			text:
				`{import:openai#${wrapper}}(mounts={"all://": {import:${transport}}(` +
				'limits={import:openai#DEFAULT_CONNECTION_LIMITS}, socket_options={helper:keepalive_options}())})',
		},
	],
});

/** Where the version is not known. */
export const openaiClientOfAnyVersion = (helper: string): Recipe => ({
	title: probe,
	steps: [{ kind: 'set-option', option: 'http_client', text: `{helper:${helper}}()` }],
});

/** The SDK's own client where it is given already; a mount takes over what it says of connections. */
export const openaiMounts = (transport: string): Recipe => ({
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['proxy', 'proxies', 'mounts', 'transport', 'limits'] },
		{
			kind: 'set-option',
			option: 'mounts',
			text:
				`{"all://": {import:${transport}}(limits={import:openai#DEFAULT_CONNECTION_LIMITS}, ` +
				'socket_options={helper:keepalive_options}(){copy:verify,cert,http1,http2,trust_env})}',
		},
	],
});

export const azureSession: Recipe = {
	title: probe,
	steps: [{ kind: 'set-option', option: 'session', text: '{helper:keepalive_session}()' }],
};

export const azureAioTransportItself: Recipe = {
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['session', 'use_env_settings'] },
		{ kind: 'replace-callee', text: '{helper:KeepAliveAioHttpTransport}' },
	],
};

/** The transport takes over what the client says of connections. */
export const azureTransport: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'transport',
			text:
				'{import:azure.core.pipeline.transport#RequestsTransport}(session={helper:keepalive_session}()' +
				'{copy:connection_timeout,read_timeout,connection_verify,connection_cert,connection_data_block_size,use_env_settings})',
		},
	],
};

/** The transport takes over what the client says of connections, and makes its session as if nothing were said of proxies. */
export const azureAioTransport: Recipe = {
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['use_env_settings'] },
		{
			kind: 'set-option',
			option: 'transport',
			text:
				'{helper:KeepAliveAioHttpTransport}' +
				'({arguments:connection_timeout,read_timeout,connection_verify,connection_cert,connection_data_block_size})',
		},
	],
};

export const elasticsearchNode: Recipe = {
	title: probe,
	steps: [{ kind: 'set-option', option: 'node_class', text: '{helper:KeepAliveNode}' }],
};

/** Before the first request; generated clients of all versions have it. */
export const kubernetesOptions = (apiClient: string): Recipe => ({
	title: probe,
	steps: [
		{
			kind: 'statements-after',
			lines: [
				`${apiClient}.rest_client.pool_manager.connection_pool_kw["socket_options"] = ` +
					'{import:urllib3.connection#HTTPConnection}.default_socket_options + {helper:keepalive_options}()',
			],
		},
	],
});

export const sentryKeepalive: Recipe = {
	title: 'Send a TCP keepalive probe after 45 idle seconds',
	steps: [{ kind: 'set-option', option: 'keep_alive', text: 'True' }],
};

/** The SDK mounts an adapter of its own for clients that are given a TLS configuration, before 7.0.0. */
export const dockerWithoutTls = (session: string): Recipe => {
	const { title, steps } = mountAdapterOn(session);
	return { title, steps: [{ kind: 'refuse-with', options: ['tls'] }, ...steps] };
};

export const stripeClient: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'http_client',
			text: '{import:stripe#RequestsClient}(session={helper:keepalive_session}())',
		},
	],
};

/** Its adapter takes the list in place of urllib3's own, and hands it on to no proxy. */
export const influxdbOptions: Recipe = {
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['proxies'] },
		{
			kind: 'set-option',
			option: 'socket_options',
			text: '{import:urllib3.connection#HTTPConnection}.default_socket_options + {helper:keepalive_options}()',
		},
	],
};

export const cachingAdapter: Recipe = {
	title: probe,
	steps: [{ kind: 'set-option', option: 'adapter_class', text: '{helper:KeepAliveCacheControlAdapter}' }],
};

/** Its manager makes no connection before the first request. */
export const authorizedHttp: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'statements-after',
			lines: [
				'{name}.http.connection_pool_kw["socket_options"] = ' +
					'{import:urllib3.connection#HTTPConnection}.default_socket_options + {helper:keepalive_options}()',
			],
		},
	],
};
