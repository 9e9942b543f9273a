import { off, unbounded } from './javascript-facts.js';
import { delayFix, flagFix, node, processFix, settingFix } from './recipes-javascript.js';
import type { ClientEntry, CreationForm, KeepaliveFact, ProbeTable, TimeoutFact } from './schema.js';

const systemDefault: ProbeTable = [{ probe: { kind: 'system-default' } }];

const always30: ProbeTable = [{ probe: { kind: 'on', idle: 30 } }];

function milliseconds(option: string): TimeoutFact {
	return { option, unit: 'milliseconds', zero: 'unbounded', none: 'default' };
}

const configuration = [['options'], ['url']] as const;

const ioredis: CreationForm = {
	api: 'ioredis.Redis',
	paths: ['', 'Redis'],
	call: 'new',
	role: 'client',
	parameters: [],
	signatures: [['options'], ['url', 'options'], ['number', 'options'], ['number', 'host', 'options']],
	address: ['url', 'host', 'sentinels'],
	localOptions: ['path'],
	hostDefaultsToLocal: true,
	wait: { default: unbounded, options: [milliseconds('commandTimeout')] },
	probe: [{ when: { package: '>=6.0.0' }, probe: { kind: 'on', idle: 30 } }, ...systemDefault],
	keepalive: [
		{
			via: 'flag',
			option: 'keepAlive',
			default: true,
			idle: { option: 'keepAlive', unit: 'milliseconds', default: 'system', zero: 'system' },
		},
	],
	fixes: [settingFix('keepAlive')],
};

const mongodb: CreationForm = {
	api: 'mongodb.MongoClient',
	paths: ['MongoClient'],
	call: 'new',
	role: 'client',
	parameters: ['url', 'options'],
	address: ['url'],
	secureOptions: ['tls', 'ssl'],
	assumedScheme: 'http',
	wait: { default: unbounded, options: [milliseconds('socketTimeoutMS'), milliseconds('timeoutMS')] },
	probe: [
		{ when: { scheme: 'https', node: node.noTlsKeepAlive, package: '>=6.0.0 <7.0.0' }, probe: { kind: 'off' } },
		{ when: { package: '<6.0.0' }, probe: { kind: 'on', idle: 60 } },
		{ probe: { kind: 'on', idle: 120 } },
	],
	keepalive: [
		{
			via: 'flag',
			option: 'keepAlive',
			when: { package: '<6.0.0' },
			default: true,
			// A delay above `socketTimeoutMS`, which is 0 unless told, becomes half of that: libuv takes 60 s of its own for 0.
			idle: { unit: 'milliseconds', default: 60, zero: 'default' },
		},
		{
			via: 'flag',
			option: 'keepAlive',
			when: { package: '>=6.0.0' },
			default: true,
			idle: { option: 'keepAliveInitialDelay', unit: 'milliseconds', default: 120, zero: 'system' },
			effect: [{ when: { scheme: 'https', node: node.noTlsKeepAlive, package: '>=6.0.0 <7.0.0' }, becomes: 'off' }],
			reason: 'mongodb 6 leaves keepalive to `tls.connect`, which ignores it on Node before 24.15',
		},
	],
	fixes: [
		{ ...flagFix('keepAlive', 'keepAliveInitialDelay'), for: ['disabled'] },
		{ ...settingFix('keepAliveInitialDelay'), for: ['late'] },
	],
	unfixable: 'an update does, of Node or of mongodb, which sets probes on TLS sockets itself since 7.0.0',
};

const mssql: CreationForm = {
	api: 'mssql.connect',
	paths: ['connect'],
	call: 'call',
	role: 'client',
	parameters: [],
	signatures: configuration,
	address: ['server'],
	wait: { default: [{ seconds: 15 }], options: [milliseconds('requestTimeout')] },
	probe: always30,
	keepalive: [],
};

const mysql: CreationForm = {
	api: 'mysql.createConnection',
	paths: ['createConnection'],
	call: 'call',
	role: 'connection',
	parameters: [],
	signatures: configuration,
	address: ['url', 'host', 'uri'],
	localOptions: ['socketPath'],
	hostDefaultsToLocal: true,
	wait: { default: unbounded, options: [] },
	probe: off,
	keepalive: [],
	opaque: ['stream'],
	fixes: [processFix('sockets')],
};

/** From 3.3.2 on `enableKeepAlive` is on, but without a delay that leaves the first probe to the system. */
const mysql2Keepalive = { package: '>=3.3.2' } as const;

/** Before, probes are set whatever the flag says, on a socket that is not there yet, where libuv takes 60 s for 0. */
const mysql2Always = { package: '>=2.1.0 <3.3.2' } as const;

