import { fetchForm } from './javascript-clients.js';
import {
	abortSignals,
	agentOptions,
	beforeLookup,
	fetchProbes,
	globalAgentProbes,
	headers,
	notTaken,
	off,
	olderFetch,
	signal,
	tlsReason,
	unbounded,
} from './javascript-facts.js';
import { request } from './javascript-transports.js';
import {
	agentByProtocolFixes,
	appendFix,
	delayFix,
	node,
	ownAgentFixes,
	processFix,
	singleAgentFixes,
} from './recipes-javascript.js';
import type { ClientEntry, CreationForm, KeepaliveFact, RequestMethod, Requirement, TimeoutFact } from './schema.js';

const milliseconds = { unit: 'milliseconds', zero: 'unbounded', none: 'default' } as const;

const timeout: TimeoutFact = { option: 'timeout', ...milliseconds };

const agent: KeepaliveFact = { via: 'carrier', option: 'agent', false: { kind: 'off' } };

/** A request through Node's global agent, unless it is given another. */
const requestThroughAgent: Pick<
	CreationForm,
	'call' | 'role' | 'parameters' | 'address' | 'probe' | 'keepalive' | 'ignored'
> = {
	call: 'call',
	role: 'request',
	parameters: [],
	address: ['url', 'uri', 'baseUrl'],
	probe: globalAgentProbes,
	keepalive: [agent],
	ignored: headers,
};

const verbs = ['get', 'post', 'put', 'patch', 'delete', 'del', 'head', 'options'];

const bentForm: CreationForm = {
	...requestThroughAgent,
	api: 'bent',
	paths: [''],
	role: 'client',
	signatures: [['first', 'second', 'third', 'fourth', 'fifth', 'sixth']],
	address: ['url'],
	wait: { default: unbounded, options: [] },
	keepalive: [],
	ignored: [],
	methods: [{ names: [''], parameters: ['path', 'body', 'headers'] }],
	fixes: [processFix('requests')],
};

const crossFetchForm: CreationForm = {
	...fetchForm,
	api: 'cross-fetch',
	paths: ['', 'fetch'],
	wait: { default: unbounded, options: [timeout, signal] },
	probe: globalAgentProbes,
	keepalive: [agent],
	ignored: [...headers, notTaken('dispatcher', '`agent`')],
	// Its types are those of the browser's `fetch`, which know no agent.
	fixes: agentByProtocolFixes.map((fix) => ({ ...fix, untyped: true })),
};

/** Libraries over the built-in `fetch`. */
const nativeFetchForm: CreationForm = { ...fetchForm, probe: fetchProbes, unfixable: olderFetch };

function followRedirects(scheme: 'http' | 'https', method: 'get' | 'request'): CreationForm {
	const form = request(scheme, method);
	return {
		...form,
		api: `follow-redirects.${scheme}.${method}`,
		paths: [`${scheme}.${method}`],
		keepalive: [...form.keepalive, { via: 'carrier', option: `agents.${scheme}` }],
	};
}

const gaxiosForm: CreationForm = {
	...requestThroughAgent,
	api: 'gaxios.request',
	paths: ['request', 'instance.request'],
	parameters: ['options'],
	address: ['url', 'baseURL', 'baseUrl'],
	wait: { default: unbounded, options: [timeout, signal] },
	opaque: ['proxy', 'fetchImplementation', 'adapter'],
	fixes: singleAgentFixes('agent'),
};

const kyForm: CreationForm = {
	...nativeFetchForm,
	api: 'ky',
	paths: [''],
	address: ['url', 'prefixUrl'],
	wait: {
		default: [{ seconds: 10 }],
		options: [{ option: 'timeout', unit: 'milliseconds', zero: 'value', none: 'default' }, signal],
	},
	ignored: [...headers, notTaken('agent', '`dispatcher`')],
};

