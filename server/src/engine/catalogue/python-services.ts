import {
	after,
	client,
	keepAliveHeaders,
	mountedAdapter,
	off,
	onAfter,
	row,
	seconds,
	secondsOrPair,
	sessionMethods,
	timeout,
	unbounded,
} from './python-facts.js';
import { moreSocketOptions, mountAdapter, mountAdapterOn } from './recipes-python.js';
import {
	authorizedHttp,
	azureAioTransport,
	azureAioTransportItself,
	azureSession,
	azureTransport,
	cachingAdapter,
	dockerWithoutTls,
	elasticsearchNode,
	influxdbOptions,
	kubernetesOptions,
	openaiClient,
	openaiClientOfAnyVersion,
	openaiMounts,
	sentryKeepalive,
	stripeClient,
} from './recipes-python-services.js';
import type { ClientEntry, CreationForm, FixFact, RequestMethod, TimeoutFact } from './schema.js';

const macGap = "the library's probes leave macOS out, where the first one comes after the system's 7200 s";

/** The calls whose timeouts can be seen on the client itself. */
const modelMethods: readonly RequestMethod[] = [
	{
		names: [
			'with_options',
			'copy',
			'chat.completions.create',
			'chat.completions.parse',
			'completions.create',
			'embeddings.create',
			'images.generate',
			'audio.transcriptions.create',
			'audio.speech.create',
			'responses.create',
			'responses.parse',
			'messages.create',
			'messages.stream',
		],
		parameters: [],
	},
];

const modelForm = {
	address: ['base_url', 'azure_endpoint'],
	wait: { default: after(600), options: [{ ...secondsOrPair, none: 'unbounded' }] },
	methods: modelMethods,
	keepalive: [{ via: 'carrier', option: 'http_client' }],
} as const satisfies Partial<CreationForm>;

const openaiFixes = (name: 'HTTPTransport' | 'AsyncHTTPTransport'): readonly FixFact[] => {
	const wrapper = name === 'HTTPTransport' ? 'DefaultHttpxClient' : 'DefaultAsyncHttpxClient';
	const helper = name === 'HTTPTransport' ? 'keepalive_openai_client' : 'keepalive_async_openai_client';
	return [
		{ when: { unknown: true }, for: ['missing'], recipe: openaiClientOfAnyVersion(helper), safety: 'safe' },
		{ when: { package: '>=3.0.0' }, for: ['missing'], recipe: openaiClient(wrapper, `httpx2#${name}`), safety: 'safe' },
		// The wrappers are part of it since then, and the socket options of httpx before.
		{
			when: { package: '>=1.40.0 <3.0.0' },
			for: ['missing'],
			recipe: openaiClient(wrapper, `httpx#${name}`),
			safety: 'safe',
		},
	];
};

/** The SDK's own clients: what it makes itself where it is given none. */
function wrapper(owner: string, names: readonly string[], more: Partial<CreationForm>): CreationForm {
	return client({
		api: `${owner}.{path}`,
		paths: names,
		address: ['base_url'],
		wait: { default: after(600), options: [secondsOrPair] },
		keepalive: [
			{ via: 'carrier', option: 'transport' },
			{ via: 'carrier', option: 'mounts.all://' },
		],
		...more,
	});
}

const wrapperFixes = (name: 'HTTPTransport' | 'AsyncHTTPTransport'): readonly FixFact[] => [
	{ when: { package: '>=3.0.0' }, for: ['missing'], recipe: openaiMounts(`httpx2#${name}`), safety: 'safe' },
	{ when: { package: '>=1.40.0 <3.0.0' }, for: ['missing'], recipe: openaiMounts(`httpx#${name}`), safety: 'safe' },
];

const aioWrapper = 'its transport takes no option for sockets; the SDK takes its other client too';

