import type { Comment, Span } from './model.js';

// What is asked of a text later has symbols for names: results travel to other threads, which functions cannot.
// They are registered, as a front end may come from a bundle of its own.
export const isStray: unique symbol = Symbol.for('keepalive.isStray');
export const beat: unique symbol = Symbol.for('keepalive.beat');

/**
 * What the front ends hand to the reader: the calls of catalogued modules, with their arguments as far as the text
 * shows them. Nothing here knows a library; everything a front end is not sure of is `unknown`.
 */
export type Value =
	| { readonly kind: 'number'; readonly value: number; readonly span: Span }
	/** `value` is undefined where only the type is known (a template literal, a URL object, a name such as `url`). */
	| {
			readonly kind: 'string';
			readonly value: string | undefined;
			readonly span: Span;
			/** What is written of a text whose `value` is not known, names in braces. */
			readonly written?: string;
			readonly local?: LocalNamed | undefined;
	  }
	| { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
	/** `undefined`, `null`, `None`. */
	| { readonly kind: 'none'; readonly span: Span }
	| {
			readonly kind: 'object';
			readonly properties: ReadonlyMap<string, Property>;
			/** True where a spread or a computed key may add more. */
			readonly open: boolean;
			readonly span: Span;
	  }
	/** Arrays and tuples. */
	| { readonly kind: 'list'; readonly items: readonly Value[]; readonly open: boolean; readonly span: Span }
	/** `options`: what the body sets on the sockets it gets or makes; absent where it sets nothing. */
	| {
			readonly kind: 'function';
			readonly span: Span;
			readonly results: readonly Value[];
			readonly options?: SocketOptions;
			/** True where its body cannot be seen, or hands what it is given on to code that cannot. */
			readonly opaque?: boolean;
	  }
	/** The result of a call that the front end resolved; `span` is where the value is used, `site` where it is made. */
	| { readonly kind: 'call'; readonly site: CallSite; readonly span: Span }
	/** A list of socket options, Python's `[(SOL_SOCKET, SO_KEEPALIVE, 1), ...]`, whatever built it. */
	| { readonly kind: 'socket-options'; readonly options: SocketOptions; readonly span: Span }
	/** `name`: it is this member of a module (`TCP_KEEPIDLE` of `socket`), whatever its value. */
	| {
			readonly kind: 'unknown';
			readonly span: Span;
			readonly name?: string;
			readonly local?: LocalNamed | undefined;
			/** True for an object of a class that is not known: no text and no number. */
			readonly made?: true;
	  };

/** An address that cannot be seen, and the name in the text that says that it leads to this machine: `emulatorHost`. */
export interface LocalNamed {
	readonly name: string;
}

export interface Property {
	/** The key, without quotes. */
	readonly key: Span;
	/** Key and value: what a writer replaces. */
	readonly span: Span;
	readonly value: Value;
}

/** Keepalive as a piece of code sets it on sockets; seconds. */
export interface SocketOptions {
	/** SO_KEEPALIVE set: yes, no, or not visible. */
	readonly keepalive: boolean | 'unknown';
	/** `system` where no idle time is set. */
	readonly idle: number | 'system' | 'unknown';
	/** False where the list replaces the library's own socket options. */
	readonly keepsDefaults: boolean;
	/** True where it is set by Windows' own call alone; nothing is set on other systems then. */
	readonly windowsOnly?: boolean;
	/** Constants or calls that raise on a platform, with the reason. */
	readonly unportable: readonly { readonly span: Span; readonly reason: string }[];
	/** True where all of it is given as one object, which not every release takes. */
	readonly byObject?: boolean;
	/** True where it happens in a callback, some time after the code that gets or makes the socket. */
	readonly later?: boolean;
	/** The call that sets it, where that stands in the same text. */
	readonly call?: Span | undefined;
}

/** A class of the file that extends a catalogued one. */
export interface Subclass {
	readonly name: string;
	/** What its body does to its sockets; undefined where it does nothing to them. */
	readonly options: SocketOptions | undefined;
	/** What its methods give to calls that they hand on, by name of the argument; in Python only. */
	readonly handedOn?: ReadonlyMap<string, Value>;
	/** Member names the body defines, for entries that ask whether all of them are there. */
	readonly members: readonly string[];
	/** The class declaration. */
	readonly span: Span;
}

/** A call on the object a creation made: `session.mount(...)`, `request.on('socket', ...)`, `client.get(url)`. */
export interface Use {
	readonly method: string;
	/** The receiver and method, `session.get`. */
	readonly callee: Span;
	readonly extent: Span;
	readonly arguments: readonly Value[];
	readonly keywords: ReadonlyMap<string, Property>;
	readonly open: boolean;
	/** True where it follows the creation without anything in between that waits; in JavaScript only. */
	readonly atOnce?: boolean;
	/** Where it is written in a function that is called later: the event, or `callback` for one that the creation is given. */
	readonly within?: string;
	/** After how many seconds the code around it gives up (`async with asyncio.timeout(5)`); in Python only. */
	readonly bounded?: Value;
}

/** One call or construction of a catalogued path. */
export interface CallSite {
	/** The module as catalogued (`https`, `requests`), or `` for a global. */
	readonly module: string;
	/** The member path below the module: `Agent`, `sessions.Session`; `` for the module or its default export itself. */
	readonly path: string;
	/** What is called instead on the other side of a condition (`secure ? https : http`). */
	readonly other?: { readonly module: string; readonly path: string };
	readonly isNew: boolean;
	/** `requests.get`, `new https.Agent` without its arguments; the smallest honest place to report. */
	readonly callee: Span;
	/** The whole call. */
	readonly extent: Span;
	readonly arguments: readonly Value[];
	/** Python's keyword arguments; empty in JavaScript. */
	readonly keywords: ReadonlyMap<string, Property>;
	/** True where a spread, `*args` or `**kwargs` may hide arguments. */
	readonly open: boolean;
	/** The name or member the result is bound to: `session`, `self.http`. */
	readonly boundTo: string | undefined;
	/** The names that unpacking binds, where the result is a tuple: `reader, writer = ...`. */
	readonly items?: readonly string[];
	/** What statements about the object set on its socket. */
	readonly socket?: { readonly options: SocketOptions; readonly span: Span };
	/** Calls on that name, in the same module, class or chain. */
	readonly uses: readonly Use[];
	/** As with a call on the object. */
	readonly bounded?: Value;
	/** Where it leaves the text: calls on what has its name there and comes from elsewhere; in Python only. */
	readonly elsewhere?: readonly Use[];
	/** True where the object leaves the text that can be seen: exported, returned, passed to an unknown call. */
	readonly escapes: boolean;
	/** Attributes that statements set on the object, by their paths: `session.keep_alive = True`. */
	readonly assigned?: ReadonlyMap<string, Property>;
	/** True where the text has too much that may be about the object: what else is done to it is not known. */
	readonly cut?: boolean;
	/** True where methods are called whose names cannot be seen: `getattr(session, method)(...)`. */
	readonly dynamic?: boolean;
	/** True for a member that the text sets or calls on what may be this object, which has left it. */
	[isStray]?(this: void, member: string): boolean;
	/** A timer of the text that may send something on it: `setInterval(() => this.sendHeartbeat(), 30_000)`. */
	[beat]?(this: void): Span | undefined;
	/** Where it leaves only as a property of other objects: their paths (`httpsAgent`, `agent.https`). */
	readonly landsAs?: readonly string[];
	/** True where a variable holds the object and nothing in the text mentions it again. */
	readonly unused?: boolean;
	/** The same, where other texts may still import the variable: its name; in Python only. */
	readonly unmentioned?: string;
	/** Where the site calls a subclass that the file declares. */
	readonly subclass: Subclass | undefined;
}

/** A statement that changes keepalive for the rest of the process, `https.globalAgent = ...` for one. */
export interface SetupSite {
	readonly module: string;
	/** `globalAgent`, `globalAgent.keepAlive`, `HTTPConnection.default_socket_options`. */
	readonly path: string;
	readonly operator: '=' | '+=';
	/** The first argument of a call, where that is a string: the name of a channel. */
	readonly key?: string;
	readonly value: Value;
	readonly span: Span;
	/** Methods of the classes that the value is or uses: what is replaced by them reaches as far as these do. */
	readonly members?: readonly string[];
	/** The schemes that it mounts adapters for, where it mounts any. */
	readonly schemes?: readonly ('http' | 'https')[];
}

/** What a front end reads from one document. */
export interface Reading {
	readonly sites: readonly CallSite[];
	readonly setups: readonly SetupSite[];
	readonly comments: readonly Comment[];
	/** What the text itself says of where it runs. */
	readonly runtime?: 'node' | 'browser' | 'deno' | 'bun' | undefined;
	/** Modules that the text loads, as catalogued, and those that the files of the project do which it loads itself. */
	modules?(this: void): ReadonlySet<string>;
	/** The functions and methods that are declared or bound with this bare name. */
	functionsNamed(this: void, name: string): readonly Span[];
}