const makeFetchHappenForm: CreationForm = {
	...requestThroughAgent,
	api: 'make-fetch-happen',
	paths: [''],
	parameters: ['url', 'options'],
	wait: { default: unbounded, options: [timeout, signal] },
	probe: [{ probe: { kind: 'on', idle: 1 } }],
	ignored: [...headers, notTaken('dispatcher', '`agent`')],
};

const needleForm: CreationForm = {
	...requestThroughAgent,
	api: 'needle',
	paths: [''],
	signatures: [
		['method', 'url', 'options', 'callback'],
		['method', 'url', 'data', 'options', 'callback'],
	],
	wait: {
		default: unbounded,
		options: [
			{ option: 'response_timeout', ...milliseconds },
			{ option: 'read_timeout', ...milliseconds },
		],
	},
	opaque: ['proxy'],
	ignored: [
		...headers,
		{
			option: 'connection',
			values: ['keep-alive'],
			reason: '`connection` is a header, which keeps the connection for later requests and sends no probe',
			onlyLongWait: true,
		},
	],
	fixes: singleAgentFixes('agent'),
};

const phinForm: CreationForm = {
	...requestThroughAgent,
	api: 'phin',
	paths: ['', 'unpromisified'],
	signatures: [
		['options', 'callback'],
		['url', 'callback'],
	],
	wait: { default: unbounded, options: [timeout] },
	probe: [{ when: { package: '>=4.0.0' }, probe: { kind: 'on', idle: 60 } }, ...globalAgentProbes],
	keepalive: [{ via: 'carrier', option: 'core.agent', when: { package: '<4.0.0' }, false: { kind: 'off' } }],
	ignored: [
		...headers,
		notTaken('agent', '`core: { agent }`', { package: '<4.0.0' }),
		notTaken('agent', '`axiosOpts`', { package: '>=4.0.0' }),
	],
	fixes: singleAgentFixes('core.agent').map((fix) => ({ ...fix, when: { ...fix.when, package: '<4.0.0' } })),
};

/** Requests that go through agents which `request` makes of these options. */
const requestFlags: readonly KeepaliveFact[] = [
	agentOptions('agentOptions.'),
	{
		via: 'flag',
		option: 'forever',
		idle: { option: 'agentOptions.keepAliveMsecs', unit: 'milliseconds', default: 1, zero: 'default' },
		effect: [{ when: { scheme: 'https', node: node.noTlsKeepAlive }, becomes: 'pooled-only' }],
		reason: `\`forever\` makes an agent with \`keepAlive\`, and ${tlsReason}`,
	},
];

const requestMethods: readonly RequestMethod[] = [
	{
		names: ['', ...verbs],
		parameters: [],
		signatures: [
			['url', 'options', 'callback'],
			['url', 'callback'],
			['options', 'callback'],
		],
	},
];

function requestForms(name: string): readonly CreationForm[] {
	const form: CreationForm = {
		...requestThroughAgent,
		api: name,
		paths: [''],
		signatures: [
			['url', 'options', 'callback'],
			['url', 'callback'],
			['options', 'callback'],
		],
		wait: { default: unbounded, options: [timeout] },
		keepalive: [{ via: 'listener', event: 'socket', undelayed: beforeLookup }, agent, ...requestFlags],
		opaque: ['agentClass', 'proxy', 'tunnel'],
		fixes: [
			delayFix('agentOptions.keepAliveMsecs'),
			appendFix(".on('socket', (socket) => socket.setKeepAlive(true, {idleMs}))"),
		],
	};
	const forms: readonly CreationForm[] = [
		form,
		{ ...form, api: `${name}.{path}`, paths: verbs },
		{
			...form,
			api: `${name}.defaults`,
			paths: ['defaults'],
			role: 'client',
			signatures: [['options', 'callback']],
			methods: requestMethods,
			fixes: [delayFix('agentOptions.keepAliveMsecs'), ...singleAgentFixes('agent')],
		},
	];
	return [...ownAgents.flatMap((only) => forms.map((each) => ({ ...each, only: [only], probe: off }))), ...forms];
}

