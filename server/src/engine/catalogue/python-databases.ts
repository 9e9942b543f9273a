import {
	client,
	lowerSystem,
	off,
	onAfter,
	row,
	systemDefault,
	timeout,
	unbounded,
	unknownWait,
} from './python-facts.js';
import {
	connectArguments,
	keepaliveAgain,
	keepaliveParameters,
	pikaOptions,
	poolArguments,
	redisKeepalive,
	redisOptions,
	socketOptionsWithNoDelay,
} from './recipes-python-options.js';
import { enableOnNumber, keepaliveMysql } from './recipes-python-sockets.js';
import { moreSocketOptions } from './recipes-python.js';
import type { ClientEntry, CreationForm, FixFact, KeepaliveFact } from './schema.js';

const macGap = "the probes of the library leave macOS out, where the first one comes after the system's 7200 s";

/** What libpq is told by keyword, in the DSN or in a dictionary that holds its keywords. */
function libpq(prefix = ''): KeepaliveFact {
	return {
		via: 'flag',
		option: `${prefix}keepalives`,
		default: true,
		idle: { option: `${prefix}keepalives_idle`, unit: 'seconds', default: 'system', zero: 'system' },
	};
}

/** Of a process on this machine: a Unix socket, or localhost. */
const local = { hostDefaultsToLocal: true, address: ['host', 'hostaddr'] };

const libpqForm = {
	...local,
	role: 'connection',
	connectionStrings: ['dsn', 'conninfo'],
	wait: { default: unbounded, options: [] },
	probe: systemDefault,
	keepalive: [libpq()],
	fixes: [
		{ for: ['late'], recipe: keepaliveParameters, safety: 'safe' },
		{ for: ['disabled'], recipe: keepaliveAgain, safety: 'safe' },
	],
} as const satisfies Partial<CreationForm>;

const libpqSources = ['https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-KEEPALIVES'];

const psycopg2 = row({
	id: 'psycopg2',
	package: 'psycopg2',
	forms: [
		client({ ...libpqForm, api: 'psycopg2.connect', paths: ['connect'], parameters: ['dsn'] }),
		client({
			...libpqForm,
			api: 'psycopg2.{path}',
			paths: ['pool.SimpleConnectionPool', 'pool.ThreadedConnectionPool'],
			parameters: ['minconn', 'maxconn', 'dsn'],
		}),
	],
	sources: ['https://www.psycopg.org/docs/module.html#psycopg2.connect', ...libpqSources],
	verified: 'psycopg2 2.9.5, 2.9.10',
});

const psycopg = row({
	id: 'psycopg',
	package: 'psycopg',
	modules: ['psycopg', 'psycopg_pool'],
	forms: [
		client({
			...libpqForm,
			api: 'psycopg.connect',
			paths: ['connect', 'Connection.connect', 'AsyncConnection.connect'],
			parameters: ['conninfo'],
		}),
		client({
			...libpqForm,
			api: 'psycopg_pool.{path}',
			paths: ['ConnectionPool', 'AsyncConnectionPool', 'NullConnectionPool', 'AsyncNullConnectionPool'],
			parameters: ['conninfo'],
			keepalive: [libpq(), libpq('kwargs.')],
			fixes: [{ for: ['late'], recipe: poolArguments, safety: 'safe' }],
		}),
	],
	sources: ['https://www.psycopg.org/psycopg3/docs/api/connections.html', ...libpqSources],
	verified: 'psycopg 3.1.7, 3.2.6',
});

const asyncpgSockets = 'asyncpg has no option for its sockets, and no public name for them';

const asyncpg = row({
	id: 'asyncpg',
	package: 'asyncpg',
	forms: [
		client({
			...local,
			api: 'asyncpg.connect',
			paths: ['connect', 'connection.connect'],
			role: 'connection',
			parameters: ['dsn'],
			connectionStrings: ['dsn'],
			wait: { default: unbounded, options: [timeout('command_timeout')] },
			keepalive: [{ via: 'socket' }],
			unfixable: asyncpgSockets,
		}),
		client({
			...local,
			api: 'asyncpg.create_pool',
			paths: ['create_pool', 'pool.create_pool'],
			parameters: ['dsn'],
			connectionStrings: ['dsn'],
			wait: { default: unbounded, options: [timeout('command_timeout')] },
			opaque: ['setup', 'init', 'connect'],
			unfixable: asyncpgSockets,
		}),
	],
	sources: ['https://magicstack.github.io/asyncpg/current/api/index.html#asyncpg.connection.connect'],
	verified: 'asyncpg 0.27.0, 0.30.0',
});