const openai = row({
	id: 'openai',
	package: 'openai',
	forms: [
		client({
			...modelForm,
			api: 'openai.{name}',
			paths: ['OpenAI', 'AzureOpenAI', 'Client', 'lib.azure.AzureOpenAI'],
			fixes: openaiFixes('HTTPTransport'),
		}),
		client({
			...modelForm,
			api: 'openai.{name}',
			paths: ['AsyncOpenAI', 'AsyncAzureOpenAI', 'AsyncClient', 'lib.azure.AsyncAzureOpenAI'],
			fixes: openaiFixes('AsyncHTTPTransport'),
		}),
		wrapper('openai', ['DefaultHttpxClient'], { fixes: wrapperFixes('HTTPTransport') }),
		wrapper('openai', ['DefaultAsyncHttpxClient'], { fixes: wrapperFixes('AsyncHTTPTransport') }),
		wrapper('openai', ['DefaultAioHttpClient'], { unfixable: aioWrapper }),
	],
	sources: [
		'https://github.com/openai/openai-python/blob/main/src/openai/_base_client.py',
		'https://github.com/openai/openai-python/blob/main/httpx2.md',
	],
	verified: 'openai 1.69.0, 2.54.0, 3.6.0',
});

/** The SDK sets the options of its sockets since then. */
const probing = { package: '>=0.47.0' };

const anthropicProbe: CreationForm['probe'] = [{ when: probing, probe: { kind: 'on', idle: 60 } }, ...off];

const sinceProbing = 'an update does: the SDK sends probes itself since 0.47.0';

const anthropic = row({
	id: 'anthropic',
	package: 'anthropic',
	forms: [
		client({
			...modelForm,
			api: 'anthropic.{path}',
			paths: ['Anthropic', 'AsyncAnthropic', 'Client', 'AsyncClient'],
			probe: anthropicProbe,
			gap: macGap,
			unfixable: sinceProbing,
		}),
		wrapper('anthropic', ['DefaultHttpxClient', 'DefaultAsyncHttpxClient'], {
			probe: anthropicProbe,
			gap: macGap,
			unfixable: sinceProbing,
		}),
		wrapper('anthropic', ['DefaultAioHttpClient'], { unfixable: aioWrapper }),
	],
	sources: ['https://github.com/anthropics/anthropic-sdk-python/blob/main/src/anthropic/_base_client.py'],
	verified: 'anthropic 0.46.0, 0.47.0, 0.121.0, 1.9.0',
});

/** Sessions of requests in other packages. */
const sessionForm = {
	address: ['url', 'base_url'],
	wait: { default: unbounded, options: [secondsOrPair] },
	keepalive: [mountedAdapter('mount')],
	methods: sessionMethods,
	fixes: [{ for: ['missing'], recipe: mountAdapter, safety: 'safe' }],
} as const satisfies Partial<CreationForm>;

const requestsOauthlib = row({
	id: 'requests-oauthlib',
	package: 'requests-oauthlib',
	forms: [
		client({
			...sessionForm,
			api: 'requests_oauthlib.{name}',
			paths: ['OAuth2Session', 'OAuth1Session', 'oauth2_session.OAuth2Session', 'oauth1_session.OAuth1Session'],
			parameters: ['client_id', 'client', 'auto_refresh_url', 'auto_refresh_kwargs', 'scope', 'redirect_uri', 'token'],
		}),
	],
	sources: ['https://requests-oauthlib.readthedocs.io/en/latest/api.html'],
	verified: 'requests-oauthlib 1.3.0, 2.0.0',
});

const requestsFutures = row({
	id: 'requests-futures',
	package: 'requests-futures',
	forms: [
		client({
			...sessionForm,
			api: 'requests_futures.sessions.FuturesSession',
			paths: ['sessions.FuturesSession'],
			parameters: ['executor', 'max_workers', 'session'],
			keepalive: [{ via: 'carrier', option: 'session' }, ...sessionForm.keepalive],
		}),
	],
	sources: ['https://github.com/ross/requests-futures'],
	verified: 'requests-futures 1.0.0, 1.0.1',
});

const cachecontrol = row({
	id: 'cachecontrol',
	name: 'CacheControl',
	package: 'cachecontrol',
	forms: [
		client({
			...sessionForm,
			api: 'cachecontrol.CacheControl',
			paths: ['CacheControl', 'wrapper.CacheControl'],
			parameters: ['sess', 'cache', 'cache_etags'],
			// It mounts its own adapters over those of the session, and another one would not cache.
			keepalive: [
				{ via: 'carrier', option: 'sess' },
				{ via: 'factory', option: 'adapter_class' },
			],
			overridesCarrier: [{}],
			fixes: [{ for: ['missing'], recipe: cachingAdapter, safety: 'safe' }],
		}),
	],
	sources: ['https://cachecontrol.readthedocs.io/en/latest/'],
	verified: 'CacheControl 0.12.12, 0.14.3, 0.14.4',
});

