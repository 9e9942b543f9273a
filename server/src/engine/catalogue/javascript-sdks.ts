import { fetchForm } from './javascript-clients.js';
import {
	abortSignals,
	agentOptions,
	connectFlag,
	fetchProbes,
	globalAgentProbes,
	headers,
	notTaken,
	off,
	olderFetch,
	ownAgentProbes,
	tlsReason,
	unbounded,
} from './javascript-facts.js';
import {
	delayFix,
	flagFix,
	httpsByDefault,
	node,
	ownAgentFixes,
	ownConnectionFix,
	sdkAgentFixes,
	singleAgentFixes,
} from './recipes-javascript.js';
import type { ClientEntry, Condition, CreationForm, FixFact, KeepaliveFact, TimeoutFact } from './schema.js';

function milliseconds(option: string, zero: TimeoutFact['zero'] = 'unbounded'): TimeoutFact {
	return { option, unit: 'milliseconds', zero, none: 'default' };
}

function forPackage(fixes: readonly FixFact[], range: string): FixFact[] {
	return fixes.map((fix) => ({ ...fix, when: { ...fix.when, package: range } }));
}

/** Options of the agents that AWS's handler makes: probes are on, and set again 3 s into a request. */
function handlerOptions(prefix: string): readonly KeepaliveFact[] {
	return [
		{ via: 'carrier', option: `${prefix}httpsAgent`, scheme: 'https' },
		{ via: 'carrier', option: `${prefix}httpAgent`, scheme: 'http' },
		{
			via: 'flag',
			option: `${prefix}httpsAgent.keepAlive`,
			default: true,
			idle: { option: `${prefix}httpsAgent.keepAliveMsecs`, unit: 'milliseconds', default: 1, zero: 'default' },
		},
	];
}

function handlerTimeouts(prefix: string): readonly TimeoutFact[] {
	return [
		milliseconds(`${prefix}socketTimeout`),
		{ ...milliseconds(`${prefix}requestTimeout`), requires: `${prefix}throwOnRequestTimeout` },
	];
}

function handlerFixes(prefix: string): readonly FixFact[] {
	const [flag, delay] = [`${prefix}httpsAgent.keepAlive`, `${prefix}httpsAgent.keepAliveMsecs`];
	return [{ ...flagFix(flag, delay), for: ['disabled'] }, delayFix(delay)];
}

const awsClient: CreationForm = {
	api: '{path}',
	paths: ['*Client'],
	call: 'new',
	role: 'client',
	parameters: ['options'],
	address: ['endpoint'],
	wait: { default: unbounded, options: handlerTimeouts('requestHandler.') },
	probe: [{ probe: { kind: 'on', idle: 1 } }],
	keepalive: [{ via: 'carrier', option: 'requestHandler' }, ...handlerOptions('requestHandler.')],
	completesCarrier: true,
	fixes: handlerFixes('requestHandler.'),
};

const awsHandler: CreationForm = {
	...awsClient,
	api: 'NodeHttpHandler',
	paths: ['NodeHttpHandler'],
	address: [],
	wait: { default: unbounded, options: handlerTimeouts('') },
	keepalive: handlerOptions(''),
	fixes: handlerFixes(''),
};

/** Options that the handler of HTTP/2 hands to `http2.connect`. */
const http2Connect = 'nodeHttp2ConnectOptions';

const http2Handler: CreationForm = {
	...awsHandler,
	api: 'NodeHttp2Handler',
	paths: ['NodeHttp2Handler'],
	wait: { default: unbounded, options: [milliseconds('requestTimeout')] },
	probe: off,
	keepalive: [
		{ via: 'factory', option: `${http2Connect}.createConnection` },
		{ ...connectFlag(`${http2Connect}.`), when: { package: '>=4.7.0' } },
	],
	fixes: forPackage(
		[
			// The types of Node's options for sessions do not know those of their sockets.
			{
				...flagFix(`${http2Connect}.keepAlive`, `${http2Connect}.keepAliveInitialDelay`, { node: node.tlsKeepAlive }),
				untyped: true,
			},
			ownConnectionFix(http2Connect),
		],
		'>=4.7.0',
	),
	unfixable: 'an update does: the handler takes options for its connections since 4.7.0',
};

