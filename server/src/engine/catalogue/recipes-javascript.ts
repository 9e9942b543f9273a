import type { Helper, Recipe, Step } from './recipes.js';
import type { FixFact } from './schema.js';

/** Node versions between which facts changed. */
export const node = {
	/** `tls.connect`, and so `https.Agent`, passes keepalive options on: https://github.com/nodejs/node/pull/62004 */
	tlsKeepAlive: '>=24.15.0 <25.0.0 || >=25.8.0',
	noTlsKeepAlive: '<24.15.0 || >=25.0.0 <25.8.0',
	/** `http.Agent` leaves the idle time to the system, over what a socket was told: https://github.com/nodejs/node/pull/43380 */
	systemIdle: '>=16.15.0 <16.17.0 || >=17.7.0 <18.6.0',
	keepsIdle: '<16.15.0 || >=16.17.0 <17.7.0 || >=18.6.0',
	/** `http.Agent` passes keepalive options on in time: https://github.com/nodejs/node/pull/43380 */
	promptKeepAlive: '>=16.17.0 <17.0.0 || >=18.6.0',
	/** The global agents have `keepAlive: true`. */
	pooling: '>=19.0.0',
	poolingWithoutTls: '>=19.0.0 <24.15.0 || >=25.0.0 <25.8.0',
	notPooling: '<19.0.0',
	/** Node publishes requests on `http.client.request.start`, and plain sockets on `net.client.socket`. */
	requestChannel: '>=16.17.0 <17.0.0 || >=18.6.0',
	socketChannel: '>=16.18.0 <17.0.0 || >=18.8.0',
	/** Agents take `proxyEnv`. */
	proxies: '>=22.21.0 <23.0.0 || >=24.5.0',
} as const;

/**
 * An agent that sets probes on each socket it opens, whatever its Node makes of the agent's own options.
 * @param call sets them.
 */
function socketAgent(name: string, base: string, why: string, call = 'setKeepAlive(true, {idleMs})'): Helper {
	const opens = '\t\tconst socket = super.createConnection(...args);';
	const body = (signature: string, sets: string): string =>
		`// ${why}\nclass ${name} extends ${base} {\n\t${signature} {\n${opens}\n\t\t${sets}\n\t\treturn socket;\n\t}\n}`;
	const parameters = `Parameters<${base}['createConnection']>`;
	const sets = `if (socket instanceof {import:net#Socket}) socket.${call};`;
	return {
		name,
		text: body('createConnection(...args)', `socket?.${call};`),
		typescript: body(`override createConnection(...args: ${parameters})`, sets),
		checked: body(`/** @override @param {${parameters}} args */\n\tcreateConnection(...args)`, sets),
	};
}

/** An agent of the time before agents of proxies were Node's own: it opens its sockets in a method that answers later. */
function oldProxyAgent(name: string, base: string): Helper {
	const body = (signature: string): string =>
		`// Sends TCP keepalive probes on each connection to the proxy.\nclass ${name} extends ${base} {\n\t${signature} {\n` +
		'\t\tconst socket = await super.callback(...args);\n\t\treturn socket.setKeepAlive(true, {idleMs});\n\t}\n}';
	const parameters = `Parameters<${base}['callback']>`;
	return {
		name,
		text: body('async callback(...args)'),
		typescript: body(`override async callback(...args: ${parameters})`),
		checked: body(`/** @override @param {${parameters}} args */\n\tasync callback(...args)`),
	};
}

/** Tells every request or socket of the process, as Node publishes them. */
function subscription(name: string, why: string, { channel, member, type, method }: Published): Helper {
	const tells = `.${method}(true, {idleMs});`;
	const subscribes = `{import:diagnostics_channel#channel}('${channel}').subscribe(${name});`;
	const plain = `const ${name} = ({ ${member} }) => ${member}${tells}\n${subscribes}`;
	return {
		name,
		text: `// ${why}\n${plain}`,
		typescript: `// ${why}\nconst ${name} = (message: unknown) => (message as { ${member}: ${type} }).${member}${tells}\n${subscribes}`,
		checked: `// ${why}\n/** @param {any} message */\n${plain}`,
	};
}

