import type { Language } from '../model.js';
import type { Recipe } from './recipes.js';

export type Scheme = 'http' | 'https';

/** Narrows a fact to versions (semver ranges, compared with the target's lowest version) or to a scheme. */
export interface Condition {
	readonly scheme?: Scheme;
	readonly node?: string;
	readonly python?: string;
	/** Range of the entry's own package. */
	readonly package?: string;
	/** Only where the project does not tell the version of that package; `false`: only where it does. */
	readonly unknown?: boolean;
}

/** What is measured on the socket of the first request; seconds. */
export type ProbeFact =
	| { readonly kind: 'off' }
	| { readonly kind: 'system-default' }
	| { readonly kind: 'pooled-only'; readonly idle: number }
	| { readonly kind: 'on'; readonly idle: number }
	/** Whatever else stands there for it: a global that the runtime does not have yet. */
	| { readonly kind: 'unknown' };

/** The first row whose condition holds decides; the last row has no condition. */
export type ProbeTable = readonly { readonly when?: Condition; readonly probe: ProbeFact }[];

/**
 * A way code turns keepalive on, off, or leaves it to another object. Options are dotted paths (`connect.keepAlive`); a
 * dot within a name has a backslash before it.
 */
export type KeepaliveFact = KeepaliveWay & {
	/** Where the library takes it; elsewhere it does nothing, and an agent given so protects nobody. */
	readonly when?: Condition;
};

type KeepaliveWay =
	| {
			/** A boolean option and, beside it, an idle time. Both may be one option (`keepAlive: 30_000`). */
			readonly via: 'flag';
			readonly option: string;
			/** The method of the created object among whose options it is (`client.connect({ ... })`). */
			readonly of?: string;
			/** The value without the option: `true` for libraries that probe by themselves. */
			readonly default?: boolean;
			readonly idle?: {
				/** Absent: the library has one idle time, `default`, whatever it is told. */
				readonly option?: string;
				readonly unit: 'milliseconds' | 'seconds';
				/** Without the option (or with 0 where `zero` is `default`): seconds, or the system's 7200 s. */
				readonly default: number | 'system';
				readonly zero: 'default' | 'system';
				/** What milliseconds under a second become, which are cut to 0 s; absent: the system's. */
				readonly cut?: number;
				/** How often something is sent within that time; absent: once. */
				readonly times?: number;
				/** What `None` there means; absent: as if the option were not given. */
				readonly none?: 'system';
			};
			/** Another option that must be this number, or what is sent stops too soon; `reason` is a clause for the report. */
			readonly needs?: { readonly option: string; readonly value: number; readonly reason: string };
			/** Where the runtime or the library does not honour the flag in time; the first matching row decides. */
			readonly effect?: readonly {
				readonly when: Condition;
				readonly becomes: 'pooled-only' | 'off' | 'system-default';
			}[];
			/** A clause for the report when `effect` applies. */
			readonly reason?: string;
			/** An option with which some connections are made in a way that does not honour it, with a clause for the report. */
			readonly except?: { readonly option: string; readonly reason: string; readonly when?: Condition };
	  }
	/** An option that takes an agent, transport, connector, adapter or configuration made elsewhere. */
	| {
			readonly via: 'carrier';
			readonly option: string;
			/** Absent: it serves both schemes. */
			readonly scheme?: Scheme;
			/** What `false` there means; absent: as if the option were not given. */
			readonly false?: ProbeFact;
	  }
	/** A method of the created object that takes an agent made elsewhere: `request.agent(agent)`. */
	| { readonly via: 'setter'; readonly method: string }
	/** A method that sends traffic of its own (`socket.ping()`); how often is not visible. */
	| { readonly via: 'ping'; readonly method: string }
	/** A list of socket options, or a factory that makes the socket and sets them. */
	| { readonly via: 'socket-options'; readonly option: string; readonly libraryKeepsDefaults?: boolean }
	/** Statements that set options on the socket which the object is, or holds: `sock.setsockopt(...)`. */
	| { readonly via: 'socket' }
	/** A function that makes the socket; what it does is read from its body, else unknown. */
	| { readonly via: 'factory'; readonly option: string; readonly undelayed?: Undelayed }
	/** A method of the object that a statement replaces: `agent.createConnection = function ...`. */
	| { readonly via: 'member'; readonly member: string; readonly undelayed?: Undelayed }
	/** A method of the created object: `setKeepAlive(true, 60_000)`; position of the flag is 0, of the idle time 1. */
	| {
			readonly via: 'method';
			readonly method: string;
			readonly unit: 'milliseconds' | 'seconds';
			/** Events in whose listeners the answer is there already; `callback` is the function that the call is given. */
			readonly tooLate?: readonly string[];
			readonly undelayed?: Undelayed;
	  }
	/** A listener that gets the socket: `.on('socket', (socket) => socket.setKeepAlive(true, 60_000))`. */
	| { readonly via: 'listener'; readonly event: string; readonly undelayed?: Undelayed }
	/** `session.mount(prefix, adapter)`: the prefix decides the scheme. */
	| {
			readonly via: 'mount';
			readonly method: string;
			/** What the method takes: the prefix, and the adapter. */
			readonly parameters: readonly [string, string];
			/** The attribute that holds what is mounted. */
			readonly store: string;
			/** Canonical names of what may be mounted. */
			readonly adapters: readonly string[];
			/** Where connections to proxies take another way. */
			readonly proxies?: {
				/** The method that an adapter has to override for them. */
				readonly member: string;
				/** The option of requests, or attribute of the object, that names proxies. */
				readonly option: string;
				/** The attribute that makes the object ignore the environment where it is false. */
				readonly trust: string;
				/** The variables of the environment that name proxies. */
				readonly variables: readonly string[];
			};
	  }
	/** A subclass counts as configured if its body sets the options. */
	| { readonly via: 'subclass'; readonly undelayed?: Undelayed };

