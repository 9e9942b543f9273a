import type { ClientEntry, CreationForm, Scheme } from './catalogue/schema.js';
import type { CallSite, Use } from './sites.js';

/** A piece of a document in UTF-16 offsets, `end` exclusive. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

export type Language = 'javascript' | 'python';

/** A text to check. The engine never reads files itself. */
export interface SourceDocument {
	/** Path below the workspace, with forward slashes; decides the dialect (`.tsx`, `.mts`) and whether it is test code. */
	readonly path: string;
	readonly language: Language;
	readonly text: string;
}

/** An idle timeout of the network and the probe values recommended under it. All numbers are seconds, `count` aside. */
export interface Environment {
	readonly name: string;
	/** The box forgets a connection after so many seconds without a packet. */
	readonly idleTimeout: number;
	readonly idle: number;
	readonly interval: number;
	readonly count: number;
}

/** A version the project runs on, and where it was read ("package.json engines", ".nvmrc", "assumed"). */
export interface Version {
	/** Plain `major.minor.patch`; for a range the lowest version in it. */
	readonly version: string;
	readonly source: string;
}

/** What the code runs on. A package that is not listed is taken as its current release. */
export interface Target {
	readonly node: Version;
	readonly python: Version;
	readonly packages: Readonly<Record<Language, ReadonlyMap<string, Version>>>;
	/** Where the JavaScript of the package runs; absent where nothing tells, which is taken as Node. */
	readonly platform?: 'browser' | 'both' | undefined;
	/** What files of the project set where it runs; absent where none does. */
	readonly deployment?: Deployment | undefined;
}

/** What a project sets around its programs: of the kernel, and in the environment. */
export interface Deployment {
	/** The system's own idle time (`net.ipv4.tcp_keepalive_time`), and the file that sets it. */
	readonly keepaliveTime?: { readonly seconds: number; readonly file: string };
	/** Environment variables by name, those that the catalogue knows. */
	readonly variables: ReadonlyMap<string, DeployedVariable>;
}

export interface DeployedVariable {
	readonly value: string;
	readonly file: string;
	/** From 1. */
	readonly line: number;
}

/** How long a client may stay silent while it waits for an answer. */
export type Wait =
	| { readonly kind: 'seconds'; readonly seconds: number; readonly from: 'argument' | 'default'; readonly span?: Span }
	| { readonly kind: 'unbounded'; readonly from: 'argument' | 'default'; readonly span?: Span }
	| { readonly kind: 'unknown' };

/** What the socket does while a request is in flight; `idle` is seconds before the first probe. */
export type Probe =
	| { readonly kind: 'on'; readonly idle: number }
	| { readonly kind: 'off' }
	/** SO_KEEPALIVE without an idle time: the first probe after the system's 7200 s. */
	| { readonly kind: 'system-default' }
	/** Set once the socket is back in the pool, too late for the request that opened it. */
	| { readonly kind: 'pooled-only'; readonly idle: number }
	/** Decided by another creation (an agent, a transport, an adapter). */
	| { readonly kind: 'inherited' }
	| { readonly kind: 'unknown' };

/** Something in the code that bears on keepalive and is wrong in a way of its own. */
export interface Defect {
	readonly kind: 'ineffective' | 'disabled' | 'unportable' | 'lost-defaults';
	/** What is wrong, as a clause that can follow the client's name: "`keepAliveMsecs` is in milliseconds, so 60 ..." */
	readonly reason: string;
	readonly span: Span;
	/** True where it matters only next to a long or unbounded wait. */
	readonly onlyLongWait?: boolean;
	/** True where it is information rather than a warning. */
	readonly minor?: boolean;
	/** True where it is reported beside the creation's own verdict, not in its place (a vain process-wide statement). */
	readonly beside?: boolean;
	/** True where no edit of the creation mends it: an agent that no request is given. */
	readonly beyondFixes?: boolean;
	/** True where the setting itself is right, but the runtime honours it too late. */
	readonly untimely?: boolean;
	/** It counts only where this other creation (an adapter mounted for one scheme) is itself configured. */
	readonly given?: CallSite;
}

/** What the code says about keepalive on one creation, before versions are looked at. */
export type KeepaliveSetting =
	| { readonly kind: 'absent' }
	| KeepaliveOn
	| {
			readonly kind: 'off';
			readonly span: Span;
			/** True where the code tells the socket itself; `by` is the call that does. */
			readonly told?: boolean;
			readonly by?: KeepaliveOn['by'];
	  }
	/** Left to another creation; `site` where it is in the same file. */
	| {
			readonly kind: 'inherited';
			readonly span: Span;
			readonly site?: CallSite;
			/** The statement of another file that configures the whole process. */
			readonly from?: FileLine;
	  }
	| {
			readonly kind: 'unknown';
			/** A clause on what cannot be seen, and where. */
			readonly because?: string;
			readonly span?: Span;
	  };