interface Dialect {
	readonly schemes: readonly string[];
	readonly form: Partial<CreationForm>;
}

const throughLibpq: Dialect = {
	schemes: [
		'postgres',
		'postgresql',
		'postgresql+psycopg2',
		'postgresql+psycopg',
		'postgresql+psycopg_async',
		'postgresql+psycopg2cffi',
	],
	form: {
		probe: systemDefault,
		keepalive: [libpq(), libpq('connect_args.')],
		fixes: [{ for: ['late'], recipe: connectArguments, safety: 'safe' }],
	},
};

const dialects: readonly Dialect[] = [
	throughLibpq,
	{ schemes: ['postgresql+asyncpg'], form: { probe: off, unfixable: asyncpgSockets } },
	{
		schemes: ['mysql', 'mariadb', 'mysql+pymysql', 'mysql+mysqldb', 'mariadb+pymysql', 'mariadb+mysqldb'],
		form: {
			probe: systemDefault,
			advice: lowerSystem,
			unfixable: 'the drivers take no idle time among `connect_args`',
		},
	},
];

function engines(owner: string): CreationForm[] {
	return dialects.map(({ schemes, form }) =>
		client({
			...local,
			api: `${owner}.create_engine`,
			paths: [
				'create_engine',
				'engine.create_engine',
				'ext.asyncio.create_async_engine',
				'ext.asyncio.engine.create_async_engine',
			],
			only: [{ kind: 'scheme', option: 'url', schemes }],
			parameters: ['url'],
			connectionStrings: ['url'],
			wait: { default: unbounded, options: [] },
			opaque: ['creator', 'pool', 'async_creator'],
			...form,
		}),
	);
}

const sqlalchemy = row({
	id: 'sqlalchemy',
	name: 'SQLAlchemy',
	package: 'sqlalchemy',
	forms: engines('sqlalchemy'),
	sources: [
		'https://docs.sqlalchemy.org/en/20/core/engines.html#use-the-connect-args-dictionary-parameter',
		...libpqSources,
	],
	verified: 'SQLAlchemy 1.4.46, 2.0.40',
});

const since8 = { package: '>=8.0.0' } as const;

const redisKeepaliveFacts: readonly KeepaliveFact[] = [
	{
		via: 'flag',
		option: 'socket_keepalive',
		idle: { option: 'socket_keepalive_options', unit: 'seconds', default: 'system', zero: 'system' },
		when: { package: '<8.0.0' },
	},
	{
		via: 'flag',
		option: 'socket_keepalive',
		default: true,
		idle: { option: 'socket_keepalive_options', unit: 'seconds', default: 30, zero: 'system', none: 'system' },
		when: since8,
	},
];

const redisFixes: readonly FixFact[] = [
	{ for: ['missing', 'ineffective'], when: { package: '<8.0.0' }, recipe: redisKeepalive, safety: 'safe' },
	{ for: ['disabled'], recipe: redisKeepalive, safety: 'safe' },
	{ for: ['late'], recipe: redisOptions, safety: 'safe' },
];

/** As the connection and what makes it have in common. */
function redisForm(api: string, paths: readonly string[], more: Partial<CreationForm> = {}): CreationForm {
	return client({
		api,
		paths,
		parameters: ['host', 'port', 'db', 'password', 'socket_timeout'],
		address: ['host'],
		hostDefaultsToLocal: true,
		localOptions: ['unix_socket_path'],
		wait: {
			default: [{ when: since8, seconds: 5 }, ...unbounded],
			options: [timeout('socket_timeout')],
		},
		probe: [{ when: since8, probe: { kind: 'on', idle: 30 } }, ...off],
		keepalive: redisKeepaliveFacts,
		fixes: redisFixes,
		...more,
	});
}

const redisClient = {
	addressElsewhere: ['connection_pool'],
	keepalive: [{ via: 'carrier', option: 'connection_pool' }, ...redisKeepaliveFacts],
} as const satisfies Partial<CreationForm>;

const fromUrl = { parameters: ['url'], connectionStrings: ['url'], hostDefaultsToLocal: false } as const;

