import { node } from './recipes-javascript.js';
import type {
	Condition,
	IgnoredOption,
	KeepaliveFact,
	ProbeTable,
	TimeoutFact,
	TimeoutType,
	Undelayed,
	WaitFact,
} from './schema.js';

/** `AbortSignal.timeout(ms)`, the usual bound of a whole request, and the first of several signals. */
export const abortSignals: readonly TimeoutType[] = [
	{
		module: '',
		paths: ['AbortSignal.timeout'],
		parameters: ['ms'],
		bounds: ['ms'],
		combine: 'first',
		unit: 'milliseconds',
		otherwise: 'default',
	},
	{
		module: '',
		paths: ['AbortSignal.any'],
		parameters: ['signals'],
		bounds: ['signals'],
		isList: true,
		combine: 'smallest',
		unit: 'milliseconds',
		otherwise: 'default',
	},
];

export const signal: TimeoutFact = { option: 'signal', unit: 'milliseconds', zero: 'value', none: 'default' };

/** Headers that keep a connection open for later requests; they say nothing to the kernel. */
export const headers: readonly IgnoredOption[] = [
	{
		option: 'headers.Connection',
		values: ['keep-alive'],
		reason: 'the `Connection: keep-alive` header keeps the connection for later requests and sends no probe',
		onlyLongWait: true,
	},
	{
		option: 'headers.Keep-Alive',
		reason: 'the `Keep-Alive` header speaks about the connection between requests and sends no probe',
		onlyLongWait: true,
	},
];

/** A request through Node's global agent. */
export const globalAgentProbes: ProbeTable = [
	{ when: { scheme: 'http', node: node.pooling }, probe: { kind: 'on', idle: 1 } },
	{ when: { node: node.tlsKeepAlive }, probe: { kind: 'on', idle: 1 } },
	{ when: { node: node.poolingWithoutTls }, probe: { kind: 'pooled-only', idle: 1 } },
	{ probe: { kind: 'off' } },
];

/** A library's own agent, made with `keepAlive: true`. */
export const ownAgentProbes: ProbeTable = [
	{ when: { scheme: 'http', node: node.systemIdle }, probe: { kind: 'system-default' } },
	{ when: { scheme: 'http' }, probe: { kind: 'on', idle: 1 } },
	{ when: { node: node.tlsKeepAlive }, probe: { kind: 'on', idle: 1 } },
	{ probe: { kind: 'pooled-only', idle: 1 } },
];

export const off: ProbeTable = [{ probe: { kind: 'off' } }];

/** Node's timeouts of requests and sockets emit an event and abort nothing. */
export const socketTimeout: TimeoutFact = {
	option: 'timeout',
	unit: 'milliseconds',
	zero: 'unbounded',
	none: 'default',
	listener: 'timeout',
	method: 'setTimeout',
};

export const tlsReason =
	"`keepAlive` sets no probes on the TLS socket of a connection's first request on Node before 24.15";

/** Releases of Node whose `setKeepAlive` takes one object; in others that is `true` without a delay. */
export const keepAliveObject: Condition = { node: '>=24.19.0 <25.0.0 || >=26.4.0' };

/** libuv's own delay, where probes are switched on before a socket has a descriptor. */
export const beforeConnection: Undelayed = { idle: 60, where: 'at-once' };

/** The host of a request is looked up before its socket has a descriptor, unless it is an address. */
export const beforeLookup: Undelayed = { idle: 60, where: 'named' };

/** `keepAlive` among options that a library passes to `net.connect` or `tls.connect`. */
export function connectFlag(prefix: string): Extract<KeepaliveFact, { via: 'flag' }> {
	return {
		via: 'flag',
		option: `${prefix}keepAlive`,
		idle: { option: `${prefix}keepAliveInitialDelay`, unit: 'milliseconds', default: 'system', zero: 'system' },
		effect: [{ when: { scheme: 'https', node: node.noTlsKeepAlive }, becomes: 'off' }],
		reason: '`tls.connect`, which is given these options, ignores `keepAlive` on Node before 24.15',
	};
}

export const connectOptions = connectFlag('');

/** `keepAlive` of an agent's options, with the releases that pass it on too late or without the delay. */
export function agentOptions(prefix: string): Extract<KeepaliveFact, { via: 'flag' }> {
	return {
		via: 'flag',
		option: `${prefix}keepAlive`,
		idle: { option: `${prefix}keepAliveMsecs`, unit: 'milliseconds', default: 1, zero: 'default' },
		effect: [
			{ when: { scheme: 'https', node: node.noTlsKeepAlive }, becomes: 'pooled-only' },
			{ when: { scheme: 'http', node: '<16.15.0 || >=17.0.0 <17.7.0' }, becomes: 'pooled-only' },
			{ when: { scheme: 'http', node: node.systemIdle }, becomes: 'system-default' },
		],
		reason: tlsReason,
	};
}

export const agentFlag = agentOptions('');

export const unbounded: WaitFact['default'] = [{ seconds: 'unbounded' }];

export const always60: ProbeTable = [{ probe: { kind: 'on', idle: 60 } }];

/** The undici inside Node, which `fetch` and all that is built on it use. */
export const fetchProbes: ProbeTable = [
	// There is none in Node before 18: code that calls it runs in a browser too, or brings its own.
	{ when: { node: '<18.0.0' }, probe: { kind: 'unknown' } },
	{ when: { node: '>=18.14.1 <19.0.0 || >=19.6.1' }, probe: { kind: 'on', idle: 60 } },
	{ probe: { kind: 'off' } },
];

/** Why there is no fix where that `fetch` is older. */
export const olderFetch = 'an update of Node does: its `fetch` sends probes itself since 18.14.1 and 19.6.1';

/** Options that other clients take, so that they look right here. */
export function notTaken(option: string, instead: string, when?: IgnoredOption['when']): IgnoredOption {
	const reason = `\`${option}\` is no option of this client, which takes ${instead}`;
	return { option, reason, onlyLongWait: true, ...(when && { when }) };
}

/** What sets probes on the sockets of an agent whatever its own options are. */
export const socketsOfAgent: readonly KeepaliveFact[] = [
	{ via: 'subclass', undelayed: beforeConnection },
	{ via: 'member', member: 'createConnection', undelayed: beforeConnection },
];

/** Options of an agent that it reads again for each socket. */
export const agentMembers = { keepAlive: 'keepAlive', keepAliveMsecs: 'keepAliveMsecs' } as const;