const mysql2Flag = {
	via: 'flag',
	option: 'enableKeepAlive',
	idle: { option: 'keepAliveInitialDelay', unit: 'milliseconds', default: 'system', zero: 'system' },
} as const satisfies KeepaliveFact;

const mysql2: CreationForm = {
	...mysql,
	api: 'mysql2.createConnection',
	probe: [
		{ when: mysql2Keepalive, probe: { kind: 'system-default' } },
		{ when: mysql2Always, probe: { kind: 'on', idle: 60 } },
		...off,
	],
	keepalive: [
		{ ...mysql2Flag, default: true, when: mysql2Keepalive },
		{
			via: 'flag',
			option: 'keepAliveInitialDelay',
			when: mysql2Always,
			default: true,
			idle: { option: 'keepAliveInitialDelay', unit: 'milliseconds', default: 60, zero: 'default' },
		},
	],
	fixes: [
		{ ...flagFix('enableKeepAlive', 'keepAliveInitialDelay'), for: ['disabled'] },
		{ ...settingFix('keepAliveInitialDelay'), when: mysql2Keepalive },
		delayFix('keepAliveInitialDelay'),
	],
};

const pg: CreationForm = {
	api: 'pg.Client',
	paths: ['Client'],
	call: 'new',
	role: 'client',
	parameters: [],
	signatures: configuration,
	address: ['url', 'connectionString', 'host'],
	wait: { default: unbounded, options: [milliseconds('query_timeout'), milliseconds('statement_timeout')] },
	probe: off,
	keepalive: [
		{
			via: 'flag',
			option: 'keepAlive',
			idle: { option: 'keepAliveInitialDelayMillis', unit: 'milliseconds', default: 'system', zero: 'system' },
		},
	],
	opaque: ['stream'],
	fixes: [flagFix('keepAlive', 'keepAliveInitialDelayMillis'), delayFix('keepAliveInitialDelayMillis')],
};

/** `socket.keepAlive` was the delay itself in redis 4 and is a flag beside a delay from 5 on. */
function redisFlags(prefix: string): readonly KeepaliveFact[] {
	const option = `${prefix}socket.keepAlive`;
	const beside = (idle: number, when: string): KeepaliveFact => ({
		via: 'flag',
		option,
		default: true,
		idle: { option: `${prefix}socket.keepAliveInitialDelay`, unit: 'milliseconds', default: idle, zero: 'system' },
		effect: [{ when: { scheme: 'https', node: node.noTlsKeepAlive }, becomes: 'off' }],
		reason: 'redis leaves keepalive to `tls.connect`, which ignores it on Node before 24.15',
		when: { package: when },
	});
	return [
		{
			via: 'flag',
			option,
			default: true,
			idle: { option, unit: 'milliseconds', default: 5, zero: 'default' },
			when: { package: '<5.0.0' },
		},
		beside(5, '>=5.0.0 <6.0.0'),
		beside(30, '>=6.0.0'),
	];
}

function redis(api: string, prefix: string): CreationForm {
	return {
		api: `redis.${api}`,
		paths: [api],
		call: 'call',
		role: 'client',
		parameters: ['options', 'more'],
		address: ['url', `${prefix}socket.host`, 'rootNodes'],
		localOptions: [`${prefix}socket.path`],
		hostDefaultsToLocal: true,
		secureOptions: [`${prefix}socket.tls`],
		assumedScheme: 'http',
		wait: { default: unbounded, options: [] },
		probe: [
			{ when: { package: '<5.0.0' }, probe: { kind: 'on', idle: 5 } },
			{ when: { scheme: 'https', node: node.noTlsKeepAlive }, probe: { kind: 'off' } },
			{ when: { package: '<6.0.0' }, probe: { kind: 'on', idle: 5 } },
			...always30,
		],
		keepalive: redisFlags(prefix),
		fixes: [
			{
				...flagFix(`${prefix}socket.keepAlive`, `${prefix}socket.keepAliveInitialDelay`, { package: '>=5.0.0' }),
				for: ['disabled'],
			},
			{
				...settingFix(`${prefix}socket.keepAlive`),
				when: { package: '<5.0.0' },
				for: ['disabled', 'late', 'ineffective'],
			},
			{ ...settingFix(`${prefix}socket.keepAliveInitialDelay`), when: { package: '>=5.0.0' }, for: ['late'] },
		],
		unfixable: 'with TLS an update of Node does: redis leaves its option to `tls.connect`, and offers no other place',
	};
}

const tedious: CreationForm = {
	...mssql,
	api: 'tedious.Connection',
	paths: ['Connection'],
	call: 'new',
	role: 'connection',
	signatures: [['options']],
	wait: { default: [{ seconds: 15 }], options: [milliseconds('options.options.requestTimeout')] },
};

