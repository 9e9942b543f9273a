import type {
	ClientEntry,
	CreationForm,
	IgnoredOption,
	KeepaliveFact,
	ProbeTable,
	RequestMethod,
	TimeoutFact,
	WaitFact,
} from './schema.js';

/** Facts that many Python rows share. */

export const off: ProbeTable = [{ probe: { kind: 'off' } }];

export const systemDefault: ProbeTable = [{ probe: { kind: 'system-default' } }];

/** Probes, or messages of the protocol, after so many idle seconds. */
export function onAfter(idle: number): ProbeTable {
	return [{ probe: { kind: 'on', idle } }];
}

export const unbounded: WaitFact['default'] = [{ seconds: 'unbounded' }];

/** The requests decide, and are not seen. */
export const unknownWait: WaitFact['default'] = [{ seconds: 'unknown' }];

export function after(seconds: number): WaitFact['default'] {
	return [{ seconds }];
}

/** `timeout=10`, in seconds; `None` means none. */
export const seconds: TimeoutFact = { option: 'timeout', unit: 'seconds', zero: 'value', none: 'unbounded' };

/** A tuple is `(connect, read)`. */
export const secondsOrPair: TimeoutFact = { ...seconds, item: 1 };

/** A timeout of another name. */
export function timeout(option: string, more: Partial<TimeoutFact> = {}): TimeoutFact {
	return { ...seconds, option, ...more };
}

const persistence = 'the header keeps HTTP connections for later requests and says nothing to the kernel';

export const keepAliveHeaders: readonly IgnoredOption[] = [
	{ option: 'headers.Connection', values: ['keep-alive'], reason: persistence, onlyLongWait: true },
	{ option: 'headers.Keep-Alive', reason: persistence, onlyLongWait: true },
];

/** Adapters of requests decide by prefix; connections to proxies come from another method of theirs. */
export function mountedAdapter(method: string): KeepaliveFact {
	const proxies = {
		member: 'proxy_manager_for',
		option: 'proxies',
		trust: 'trust_env',
		variables: ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'],
	};
	const ofToolbelt = 'requests_toolbelt.adapters.socket_options';
	const adapters = [
		'requests.adapters.HTTPAdapter',
		`${ofToolbelt}.SocketOptionsAdapter`,
		`${ofToolbelt}.TCPKeepAliveAdapter`,
	];
	return { via: 'mount', method, parameters: ['prefix', 'adapter'], store: 'adapters', adapters, proxies };
}

export const withUrl = ['get', 'options', 'head', 'delete'];

/** Positional parameters of requests' methods on a session. */
export const sessionMethods: readonly RequestMethod[] = [
	{ names: withUrl, parameters: ['url'] },
	{ names: ['post'], parameters: ['url', 'data', 'json'] },
	{ names: ['put', 'patch'], parameters: ['url', 'data'] },
	{ names: ['send'], parameters: ['prepared'] },
	{
		names: ['request'],
		parameters: ['method', 'url', 'params', 'data', 'headers', 'cookies', 'files', 'auth', 'timeout'],
	},
];

/** What the driver cannot be told is the system's to say. */
export const lowerSystem =
	'the driver takes no idle time, so lower `net.ipv4.tcp_keepalive_time` on the host, in the pod or for the container';

type Row = Omit<ClientEntry, 'language' | 'name' | 'package' | 'modules'> &
	Partial<Pick<ClientEntry, 'name' | 'modules'>> & { readonly package?: string | undefined };

/** A row of a package: its name and its only module are called as the package, unless told. */
export function row({ id, name, package: owner, modules, ...rest }: Row): ClientEntry {
	return {
		id,
		language: 'python',
		name: name ?? owner ?? id,
		...(owner !== undefined && { package: owner }),
		modules: modules ?? [(owner ?? id).replaceAll('-', '_')],
		...rest,
	};
}

type Form = Pick<CreationForm, 'api' | 'paths'> & Partial<CreationForm>;

/** A client without probes that waits for ever, in all that is not told. */
export function client(form: Form): CreationForm {
	return {
		call: 'call',
		role: 'client',
		parameters: [],
		address: [],
		wait: { default: unbounded, options: [seconds] },
		probe: off,
		keepalive: [],
		...form,
	};
}
