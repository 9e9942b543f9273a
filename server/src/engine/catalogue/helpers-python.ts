import { proxyTransports } from './recipes-python-httpx.js';
import type { Helper } from './recipes.js';

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

function keepAliveAdapter(name: string, parent: string): Helper {
	return {
		name,
		text: `class ${name}(${parent}):
    """Sends TCP keepalive probes, through proxies too."""

    socket_options = {import:urllib3.connection#HTTPConnection}.default_socket_options + {helper:keepalive_options}()

    def init_poolmanager(self, *args, **kwargs):
        kwargs.setdefault("socket_options", self.socket_options)
        return super().init_poolmanager(*args, **kwargs)

    def proxy_manager_for(self, *args, **kwargs):
        kwargs.setdefault("socket_options", self.socket_options)
        return super().proxy_manager_for(*args, **kwargs)`,
	};
}

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

/** Connections are used again, which `requests.get` never does; so are cookies. */
const sharedKeepaliveSession: Helper = {
	name: 'shared_keepalive_session',
	text: `@{import:functools}.lru_cache(maxsize=None)
def shared_keepalive_session():
    """The session of all calls; it sends TCP keepalive probes."""
    return {helper:keepalive_session}()`,
};

/** As `httpx.get` does, each call gets a client of its own; a mount, unlike a transport, leaves proxies of the environment in use. */
const keepaliveClient: Helper = {
	name: 'keepalive_client',
	text: `def keepalive_client():
    """A new client that sends TCP keepalive probes."""
    transport = {import:httpx#HTTPTransport}(socket_options={helper:keepalive_options}())
    return {import:httpx#Client}(mounts={"all://": transport})`,
};

/** httpcore hands socket options on to no connection to a proxy; its backends, which are public, make those too. */
function keepAliveBackend(name: string, parent: string, isAsync: boolean): Helper {
	const [def, wait] = isAsync ? ['async def', 'await '] : ['def', ''];
	return {
		name,
		text: `class ${name}(${parent}):
    """Sends TCP keepalive probes, to proxies too."""

    ${def} connect_tcp(self, *args, **kwargs):
        kwargs["socket_options"] = [*(kwargs.get("socket_options") or ()), *{helper:keepalive_options}()]
        return ${wait}super().connect_tcp(*args, **kwargs)`,
	};
}

/** The transport takes no backend; its pool asks the one it has. */
function keepAliveProxyTransport(name: string, parent: string, backend: string): Helper {
	return {
		name,
		text: `class ${name}(${parent}):
    """Sends TCP keepalive probes to its proxy."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._pool._network_backend = {helper:${backend}}()`,
	};
}

const proxyHelpers = (['httpx', 'httpx2'] as const).flatMap((module): readonly Helper[] => {
	const core = module === 'httpx' ? 'httpcore' : 'httpcore2';
	const mark = module === 'httpx' ? '' : 'Httpx2';
	const { HTTPTransport, AsyncHTTPTransport } = proxyTransports[module];
	return [
		keepAliveBackend(`KeepAlive${mark}Backend`, `{import:${core}}.SyncBackend`, false),
		keepAliveBackend(`KeepAliveAsync${mark}Backend`, `{import:${core}}.AnyIOBackend`, true),
		keepAliveProxyTransport(HTTPTransport, `{import:${module}#HTTPTransport}`, `KeepAlive${mark}Backend`),
		keepAliveProxyTransport(
			AsyncHTTPTransport,
			`{import:${module}#AsyncHTTPTransport}`,
			`KeepAliveAsync${mark}Backend`,
		),
	];
});

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

function keepAliveConnection(name: 'HTTPConnection' | 'HTTPSConnection'): Helper {
	return {
		name: `KeepAlive${name}`,
		text: `class KeepAlive${name}({import:http.client}.${name}):
    """Sends TCP keepalive probes."""

    def connect(self):
        super().connect()
        for option in {helper:keepalive_options}():
            self.sock.setsockopt(*option)`,
	};
}