/** What a missing delay means where the socket is not connected yet. */
export interface Undelayed {
	/** Seconds. */
	readonly idle: number;
	/**
	 * `at-once`: in the code that makes the connection, behind the call of `after` where one is named; `named`: where the
	 * host is a name, which is looked up first.
	 */
	readonly where: 'at-once' | 'named';
	readonly after?: string;
}

/** An option that bounds the wait for the answer. */
export interface TimeoutFact {
	/** Dotted option path. */
	readonly option: string;
	readonly unit: 'milliseconds' | 'seconds';
	readonly zero: 'unbounded' | 'default' | 'value';
	/** `null`, `undefined`, `None`. */
	readonly none: 'unbounded' | 'default';
	/** In a tuple or array, the item that bounds the answer; without it a list is unknown. */
	readonly item?: number;
	/** In a plain object (`{ request: 5000 }`), the keys that bound the answer; an object without them bounds nothing. */
	readonly keys?: readonly string[];
	/** It only emits an event: without a listener of this name or a callback nothing is aborted. */
	readonly listener?: string;
	/** A method of the created object that sets it too, value first: `request.setTimeout(ms, callback)`. */
	readonly method?: string;
	/** It takes a text with a unit, as the package `ms` reads it: `'5m'`, `'30 seconds'`. */
	readonly texts?: true;
	/** Where it counts so: on the call that makes the client, or on its requests; absent: on both. */
	readonly on?: 'creation' | 'request';
	/** Another option that must be true, or it bounds nothing. */
	readonly requires?: string;
	readonly when?: Condition;
}

/** A constructor whose result is a timeout: `httpx.Timeout(10, read=300)`, `AbortSignal.timeout(5000)`. */
export interface TimeoutType {
	readonly module: string;
	readonly paths: readonly string[];
	/** Names of positional arguments. */
	readonly parameters: readonly string[];
	/** `first`: the first of these that is given decides; `smallest`: the smallest of those given. */
	readonly bounds: readonly string[];
	/** The bound is a list, of whose items the smallest decides: what cannot be seen of them can only end it sooner. */
	readonly isList?: true;
	readonly combine: 'first' | 'smallest';
	readonly unit: 'milliseconds' | 'seconds';
	/** Absent: 0 is a value as any other. */
	readonly zero?: TimeoutFact['zero'];
	/** What it means when none of `bounds` is given. */
	readonly otherwise: 'unbounded' | 'default';
}

export interface WaitFact {
	/**
	 * Seconds, `unbounded`, or `unknown` where the requests decide and cannot be seen, when no timeout is given; versions
	 * may differ, the first matching row decides.
	 */
	readonly default: readonly { readonly when?: Condition; readonly seconds: number | 'unbounded' | 'unknown' }[];
	/** Those given are combined to the smallest. */
	readonly options: readonly TimeoutFact[];
}

/** A request method of a client object: `session.get(url, timeout=...)`. */
export interface RequestMethod {
	readonly names: readonly string[];
	readonly parameters: readonly string[];
	/** As in forms. */
	readonly signatures?: readonly (readonly string[])[];
}

/** A setting that does nothing for TCP keepalive although it looks so. */
export interface IgnoredOption {
	/** Dotted path; the last part may be a header name, compared without case. */
	readonly option: string;
	readonly reason: string;
	readonly onlyLongWait: boolean;
	readonly when?: Condition;
	/** Only these values (compared without case) are meant; absent: any. */
	readonly values?: readonly string[];
}