/** Clients with the methods of all commands, beside `*Client`. */
const awsNames = [
	'Athena', 'Bedrock', 'BedrockAgentRuntime', 'BedrockRuntime', 'CloudFormation', 'CloudFront', 'CloudWatch',
	'CloudWatchLogs', 'CognitoIdentityProvider', 'Comprehend', 'DynamoDB', 'EC2', 'ECR', 'ECS', 'EKS', 'EventBridge',
	'Firehose', 'Glue', 'IAM', 'KMS', 'Kinesis', 'Lambda', 'Polly', 'RDS', 'Rekognition', 'Route53', 'S3', 'SES', 'SESv2',
	'SFN', 'SNS', 'SQS', 'SSM', 'STS', 'SageMakerRuntime', 'SecretsManager', 'Textract', 'Transcribe', 'Translate',
]; // prettier-ignore

/** The names that differ in version 2. */
const oldAwsNames = ['CloudWatchEvents', 'DynamoDB.DocumentClient', 'StepFunctions', 'TranscribeService'];

const oldAws: CreationForm = {
	api: 'AWS.{path}',
	paths: [...awsNames, ...oldAwsNames],
	call: 'new',
	role: 'client',
	parameters: ['options'],
	address: ['endpoint'],
	wait: { default: [{ seconds: 120 }], options: [milliseconds('httpOptions.timeout')] },
	probe: off,
	keepalive: [{ via: 'carrier', option: 'httpOptions.agent', false: { kind: 'off' } }],
	fixes: [
		...ownAgentFixes((text) => ({ kind: 'set-option', option: 'httpOptions.agent', text })),
		...ownAgentFixes((text) => ({ kind: 'set-option', option: 'httpOptions.agent', text }), {
			kind: 'refuse-with',
			options: ['endpoint', 'sslEnabled'],
		}).flatMap(({ scheme, ...fix }) => (scheme === 'https' ? [{ ...fix, when: { ...fix.when, scheme } }] : [])),
	],
};

const azureAgent = '>=1.19.0';

const azureClient: CreationForm = {
	api: '{path}',
	paths: ['*Client'],
	call: 'new',
	role: 'client',
	parameters: ['url', 'credential', 'options'],
	address: ['url'],
	wait: { default: unbounded, options: [] },
	probe: ownAgentProbes,
	keepalive: [{ via: 'carrier', option: 'agent', when: { package: azureAgent } }],
	opaque: ['httpClient', 'pipeline', 'proxyOptions', 'additionalPolicies'],
	ignored: [notTaken('agent', 'it from version 1.19 of its pipeline on', { package: '<1.19.0' })],
	fixes: forPackage(sdkAgentFixes('agent', []), azureAgent),
	unfixable: 'an update does: its pipeline takes an agent since 1.19.0',
};

/** Its options are handed on to the pipeline whole, though their type has no agent. */
const azureStorage: CreationForm = {
	...azureClient,
	opaque: ['httpClient', 'proxyOptions'],
	fixes: forPackage(sdkAgentFixes('agent', []), azureAgent).map((fix) => ({ ...fix, untyped: true })),
};

const azurePipeline: CreationForm = {
	...azureClient,
	api: 'core-rest-pipeline.createPipelineFromOptions',
	paths: ['createPipelineFromOptions'],
	call: 'call',
	parameters: ['options'],
	address: [],
};

const elastic: CreationForm = {
	api: 'elasticsearch.Client',
	paths: ['Client'],
	call: 'new',
	role: 'client',
	parameters: ['options'],
	address: ['node'],
	wait: {
		default: [{ when: { package: '>=9.0.0' }, seconds: 'unbounded' }, { seconds: 30 }],
		options: [{ ...milliseconds('requestTimeout', 'value'), texts: true }],
	},
	probe: [{ when: { package: '>=8.0.0' }, probe: { kind: 'on', idle: 60 } }, ...ownAgentProbes],
	keepalive: [
		{ via: 'carrier', option: 'agent', when: { package: '<8.0.0' }, false: { kind: 'off' } },
		{ ...agentOptions('agent.'), default: true, when: { package: '<8.0.0' } },
	],
	opaque: ['Connection', 'proxy', 'cloud'],
	ignored: [
		{
			option: 'agent.keepAliveTimeout',
			reason: '`keepAliveTimeout` is how long an idle connection stays in the pool and sends no probe',
			onlyLongWait: true,
		},
	],
	fixes: forPackage(sdkAgentFixes('agent', ['node', 'nodes'], '() => {agent}'), '<8.0.0'),
};

