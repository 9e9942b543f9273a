import { off, unbounded } from './javascript-facts.js';
import { pingFix } from './recipes-javascript.js';
import type { ClientEntry, CreationForm } from './schema.js';

const amqplib: CreationForm = {
	api: 'amqplib.connect',
	paths: ['connect'],
	call: 'call',
	role: 'connection',
	parameters: [],
	signatures: [
		['url', 'callback'],
		['url', 'socketOptions', 'callback'],
		['options', 'callback'],
		['options', 'socketOptions', 'callback'],
	],
	address: ['url', 'hostname'],
	wait: { default: unbounded, options: [] },
	// The server asks for AMQP heartbeats, RabbitMQ for one a minute.
	probe: [{ probe: { kind: 'on', idle: 60 } }],
	keepalive: [
		{
			via: 'flag',
			option: 'socketOptions.keepAlive',
			idle: { option: 'socketOptions.keepAliveDelay', unit: 'milliseconds', default: 60, zero: 'system' },
		},
		{
			via: 'flag',
			option: 'heartbeat',
			default: true,
			idle: { option: 'heartbeat', unit: 'seconds', default: 60, zero: 'default' },
			when: { package: '>=2.0.0' },
		},
	],
	fixes: [pingFix('heartbeat', '60')],
};

/** Message queues, mail and shells; most have pings of their own protocol. */
export const messagingEntries = [
	{
		id: 'amqplib',
		language: 'javascript',
		name: 'amqplib',
		package: 'amqplib',
		modules: ['amqplib', 'amqplib/callback_api'],
		forms: [amqplib],
		sources: [
			'https://amqp-node.github.io/amqplib/channel_api.html#connect',
			'https://github.com/amqp-node/amqplib/blob/main/lib/connection.js',
		],
		verified: '0.10.9, 1.0.3, 2.3.1',
	},
	{
		id: 'kafkajs',
		language: 'javascript',
		name: 'kafkajs',
		package: 'kafkajs',
		modules: ['kafkajs'],
		forms: [
			{
				api: 'kafkajs.Kafka',
				paths: ['Kafka'],
				call: 'new',
				role: 'client',
				parameters: ['options'],
				address: ['brokers'],
				wait: {
					default: [{ seconds: 30 }],
					options: [{ option: 'requestTimeout', unit: 'milliseconds', zero: 'value', none: 'default' }],
				},
				probe: [{ probe: { kind: 'on', idle: 60 } }],
				keepalive: [{ via: 'factory', option: 'socketFactory' }],
			},
		],
		sources: [
			'https://kafka.js.org/docs/configuration',
			'https://github.com/tulios/kafkajs/blob/master/src/network/socketFactory.js',
		],
		verified: '2.2.4',
	},
	{
		id: 'mqtt',
		language: 'javascript',
		name: 'mqtt',
		package: 'mqtt',
		modules: ['mqtt'],
		forms: [
			{
				api: 'mqtt.{path}',
				paths: ['connect', 'connectAsync'],
				call: 'call',
				role: 'connection',
				parameters: [],
				signatures: [['url', 'options'], ['options']],
				address: ['url', 'host', 'hostname'],
				wait: { default: unbounded, options: [] },
				probe: [{ probe: { kind: 'on', idle: 60 } }],
				keepalive: [
					{
						via: 'flag',
						option: 'keepalive',
						default: true,
						idle: { option: 'keepalive', unit: 'seconds', default: 60, zero: 'default' },
					},
				],
				fixes: [pingFix('keepalive', '60')],
			},
		],
		sources: ['https://github.com/mqttjs/MQTT.js#client'],
		verified: '5.16.0',
	},
	{
		id: 'nats',
		language: 'javascript',
		name: 'nats',
		package: 'nats',
		modules: ['nats', '@nats-io/transport-node'],
		forms: [
			{
				api: 'nats.connect',
				paths: ['connect'],
				call: 'call',
				role: 'connection',
				parameters: ['options'],
				address: ['servers'],
				hostDefaultsToLocal: true,
				wait: { default: unbounded, options: [] },
				probe: [{ probe: { kind: 'on', idle: 120 } }],
				keepalive: [
					{
						via: 'flag',
						option: 'pingInterval',
						default: true,
						idle: { option: 'pingInterval', unit: 'milliseconds', default: 120, zero: 'default' },
					},
				],
				fixes: [{ ...pingFix('pingInterval', '{idleMs}'), for: ['late', 'ineffective'] }],
			},
		],
		sources: ['https://github.com/nats-io/nats.js#connection-options'],
		verified: '2.29.3, 3.4.0',
	},
	{
		id: 'nodemailer',
		language: 'javascript',
		name: 'nodemailer',
		package: 'nodemailer',
		modules: ['nodemailer'],
		forms: [
			{
				api: 'nodemailer.createTransport',
				paths: ['createTransport'],
				call: 'call',
				role: 'client',
				parameters: [],
				signatures: [
					['options', 'defaults'],
					['url', 'defaults'],
				],
				address: ['url', 'host'],
				wait: {
					default: [{ seconds: 600 }],
					options: [{ option: 'socketTimeout', unit: 'milliseconds', zero: 'default', none: 'default' }],
				},
				probe: [
					{ when: { package: '<10.0.0' }, probe: { kind: 'system-default' } },
					{ probe: { kind: 'on', idle: 30 } },
				],
				keepalive: [],
				opaque: ['SES', 'sendmail', 'jsonTransport', 'streamTransport', 'getSocket', 'socket', 'connection', 'proxy'],
				advice: 'nodemailer 10 and later send it after 30 s',
				unfixable: 'an update does: nodemailer sends them in time itself since 10.0.0',
			},
		],
		sources: [
			'https://nodemailer.com/smtp/',
			'https://github.com/nodemailer/nodemailer/blob/master/lib/smtp-connection/index.js',
		],
		verified: '6.10.1, 9.0.0, 10.0.0, 10.6.0',
	},
	{
		id: 'ssh2',
		language: 'javascript',
		name: 'ssh2',
		package: 'ssh2',
		modules: ['ssh2'],
		forms: [
			{
				api: 'ssh2.Client',
				paths: ['Client'],
				call: 'new',
				role: 'connection',
				parameters: [],
				address: ['host'],
				wait: { default: unbounded, options: [] },
				probe: off,
				keepalive: [
					{
						via: 'flag',
						of: 'connect',
						option: 'keepaliveInterval',
						idle: { option: 'keepaliveInterval', unit: 'milliseconds', default: 'system', zero: 'default' },
					},
				],
				methods: [{ names: ['connect'], parameters: ['options'] }],
				fixes: [pingFix('keepaliveInterval', '{idleMs}', { of: 'connect' })],
			},
		],
		sources: ['https://github.com/mscdex/ssh2#client-methods'],
		verified: '1.17.0',
	},
] as const satisfies readonly ClientEntry[];
