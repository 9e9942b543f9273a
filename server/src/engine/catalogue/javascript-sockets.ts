import { connectOptions, off, socketTimeout, unbounded } from './javascript-facts.js';
import { appendFix, pingFix } from './recipes-javascript.js';
import type { ClientEntry } from './schema.js';

/** Clients that keep one connection for many messages. */
export const socketEntries = [
	{
		id: 'grpc-js',
		language: 'javascript',
		name: '@grpc/grpc-js',
		package: '@grpc/grpc-js',
		modules: ['@grpc/grpc-js'],
		forms: [
			{
				api: 'grpc.Client',
				paths: ['Client'],
				call: 'new',
				role: 'client',
				parameters: ['address', 'credentials', 'options'],
				address: ['address'],
				wait: { default: unbounded, options: [] },
				probe: off,
				keepalive: [
					{
						via: 'flag',
						option: 'grpc\\.keepalive_time_ms',
						idle: { option: 'grpc\\.keepalive_time_ms', unit: 'milliseconds', default: 'system', zero: 'default' },
					},
				],
				// Servers end connections that ping more often than they allow, every five minutes unless configured.
				fixes: [pingFix('grpc\\.keepalive_time_ms', '{idleMs}', { safety: 'unsafe' })],
			},
		],
		sources: [
			'https://grpc.io/docs/guides/keepalive/',
			'https://github.com/grpc/grpc-node/tree/master/packages/grpc-js#supported-channel-options',
		],
		verified: '1.14.7',
	},
	{
		id: 'http2',
		language: 'javascript',
		name: 'http2',
		modules: ['http2'],
		forms: [
			{
				api: 'http2.connect',
				paths: ['connect'],
				call: 'call',
				role: 'connection',
				parameters: [],
				signatures: [
					['url', 'options', 'callback'],
					['url', 'callback'],
				],
				address: ['url'],
				wait: { default: unbounded, options: [socketTimeout] },
				probe: off,
				keepalive: [
					{ via: 'listener', event: 'connect' },
					{ via: 'factory', option: 'createConnection' },
					connectOptions,
					{ via: 'ping', method: 'ping' },
				],
				fixes: [appendFix(".on('connect', (_session, socket) => socket.setKeepAlive(true, {idleMs}))")],
			},
		],
		sources: [
			'https://nodejs.org/api/http2.html#http2connectauthority-options-listener',
			'https://nodejs.org/api/http2.html#event-connect',
		],
		verified: 'Node 18.20.8, 20.20.2, 22.23.3, 24.21.0, 26.10.0',
	},
	{
		id: 'ws',
		language: 'javascript',
		name: 'ws',
		package: 'ws',
		modules: ['ws'],
		forms: [
			{
				api: 'ws.WebSocket',
				paths: ['', 'WebSocket'],
				call: 'new',
				role: 'connection',
				parameters: [],
				signatures: [
					['url', 'texts', 'options'],
					['url', 'options'],
				],
				address: ['url'],
				localOptions: ['socketPath'],
				wait: { default: unbounded, options: [] },
				probe: off,
				keepalive: [
					{ via: 'listener', event: 'upgrade' },
					{ via: 'listener', event: 'open' },
					{ via: 'factory', option: 'finishRequest' },
					{ via: 'factory', option: 'createConnection' },
					{ via: 'carrier', option: 'agent' },
					connectOptions,
					{ via: 'ping', method: 'ping' },
				],
				fixes: [appendFix(".on('upgrade', (response) => response.socket.setKeepAlive(true, {idleMs}))")],
			},
		],
		sources: [
			'https://github.com/websockets/ws/blob/master/doc/ws.md#new-websocketaddress-protocols-options',
			'https://github.com/websockets/ws/blob/master/lib/websocket.js',
		],
		verified: '8.23.0',
	},
] as const satisfies readonly ClientEntry[];
