import { probe } from './recipes-python.js';
import type { Recipe, Step } from './recipes.js';

/** Fixes of sockets and of clients that let their connections be replaced. */

function replaceBy(text: string, ...before: readonly Step[]): Recipe {
	return { title: probe, steps: [...before, { kind: 'replace-callee', text }] };
}

function statements(...lines: readonly string[]): Recipe {
	return { title: probe, steps: [{ kind: 'statements-after', lines }] };
}

export const keepaliveConnection = (name: 'HTTPConnection' | 'HTTPSConnection'): Recipe =>
	replaceBy(`{helper:KeepAlive${name}}`);

export const keepaliveUrlopen = replaceBy('{helper:keepalive_urlopen}', {
	kind: 'refuse-with',
	options: ['cafile', 'capath', 'cadefault'],
});

export const handlersOfOpener = statements(
	'{name}.add_handler({helper:KeepAliveHTTPHandler}())',
	'{name}.add_handler({helper:KeepAliveHTTPSHandler}())',
);

export const keepaliveHandler = (name: 'HTTPHandler' | 'HTTPSHandler'): Recipe =>
	replaceBy(`{helper:KeepAlive${name}}`, { kind: 'refuse-with', options: ['check_hostname'] });

export const keepaliveHttp = replaceBy('{helper:KeepAliveHttp}');

export const enableOnSocket = statements('{helper:enable_keepalive}({name})');

/** For an object that tells the number of its socket. */
export const enableOnNumber = statements('{helper:enable_keepalive_on}({name}.fileno())');

export const keepaliveMysql = replaceBy('{helper:KeepAliveMySQLConnection}');

/** For what comes with the object that holds the socket, as its item. */
export const enableOnStreams = (item: number): Recipe =>
	statements(`{helper:enable_keepalive}({item:${item}}.get_extra_info("socket"))`);

export const keepaliveServerProxy = replaceBy('{helper:KeepAliveServerProxy}');

/** An implementation that the process is configured for, and what it is configured with, are left out. */
export const keepaliveAsyncClient = replaceBy('{helper:KeepAliveAsyncHTTPClient}');

export const keepaliveBlockingClient: Recipe = {
	title: probe,
	steps: [{ kind: 'set-option', option: 'async_client_class', text: '{helper:KeepAliveAsyncHTTPClient}' }],
};

/** An agent without a pool keeps no connection either. */
export const poolOfAgent: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'pool',
			text: '{helper:KeepAliveConnectionPool}(persistent=False{copy:reactor})',
		},
	],
};

export const keepaliveConnectionPool = replaceBy('{helper:KeepAliveConnectionPool}');

/** Given a pool, treq asks no more whether connections are to be kept. */
export const poolOfRequest: Recipe = {
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['persistent', 'reactor'] },
		{ kind: 'set-option', option: 'pool', text: '{helper:keepalive_pool}()' },
	],
};

/** Count stays curl's nine. */
export const curlOptions = statements(
	'{name}.setopt({import:pycurl}.TCP_KEEPALIVE, 1)',
	'{name}.setopt({import:pycurl}.TCP_KEEPIDLE, {idle})',
	'{name}.setopt({import:pycurl}.TCP_KEEPINTVL, {interval})',
);

const ping = 'Send a ping after {idle} s of silence';

/** By default C-core stops after two pings without data between them: two, measured in 1.51.1. */
const withoutEnd = '("grpc.http2.max_pings_without_data", 0)';

export const grpcPings: Recipe = {
	title: ping,
	steps: [
		{
			kind: 'set-option',
			option: 'options',
			text: `[("grpc.keepalive_time_ms", {idleMs}), ${withoutEnd}]`,
			combine: `[{elements}("grpc.keepalive_time_ms", {idleMs}), ${withoutEnd}]`,
		},
	],
};

export const grpcPingsWithoutEnd: Recipe = {
	title: 'Send pings for as long as the silence lasts',
	steps: [{ kind: 'set-option', option: 'options', text: `[${withoutEnd}]`, combine: `[{elements}${withoutEnd}]` }],
};

export const pingsAgain: Recipe = {
	title: 'Send pings, every 20 s as by default',
	steps: [{ kind: 'set-option', option: 'ping_interval', text: '20' }],
};