interface Published {
	readonly channel: string;
	/** What of a message can be told. */
	readonly member: string;
	readonly type: string;
	readonly method: string;
}

const tlsReason = 'Node before 24.15 does not pass keepAlive on to TLS sockets, so each socket is told itself.';

const givesAgent =
	"request.agent(request.url.startsWith('https:') ? {helper:unpooledHttpsAgent} : {helper:unpooledHttpAgent});";

/** Opens the connection as `http2.connect` does, and sets probes on it. */
function http2Connector(parameter: string): string {
	const connects =
		"{import:tls#connect}({ host: authority.hostname, port: Number(authority.port) || 443, ALPNProtocols: ['h2'] })";
	return `// Node before 24.15 does not pass keepAlive on to TLS sockets, so the socket is told itself.\nconst connectHttp2 = (${parameter}) =>\n\t${connects}.setKeepAlive(true, {idleMs});`;
}

export const javascriptHelpers: readonly Helper[] = [
	socketAgent('KeepAliveHttpsAgent', '{import:https#Agent}', tlsReason),
	socketAgent(
		'KeepAliveHttpAgent',
		'{import:http#Agent}',
		'Sends TCP keepalive probes whether or not connections are kept.',
	),
	socketAgent('ProbingHttpsAgent', '{import:agentkeepalive#HttpsAgent}', tlsReason),
	socketAgent(
		'ProbingSocksProxyAgent',
		'{import:socks-proxy-agent#SocksProxyAgent}',
		'Sends TCP keepalive probes on each connection to the proxy.',
		// A TLS socket over another takes the agent's own options for set, and would leave out the same once more.
		'setKeepAlive(false).setKeepAlive(true, {idleMs})',
	),
	oldProxyAgent('ProbingHttpProxyAgent', '{import:http-proxy-agent#HttpProxyAgent}'),
	oldProxyAgent('ProbingHttpsProxyAgent', '{import:https-proxy-agent#HttpsProxyAgent}'),
	subscription('probeRequest', 'Sends TCP keepalive probes during every request of the process.', {
		channel: 'http.client.request.start',
		member: 'request',
		type: '{import:http#ClientRequest}',
		method: 'setSocketKeepAlive',
	}),
	subscription('probeSocket', 'Sends TCP keepalive probes on every connection that the process opens.', {
		channel: 'net.client.socket',
		member: 'socket',
		type: '{import:net#Socket}',
		method: 'setKeepAlive',
	}),
	{
		name: 'connectHttp2',
		text: http2Connector('authority'),
		typescript: http2Connector('authority: URL'),
		checked: `/** @param {URL} authority */\n${http2Connector('authority')}`,
	},
	{
		name: 'keepAliveHttpsAgent',
		// Node's global agent from 19 on, so that connections are kept for as long as before.
		text:
			'// The options of the global agent, with TCP keepalive probes.\n' +
			'const keepAliveHttpsAgent = new {helper:KeepAliveHttpsAgent}({ keepAlive: true, keepAliveMsecs: {idleMs}, timeout: 5_000 });',
	},
	{
		name: 'agentFor',
		text: "const agentFor = (url) => (url.protocol === 'https:' ? {helper:keepAliveHttpsAgent} : undefined);",
		typescript:
			"const agentFor = (url: URL) => (url.protocol === 'https:' ? {helper:keepAliveHttpsAgent} : undefined);",
		checked:
			"/** @param {URL} url */\nconst agentFor = (url) => (url.protocol === 'https:' ? {helper:keepAliveHttpsAgent} : undefined);",
	},
	{
		name: 'unpooledAgentFor',
		text: "const unpooledAgentFor = (url) => (url.protocol === 'https:' ? {helper:unpooledHttpsAgent} : {helper:unpooledHttpAgent});",
		typescript:
			"const unpooledAgentFor = (url: URL) => (url.protocol === 'https:' ? {helper:unpooledHttpsAgent} : {helper:unpooledHttpAgent});",
		checked:
			"/** @param {URL} url */\nconst unpooledAgentFor = (url) => (url.protocol === 'https:' ? {helper:unpooledHttpsAgent} : {helper:unpooledHttpAgent});",
	},
	{
		name: 'giveAgent',
		text: `const giveAgent = (request) => ${givesAgent}`,
		typescript: `const giveAgent = (request: { url: string; agent(agent: {import:http#Agent}): unknown }) => ${givesAgent}`,
		checked: `/** @param {any} request */\nconst giveAgent = (request) => ${givesAgent}`,
	},
	{
		name: 'pooledHttpsAgent',
		text: 'const pooledHttpsAgent = new {import:https#Agent}({ keepAlive: true, keepAliveMsecs: {idleMs} });',
	},
	{
		name: 'pooledHttpAgent',
		text: 'const pooledHttpAgent = new {import:http#Agent}({ keepAlive: true, keepAliveMsecs: {idleMs} });',
	},
	{
		name: 'probingHttpsAgent',
		text: 'const probingHttpsAgent = new {helper:KeepAliveHttpsAgent}({ keepAlive: true, keepAliveMsecs: {idleMs} });',
	},
	{ name: 'unpooledHttpsAgent', text: 'const unpooledHttpsAgent = new {helper:KeepAliveHttpsAgent}();' },
	{ name: 'unpooledHttpAgent', text: 'const unpooledHttpAgent = new {helper:KeepAliveHttpAgent}();' },
];

