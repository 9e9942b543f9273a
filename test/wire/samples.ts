import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '../../server/src/engine/model.js';
import { heartbeatProtocols } from './heartbeat-server.js';
import type { HeartbeatProtocol } from './heartbeat-server.js';
import { root } from './runtimes.js';
import type { Scheme } from './slow-server.js';

/**
 * A minimal program of one client, `samples/<language>/<entry id>[.variant].<extension>`. It talks to `wire.test`, at
 * port 9999 where it names one, through the proxies `proxy.test:3128` or `socks.test` where it wants one, and prints `answered` once it
 * is. Comments of its first lines that begin with `proof:` say how it is run:
 *
 *     proof: schemes http        the schemes it is run with, both unless told; `https://wire.test` follows
 *     proof: server silent       a server that accepts and says nothing; the program is ended then
 *     proof: server mysql        a server that lets it in, and answers what asks for a report
 *     proof: server mqtt         a server of that protocol, which counts the client's heartbeats
 *     proof: package got >=14    the versions of the registry that it is for
 *     proof: with pkg other      packages that it needs beside the entry's own: of the registry's last version unless
 *                               told (`pkg@1.2.3`), or Debian's
 *     proof: wait 4              seconds into the request after which the client sets its probes
 *     proof: fix unsafe          the fix is one that the tool calls unsafe
 *     proof: fixed system-default   what the fix can do at best, or the seconds of the library's own idle time that it keeps;
 *                               the idle time of the environment unless told
 *     proof: verdict unknown    the tool does not see into what the fix writes, and is silent about it
 *     proof: verdict inherited  what the fix writes is a set-up of the whole process, which the tool calls protection
 *     proof: protected 60       the seconds that the program's own set-up gives to a client that the tool calls protected
 *     proof: suites trixie sid  the suites of Debian that it is for; all that have the client unless told
 *     proof: unfixable REASON    the tool offers no fix here, and why
 */
export interface Sample {
	/** The catalogue's row. */
	readonly id: string;
	/** What tells it from other programs of the row; empty for the first. */
	readonly variant: string;
	readonly language: Language;
	readonly extension: string;
	/** Without the comments. */
	readonly text: string;
	readonly schemes: readonly ('http' | 'https')[];
	readonly silent: boolean;
	readonly mysql: boolean;
	/** The protocol whose heartbeats hold its path, where they do. */
	readonly heartbeats: HeartbeatProtocol | undefined;
	readonly range: string;
	readonly needs: readonly string[];
	/** Seconds. */
	readonly wait: number;
	readonly unsafe: boolean;
	readonly fixed: 'idle' | 'system-default' | number;
	/** The tool's verdict on its own fix. */
	readonly verdict: 'known' | 'unknown' | 'inherited';
	/** Seconds; undefined where no set-up of the program is to be proven. */
	readonly protected: number | undefined;
	/** Code names; undefined for all. */
	readonly suites: readonly string[] | undefined;
	readonly unfixable: string | undefined;
}

const directive = /^(?:\/\/|#) proof: (\w+) (.*)\n/gm;

function readFixed(text = 'idle'): Sample['fixed'] {
	return text === 'idle' || text === 'system-default' ? text : Number(text);
}

function readSample(language: Language, name: string): Sample {
	const source = readFileSync(join(root, 'test/wire/samples', language, name), 'utf8');
	const [, id = '', variant = '', extension = ''] = /^([^.]+)(?:\.(.+))?\.([^.]+)$/.exec(name) ?? [];
	const given = new Map([...source.matchAll(directive)].map(([, key = '', value = '']) => [key, value.trim()]));
	const schemes = (given.get('schemes') ?? 'http https').split(' ');
	return {
		id,
		variant,
		language,
		extension,
		text: source.replace(directive, '').trimStart(),
		schemes: (['http', 'https'] as const).filter((scheme) => schemes.includes(scheme)),
		silent: given.get('server') === 'silent',
		mysql: given.get('server') === 'mysql',
		heartbeats: heartbeatProtocols.find((protocol) => protocol === given.get('server')),
		range: given.get('package')?.replace(/^\S+ /, '') ?? '*',
		needs: given.get('with')?.split(' ') ?? [],
		wait: Number(given.get('wait') ?? 0),
		unsafe: given.get('fix') === 'unsafe',
		fixed: readFixed(given.get('fixed')),
		verdict: (['unknown', 'inherited'] as const).find((verdict) => verdict === given.get('verdict')) ?? 'known',
		protected: given.has('protected') ? Number(given.get('protected')) : undefined,
		suites: given.get('suites')?.split(' '),
		unfixable: given.get('unfixable'),
	};
}

/** Every program of a language, by name. */
export function readSamples(language: Language): readonly Sample[] {
	return readdirSync(join(root, 'test/wire/samples', language))
		.sort()
		.map((name) => readSample(language, name));
}

/** The text with the scheme of a run, as the tool sees it: a host that is not this machine. */
export function withScheme(text: string, scheme: 'http' | 'https'): string {
	return scheme === 'https'
		? text
		: text.replace(/https:\/\/(\w+@)?wire\.test/g, 'http://$1wire.test').replaceAll('wss://', 'ws://');
}

/** Where the program finds its server and the proxies; a program that wants none of a kind needs no port of it. */
export interface Ports {
	readonly server: number;
	readonly proxy?: number;
	readonly socks?: number;
}

const places = /proxy\.test:3128|proxy\.test|3128|socks\.test|wire\.test:9999|wire\.test\/|wire\.test|9999/g;

/** The text that is run: the host is the slow server's. All at once, as a port may be 49999. */
export function withServer(text: string, { server: port, proxy, socks }: Ports): string {
	const written: Readonly<Record<string, string>> = {
		'proxy.test:3128': `127.0.0.1:${proxy}`,
		'3128': String(proxy),
		'socks.test': `127.0.0.1:${socks}`,
		'wire.test:9999': `127.0.0.1:${port}`,
		'wire.test/': `127.0.0.1:${port}/`,
		'9999': String(port),
	};
	return text.replaceAll(places, (place) => written[place] ?? '127.0.0.1');
}

/** The server that a program talks to. */
export function serverOf({ silent, mysql }: Sample, scheme: 'http' | 'https'): Scheme {
	if (mysql) {
		return 'mysql';
	}
	if (!silent) {
		return scheme;
	}
	return scheme === 'https' ? 'silentTls' : 'silent';
}
