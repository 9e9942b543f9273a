import { botocoreConfig, botocoreFlag } from './recipes-python.js';
import type { ClientEntry, CreationForm } from './schema.js';

/** `Config` takes `tcp_keepalive` since then. */
const withKeepalive = { package: '>=1.27.84' };

const createClient = [
	'service_name',
	'region_name',
	'api_version',
	'use_ssl',
	'verify',
	'endpoint_url',
	'aws_access_key_id',
	'aws_secret_access_key',
	'aws_session_token',
	'config',
];

function boto3Factory(name: 'client' | 'resource'): CreationForm {
	return {
		api: `boto3.${name}`,
		paths: [name, `Session().${name}`, `session.Session().${name}`],
		call: 'call',
		role: 'client',
		parameters: createClient,
		address: ['endpoint_url'],
		wait: {
			default: [{ seconds: 60 }],
			options: [{ option: 'config', unit: 'seconds', zero: 'value', none: 'default' }],
		},
		probe: [{ probe: { kind: 'off' } }],
		keepalive: [{ via: 'carrier', option: 'config' }],
		fixes: [{ when: withKeepalive, recipe: botocoreConfig, safety: 'safe' }],
	};
}

const boto3: ClientEntry = {
	id: 'boto3',
	language: 'python',
	name: 'boto3',
	package: 'botocore',
	modules: ['boto3'],
	forms: [boto3Factory('client'), boto3Factory('resource')],
	sources: [
		'https://boto3.amazonaws.com/v1/documentation/api/latest/guide/configuration.html',
		'https://github.com/boto/botocore/issues/2916',
		'https://github.com/boto/botocore/issues/3140',
	],
	verified: 'botocore 1.29.27, 1.37.9, 1.43.117',
};

const configParameters = [
	'region_name',
	'signature_version',
	'user_agent',
	'user_agent_extra',
	'connect_timeout',
	'read_timeout',
];

const botocore: ClientEntry = {
	id: 'botocore',
	language: 'python',
	name: 'botocore',
	package: 'botocore',
	modules: ['botocore'],
	forms: [
		{
			api: 'botocore.config.Config',
			paths: ['config.Config', 'client.Config'],
			call: 'call',
			role: 'agent',
			parameters: configParameters,
			address: [],
			wait: {
				default: [{ seconds: 60 }],
				options: [{ option: 'read_timeout', unit: 'seconds', zero: 'value', none: 'unbounded' }],
			},
			probe: [{ probe: { kind: 'off' } }],
			keepalive: [{ via: 'flag', option: 'tcp_keepalive' }],
			advice:
				'botocore sets no idle time, so lower `net.ipv4.tcp_keepalive_time` on the host, in the pod or for the container',
			fixes: [{ when: withKeepalive, for: ['missing', 'disabled'], recipe: botocoreFlag, safety: 'safe' }],
		},
		{
			...boto3Factory('client'),
			api: 'botocore.session.create_client',
			paths: ['session.get_session().create_client', 'session.Session().create_client'],
		},
	],
	timeoutTypes: [
		{
			module: 'botocore',
			paths: ['config.Config', 'client.Config'],
			parameters: configParameters,
			bounds: ['read_timeout'],
			combine: 'first',
			unit: 'seconds',
			otherwise: 'default',
		},
	],
	setups: [
		{
			module: 'os',
			paths: ['environ'],
			key: 'BOTOCORE_TCP_KEEPALIVE',
			values: ['true'],
			operators: ['='],
			works: [{ package: '>=1.42.29' }],
			reason: 'botocore reads the variable from 1.42.29 on',
			protects: ['boto3', 'botocore'],
			agents: 'protected',
			becomes: 'system-default',
		},
	],
	sources: [
		'https://botocore.amazonaws.com/v1/documentation/api/latest/reference/config.html',
		'https://github.com/boto/botocore/blob/develop/botocore/args.py',
	],
	verified: 'botocore 1.29.27, 1.37.9, 1.43.117',
};

/** It takes botocore's configuration, and nothing of it reaches its sockets. */
const aiobotocore: ClientEntry = {
	id: 'aiobotocore',
	language: 'python',
	name: 'aiobotocore',
	package: 'aiobotocore',
	modules: ['aiobotocore', 'aioboto3'],
	forms: [
		{
			...boto3Factory('client'),
			api: 'aiobotocore.session.create_client',
			paths: [
				'session.get_session().create_client',
				'session.AioSession().create_client',
				'Session().client',
				'Session().resource',
				'session.Session().client',
				'session.Session().resource',
			],
			overridesCarrier: [{}],
			ignored: [
				{
					option: 'config.tcp_keepalive',
					reason: 'aiobotocore does nothing about `tcp_keepalive`',
					onlyLongWait: true,
				},
			],
			fixes: [],
			unfixable: 'nothing public of aiobotocore reaches its sockets',
		},
	],
	timeoutTypes: [
		{
			module: 'aiobotocore',
			paths: ['config.AioConfig'],
			parameters: ['connector_args', ...configParameters],
			bounds: ['read_timeout'],
			combine: 'first',
			unit: 'seconds',
			otherwise: 'default',
		},
	],
	sources: ['https://github.com/aio-libs/aiobotocore/blob/master/aiobotocore/httpsession.py'],
	verified: 'aiobotocore 2.25.2 with botocore 1.40.61',
};

export const pythonSdks: readonly ClientEntry[] = [aiobotocore, boto3, botocore];