const connects = 'Send TCP keepalive probes on its connections';

const addAgent = 'Add an agent that sends TCP keepalive probes';

function recipe(title: string, ...steps: readonly Step[]): Recipe {
	return { title, steps };
}

function setOption(option: string, text: string): Extract<Step, { kind: 'set-option' }> {
	return { kind: 'set-option', option, text };
}

const missing = { for: ['missing', 'ineffective', 'disabled'], safety: 'safe' } as const;
const withoutTls = { node: node.poolingWithoutTls, scheme: 'https' } as const;
const unpooledNode = { node: node.notPooling } as const;

/**
 * Agents for a client that takes one for each scheme. Where Node's global agents keep connections, so does the agent
 * that replaces them; there http needs none.
 */
export function agentFixes(http: string, https: string, both: Step): readonly FixFact[] {
	return [
		{ ...missing, when: withoutTls, recipe: recipe(addAgent, setOption(https, '{helper:keepAliveHttpsAgent}')) },
		{
			...missing,
			when: unpooledNode,
			scheme: 'http',
			recipe: recipe(addAgent, setOption(http, '{helper:unpooledHttpAgent}')),
		},
		{
			...missing,
			when: unpooledNode,
			scheme: 'https',
			recipe: recipe(addAgent, setOption(https, '{helper:unpooledHttpsAgent}')),
		},
		{ ...missing, when: { ...unpooledNode, scheme: 'https' }, recipe: recipe(`${addAgent}, for both schemes`, both) },
	];
}

/** The `agent` option of requests of one scheme. An explicit `agent: false` stays without a pool. */
export function requestFixes(scheme: 'http' | 'https'): readonly FixFact[] {
	const unpooled = scheme === 'https' ? '{helper:unpooledHttpsAgent}' : '{helper:unpooledHttpAgent}';
	const newAgent = (text: string): Recipe =>
		recipe(addAgent, { kind: 'refuse-with', options: ['agent'] }, setOption('agent', text));
	return [
		...(scheme === 'https' ? [{ ...missing, when: withoutTls, recipe: newAgent('{helper:keepAliveHttpsAgent}') }] : []),
		{ ...missing, when: unpooledNode, recipe: newAgent(unpooled) },
		{ ...missing, recipe: recipe(addAgent, { ...setOption('agent', unpooled), onlyIfGiven: true }) },
	];
}