const googleAuth = row({
	id: 'google-auth',
	package: 'google-auth',
	modules: ['google.auth'],
	gates: ['google.auth'],
	forms: [
		client({
			...sessionForm,
			api: 'google.auth.transport.requests.AuthorizedSession',
			paths: ['transport.requests.AuthorizedSession'],
			parameters: ['credentials'],
			wait: { default: after(120), options: [secondsOrPair] },
		}),
		client({
			api: 'google.auth.transport.urllib3.AuthorizedHttp',
			paths: ['transport.urllib3.AuthorizedHttp'],
			parameters: ['credentials', 'http'],
			address: ['url'],
			keepalive: [{ via: 'carrier', option: 'http' }, { via: 'socket' }],
			methods: [{ names: ['request', 'urlopen'], parameters: ['method', 'url'] }],
			fixes: [{ for: ['missing'], recipe: authorizedHttp, safety: 'safe' }],
		}),
	],
	sources: [
		'https://googleapis.dev/python/google-auth/latest/reference/google.auth.transport.requests.html',
		'https://googleapis.dev/python/google-auth/latest/reference/google.auth.transport.urllib3.html',
	],
	verified: 'google-auth 1.5.1, 2.28.2, 2.48.0',
});

const googleapiclient = row({
	id: 'google-api-python-client',
	package: 'google-api-python-client',
	modules: ['googleapiclient'],
	forms: [
		client({
			api: 'googleapiclient.discovery.build',
			paths: ['discovery.build'],
			parameters: ['serviceName', 'version', 'http'],
			wait: { default: after(60), options: [] },
			keepalive: [{ via: 'carrier', option: 'http' }],
			opaque: ['requestBuilder'],
			unfixable: '`http=` takes the place of `credentials=`, and then nothing asks for the scopes of the service',
		}),
	],
	sources: ['https://googleapis.github.io/google-api-python-client/docs/epy/googleapiclient.discovery-module.html'],
	verified: 'google-api-python-client 1.7.12, 2.165.0',
});

const azureTimeouts: readonly TimeoutFact[] = [timeout('read_timeout')];

/** What stands by position behind the address: names of things, and the credential. */
const azureNames = ['credential', 'name', 'secondName', 'thirdName'];

const azureForm = {
	parameters: ['endpoint', ...azureNames],
	address: ['endpoint', 'account_url', 'vault_url', 'base_url'],
	wait: { default: after(300), options: azureTimeouts },
	keepalive: [{ via: 'carrier', option: 'transport' }],
	opaque: ['pipeline', '_pipeline'],
	fixes: [{ for: ['missing'], recipe: azureTransport, safety: 'safe' }],
} as const satisfies Partial<CreationForm>;

/** On what aiohttp keeps to itself. */
const azureAioFixes: readonly FixFact[] = [{ for: ['missing'], recipe: azureAioTransport, safety: 'unsafe' }];

const azureModules = [
	'azure.ai.*',
	'azure.appconfiguration',
	'azure.communication.*',
	'azure.containerregistry',
	'azure.digitaltwins.core',
	'azure.eventgrid',
	'azure.keyvault.*',
	'azure.mgmt.*',
	'azure.monitor.*',
	'azure.search.documents',
	'azure.search.documents.indexes',
];

/** Names of clients below the package; those of `aio` have another transport. */
const azureClients = ['*Client', '*Client.from_connection_string'];