/** Before the library's own, which have order 500, where it is added to an opener. */
const keepAliveHttpHandler: Helper = {
	name: 'KeepAliveHTTPHandler',
	text: `class KeepAliveHTTPHandler({import:urllib.request}.HTTPHandler):
    """Sends TCP keepalive probes."""

    handler_order = 499

    def http_open(self, req):
        return self.do_open({helper:KeepAliveHTTPConnection}, req)`,
};

const keepAliveHttpsHandler: Helper = {
	name: 'KeepAliveHTTPSHandler',
	text: `class KeepAliveHTTPSHandler({import:urllib.request}.HTTPSHandler):
    """Sends TCP keepalive probes."""

    handler_order = 499

    def __init__(self, debuglevel=0, context=None):
        super().__init__(debuglevel, context)
        self.context = context

    def https_open(self, req):
        return self.do_open(self.connect, req)

    def connect(self, *args, **kwargs):
        return {helper:KeepAliveHTTPSConnection}(*args, context=self.context, **kwargs)`,
};

/** As `urllib.request.urlopen` does, with an opener for each call. */
const keepaliveUrlopen: Helper = {
	name: 'keepalive_urlopen',
	text: `def keepalive_urlopen(url, *args, context=None, **kwargs):
    """Opens a URL on a connection that sends TCP keepalive probes."""
    handlers = {helper:KeepAliveHTTPHandler}(), {helper:KeepAliveHTTPSHandler}(context=context)
    opener = {import:urllib.request}.build_opener(*handlers)
    return opener.open(url, *args, **kwargs)`,
};

/** The connection is made where the transport makes its object; after each that was closed there is a new one. */
const keepAliveTransport: Helper = {
	name: 'KeepAliveTransport',
	text: `class KeepAliveTransport({import:xmlrpc.client}.Transport):
    """Sends TCP keepalive probes."""

    def make_connection(self, host):
        connection = super().make_connection(host)
        if connection.sock is None:
            connection.connect()
            {helper:enable_keepalive}(connection.sock)
        return connection`,
};

/** The class before it leaves the making of connections to the next one. */
const keepAliveSafeTransport: Helper = {
	name: 'KeepAliveSafeTransport',
	text: `class KeepAliveSafeTransport({helper:KeepAliveTransport}, {import:xmlrpc.client}.SafeTransport):
    """Sends TCP keepalive probes over TLS."""`,
};

/** What the standard library's own does, with these transports. */
const keepAliveServerProxy: Helper = {
	name: 'KeepAliveServerProxy',
	text: `class KeepAliveServerProxy({import:xmlrpc.client}.ServerProxy):
    """Sends TCP keepalive probes."""

    def __init__(
        self,
        uri,
        transport=None,
        encoding=None,
        verbose=False,
        allow_none=False,
        use_datetime=False,
        use_builtin_types=False,
        *,
        headers=(),
        context=None,
    ):
        if transport is None and uri.lower().startswith("https:"):
            transport = {helper:KeepAliveSafeTransport}(use_datetime, use_builtin_types, headers=headers, context=context)
        elif transport is None:
            transport = {helper:KeepAliveTransport}(use_datetime, use_builtin_types, headers=headers)
        super().__init__(uri, transport, encoding, verbose, allow_none)`,
};

/** The public part of tornado that opens connections. */
const keepAliveTcpClient: Helper = {
	name: 'KeepAliveTCPClient',
	text: `class KeepAliveTCPClient({import:tornado.tcpclient#TCPClient}):
    """Sends TCP keepalive probes."""

    async def connect(self, *args, **kwargs):
        stream = await super().connect(*args, **kwargs)
        for option in {helper:keepalive_options}():
            stream.socket.setsockopt(*option)
        return stream`,
};