/** What the text must show of a call that has several meanings; what it does not show is not taken for this one. */
export type Requirement =
	/** The option is a URL with one of these schemes. */
	| { readonly kind: 'scheme'; readonly option: string; readonly schemes: readonly string[] }
	/** The option is one of these constants (their last names), or absent. */
	| { readonly kind: 'constant'; readonly option: string; readonly names: readonly string[] }
	/** The option is visibly true. */
	| { readonly kind: 'true'; readonly option: string }
	/** The option is visibly this value. */
	| { readonly kind: 'value'; readonly option: string; readonly value: number | boolean }
	/** One of the options is given, whatever its value. */
	| { readonly kind: 'given'; readonly options: readonly string[] }
	/** One of these methods is called on the object; `orEscapes`: or it is handed on, where others may call them. */
	| { readonly kind: 'used'; readonly methods: readonly string[]; readonly orEscapes?: boolean };

/** One shape in which code makes a client. */
export interface CreationForm {
	/**
	 * The canonical dotted name, whatever the alias: `https.Agent`, `requests.Session`; `{path}` in it is the path that
	 * the code has (`S3Client`), `{name}` that path without its modules (`OpenAI` of `lib.OpenAI`).
	 */
	readonly api: string;
	/**
	 * Member paths below the module that are this form; `` is the module or its default export called. `*Client` is
	 * every name of the module that ends so, `*Client.from_url` a member of such a name.
	 */
	readonly paths: readonly string[];
	readonly call: 'call' | 'new' | 'either';
	/** Where forms share a path, what makes the call this one. */
	readonly only?: readonly Requirement[];
	/** A method of the object that sets options one by one, by constants: `curl.setopt(pycurl.TIMEOUT, 30)`. */
	readonly setter?: string;
	/** Options that are texts of options: a URL with a query, `host=db keepalives_idle=30`. */
	readonly connectionStrings?: readonly string[];
	/**
	 * `request`: one request; `client`: an object that makes requests; `agent`: holds sockets for clients that are
	 * given it; `connection`: one TCP connection.
	 */
	readonly role: 'request' | 'client' | 'agent' | 'connection';
	/**
	 * Names of the positional arguments. In JavaScript `url`, `host` and `path` take strings, `port` a number or string,
	 * `number` a number, `texts` a string or a list, `callback` a function, and `options` is the object where option paths start; other names take anything.
	 */
	readonly parameters: readonly string[];
	/** All overloads of a JavaScript call, in place of `parameters`; where those that fit disagree, options are unknown. */
	readonly signatures?: readonly (readonly string[])[];
	/** Option paths or parameters that hold a URL, host or socket path; they decide scheme and loopback. */
	readonly address: readonly string[];
	/** Option paths that mean there is no TCP to a network at all (`socketPath`, `uds`). */
	readonly localOptions?: readonly string[];
	/** True where an absent host means localhost (`http.request`, `net.connect`). */
	readonly hostDefaultsToLocal?: boolean;
	/** Options that hold the address where it is not seen: an absent host says nothing then. */
	readonly addressElsewhere?: readonly string[];
	readonly scheme?: Scheme;
	/** Options that mean TLS (`tls`, `socket.tls`). */
	readonly secureOptions?: readonly string[];
	/** What a scheme that is not visible counts as; absent: https. */
	readonly assumedScheme?: Scheme;
	readonly wait: WaitFact;
	/** Without any keepalive setting. */
	readonly probe: ProbeTable;
	readonly keepalive: readonly KeepaliveFact[];
	/** It sets keepalive itself whatever agent it is given (axios from 0.25). */
	readonly overridesCarrier?: readonly Condition[];
	/**
	 * It sets probes itself, some seconds into a request, on the sockets of an agent that has `keepAlive: true`,
	 * whatever the runtime makes of that.
	 */
	readonly completesCarrier?: boolean;
	/** Options that make keepalive unknowable here (`createConnection`, `adapter`, a proxy). */
	readonly opaque?: readonly string[];
	/**
	 * A connection that one of the methods `ended` closes as soon as it is there, and that none of the methods `read` and
	 * listeners for `events` take anything from, waits for no answer.
	 */
	readonly oneWay?: {
		readonly ended: readonly string[];
		readonly read: readonly string[];
		readonly events: readonly string[];
	};
	readonly ignored?: readonly IgnoredOption[];
	/** Where the library's own probes leave a platform out, as a clause. */
	readonly gap?: string;
	/** What to do where the library can set no idle time, as a clause: "lower `net.ipv4.tcp_keepalive_time` ...". */
	readonly advice?: string;
	/** Request methods of the object made. */
	readonly methods?: readonly RequestMethod[];
	/** Members that statements set later, and the options that they stand for: `instance.defaults.timeout = 5000`. */
	readonly members?: Readonly<Record<string, string>>;
	/** Methods that return the object itself, so that calls are chained: `superagent.get(url).set(...).timeout(...)`. */
	readonly fluent?: readonly string[];
	/** Why there is no fix, or none but for the conditions of `fixes`, as a clause: "its sockets have no public name". */
	readonly unfixable?: string;
	/** What a fix does; absent: none can be made. The first whose condition holds is preferred. */
	readonly fixes?: readonly FixFact[];
}