const azureCore = row({
	id: 'azure-core',
	name: 'azure-core',
	package: 'azure-core',
	modules: ['azure.core', ...azureModules],
	forms: [
		client({
			api: 'azure.core.pipeline.transport.RequestsTransport',
			paths: ['pipeline.transport.RequestsTransport'],
			role: 'agent',
			wait: { default: after(300), options: azureTimeouts },
			keepalive: [{ via: 'carrier', option: 'session' }],
			fixes: [{ for: ['missing'], recipe: azureSession, safety: 'safe' }],
		}),
		client({
			api: 'azure.core.pipeline.transport.AioHttpTransport',
			paths: ['pipeline.transport.AioHttpTransport'],
			role: 'agent',
			wait: { default: after(300), options: azureTimeouts },
			keepalive: [{ via: 'carrier', option: 'session' }, { via: 'subclass' }],
			fixes: [{ for: ['missing'], recipe: azureAioTransportItself, safety: 'unsafe' }],
		}),
		client({
			...azureForm,
			api: 'azure.core.AsyncPipelineClient',
			paths: ['AsyncPipelineClient'],
			fixes: azureAioFixes,
		}),
		client({
			...azureForm,
			api: 'azure.{path}',
			paths: azureClients,
		}),
	],
	sources: [
		'https://github.com/Azure/azure-sdk-for-python/blob/main/sdk/core/azure-core/azure/core/configuration.py',
		'https://github.com/Azure/azure-sdk-for-python/blob/main/sdk/core/azure-core/CLIENT_LIBRARY_DEVELOPER.md',
	],
	verified: 'azure-core 1.26.3, 1.32.0',
});

/** On aiohttp. Rows sorted before those of the others, whose patterns fit as well. */
const azureAio = row({
	id: 'azure-aio',
	package: 'azure-core',
	modules: azureModules.map((module) => `${module}.aio`),
	forms: [client({ ...azureForm, api: 'azure.aio.{path}', paths: azureClients, fixes: azureAioFixes })],
	sources: [
		'https://github.com/Azure/azure-sdk-for-python/blob/main/sdk/core/azure-core/azure/core/pipeline/transport/_aiohttp.py',
	],
	verified: 'azure-core 1.26.3, 1.32.0',
});

const azureAioStorage = row({
	id: 'azure-aio-storage',
	package: 'azure-storage-blob',
	modules: ['azure.storage.*.aio'],
	gates: ['azure.storage'],
	forms: [
		client({
			...azureForm,
			api: 'azure.storage.aio.{path}',
			paths: azureClients,
			parameters: ['account_url', ...azureNames],
			wait: { default: after(60), options: azureTimeouts },
			fixes: azureAioFixes,
		}),
	],
	sources: [
		'https://github.com/Azure/azure-sdk-for-python/blob/main/sdk/storage/azure-storage-blob/azure/storage/blob/_shared/constants.py',
	],
	verified: 'azure-storage-blob 12.15.0',
});

/** Storage waits less than the others. */
const azureStorage = row({
	id: 'azure-storage',
	package: 'azure-storage-blob',
	modules: ['azure.storage.*'],
	gates: ['azure.storage'],
	forms: [
		client({
			...azureForm,
			api: 'azure.storage.{path}',
			paths: azureClients,
			parameters: ['account_url', ...azureNames],
			wait: { default: after(60), options: azureTimeouts },
		}),
	],
	sources: [
		'https://github.com/Azure/azure-sdk-for-python/blob/main/sdk/storage/azure-storage-blob/azure/storage/blob/_shared/constants.py',
	],
	verified: 'azure-storage-blob 12.15.0',
});

const since8 = { package: '>=8.0.0' };

const elasticsearch = row({
	id: 'elasticsearch',
	package: 'elasticsearch',
	forms: ['Elasticsearch', 'AsyncElasticsearch'].map((name) =>
		client({
			api: `elasticsearch.${name}`,
			paths: name === 'Elasticsearch' ? [name, 'client.Elasticsearch'] : [name],
			parameters: ['hosts'],
			address: ['hosts'],
			wait: {
				default: after(10),
				options: [timeout('request_timeout', { when: since8 }), timeout('timeout', { when: { package: '<9.0.0' } })],
			},
			methods: [{ names: ['options', 'search', 'index', 'bulk', 'reindex', 'update_by_query'], parameters: [] }],
			opaque: ['node_class', 'connection_class', 'transport_class', 'cloud_transport'],
			keepalive: [],
			fixes:
				name === 'Elasticsearch' ? [{ when: since8, for: ['missing'], recipe: elasticsearchNode, safety: 'safe' }] : [],
			...(name === 'AsyncElasticsearch' && { unfixable: 'its node makes its connections with aiohttp, in private' }),
		}),
	),
	sources: [
		'https://elasticsearch-py.readthedocs.io/en/stable/api/elasticsearch.html',
		'https://github.com/elastic/elastic-transport-python/blob/main/elastic_transport/_node/_http_urllib3.py',
	],
	verified: 'elasticsearch 7.17.6, 8.17.2, 9.1.0',
});