/** Of the two implementations of tornado the one that is used where nothing is configured. */
const keepAliveAsyncHttpClient: Helper = {
	name: 'KeepAliveAsyncHTTPClient',
	text: `class KeepAliveAsyncHTTPClient({import:tornado.simple_httpclient#SimpleAsyncHTTPClient}):
    """Sends TCP keepalive probes."""

    def initialize(self, **kwargs):
        super().initialize(**kwargs)
        self.tcp_client = {helper:KeepAliveTCPClient}(resolver=self.resolver)`,
};

/** The session is made where the first request opens the transport, as the library makes its own. */
const keepAliveAioHttpTransport: Helper = {
	name: 'KeepAliveAioHttpTransport',
	text: `class KeepAliveAioHttpTransport({import:azure.core.pipeline.transport#AioHttpTransport}):
    """Sends TCP keepalive probes."""

    has_session = False

    async def open(self):
        if not self.has_session:
            self.has_session = True
            self.session = {import:aiohttp#ClientSession}(
                connector={helper:KeepAliveConnector}(),
                cookie_jar={import:aiohttp#DummyCookieJar}(),
                trust_env=True,
                auto_decompress=False,
            )
        await super().open()`,
};

/** PyMySQL makes its connections by calling the class. */
const keepAliveMysqlConnection: Helper = {
	name: 'KeepAliveMySQLConnection',
	text: `class KeepAliveMySQLConnection({import:pymysql.connections#Connection}):
    """Sends TCP keepalive probes."""

    def connect(self, sock=None):
        super().connect(sock)
        if not self.unix_socket:
            for option in {helper:keepalive_options}():
                vars(self)["_sock"].setsockopt(*option)`,
};

/** \`detach\` leaves the descriptor to the library. */
const enableKeepaliveOn: Helper = {
	name: 'enable_keepalive_on',
	text: `def enable_keepalive_on(fileno):
    """Sends TCP keepalive probes on a socket that a library holds."""
    sock = {import:socket}.socket(fileno=fileno)
    try:
        if sock.family in ({import:socket}.AF_INET, {import:socket}.AF_INET6):
            for option in {helper:keepalive_options}():
                sock.setsockopt(*option)
    finally:
        sock.detach()`,
};

/** Below TLS there is the transport that has the socket. */
const keepAliveConnectionPool: Helper = {
	name: 'KeepAliveConnectionPool',
	text: `class KeepAliveConnectionPool({import:twisted.web.client#HTTPConnectionPool}):
    """Sends TCP keepalive probes."""

    def getConnection(self, key, endpoint):
        return super().getConnection(key, endpoint).addCallback(self._probe)

    def _probe(self, connection):
        transport = getattr(connection.transport, "transport", connection.transport)
        for option in {helper:keepalive_options}():
            transport.getHandle().setsockopt(*option)
        return connection`,
};

/** As treq does, one pool for all requests, which is made when the reactor is there. */
const keepalivePool: Helper = {
	name: 'keepalive_pool',
	text: `@{import:functools}.lru_cache(maxsize=None)
def keepalive_pool():
    """The pool of all requests; its connections send TCP keepalive probes."""
    from twisted.internet import reactor

    return {helper:KeepAliveConnectionPool}(reactor)`,
};

const enableKeepalive: Helper = {
	name: 'enable_keepalive',
	text: `def enable_keepalive(sock):
    """Sends TCP keepalive probes on a socket."""
    for option in {helper:keepalive_options}():
        sock.setsockopt(*option)`,
};

function keepAliveOfHttplib2(name: 'HTTP' | 'HTTPS'): Helper {
	return {
		name: `KeepAlive${name}ConnectionWithTimeout`,
		text: `class KeepAlive${name}ConnectionWithTimeout({import:httplib2#${name}ConnectionWithTimeout}):
    """Sends TCP keepalive probes."""

    def connect(self):
        super().connect()
        for option in {helper:keepalive_options}():
            self.sock.setsockopt(*option)`,
	};
}