/** Turned on; `idle` in seconds, `system` where none is given. */
export interface KeepaliveOn {
	readonly kind: 'on';
	readonly idle: number | 'system' | 'unknown';
	readonly span: Span;
	/** What the target makes of it, where it does not honour the setting in time. */
	readonly becomes?: 'pooled-only' | 'off' | 'system-default';
	/** The call that set it (`setKeepAlive(true)`), with the unit of its idle argument. */
	readonly by?: { readonly use: Pick<Use, 'callee' | 'extent'>; readonly unit: 'milliseconds' | 'seconds' };
}

/** A place that makes a client, an agent, a pool, a session, a transport, a connection or a single request. */
export interface Creation {
	readonly entry: ClientEntry;
	readonly form: CreationForm;
	readonly site: CallSite;
	/** The scheme of its URLs as far as they can be seen. */
	readonly scheme: Scheme | 'unknown';
	/** True for loopback addresses, Unix sockets and in-process transports. */
	readonly local: boolean;
	/** The name that says so, where the address is not visible. */
	readonly localBy?: string | undefined;
	readonly wait: Wait;
	readonly setting: KeepaliveSetting;
	readonly defects: readonly Defect[];
	/** Present where something besides its own text decides; `setting` and `defects` are what that leaves of it. */
	readonly spared?: Spared;
}

/** What keeps a creation from being judged by what its own text says. */
export type Spared = {
	/** What it would be judged by. */
	readonly otherwise: Pick<Creation, 'setting' | 'defects'>;
} & (
	| {
			readonly by: 'setup';
			/** What is set for the whole process: `https.globalAgent`. */
			readonly api: string;
			/** The statement in this text, or in another file. */
			readonly at: Span | FileLine;
	  }
	/** A function of the project that is configured as safe. */
	| { readonly by: 'wrapper'; readonly name: string }
	| { readonly by: 'runtime'; readonly runtime: 'browser' | 'deno' | 'bun' }
);

/** A line of another file, from 1. */
export interface FileLine {
	readonly path: string;
	readonly line: number;
}

/** Why nothing is reported of a creation. */
export interface Silence {
	/**
	 * `probes`: they are sent in time; `agent`: another creation makes its connections; `local`: it stays on this
	 * machine; `unknown`: something that decides cannot be seen; `off`: the rule is switched off; else as in `Spared`.
	 */
	readonly kind: 'probes' | 'agent' | 'local' | 'unknown' | 'off' | Spared['by'];
	/** A sentence. */
	readonly text: string;
	/** The statement, agent or option that decides: in this text, or in another file. */
	readonly at?: Span | FileLine;
	/** What would be reported were it not for that. */
	readonly instead?: Pick<Finding, 'rule' | 'severity' | 'message'>;
}

/** The verdict over wait, probe, environment and target. */
export interface Assessment {
	readonly creation: Creation;
	readonly wait: Wait;
	readonly probe: Probe;
	readonly defects: readonly Defect[];
	/** Seconds after which the network forgets the connection. */
	readonly environment: Environment;
	/** True where no verdict may be reported: loopback, inherited, unknown. */
	readonly silent: boolean;
	/** True where the library would probe by itself had it not been told otherwise. */
	readonly probesByDefault: boolean;
	/** What the project makes of the system's idle time, where the first probe is left to that. */
	readonly system?: NonNullable<Deployment['keepaliveTime']>;
}

export type RuleId =
	| 'long-wait-without-keepalive'
	| 'missing-keepalive'
	| 'late-keepalive'
	| 'ineffective-keepalive'
	| 'disabled-keepalive'
	| 'unportable-keepalive'
	| 'lost-socket-defaults'
	| 'unused-suppression';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A configured severity; `off` silences the rule. */
export type RuleLevel = Severity | 'off';

/** Replaces `span` by `text`; an insertion has an empty span. */
export interface Edit {
	readonly span: Span;
	readonly text: string;
	/** Order among insertions of several fixes at one place, low first: imports stay above declarations. */
	readonly rank?: number;
	/** Of different edits with one key only the first is made; the next fix goes by the text with it. */
	readonly key?: string;
}

/** What a fix does to another file than the one that it mends. */
export interface FileChange {
	/** As the paths of documents are. */
	readonly path: string;
	/** The text that it has now; undefined where the file is to be created. */
	readonly before: string | undefined;
	readonly after: string;
}