/** Options with which `request` makes an agent of its own in place of the global one. */
const ownAgents: readonly Requirement[] = [
	{
		kind: 'given',
		options: [
			'pool',
			'rejectUnauthorized',
			'ca',
			'ciphers',
			'secureProtocol',
			'secureOptions',
			'pfx',
			'passphrase',
			'key',
		],
	},
	{ kind: 'value', option: 'strictSSL', value: false },
];

/** superagent asks for no agent at all (`agent: false`), so that not even Node's global ones serve it. */
const superagentForm: CreationForm = {
	...requestThroughAgent,
	api: 'superagent.{path}',
	paths: verbs,
	signatures: [['url', 'data', 'callback']],
	wait: {
		default: unbounded,
		options: [{ ...timeout, method: 'timeout', keys: ['response', 'deadline'] }],
	},
	probe: off,
	keepalive: [{ via: 'setter', method: 'agent' }],
	ignored: [],
	fluent: [
		'set', 'unset', 'query', 'send', 'timeout', 'retry', 'type', 'accept', 'auth', 'agent', 'attach', 'field', 'redirects',
		'ok', 'parse', 'buffer', 'responseType', 'serialize', 'ca', 'key', 'cert', 'pfx', 'withCredentials', 'disableTLSCerts',
		'trustLocalhost', 'connect', 'http2', 'use', 'maxResponseSize', 'sortQuery',
	], // prettier-ignore
	fixes: ownAgentFixes((helper) => ({ kind: 'append', text: `.agent(${helper})`, beforeCallback: true })),
};

const teenyRequestForm: CreationForm = {
	...requestThroughAgent,
	api: 'teeny-request',
	paths: ['teenyRequest'],
	parameters: ['options', 'callback'],
	wait: { default: unbounded, options: [timeout] },
	keepalive: requestFlags.slice(1),
	opaque: ['proxy'],
	ignored: [...headers, notTaken('agent', '`forever`')],
	fixes: [processFix('requests')],
};