const redis = row({
	id: 'redis',
	package: 'redis',
	forms: [
		redisForm('redis.Redis', ['Redis', 'StrictRedis', 'client.Redis', 'client.StrictRedis'], redisClient),
		redisForm(
			'redis.asyncio.Redis',
			['asyncio.Redis', 'asyncio.StrictRedis', 'asyncio.client.Redis', 'asyncio.client.StrictRedis'],
			redisClient,
		),
		redisForm('redis.from_url', ['from_url', 'Redis.from_url', 'StrictRedis.from_url', 'utils.from_url'], fromUrl),
		redisForm(
			'redis.asyncio.from_url',
			['asyncio.from_url', 'asyncio.Redis.from_url', 'asyncio.client.Redis.from_url'],
			{
				...fromUrl,
			},
		),
		redisForm(
			'redis.RedisCluster',
			['RedisCluster', 'cluster.RedisCluster', 'asyncio.RedisCluster', 'asyncio.cluster.RedisCluster'],
			{
				parameters: ['host', 'port'],
				address: ['host', 'url'],
				hostDefaultsToLocal: false,
			},
		),
		redisForm(
			'redis.ConnectionPool',
			[
				'ConnectionPool',
				'BlockingConnectionPool',
				'connection.ConnectionPool',
				'connection.BlockingConnectionPool',
				'asyncio.ConnectionPool',
				'asyncio.BlockingConnectionPool',
				'asyncio.connection.ConnectionPool',
			],
			{ role: 'agent', parameters: ['connection_class'], opaque: ['connection_class'] },
		),
		redisForm(
			'redis.ConnectionPool.from_url',
			[
				'ConnectionPool.from_url',
				'BlockingConnectionPool.from_url',
				'connection.ConnectionPool.from_url',
				'asyncio.ConnectionPool.from_url',
				'asyncio.BlockingConnectionPool.from_url',
			],
			{ ...fromUrl, role: 'agent', opaque: ['connection_class'] },
		),
	],
	sources: [
		'https://redis.readthedocs.io/en/stable/connections.html',
		'https://github.com/redis/redis-py/blob/master/redis/connection.py',
	],
	verified: 'redis 4.3.4, 6.1.0, 6.4.0, 8.0.0, 8.1.0',
});

const pymongo = row({
	id: 'pymongo',
	package: 'pymongo',
	modules: ['pymongo', 'motor'],
	forms: [
		client({
			api: 'pymongo.MongoClient',
			paths: [
				'MongoClient',
				'AsyncMongoClient',
				'mongo_client.MongoClient',
				'motor_asyncio.AsyncIOMotorClient',
				'motor_tornado.MotorClient',
			],
			parameters: ['host'],
			address: ['host'],
			hostDefaultsToLocal: true,
			wait: {
				default: unbounded,
				options: [
					timeout('socketTimeoutMS', { unit: 'milliseconds', zero: 'unbounded' }),
					timeout('timeoutMS', { unit: 'milliseconds', zero: 'unbounded' }),
				],
			},
			probe: onAfter(120),
			gap: macGap,
		}),
	],
	sources: ['https://github.com/mongodb/mongo-python-driver/blob/master/pymongo/pool_shared.py'],
	verified: 'pymongo 3.11.0, 4.10.1',
});

/** The server asks for heartbeats, RabbitMQ for one a minute; pika sends two within that time. */
const heartbeat: KeepaliveFact = {
	via: 'flag',
	option: 'heartbeat',
	default: true,
	idle: { option: 'heartbeat', unit: 'seconds', times: 2, default: 30, zero: 'default' },
};

const pikaForm = {
	role: 'agent',
	address: ['host'],
	wait: { default: unbounded, options: [] },
	probe: onAfter(30),
	fixes: [{ for: ['disabled', 'late'], recipe: pikaOptions, safety: 'safe' }],
} as const satisfies Partial<CreationForm>;

const pika = row({
	id: 'pika',
	package: 'pika',
	forms: [
		client({
			...pikaForm,
			api: 'pika.ConnectionParameters',
			paths: ['ConnectionParameters', 'connection.ConnectionParameters'],
			parameters: ['host', 'port', 'virtual_host', 'credentials', 'channel_max', 'frame_max', 'heartbeat'],
			hostDefaultsToLocal: true,
			keepalive: [
				{
					via: 'flag',
					option: 'tcp_options.TCP_KEEPIDLE',
					idle: { option: 'tcp_options.TCP_KEEPIDLE', unit: 'seconds', default: 'system', zero: 'system' },
				},
				heartbeat,
			],
		}),
		client({
			...pikaForm,
			api: 'pika.URLParameters',
			paths: ['URLParameters', 'connection.URLParameters'],
			parameters: ['url'],
			connectionStrings: ['url'],
			keepalive: [heartbeat],
			opaque: ['tcp_options'],
			fixes: [],
		}),
	],
	sources: [
		'https://pika.readthedocs.io/en/stable/modules/parameters.html',
		'https://github.com/pika/pika/blob/main/pika/tcp_socket_opts.py',
		'https://github.com/pika/pika/blob/main/pika/heartbeat.py',
	],
	verified: 'pika 1.2.0',
});

