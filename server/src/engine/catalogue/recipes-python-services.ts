import { probe } from './recipes-python.js';
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