export const requestEntries = [
	{
		id: 'bent',
		language: 'javascript',
		name: 'bent',
		package: 'bent',
		modules: ['bent'],
		forms: [bentForm],
		sources: ['https://github.com/mikeal/bent#readme', 'https://github.com/mikeal/bent/blob/master/src/nodejs.js'],
		verified: '7.3.12',
	},
	{
		id: 'cross-fetch',
		language: 'javascript',
		name: 'cross-fetch',
		package: 'cross-fetch',
		modules: ['cross-fetch'],
		forms: [crossFetchForm],
		timeoutTypes: abortSignals,
		sources: [
			'https://github.com/lquixada/cross-fetch#readme',
			'https://github.com/node-fetch/node-fetch#custom-agent',
		],
		verified: '4.1.0',
	},
	{
		id: 'follow-redirects',
		language: 'javascript',
		name: 'follow-redirects',
		package: 'follow-redirects',
		modules: ['follow-redirects'],
		forms: [
			followRedirects('http', 'get'),
			followRedirects('http', 'request'),
			followRedirects('https', 'get'),
			followRedirects('https', 'request'),
		],
		timeoutTypes: abortSignals,
		sources: ['https://github.com/follow-redirects/follow-redirects#per-request-options'],
		verified: '1.16.3',
	},
	{
		id: 'gaxios',
		language: 'javascript',
		name: 'gaxios',
		package: 'gaxios',
		modules: ['gaxios'],
		forms: [
			gaxiosForm,
			{
				...gaxiosForm,
				api: 'gaxios.Gaxios',
				paths: ['Gaxios'],
				call: 'new',
				role: 'client',
				methods: [{ names: ['request'], parameters: ['options'] }],
			},
		],
		timeoutTypes: abortSignals,
		sources: ['https://github.com/googleapis/gaxios#request-options'],
		verified: '6.7.1, 7.3.1, 8.3.3',
	},
	{
		id: 'isomorphic-fetch',
		language: 'javascript',
		name: 'isomorphic-fetch',
		package: 'isomorphic-fetch',
		modules: ['isomorphic-fetch'],
		// Its export is node-fetch, also where Node has a `fetch` of its own, which it leaves in place.
		forms: [{ ...crossFetchForm, api: 'isomorphic-fetch', paths: [''] }],
		timeoutTypes: abortSignals,
		sources: [
			'https://github.com/matthew-andrews/isomorphic-fetch#readme',
			'https://github.com/matthew-andrews/isomorphic-fetch/blob/master/fetch-npm-node.js',
		],
		verified: '3.0.0',
	},
	{
		id: 'ky',
		language: 'javascript',
		name: 'ky',
		package: 'ky',
		modules: ['ky', 'ky-universal'],
		forms: [
			kyForm,
			{ ...kyForm, api: 'ky.{path}', paths: verbs },
			{
				...kyForm,
				api: 'ky.{path}',
				paths: ['create', 'extend'],
				role: 'client',
				parameters: ['options'],
				methods: [{ names: ['', ...verbs], parameters: ['url', 'options'] }],
			},
		],
		timeoutTypes: abortSignals,
		sources: ['https://github.com/sindresorhus/ky#timeout'],
		verified: '1.14.3, 2.1.0',
	},
	{
		id: 'make-fetch-happen',
		language: 'javascript',
		name: 'make-fetch-happen',
		package: 'make-fetch-happen',
		modules: ['make-fetch-happen'],
		forms: [
			makeFetchHappenForm,
			{
				...makeFetchHappenForm,
				api: 'make-fetch-happen.defaults',
				paths: ['defaults'],
				role: 'client',
				signatures: [['options'], ['url', 'options']],
				methods: [{ names: [''], parameters: ['url', 'options'] }],
			},
		],
		timeoutTypes: abortSignals,
		sources: [
			'https://github.com/npm/make-fetch-happen#readme',
			'https://github.com/npm/agent/blob/main/lib/agents.js',
		],
		verified: '16.0.1',
	},
	{
		id: 'needle',
		language: 'javascript',
		name: 'needle',
		package: 'needle',
		modules: ['needle'],
		forms: [
			needleForm,
			{ ...needleForm, api: 'needle.{path}', paths: ['get', 'head'], signatures: [['url', 'options', 'callback']] },
			{
				...needleForm,
				api: 'needle.{path}',
				paths: ['post', 'put', 'patch', 'delete'],
				signatures: [['url', 'data', 'options', 'callback']],
			},
			{
				...needleForm,
				api: 'needle.request',
				paths: ['request'],
				signatures: [['method', 'url', 'data', 'options', 'callback']],
			},
		],
		setups: [{ paths: ['defaults'], operators: ['='], option: 'agent', works: [{}], reason: '', protects: ['needle'] }],
		sources: [
			'https://github.com/tomas/needle#request-options',
			'https://github.com/tomas/needle/blob/master/lib/needle.js',
		],
		verified: '3.5.0',
	},
	{
		id: 'node-fetch-native',
		language: 'javascript',
		name: 'node-fetch-native',
		package: 'node-fetch-native',
		modules: ['node-fetch-native'],
		forms: [{ ...nativeFetchForm, api: 'node-fetch-native', paths: ['', 'fetch'] }],
		timeoutTypes: abortSignals,
		sources: ['https://github.com/unjs/node-fetch-native#readme'],
		verified: '1.6.7',
	},
	{
		id: 'ofetch',
		language: 'javascript',
		name: 'ofetch',
		package: 'ofetch',
		modules: ['ofetch'],
		forms: [
			{
				...nativeFetchForm,
				api: 'ofetch',
				paths: ['ofetch', '$fetch', 'ofetch.raw', '$fetch.raw'],
				address: ['url', 'baseURL'],
				wait: { default: [{ seconds: 300 }], options: [timeout, signal] },
			},
			{
				...nativeFetchForm,
				api: 'ofetch.create',
				paths: ['ofetch.create', '$fetch.create', 'createFetch'],
				role: 'client',
				parameters: ['options'],
				address: ['baseURL'],
				wait: { default: [{ seconds: 300 }], options: [timeout, signal] },
				methods: [{ names: [''], parameters: ['url', 'options'] }],
			},
		],
		timeoutTypes: abortSignals,
		sources: ['https://github.com/unjs/ofetch#readme'],
		verified: '1.5.1',
	},
	{
		id: 'phin',
		language: 'javascript',
		name: 'phin',
		package: 'phin',
		modules: ['phin'],
		forms: [
			phinForm,
			{
				...phinForm,
				api: 'phin.defaults',
				paths: ['defaults'],
				role: 'client',
				signatures: [['options']],
				methods: [
					{
						names: [''],
						parameters: [],
						signatures: [
							['options', 'callback'],
							['url', 'callback'],
						],
					},
				],
			},
		],
		sources: ['https://github.com/ethanent/phin#readme'],
		verified: '3.7.1, 4.0.0',
	},
	{
		id: 'request',
		language: 'javascript',
		name: 'request',
		package: 'request',
		modules: ['request'],
		forms: requestForms('request'),
		sources: [
			'https://github.com/request/request#requestoptions-callback',
			'https://github.com/request/request/blob/master/request.js',
		],
		verified: '2.88.2',
	},
	{
		id: 'request-promise',
		language: 'javascript',
		name: 'request-promise',
		package: 'request-promise',
		modules: ['request-promise', 'request-promise-native', 'request-promise-any'],
		forms: requestForms('request-promise'),
		sources: [
			'https://github.com/request/request-promise#readme',
			'https://github.com/request/request/blob/master/request.js',
		],
		verified: 'request 2.88.2',
	},
	{
		id: 'superagent',
		language: 'javascript',
		name: 'superagent',
		package: 'superagent',
		modules: ['superagent'],
		forms: [
			superagentForm,
			{ ...superagentForm, api: 'superagent', paths: [''], signatures: [['method', 'url']] },
			{
				// A jar of cookies and default settings; it has no method that takes an agent for sockets, but its plugins may set
				// one on each request.
				...superagentForm,
				api: 'superagent.agent',
				paths: ['agent'],
				role: 'client',
				parameters: ['options'],
				signatures: [['options']],
				wait: { default: [{ seconds: 'unknown' }], options: [] },
				keepalive: [{ via: 'setter', method: 'use' }],
				methods: [{ names: verbs, parameters: ['url', 'data', 'callback'] }],
				fixes: [appendFix('.use({helper:giveAgent})')],
			},
		],
		sources: [
			'https://ladjs.github.io/superagent/docs/index.html',
			'https://github.com/ladjs/superagent/blob/master/src/node/index.js',
		],
		verified: '8.1.2, 10.4.2',
	},
	{
		id: 'teeny-request',
		language: 'javascript',
		name: 'teeny-request',
		package: 'teeny-request',
		modules: ['teeny-request'],
		forms: [teenyRequestForm],
		sources: ['https://github.com/googleapis/teeny-request#readme'],
		verified: '11.1.1',
	},
	{
		id: 'wretch',
		language: 'javascript',
		name: 'wretch',
		package: 'wretch',
		modules: ['wretch'],
		forms: [
			{ ...nativeFetchForm, api: 'wretch', paths: [''], role: 'client', ignored: [notTaken('agent', '`dispatcher`')] },
		],
		sources: ['https://elbywan.github.io/wretch/'],
		verified: '2.11.1, 3.0.9',
	},
] as const satisfies readonly ClientEntry[];