const mysqlForm = {
	role: 'connection',
	parameters: ['host', 'user', 'password', 'database', 'port'],
	address: ['host'],
	hostDefaultsToLocal: true,
	localOptions: ['unix_socket'],
	wait: { default: unbounded, options: [timeout('read_timeout')] },
	probe: systemDefault,
	advice: lowerSystem,
} as const satisfies Partial<CreationForm>;

const pymysql = row({
	id: 'pymysql',
	name: 'PyMySQL',
	package: 'pymysql',
	forms: [
		client({
			...mysqlForm,
			api: 'pymysql.connect',
			paths: ['connect', 'Connect', 'Connection', 'connections.Connection'],
			keepalive: [{ via: 'subclass' }],
			// Its socket has no public name.
			fixes: [{ for: ['late'], recipe: keepaliveMysql, safety: 'unsafe' }],
		}),
	],
	sources: ['https://github.com/PyMySQL/PyMySQL/blob/main/pymysql/connections.py'],
	verified: 'PyMySQL 1.0.2, 1.1.1, 1.2.0',
});

const mysqlclient = row({
	id: 'mysqlclient',
	package: 'mysqlclient',
	modules: ['MySQLdb'],
	forms: [
		client({
			...mysqlForm,
			api: 'MySQLdb.connect',
			paths: ['connect', 'Connect', 'Connection', 'connections.Connection'],
			keepalive: [{ via: 'socket' }],
			fixes: [{ for: ['late'], recipe: enableOnNumber, safety: 'safe' }],
		}),
	],
	sources: ['https://mysqlclient.readthedocs.io/user_guide.html'],
	verified: 'mysqlclient 1.4.6',
});

const connectorSockets = 'the driver has no option for its sockets, and no public name for them';

/** The extension in C is what it takes where it is there, and does as MySQL's own library. */
const mysqlConnector = row({
	id: 'mysql-connector',
	name: 'mysql-connector-python',
	package: 'mysql-connector-python',
	modules: ['mysql.connector'],
	gates: ['mysql.connector', 'from mysql'],
	forms: [
		client({
			...mysqlForm,
			api: 'mysql.connector.connect',
			paths: ['connect'],
			only: [{ kind: 'true', option: 'use_pure' }],
			parameters: [],
			probe: off,
			unfixable: connectorSockets,
		}),
		client({
			...mysqlForm,
			api: 'mysql.connector.connect',
			paths: ['connect'],
			parameters: [],
			unfixable: connectorSockets,
		}),
	],
	sources: ['https://dev.mysql.com/doc/connector-python/en/connector-python-connectargs.html'],
	verified: 'mysql-connector-python 26.7.0',
});

const kafkaForm = {
	address: ['bootstrap_servers'],
	hostDefaultsToLocal: true,
	parameters: ['topic', 'secondTopic', 'thirdTopic'],
	wait: { default: unknownWait, options: [] },
	keepalive: [{ via: 'socket-options', option: 'socket_options' }],
	fixes: [
		{ for: ['missing', 'ineffective'], recipe: socketOptionsWithNoDelay, safety: 'safe' },
		{ for: ['missing', 'late'], recipe: moreSocketOptions, safety: 'safe' },
	],
} as const satisfies Partial<CreationForm>;

const kafka = row({
	id: 'kafka-python',
	package: 'kafka-python',
	modules: ['kafka'],
	forms: ['KafkaConsumer', 'KafkaProducer', 'KafkaAdminClient', 'KafkaClient'].map((name) =>
		client({ ...kafkaForm, api: `kafka.${name}`, paths: [name] }),
	),
	sources: ['https://github.com/dpkp/kafka-python/blob/master/kafka/conn.py'],
	verified: 'kafka-python 2.0.2',
});

export const pythonDatabases: readonly ClientEntry[] = [
	asyncpg,
	kafka,
	mysqlConnector,
	mysqlclient,
	pika,
	psycopg,
	psycopg2,
	pymongo,
	pymysql,
	redis,
	sqlalchemy,
];