/** One `agent` option for both schemes, an agent or a function that chooses one by the URL. */
export const agentByProtocolFixes: readonly FixFact[] = [
	{
		...missing,
		when: withoutTls,
		scheme: 'https',
		recipe: recipe(addAgent, setOption('agent', '{helper:keepAliveHttpsAgent}')),
	},
	{
		...missing,
		when: withoutTls,
		recipe: recipe(`${addAgent} to HTTPS requests`, setOption('agent', '{helper:agentFor}')),
	},
	{
		...missing,
		when: unpooledNode,
		scheme: 'http',
		recipe: recipe(addAgent, setOption('agent', '{helper:unpooledHttpAgent}')),
	},
	{
		...missing,
		when: unpooledNode,
		scheme: 'https',
		recipe: recipe(addAgent, setOption('agent', '{helper:unpooledHttpsAgent}')),
	},
	{
		...missing,
		when: { ...unpooledNode, scheme: 'https' },
		recipe: recipe(`${addAgent}, for both schemes`, setOption('agent', '{helper:unpooledAgentFor}')),
	},
];

/** One `agent` option in place of Node's global agents; where the scheme is not visible none can be chosen. */
export function singleAgentFixes(option: string): readonly FixFact[] {
	const fix = (when: FixFact['when'], scheme: 'http' | 'https', helper: string): FixFact => ({
		...missing,
		...(when && { when }),
		scheme,
		recipe: recipe(addAgent, setOption(option, `{helper:${helper}}`)),
	});
	return [
		fix({ node: node.poolingWithoutTls }, 'https', 'keepAliveHttpsAgent'),
		fix(unpooledNode, 'https', 'unpooledHttpsAgent'),
		fix(unpooledNode, 'http', 'unpooledHttpAgent'),
	];
}

/** An agent for a client that has none without one: it pools only where Node's own options are enough. */
export function ownAgentFixes(place: (agent: string) => Step, ...before: readonly Step[]): readonly FixFact[] {
	const fix = (when: FixFact['when'], scheme: 'http' | 'https', helper: string): FixFact => ({
		...missing,
		...(when && { when }),
		scheme,
		recipe: recipe(addAgent, ...before, place(`{helper:${helper}}`)),
	});
	return [
		fix({ node: node.tlsKeepAlive }, 'https', 'pooledHttpsAgent'),
		fix({ node: node.tlsKeepAlive }, 'http', 'pooledHttpAgent'),
		fix(undefined, 'https', 'unpooledHttpsAgent'),
		fix(undefined, 'http', 'unpooledHttpAgent'),
	];
}

/**
 * An agent for an SDK that talks https unless `address` says otherwise, in place of the SDK's own, which pools.
 * `text` holds the name of the agent as `{agent}`.
 */
export function sdkAgentFixes(option: string, address: readonly string[], text = '{agent}'): readonly FixFact[] {
	const steps = (helper: string): Step => setOption(option, text.replace('{agent}', `{helper:${helper}}`));
	const refuse: Step = { kind: 'refuse-with', options: address };
	const when = { node: node.noTlsKeepAlive } as const;
	return [
		{ ...missing, when, scheme: 'https', recipe: recipe(addAgent, steps('probingHttpsAgent')) },
		{ ...missing, when: { ...when, scheme: 'https' }, recipe: recipe(addAgent, refuse, steps('probingHttpsAgent')) },
	];
}

/** Appends a call to what the creation makes. */
export function appendFix(text: string): FixFact {
	return { ...missing, recipe: recipe('Send TCP keepalive probes', { kind: 'append', text }) };
}

/** A setting of the library's own, added where it is missing. */
export function settingFix(option: string, text = '{idleMs}', safety: FixFact['safety'] = 'safe'): FixFact {
	return {
		...missing,
		for: [...missing.for, 'late'],
		recipe: recipe('Send the first TCP keepalive probe after {idle} s', setOption(option, text)),
		safety,
	};
}