const googleAuth: CreationForm = {
	api: 'google-auth-library.{path}',
	paths: ['OAuth2Client', 'JWT', 'UserRefreshClient', 'Compute'],
	call: 'new',
	role: 'client',
	parameters: [],
	signatures: [['options'], ['texts', 'texts', 'texts']],
	address: [],
	scheme: 'https',
	wait: { default: unbounded, options: [milliseconds('transporterOptions.timeout')] },
	probe: globalAgentProbes,
	keepalive: [{ via: 'carrier', option: 'transporterOptions.agent', when: { package: '>=9.4.0' } }],
	opaque: ['transporter', 'transporterOptions.proxy', 'transporterOptions.fetchImplementation'],
	fixes: forPackage(singleAgentFixes('transporterOptions.agent'), '>=9.4.0'),
};

const octokit: CreationForm = {
	...fetchForm,
	api: 'octokit.Octokit',
	paths: ['Octokit'],
	call: 'new',
	role: 'client',
	parameters: ['options'],
	address: ['baseUrl'],
	// On node-fetch before, which waits without end and whose agents are Node's own.
	wait: {
		...fetchForm.wait,
		default: [...unbounded.map((row) => ({ ...row, when: { package: '<6.1.0' } })), ...fetchForm.wait.default],
	},
	probe: [...globalAgentProbes.map((row) => ({ ...row, when: { ...row.when, package: '<6.1.0' } })), ...fetchProbes],
	keepalive: [{ via: 'carrier', option: 'request.agent', when: { package: '<6.1.0' } }],
	opaque: ['request.fetch'],
	ignored: [...headers, notTaken('request.agent', '`request: { fetch }`', { package: '>=6.1.0' })],
	fixes: forPackage(httpsByDefault(singleAgentFixes('request.agent'), ['baseUrl']), '<6.1.0'),
	unfixable: olderFetch,
};

const octokitRequest: CreationForm = {
	...octokit,
	api: 'octokit.request',
	paths: ['request'],
	call: 'call',
	role: 'request',
	parameters: [],
	signatures: [['options'], ['url', 'options']],
};

/** SDKs that took an agent while they were built on node-fetch, and take a dispatcher since they use `fetch`. */
function completions(api: string, paths: readonly string[], since: string): CreationForm {
	const [before, after]: [Condition, Condition] = [{ package: `<${since}` }, { package: `>=${since}` }];
	return {
		api,
		paths,
		call: 'new',
		role: 'client',
		parameters: ['options'],
		address: ['baseURL'],
		wait: {
			default: [{ when: after, seconds: 300 }, { seconds: 600 }],
			options: [milliseconds('timeout', 'value')],
		},
		probe: [...ownAgentProbes.map((row) => ({ ...row, when: { ...row.when, ...before } })), ...fetchProbes],
		keepalive: [
			{ via: 'carrier', option: 'httpAgent', when: before },
			{ via: 'carrier', option: 'fetchOptions.dispatcher', when: after },
		],
		opaque: ['fetch'],
		ignored: [
			notTaken('httpAgent', '`fetchOptions: { dispatcher }`', after),
			notTaken('fetchOptions', '`httpAgent`', before),
		],
		fixes: forPackage(sdkAgentFixes('httpAgent', ['baseURL']), `<${since}`),
	};
}

const stripe: CreationForm = {
	api: 'stripe.Stripe',
	paths: ['', 'Stripe'],
	call: 'either',
	role: 'client',
	parameters: ['key', 'options'],
	address: [],
	scheme: 'https',
	wait: { default: [{ seconds: 80 }], options: [milliseconds('timeout')] },
	probe: ownAgentProbes,
	keepalive: [{ via: 'carrier', option: 'httpAgent' }],
	opaque: ['httpClient'],
	fixes: sdkAgentFixes('httpAgent', []),
};