/** `safe` keeps the program's behaviour apart from the probes; `unsafe` may not. */
export interface Fix {
	readonly title: string;
	readonly safety: 'safe' | 'unsafe';
	readonly edits: readonly Edit[];
	/**
	 * The edits for several fixes at once, where they differ: what `edits` take out because nothing needs it after this fix
	 * alone may be needed by another.
	 */
	readonly parts?: readonly Edit[] | undefined;
	/** Changes of other files, without which the edits are wrong; absent where there are none. */
	readonly files?: readonly FileChange[];
}

/** An assessment that a rule reports. */
export interface Finding {
	readonly rule: RuleId;
	readonly severity: Severity;
	/** The smallest honest span: the callee or the option, not the whole call. */
	readonly span: Span;
	/** One sentence naming the numbers: wait, idle timeout, environment. */
	readonly message: string;
	/** Entry name and canonical api; empty for `unused-suppression`. */
	readonly client: string;
	readonly api: string;
	/** Other places that explain the finding, the timeout that makes the wait long for one. */
	readonly related: readonly { readonly span: Span; readonly message: string }[];
	/** The safety of the best fix. */
	readonly fixSafety: Fix['safety'] | 'none';
	/** Fixes, the preferred one first. */
	readonly fixes: readonly Fix[];
	/** Why there is no fix, as a clause; absent where there is one, or nothing is known to be said. */
	readonly noFix?: string | undefined;
}

/** A comment of the source, its delimiters included. */
export interface Comment {
	readonly span: Span;
	readonly text: string;
	/** The code a trailing comment belongs to, where that is more than its own line (Python's logical lines). */
	readonly covers?: Span;
}

/** What decides a check besides the text. */
export interface CheckContext {
	readonly environment: Environment;
	readonly target: Target;
	/** Configured severities; a rule that is absent keeps its own. */
	readonly rules: Readonly<Partial<Record<RuleId, RuleLevel>>>;
	/** In-house functions that make clients. */
	readonly wrappers?: readonly Wrapper[];
	/** The other files of the project; absent where the text stands alone. */
	readonly project?: Project;
	/** Languages whose fixes put helpers into a shared module before they put them into the file itself. */
	readonly sharedModules?: Readonly<Partial<Record<Language, SharedModuleSetting>>>;
}

/** Where a project wants the module that fixes share. */
export interface SharedModuleSetting {
	/** The folder of whoever says so, as the paths of documents are: `` for the top. */
	readonly folder: string;
	/** Below that folder, or below the package's where that lies deeper; absent for the usual place. */
	readonly path?: string;
}

/** What a check may ask about other files. Answers for one path are the same object as long as its text is the same. */
export interface Project {
	/** The text that a relative specifier (`./http`, `../options.js`) means in a file; undefined where there is none. */
	resolve(from: string, specifier: string): SourceDocument | undefined;
	/** The files of the package around a file that may configure the whole process. */
	setupFiles(of: string): readonly SourceDocument[];
	/** What lies around a file, for fixes that change other files; absent where none may. */
	layoutOf?(of: string): ProjectLayout;
}

/** What lies around a document. Paths are as those of documents, `` for the top folder. */
export interface ProjectLayout {
	/** The nearest folder around the document with a manifest of its language, else the top. */
	readonly packageFolder: string;
	/** The text of any file, a manifest for one; undefined where there is none. */
	text(path: string): string | undefined;
}

/** A function of the project, by its bare name, whose clients are not judged by what its body shows alone. */
export interface Wrapper {
	readonly name: string;
	/**
	 * The longest wait that its callers ask for: seconds, or for ever. It stands in where the body shows none. Absent: the
	 * function is known to be safe, and what it makes is not reported.
	 */
	readonly timeout?: number | 'unbounded';
}

export interface CheckResult {
	/** Every creation found, also the healthy ones, in document order. */
	readonly clients: readonly Assessment[];
	/** What is reported after suppressions, in document order. */
	readonly findings: readonly Finding[];
	/** What suppression comments silenced. */
	readonly suppressed: readonly Finding[];
}

export interface FixAllOptions {
	/** Also apply fixes marked unsafe. */
	readonly unsafe?: boolean;
	/** Only findings of this rule. */
	readonly rule?: RuleId;
	/** Also apply fixes that change other files. */
	readonly otherFiles?: boolean;
}

export interface FixAllResult {
	readonly text: string;
	/** How many findings were fixed. */
	readonly fixed: number;
	/** What is still reported on the fixed text. */
	readonly remaining: CheckResult;
	/** What has to become of other files with it. */
	readonly files: readonly FileChange[];
}
