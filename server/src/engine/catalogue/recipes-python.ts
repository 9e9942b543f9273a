import type { Helper, Recipe } from './recipes.js';

/** The list that raises on no platform: Linux, macOS and Windows name these options differently, or not at all. */
const keepaliveOptions: Helper = {
	name: 'keepalive_options',
	text: `def keepalive_options(idle={idle}, interval={interval}, count={count}):
    """Socket options that probe an idle connection before the network forgets it."""
    options = [({import:socket}.SOL_SOCKET, {import:socket}.SO_KEEPALIVE, 1)]
    if {import:sys}.platform == "darwin":
        idle_option = getattr({import:socket}, "TCP_KEEPALIVE", 0x10)
    else:
        idle_option = getattr({import:socket}, "TCP_KEEPIDLE", None)
    for option, value in (
        (idle_option, idle),
        (getattr({import:socket}, "TCP_KEEPINTVL", None), interval),
        (getattr({import:socket}, "TCP_KEEPCNT", None), count),
    ):
        if option is not None:
            options.append(({import:socket}.IPPROTO_TCP, option, value))
    return options`,
};

const keepAliveAdapter: Helper = {
	name: 'KeepAliveAdapter',
	text: `class KeepAliveAdapter({import:requests.adapters#HTTPAdapter}):
    """Sends TCP keepalive probes, through proxies too."""

    socket_options = {import:urllib3.connection#HTTPConnection}.default_socket_options + {helper:keepalive_options}()

    def init_poolmanager(self, *args, **kwargs):
        kwargs.setdefault("socket_options", self.socket_options)
        return super().init_poolmanager(*args, **kwargs)

    def proxy_manager_for(self, *args, **kwargs):
        kwargs.setdefault("socket_options", self.socket_options)
        return super().proxy_manager_for(*args, **kwargs)`,
};

/** As `requests.get` does, each call gets a session of its own, so that cookies and threads behave as before. */
const keepaliveSession: Helper = {
	name: 'keepalive_session',
	text: `def keepalive_session():
    """A new session that sends TCP keepalive probes."""
    session = {import:requests#Session}()
    session.mount("https://", {helper:KeepAliveAdapter}())
    session.mount("http://", {helper:KeepAliveAdapter}())
    return session`,
};

/** As `httpx.get` does, each call gets a client of its own; a mount, unlike a transport, leaves proxies of the environment in use. */
const keepaliveClient: Helper = {
	name: 'keepalive_client',
	text: `def keepalive_client():
    """A new client that sends TCP keepalive probes."""
    transport = {import:httpx#HTTPTransport}(socket_options={helper:keepalive_options}())
    return {import:httpx#Client}(mounts={"all://": transport})`,
};

const keepaliveSocket: Helper = {
	name: 'keepalive_socket',
	text: `def keepalive_socket(addr_info):
    """Makes a socket that sends TCP keepalive probes."""
    family, kind, proto, _, _ = addr_info
    sock = {import:socket}.socket(family, kind, proto)
    for option in {helper:keepalive_options}():
        sock.setsockopt(*option)
    return sock`,
};

/** Before aiohttp 3.12 a connector takes no socket factory. */
const keepAliveConnector: Helper = {
	name: 'KeepAliveConnector',
	text: `class KeepAliveConnector({import:aiohttp#TCPConnector}):
    """Sends TCP keepalive probes."""

    async def _wrap_create_connection(self, *args, **kwargs):
        transport, protocol = await super()._wrap_create_connection(*args, **kwargs)
        sock = transport.get_extra_info("socket")
        for option in {helper:keepalive_options}():
            sock.setsockopt(*option)
        return transport, protocol`,
};

export const pythonHelpers: readonly Helper[] = [
	keepaliveOptions,
	keepAliveAdapter,
	keepaliveSession,
	keepaliveClient,
	keepaliveSocket,
	keepAliveConnector,
];

export const probe = 'Send a TCP keepalive probe after {idle} idle seconds';

export const mountAdapter: Recipe = {
	title: probe,
	steps: [
		{
			kind: 'statements-after',
			lines: [
				'{name}.mount("https://", {helper:KeepAliveAdapter}())',
				'{name}.mount("http://", {helper:KeepAliveAdapter}())',
			],
		},
	],
};

/** For a session without a name. */
export const makeKeepaliveSession: Recipe = {
	title: 'Make the session with a function that sends TCP keepalive probes',
	steps: [{ kind: 'replace-callee', text: '{helper:keepalive_session}' }],
};

export const replaceAdapter: Recipe = {
	title: probe,
	steps: [{ kind: 'replace-callee', text: '{helper:KeepAliveAdapter}' }],
};

/** `session.get` takes no positional parameters, where `requests.get` does. */
export const requestsFunction = (method: string): Recipe => ({
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['query'] },
		{ kind: 'replace-callee', text: `{helper:keepalive_session}().${method}` },
	],
});

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

export const socketOptions: Recipe = {
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['proxy', 'uds'] },
		{ kind: 'set-option', option: 'socket_options', text: '{helper:keepalive_options}()' },
	],
};

/** A mount, because `transport=` would bypass the proxies of the environment; it takes over what the client says of connections. */
export const httpxMounts = (transport: string): Recipe => ({
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['proxy', 'proxies', 'mounts', 'transport', 'app'] },
		{
			kind: 'set-option',
			option: 'mounts',
			text:
				`{"all://": {import:httpx#${transport}}(socket_options={helper:keepalive_options}()` +
				'{copy:verify,cert,http1,http2,limits,trust_env})}',
		},
	],
});

/** Not where the arguments belong to the client that the function makes. */
export const httpxFunction = (method: string): Recipe => ({
	title: probe,
	steps: [
		{ kind: 'refuse-with', options: ['verify', 'cert', 'proxy', 'proxies', 'trust_env', 'cookies'] },
		{ kind: 'replace-callee', text: `{helper:keepalive_client}().${method}` },
	],
});

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
