import type { Recipe } from './recipes.js';

export const probe = 'Send a TCP keepalive probe after {idle} idle seconds';

/** On the session that the object is, or has by this name. */
export const mountAdapterOn = (session: string): Recipe => ({
	title: probe,
	steps: [
		{
			kind: 'statements-after',
			lines: [
				`${session}.mount("https://", {helper:KeepAliveAdapter}())`,
				`${session}.mount("http://", {helper:KeepAliveAdapter}())`,
			],
		},
	],
});

export const mountAdapter = mountAdapterOn('{name}');

function replaceCalleeBy(text: string): Recipe {
	return { title: probe, steps: [{ kind: 'replace-callee', text }] };
}

/** For a session without a name. */
export const makeKeepaliveSession: Recipe = {
	title: 'Make the session with a function that sends TCP keepalive probes',
	steps: [{ kind: 'replace-callee', text: '{helper:keepalive_session}' }],
};

export const replaceAdapter = replaceCalleeBy('{helper:KeepAliveAdapter}');

/** requests-toolbelt's adapter, where it is told to wait too long. */
export const idleOfAdapter: Recipe = {
	title: probe,
	steps: [{ kind: 'set-option', option: 'idle', text: '{idle}' }],
};

/** `session.get` takes no positional parameters, where `requests.get` does. */
export const requestsFunction = (method: string): Recipe => ({
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['query'] },
		{ kind: 'replace-callee', text: `{helper:keepalive_session}().${method}` },
	],
});

/** One session of the module: it keeps cookies, and threads share it. */
export const requestsSharedFunction = (method: string): Recipe => ({
	title: `${probe}, on one session that all calls share`,
	steps: [
		{ kind: 'refuse-with', options: ['query'] },
		{ kind: 'replace-callee', text: `{helper:shared_keepalive_session}().${method}` },
	],
});

export const urllib3Function = replaceCalleeBy('{helper:keepalive_pool_manager}().request');

/** urllib3 takes the list in place of its own. */
export const urllib3Options: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'socket_options',
			text: '{import:urllib3.connection#HTTPConnection}.default_socket_options + {helper:keepalive_options}()',
		},
	],
};

/** For a list that is there and probes too late, or not at all. */
export const moreSocketOptions: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'socket_options',
			text: '{helper:keepalive_options}()',
			combine: '{value} + {helper:keepalive_options}()',
			onlyIfGiven: true,
		},
	],
};

export const keepDefaultOptions: Recipe = {
	title: "Keep the library's own socket options",
	steps: [
		{
			kind: 'set-option',
			option: 'socket_options',
			text: '{import:urllib3.connection#HTTPConnection}.default_socket_options',
			combine: '{import:urllib3.connection#HTTPConnection}.default_socket_options + {value}',
			onlyIfGiven: true,
		},
	],
};

export const socketFactory: Recipe = {
	title: probe,
	steps: [{ kind: 'set-option', option: 'socket_factory', text: '{helper:keepalive_socket}' }],
};

export const connectorWithFactory: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'set-option',
			option: 'connector',
			text: '{import:aiohttp#TCPConnector}(socket_factory={helper:keepalive_socket})',
		},
	],
};

export const connectorSubclass: Recipe = {
	title: probe,
	steps: [{ kind: 'set-option', option: 'connector', text: '{helper:KeepAliveConnector}()' }],
};

export const replaceConnector: Recipe = {
	title: probe,
	steps: [{ kind: 'replace-callee', text: '{helper:KeepAliveConnector}' }],
};

const system = 'Turn TCP keepalive on (the first probe comes after the time the system sets)';

export const botocoreFlag: Recipe = {
	title: system,
	steps: [{ kind: 'set-option', option: 'tcp_keepalive', text: 'True' }],
};

export const botocoreConfig: Recipe = {
	title: system,
	steps: [{ kind: 'set-option', option: 'config', text: '{import:botocore.config#Config}(tcp_keepalive=True)' }],
};