const kubernetesForm = {
	address: ['host'],
	wait: { default: unbounded, options: [] },
} as const satisfies Partial<CreationForm>;

const kubernetes = row({
	id: 'kubernetes',
	package: 'kubernetes',
	modules: ['kubernetes.client'],
	gates: ['kubernetes'],
	forms: [
		client({
			...kubernetesForm,
			api: 'kubernetes.client.ApiClient',
			paths: ['ApiClient', 'api_client.ApiClient'],
			parameters: ['configuration'],
			keepalive: [{ via: 'socket' }],
			opaque: ['configuration'],
			fixes: [{ for: ['missing'], recipe: kubernetesOptions('{name}'), safety: 'safe' }],
		}),
		client({
			...kubernetesForm,
			api: 'kubernetes.client.{path}',
			paths: ['*Api'],
			parameters: ['api_client'],
			keepalive: [{ via: 'carrier', option: 'api_client' }, { via: 'socket' }],
			fixes: [{ for: ['missing'], recipe: kubernetesOptions('{name}.api_client'), safety: 'safe' }],
		}),
	],
	sources: ['https://github.com/kubernetes-client/python/blob/master/kubernetes/client/rest.py'],
	verified: 'kubernetes 22.6.0, 36.0.0',
});

const keystoneauth = row({
	id: 'keystoneauth1',
	package: 'keystoneauth1',
	forms: [
		client({
			api: 'keystoneauth1.session.Session',
			paths: ['session.Session'],
			parameters: ['auth', 'session'],
			wait: { default: unbounded, options: [timeout('timeout', { none: 'unbounded' })] },
			probe: onAfter(60),
			keepalive: [{ via: 'carrier', option: 'session' }],
			gap: macGap,
		}),
	],
	sources: ['https://opendev.org/openstack/keystoneauth/src/branch/master/keystoneauth1/session.py'],
	verified: 'keystoneauth1 5.0.0, 5.10.0',
});

const sentry = row({
	id: 'sentry-sdk',
	package: 'sentry-sdk',
	forms: [
		client({
			api: 'sentry_sdk.init',
			paths: ['init'],
			parameters: ['dsn'],
			address: ['dsn'],
			// Before it waits for ever, in a thread of its own.
			wait: { default: after(30), options: [] },
			keepalive: [
				{
					via: 'flag',
					option: 'keep_alive',
					idle: { option: 'keep_alive_idle', unit: 'seconds', default: 45, zero: 'default' },
				},
				{ via: 'socket-options', option: 'socket_options', libraryKeepsDefaults: true },
			],
			opaque: ['transport'],
			fixes: [{ when: { package: '>=2.0.0' }, for: ['missing'], recipe: sentryKeepalive, safety: 'safe' }],
		}),
	],
	sources: ['https://docs.sentry.io/platforms/python/configuration/options/#keep_alive'],
	verified: 'sentry-sdk 1.9.10, 2.18.0, 2.64.0',
});

const stripe = row({
	id: 'stripe',
	package: 'stripe',
	forms: [
		client({
			api: 'stripe.StripeClient',
			paths: ['StripeClient'],
			parameters: ['api_key'],
			wait: { default: after(80), options: [] },
			keepalive: [{ via: 'carrier', option: 'http_client' }],
			fixes: [{ for: ['missing'], recipe: stripeClient, safety: 'safe' }],
		}),
	],
	sources: ['https://github.com/stripe/stripe-python#configuring-an-http-client'],
	verified: 'stripe 12.0.0, 15.6.0',
});