/**
 * The library's own pings, which hold the path as probes do.
 * @param of the method of the object that takes the option; absent: the creation does.
 */
export function pingFix(option: string, text: string, { safety = 'safe', of }: PingParts = {}): FixFact {
	return {
		...settingFix(option, text, safety),
		recipe: recipe('Send a ping after {idle} s of silence', {
			...setOption(option, text),
			...(of !== undefined && { of }),
		}),
	};
}

/** Connections of HTTP/2 that the client makes with these options of `http2.connect`. */
export function ownConnectionFix(option: string): FixFact {
	const refuse: Step = { kind: 'refuse-with', options: [option] };
	return {
		...missing,
		recipe: recipe(connects, refuse, setOption(`${option}.createConnection`, '{helper:connectHttp2}')),
	};
}

interface PingParts {
	readonly safety?: FixFact['safety'];
	readonly of?: string;
}

/** Where a client lets nobody near its sockets, Node itself can still be asked: for all clients of the process. */
export function processFix(what: 'requests' | 'sockets'): FixFact {
	const [title, helper, since] =
		what === 'requests'
			? ['during every request of the process', 'probeRequest', node.requestChannel]
			: ['on every connection that the process opens', 'probeSocket', node.socketChannel];
	return {
		...missing,
		when: { node: since },
		recipe: recipe(`Send TCP keepalive probes ${title}`, { kind: 'declare', helper }),
		safety: 'unsafe',
	};
}

/** Fixes for `https`, also for a client that talks https unless one of `address` says otherwise. */
export function httpsByDefault(fixes: readonly FixFact[], address: readonly string[]): readonly FixFact[] {
	const refuse: Step = { kind: 'refuse-with', options: address };
	return fixes.flatMap((fix): readonly FixFact[] => {
		if (fix.scheme !== 'https') return [fix];
		const { scheme, ...rest } = fix;
		const { title, steps } = fix.recipe;
		return [fix, { ...rest, when: { ...fix.when, scheme }, recipe: { title, steps: [refuse, ...steps] } }];
	});
}

/** The delay of an option in milliseconds: too late, or in seconds by mistake. */
export function delayFix(option: string): FixFact {
	return {
		for: ['late', 'ineffective'],
		recipe: recipe('Send the first TCP keepalive probe after {idle} s', {
			...setOption(option, '{idleMs}'),
			onlyIfGiven: true,
		}),
		safety: 'safe',
	};
}

/** Turns a flag on, with a delay where none is given. */
export function flagFix(flag: string, delay: string, when?: FixFact['when']): FixFact {
	const step: Step = {
		kind: 'set-option',
		option: flag,
		text: 'true',
		also: [{ option: delay, text: '{idleMs}', keep: true }],
	};
	return {
		...missing,
		for: [...missing.for, 'late'],
		recipe: recipe('Send TCP keepalive probes', step),
		...(when && { when }),
	};
}

/** The options of an agent of Node's own that says nothing of pooling; where it is told to keep no connections, it keeps none. */
export function poolFix(when: FixFact['when']): FixFact {
	const fix = flagFix('keepAlive', 'keepAliveMsecs', when);
	return {
		...fix,
		recipe: recipe(fix.recipe.title, { kind: 'refuse-with', options: ['keepAlive'] }, ...fix.recipe.steps),
	};
}

/** Makes the agent one that sets probes on its sockets; its options, pooling among them, stay as they are. */
export function calleeFix(helper: string, when?: FixFact['when']): FixFact {
	const title = 'Set TCP keepalive on each socket of this agent';
	return {
		...missing,
		recipe: recipe(title, { kind: 'replace-callee', text: `{helper:${helper}}` }),
		...(when && { when }),
	};
}

/** `setKeepAlive` on the socket at once; Node keeps it until the connection is there. */
export const socketFix: FixFact = {
	...missing,
	recipe: recipe('Send TCP keepalive probes on this socket', { kind: 'append', text: '.setKeepAlive(true, {idleMs})' }),
};