/** Libraries for one service or provider. */
export const sdkEntries = [
	{
		id: 'anthropic',
		language: 'javascript',
		name: '@anthropic-ai/sdk',
		package: '@anthropic-ai/sdk',
		modules: ['@anthropic-ai/sdk'],
		forms: [completions('anthropic.Anthropic', ['', 'Anthropic'], '0.50.0')],
		sources: ['https://github.com/anthropics/anthropic-sdk-typescript#configuring-proxies'],
		verified: '0.30.1, 0.41.0, 0.50.1, 1.11.0',
	},
	{
		id: 'aws-sdk',
		language: 'javascript',
		name: 'aws-sdk',
		package: 'aws-sdk',
		modules: ['aws-sdk'],
		forms: [oldAws],
		setups: [
			{
				paths: ['config.update'],
				operators: ['='],
				option: 'httpOptions.agent',
				works: [{}],
				reason: '',
				protects: ['aws-sdk', 'aws-sdk-clients'],
			},
			{
				paths: ['config.httpOptions'],
				operators: ['='],
				option: 'agent',
				works: [{}],
				reason: '',
				protects: ['aws-sdk', 'aws-sdk-clients'],
			},
			{
				paths: ['config.httpOptions.agent'],
				operators: ['='],
				works: [{}],
				reason: '',
				protects: ['aws-sdk', 'aws-sdk-clients'],
			},
			{
				module: 'os',
				paths: ['environ'],
				operators: ['='],
				key: 'AWS_NODEJS_CONNECTION_REUSE_ENABLED',
				values: ['1'],
				works: [{ node: node.tlsKeepAlive }],
				reason: `it makes the SDK's agents with \`keepAlive\`, and ${tlsReason}`,
				protects: ['aws-sdk', 'aws-sdk-clients'],
			},
		],
		sources: [
			'https://docs.aws.amazon.com/AWSJavaScriptSDK/latest/AWS/Config.html',
			'https://github.com/aws/aws-sdk-js/blob/master/lib/http/node.js',
		],
		verified: '2.1693.0',
	},
	{
		id: 'aws-sdk-client',
		language: 'javascript',
		name: '@aws-sdk/client',
		modules: ['@aws-sdk/client-*'],
		forms: [awsClient, { ...awsClient, paths: awsNames }],
		sources: [
			'https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md#request-handler-requesthandler',
			'https://github.com/smithy-lang/smithy-typescript/blob/main/packages/node-http-handler/src/set-socket-keep-alive.ts',
		],
		verified: 'client-sqs 3.749.0, 3.1169.0',
	},
	{
		id: 'aws-sdk-clients',
		language: 'javascript',
		name: 'aws-sdk',
		package: 'aws-sdk',
		modules: ['aws-sdk/clients/*'],
		forms: [{ ...oldAws, api: 'AWS.Service', paths: [''] }],
		sources: ['https://docs.aws.amazon.com/AWSJavaScriptSDK/latest/AWS/Config.html'],
		verified: '2.1693.0',
	},
	{
		id: 'azure-client',
		language: 'javascript',
		name: '@azure',
		package: '@azure/core-rest-pipeline',
		modules: [
			'@azure/ai-form-recognizer',
			'@azure/ai-text-analytics',
			'@azure/app-configuration',
			'@azure/keyvault-certificates',
			'@azure/keyvault-keys',
			'@azure/keyvault-secrets',
			'@azure/openai',
		],
		forms: [azureClient],
		sources: [
			'https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/core/core-rest-pipeline/README.md',
			'https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/core/core-rest-pipeline/CHANGELOG.md',
		],
		verified: '@azure/core-rest-pipeline 1.16.3, 1.17.0, 1.18.2, 1.19.1, 1.25.0',
	},
	{
		id: 'azure-core-rest-pipeline',
		language: 'javascript',
		name: '@azure/core-rest-pipeline',
		package: '@azure/core-rest-pipeline',
		modules: ['@azure/core-rest-pipeline'],
		forms: [azurePipeline],
		sources: ['https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/core/core-rest-pipeline/README.md'],
		verified: '1.16.3, 1.17.0, 1.18.2, 1.19.1, 1.25.0',
	},
	{
		id: 'azure-storage',
		language: 'javascript',
		name: '@azure/storage',
		package: '@azure/core-rest-pipeline',
		modules: ['@azure/storage-*'],
		forms: [azureStorage],
		sources: ['https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/storage/storage-blob/README.md'],
		verified: '@azure/core-rest-pipeline 1.25.0',
	},
	{
		id: 'elasticsearch',
		language: 'javascript',
		name: '@elastic/elasticsearch',
		package: '@elastic/elasticsearch',
		modules: ['@elastic/elasticsearch'],
		forms: [elastic],
		sources: [
			'https://www.elastic.co/docs/reference/elasticsearch/clients/javascript/basic-config',
			'https://github.com/elastic/elastic-transport-js/blob/main/src/connection/HttpConnection.ts',
		],
		verified: '@elastic/transport 8.11.0, 9.4.0',
	},
	{
		id: 'google-auth-library',
		language: 'javascript',
		name: 'google-auth-library',
		package: 'google-auth-library',
		modules: ['google-auth-library'],
		forms: [
			googleAuth,
			{
				...googleAuth,
				paths: ['GoogleAuth'],
				signatures: [['options']],
				wait: { default: unbounded, options: [milliseconds('clientOptions.transporterOptions.timeout')] },
				keepalive: [
					{
						via: 'carrier',
						option: 'clientOptions.transporterOptions.agent',
						when: { package: '>=9.4.0' },
					},
				],
				opaque: ['authClient', 'clientOptions.transporter'],
				fixes: forPackage(singleAgentFixes('clientOptions.transporterOptions.agent'), '>=9.4.0'),
			},
		],
		sources: [
			'https://github.com/googleapis/google-auth-library-nodejs#readme',
			'https://github.com/googleapis/gaxios#request-options',
		],
		verified: '9.15.1, 10.9.1, 11.3.4',
	},
	{
		id: 'octokit',
		language: 'javascript',
		name: 'octokit',
		package: '@octokit/request',
		modules: ['octokit', '@octokit/core', '@octokit/rest', '@octokit/action', '@octokit/request'],
		forms: [octokit, octokitRequest],
		timeoutTypes: abortSignals,
		sources: ['https://github.com/octokit/request.js#request'],
		verified: '@octokit/request 5.6.3, 6.2.8, 10.0.16',
	},
	{
		id: 'openai',
		language: 'javascript',
		name: 'openai',
		package: 'openai',
		modules: ['openai'],
		forms: [
			completions('openai.OpenAI', ['', 'OpenAI'], '5.0.0'),
			completions('openai.AzureOpenAI', ['AzureOpenAI'], '5.0.0'),
		],
		sources: [
			'https://github.com/openai/openai-node#configuring-proxies',
			'https://github.com/openai/openai-node/blob/master/src/client.ts',
		],
		verified: '4.104.0, 5.23.2, 7.55.0',
	},
	{
		id: 'smithy-node-http-handler',
		language: 'javascript',
		name: '@smithy/node-http-handler',
		package: '@smithy/node-http-handler',
		modules: ['@smithy/node-http-handler', '@aws-sdk/node-http-handler'],
		forms: [awsHandler, http2Handler],
		sources: [
			'https://github.com/smithy-lang/smithy-typescript/blob/main/packages/node-http-handler/src/node-http-handler.ts',
			'https://github.com/smithy-lang/smithy-typescript/blob/main/packages/node-http-handler/src/set-socket-keep-alive.ts',
		],
		verified: '1.0.2, 2.0.1, 4.6.0, 4.14.2',
	},
	{
		id: 'stripe',
		language: 'javascript',
		name: 'stripe',
		package: 'stripe',
		modules: ['stripe'],
		forms: [stripe],
		sources: [
			'https://github.com/stripe/stripe-node#configuring-a-proxy',
			'https://github.com/stripe/stripe-node/blob/master/src/net/NodeHttpClient.ts',
		],
		verified: '23.1.0',
	},
] as const satisfies readonly ClientEntry[];