function dockerForm(api: string, paths: readonly string[], owner: '' | 'api.'): CreationForm {
	const session = owner === '' ? '{name}' : '{name}.api';
	return client({
		api,
		paths,
		parameters: ['base_url', 'version', 'timeout', 'tls'],
		address: ['base_url'],
		// Docker's own socket, unless told.
		hostDefaultsToLocal: true,
		wait: { default: after(60), options: [timeout('timeout')] },
		keepalive: [mountedAdapter(`${owner}mount`)],
		fixes: [
			{ when: { package: '>=7.0.0' }, for: ['missing'], recipe: mountAdapterOn(session), safety: 'safe' },
			{ for: ['missing'], recipe: dockerWithoutTls(session), safety: 'safe' },
		],
	});
}

const docker = row({
	id: 'docker',
	package: 'docker',
	forms: [
		dockerForm('docker.DockerClient', ['DockerClient', 'client.DockerClient'], 'api.'),
		// It is a session itself.
		dockerForm('docker.APIClient', ['APIClient', 'api.APIClient', 'api.client.APIClient'], ''),
	],
	sources: ['https://docker-py.readthedocs.io/en/stable/client.html'],
	verified: 'docker 5.0.3, 7.1.0, 7.2.0',
});

const hvac = row({
	id: 'hvac',
	package: 'hvac',
	forms: [
		client({
			api: 'hvac.Client',
			paths: ['Client', 'v1.Client'],
			parameters: ['url', 'token', 'cert', 'verify', 'timeout', 'proxies', 'allow_redirects', 'session'],
			address: ['url'],
			wait: { default: after(30), options: [seconds] },
			keepalive: [{ via: 'carrier', option: 'session' }, mountedAdapter('session.mount')],
			opaque: ['adapter'],
			// A session given to it would outweigh `verify`.
			fixes: [{ for: ['missing'], recipe: mountAdapterOn('{name}.session'), safety: 'safe' }],
		}),
	],
	sources: ['https://python-hvac.org/en/stable/source/hvac_v1.html'],
	verified: 'hvac 0.11.2, 2.3.0',
});

const twilio = row({
	id: 'twilio',
	package: 'twilio',
	forms: [
		client({
			api: 'twilio.rest.Client',
			paths: ['rest.Client'],
			parameters: ['username', 'password'],
			wait: { default: unbounded, options: [] },
			keepalive: [{ via: 'carrier', option: 'http_client' }, mountedAdapter('http_client.session.mount')],
			fixes: [{ for: ['missing'], recipe: mountAdapterOn('{name}.http_client.session'), safety: 'safe' }],
		}),
	],
	sources: ['https://github.com/twilio/twilio-python/blob/main/twilio/http/http_client.py'],
	verified: 'twilio 7.7.1, 9.4.1',
});

const influxdb = row({
	id: 'influxdb',
	package: 'influxdb',
	forms: [
		client({
			api: 'influxdb.InfluxDBClient',
			paths: ['InfluxDBClient', 'client.InfluxDBClient'],
			parameters: ['host', 'port'],
			address: ['host'],
			hostDefaultsToLocal: true,
			wait: { default: unbounded, options: [timeout('timeout')] },
			keepalive: [
				{ via: 'carrier', option: 'session' },
				{ via: 'socket-options', option: 'socket_options', when: { package: '>=5.3.2' } },
			],
			ignored: keepAliveHeaders,
			fixes: [
				{ when: { package: '>=5.3.2' }, for: ['missing'], recipe: influxdbOptions, safety: 'safe' },
				{ when: { package: '>=5.3.2' }, for: ['missing', 'late'], recipe: moreSocketOptions, safety: 'safe' },
			],
		}),
	],
	sources: ['https://influxdb-python.readthedocs.io/en/latest/api-documentation.html'],
	verified: 'influxdb 5.3.1, 5.3.2',
});

/** Sessions and SDKs above the clients of the other tables. */
export const pythonServices: readonly ClientEntry[] = [
	anthropic,
	azureAio,
	azureAioStorage,
	azureCore,
	azureStorage,
	cachecontrol,
	docker,
	elasticsearch,
	googleAuth,
	googleapiclient,
	hvac,
	influxdb,
	keystoneauth,
	kubernetes,
	openai,
	requestsFutures,
	requestsOauthlib,
	sentry,
	stripe,
	twilio,
];