export interface FixFact {
	readonly when?: Condition;
	/** Only where all visible URLs have this scheme; `when.scheme` takes an unknown one as https. */
	readonly scheme?: Scheme;
	/** The defects it mends; absent: all of them. */
	readonly for?: readonly FixPurpose[];
	/** True where the library's types do not know the option: no fix where types are checked. */
	readonly untyped?: boolean;
	readonly recipe: Recipe;
	readonly safety: 'safe' | 'unsafe';
}

/** `missing`: no probes; `late`: too late; `disabled`: switched off; `ineffective`: a setting that does nothing. */
export type FixPurpose = 'missing' | 'late' | 'disabled' | 'ineffective' | 'unportable' | 'lost-defaults';

/** A statement that configures the whole process. */
export interface SetupForm {
	readonly paths: readonly string[];
	readonly operators: readonly ('=' | '+=')[];
	/** Where the facts say that it works; elsewhere it is `ineffective-keepalive` with `reason`, or nothing without one. */
	readonly works: readonly Condition[];
	readonly reason: string;
	/** It also works where the same file sets this member of the same module, on the releases where that works. */
	readonly worksBeside?: { readonly path: string; readonly when: Condition };
	/** Ids of the entries it protects. */
	readonly protects: readonly string[];
	/** Options of a client, or of one of its requests, that take it out of reach: proxies. */
	readonly exceptWith?: readonly string[];
	/** The method that brings those into reach, where a class that is put in place has it. */
	readonly reachesWith?: string;
	/** It reaches only clients that have one of these options, or whose requests do. */
	readonly onlyWith?: readonly string[];
	/** Forms out of reach, by their canonical names. */
	readonly exceptFor?: readonly string[];
	/** It also protects forms that have this very default where nothing is set. */
	readonly replaces?: ProbeTable;
	/** It protects requests of this scheme only. */
	readonly scheme?: Scheme;
	/** Present where it reaches the sockets of agents that a process does not share: of all, or of those in `protects`. */
	readonly agents?: 'all' | 'protected';
	/** The first argument of the call that makes it this setup (a channel's name), or the name of a variable. */
	readonly key?: string;
	/** The module of `paths` where that is none of the entry's; `key` is then what messages call it. */
	readonly module?: string;
	/** It counts with one of these texts only, compared without case. */
	readonly values?: readonly string[];
	/** What it makes of a client where the library sets no idle time. */
	readonly becomes?: 'system-default';
	/**
	 * `sockets`: it counts only where a function is given that sets probes on sockets; `patch`: a class or function that
	 * is put in place of the library's own counts as far as it does so, and one that cannot be seen leaves it unknown.
	 */
	readonly sets?: 'sockets' | 'patch';
	/** Where the same file sets this as well, nothing is said of a statement without effect. */
	readonly beside?: string;
	/** It counts only where the object assigned, or the one that it is made with, has this option (`defaults({ agent })`). */
	readonly option?: string;
	/** It is the statement with this value only; one that cannot be seen is taken for `true`. */
	readonly value?: boolean;
	/** It takes the probes from those that have them by default. */
	readonly disables?: boolean;
	/** The value is the time before the first probe. */
	readonly delay?: { readonly name: string; readonly unit: 'milliseconds' };
}

/** A catalogue row: what is known about one library's TCP keepalive. */
export interface ClientEntry {
	/** Kebab-case, unique, the fixture's file name. */
	readonly id: string;
	readonly language: Language;
	/** The name in messages and in JSON's `client`. */
	readonly name: string;
	/** The package whose version decides; absent for what comes with the runtime. */
	readonly package?: string;
	/** Import names, `node:` prefixes left out; empty for globals. `@aws-sdk/client-*` is every name that begins so. */
	readonly modules: readonly string[];
	/** Texts of which a file must hold one to be read for this row; absent: the first names of `modules`. */
	readonly gates?: readonly string[];
	/** True where `forms.paths` are global names (`fetch`). */
	readonly global?: boolean;
	readonly forms: readonly CreationForm[];
	readonly timeoutTypes?: readonly TimeoutType[];
	/** Constructors of objects that hold options by keyword: `httpx.Limits(keepalive_expiry=5)`; in Python only. */
	readonly optionTypes?: readonly { readonly module: string; readonly paths: readonly string[] }[];
	readonly setups?: readonly SetupForm[];
	/** Documentation, source files, or the facts table the row was taken from. */
	readonly sources: readonly string[];
	/** The library or runtime versions the row was measured with. */
	readonly verified: string;
}