/** Databases and caches: the same failure below another protocol. */
export const databaseEntries = [
	{
		id: 'ioredis',
		language: 'javascript',
		name: 'ioredis',
		package: 'ioredis',
		modules: ['ioredis'],
		forms: [
			ioredis,
			{
				...ioredis,
				api: 'ioredis.Cluster',
				paths: ['Cluster', 'Redis.Cluster'],
				signatures: [['nodes', 'options']],
				address: ['nodes'],
				localOptions: [],
				hostDefaultsToLocal: false,
				wait: { default: unbounded, options: [milliseconds('redisOptions.commandTimeout')] },
				keepalive: [
					{
						via: 'flag',
						option: 'redisOptions.keepAlive',
						default: true,
						idle: { option: 'redisOptions.keepAlive', unit: 'milliseconds', default: 'system', zero: 'system' },
					},
				],
				fixes: [settingFix('redisOptions.keepAlive')],
			},
		],
		sources: [
			'https://github.com/redis/ioredis#readme',
			'https://github.com/redis/ioredis/blob/main/lib/redis/RedisOptions.ts',
		],
		verified: '5.11.1, 6.0.0',
	},
	{
		id: 'mongodb',
		language: 'javascript',
		name: 'mongodb',
		package: 'mongodb',
		modules: ['mongodb'],
		forms: [mongodb, { ...mongodb, api: 'mongodb.MongoClient.connect', paths: ['MongoClient.connect'], call: 'call' }],
		sources: [
			'https://www.mongodb.com/docs/drivers/node/current/connect/connection-options/',
			'https://github.com/mongodb/node-mongodb-native/blob/main/src/cmap/connect.ts',
		],
		verified: '5.9.2, 6.22.0, 7.8.0',
	},
	{
		id: 'mssql',
		language: 'javascript',
		name: 'mssql',
		package: 'mssql',
		modules: ['mssql'],
		forms: [mssql, { ...mssql, api: 'mssql.ConnectionPool', paths: ['ConnectionPool'], call: 'new' }],
		sources: ['https://github.com/tediousjs/node-mssql#readme'],
		verified: '12.7.14',
	},
	{
		id: 'mysql',
		language: 'javascript',
		name: 'mysql',
		package: 'mysql',
		modules: ['mysql'],
		forms: [mysql, { ...mysql, api: 'mysql.createPool', paths: ['createPool'], role: 'client' }],
		sources: ['https://github.com/mysqljs/mysql#connection-options'],
		verified: '2.18.1',
	},
	{
		id: 'mysql2',
		language: 'javascript',
		name: 'mysql2',
		package: 'mysql2',
		modules: ['mysql2', 'mysql2/promise'],
		forms: [mysql2, { ...mysql2, api: 'mysql2.createPool', paths: ['createPool'], role: 'client' }],
		sources: [
			'https://sidorares.github.io/node-mysql2/docs/examples/connections/create-pool',
			'https://github.com/sidorares/node-mysql2/blob/master/lib/base/connection.js',
		],
		verified: '2.0.0, 3.3.1, 3.3.5, 3.24.5',
	},
	{
		id: 'pg',
		language: 'javascript',
		name: 'pg',
		package: 'pg',
		modules: ['pg'],
		forms: [pg, { ...pg, api: 'pg.Pool', paths: ['Pool'], signatures: [['options']] }],
		sources: [
			'https://node-postgres.com/apis/client',
			'https://github.com/brianc/node-postgres/blob/master/packages/pg/lib/connection.js',
		],
		verified: '8.23.1',
	},
	{
		id: 'redis',
		language: 'javascript',
		name: 'redis',
		package: 'redis',
		modules: ['redis', '@redis/client'],
		forms: [redis('createClient', ''), redis('createClientPool', ''), redis('createCluster', 'defaults.')],
		sources: [
			'https://github.com/redis/node-redis/blob/master/docs/client-configuration.md',
			'https://github.com/redis/node-redis/blob/master/packages/client/lib/client/socket.ts',
		],
		verified: '4.7.1, 5.12.1, 6.3.1',
	},
	{
		id: 'tedious',
		language: 'javascript',
		name: 'tedious',
		package: 'tedious',
		modules: ['tedious'],
		forms: [tedious],
		sources: [
			'https://tediousjs.github.io/tedious/api-connection.html',
			'https://github.com/tediousjs/tedious/blob/master/src/connection.ts',
		],
		verified: '18.6.2, 20.3.9',
	},
] as const satisfies readonly ClientEntry[];