const keepAliveHttp: Helper = {
	name: 'KeepAliveHttp',
	text: `class KeepAliveHttp({import:httplib2#Http}):
    """Sends TCP keepalive probes."""

    def request(self, uri, *args, **kwargs):
        if kwargs.get("connection_type") is None:
            secure = uri.lower().startswith("https:")
            kwargs["connection_type"] = (
                {helper:KeepAliveHTTPSConnectionWithTimeout} if secure else {helper:KeepAliveHTTPConnectionWithTimeout}
            )
        return super().request(uri, *args, **kwargs)`,
};

/** As `keepalive_client`, for the package that follows httpx. */
const keepaliveClient2: Helper = {
	name: 'keepalive_httpx2_client',
	text: `def keepalive_httpx2_client():
    """A new client that sends TCP keepalive probes."""
    transport = {import:httpx2}.HTTPTransport(socket_options={helper:keepalive_options}())
    return {import:httpx2}.Client(mounts={"all://": transport})`,
};

/** As the functions of urllib3 do, one manager for all requests, with their timeout. */
const keepalivePoolManager: Helper = {
	name: 'keepalive_pool_manager',
	text: `@{import:functools}.lru_cache(maxsize=None)
def keepalive_pool_manager():
    """The pools of all requests; their connections send TCP keepalive probes."""
    options = {import:urllib3.connection#HTTPConnection}.default_socket_options + {helper:keepalive_options}()
    return {import:urllib3#PoolManager}(timeout=3, socket_options=options)`,
};

/** Where the version of openai is not known: 3.0 went from httpx to httpx2, and takes the transports of one of them. */
function keepaliveOpenaiClient(name: string, client: string, transport: string): Helper {
	return {
		name,
		text: `def ${name}():
    """The client of the SDK itself, which sends TCP keepalive probes."""
    httpx = {import:importlib}.import_module({import:openai#${client}}.__mro__[1].__module__)
    transport = httpx.${transport}(
        limits={import:openai#DEFAULT_CONNECTION_LIMITS},
        socket_options={helper:keepalive_options}(),
    )
    return {import:openai#${client}}(mounts={"all://": transport})`,
	};
}

/** Nodes of elasticsearch 8 and later. */
const keepAliveNode: Helper = {
	name: 'KeepAliveNode',
	text: `class KeepAliveNode({import:elastic_transport#Urllib3HttpNode}):
    """Sends TCP keepalive probes."""

    def __init__(self, config):
        super().__init__(config)
        options = {import:urllib3.connection#HTTPConnection}.default_socket_options + {helper:keepalive_options}()
        self.pool.conn_kw["socket_options"] = options`,
};

/** What fixes declare, in the order in which they need each other. */
export const pythonHelpers: readonly Helper[] = [
	keepaliveOptions,
	keepAliveAdapter('KeepAliveAdapter', '{import:requests.adapters#HTTPAdapter}'),
	keepAliveAdapter('KeepAliveCacheControlAdapter', '{import:cachecontrol#CacheControlAdapter}'),
	keepaliveSession,
	sharedKeepaliveSession,
	keepaliveClient,
	keepaliveClient2,
	...proxyHelpers,
	keepaliveSocket,
	keepAliveConnector,
	keepAliveConnection('HTTPConnection'),
	keepAliveConnection('HTTPSConnection'),
	keepAliveHttpHandler,
	keepAliveHttpsHandler,
	keepaliveUrlopen,
	enableKeepalive,
	keepAliveTransport,
	keepAliveSafeTransport,
	keepAliveServerProxy,
	keepAliveTcpClient,
	keepAliveAsyncHttpClient,
	keepAliveConnectionPool,
	keepalivePool,
	keepAliveAioHttpTransport,
	keepAliveMysqlConnection,
	enableKeepaliveOn,
	keepAliveOfHttplib2('HTTP'),
	keepAliveOfHttplib2('HTTPS'),
	keepAliveHttp,
	keepalivePoolManager,
	keepaliveOpenaiClient('keepalive_openai_client', 'DefaultHttpxClient', 'HTTPTransport'),
	keepaliveOpenaiClient('keepalive_async_openai_client', 'DefaultAsyncHttpxClient', 'AsyncHTTPTransport'),
	keepAliveNode,
];
