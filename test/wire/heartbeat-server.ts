import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createSshServer } from './ssh-server.js';
import { acceptWebSocket } from './websocket.js';

/** Protocols whose clients hold a path with messages of their own. */
export const heartbeatProtocols = ['amqp', 'grpc', 'mqtt', 'nats', 'ssh', 'websocket'] as const;

export type HeartbeatProtocol = (typeof heartbeatProtocols)[number];

/** A server that greets a client and says no more. */
export interface HeartbeatServer {
	readonly port: number;
	/** Resolves when a client has been greeted and has nothing left to say. */
	readonly greeted: Promise<void>;
	/** Resolves at the first heartbeat after that; at the third where a client may stop after two. */
	readonly heartbeat: Promise<void>;
	close(): void;
}

/** Time for the end of a client's greeting, in milliseconds. */
const settling = 1000;

/** What a server tells of its client. */
export interface Progress {
	greeted(): void;
	heard(): void;
}

/** A frame of a method on channel 0. */
function amqpFrame(...payload: readonly (readonly number[])[]): Buffer {
	const bytes = payload.flat();
	return Buffer.from([1, 0, 0, 0, 0, 0, bytes.length, ...bytes, 0xce]);
}

const long = (text: string): number[] => [0, 0, 0, text.length, ...Buffer.from(text)];

const amqpGreeting = {
	/** Version 0-9, no properties, plain passwords. */
	start: amqpFrame([0, 10, 0, 10, 0, 9, 0, 0, 0, 0], long('PLAIN'), long('en_US')),
	/** Frames of 128 KiB, and a heartbeat each minute as RabbitMQ asks for. */
	tune: amqpFrame([0, 10, 0, 30, 0, 0, 0, 2, 0, 0, 0, 60]),
	openOk: amqpFrame([0, 10, 0, 41, 0]),
	open: Buffer.from([0, 10, 0, 40]),
};

/** The first byte of a heartbeat. */
const firstBytes = {
	/** A frame of type 8. */
	amqp: 0x08,
	/** PINGREQ. */
	mqtt: 0xc0,
	/** A ping in one frame. */
	websocket: 0x89,
} as const;

function speakAmqp(socket: Socket, progress: Progress): void {
	const answers = [amqpGreeting.start, amqpGreeting.tune];
	let open = false;
	socket.on('data', (chunk: Buffer) => {
		if (open && chunk[0] === firstBytes.amqp) {
			progress.heard();
		}
		const answer = answers.shift();
		if (answer !== undefined) {
			socket.write(answer);
		} else if (chunk.includes(amqpGreeting.open)) {
			socket.write(amqpGreeting.openOk);
			open = true;
			progress.greeted();
		}
	});
}

function speakMqtt(socket: Socket, progress: Progress): void {
	let connected = false;
	socket.on('data', (chunk: Buffer) => {
		if (connected && chunk[0] === firstBytes.mqtt) {
			progress.heard();
		}
		if (connected) {
			return;
		}
		connected = true;
		// CONNACK, accepted.
		socket.write(Buffer.from([0x20, 2, 0, 0]));
		progress.greeted();
	});
}

function speakNats(socket: Socket, progress: Progress): void {
	socket.write('INFO {"server_id":"proof","version":"2.10.0","proto":1,"max_payload":1048576}\r\n');
	let connected = false;
	socket.on('data', (chunk: Buffer) => {
		if (!chunk.includes('PING')) {
			return;
		}
		socket.write('PONG\r\n');
		if (connected) {
			progress.heard();
		} else {
			connected = true;
			progress.greeted();
		}
	});
}

function speakWebSocket(request: IncomingMessage, socket: Socket, progress: Progress): void {
	acceptWebSocket(request, socket);
	socket.on('data', (chunk: Buffer) => {
		if (chunk[0] === firstBytes.websocket) {
			progress.heard();
		}
	});
	progress.greeted();
}

function makeServer(protocol: HeartbeatProtocol, progress: Progress): Server {
	switch (protocol) {
		case 'amqp':
			return createServer((socket) => speakAmqp(socket, progress));
		case 'mqtt':
			return createServer((socket) => speakMqtt(socket, progress));
		case 'nats':
			return createServer((socket) => speakNats(socket, progress));
		case 'ssh':
			return createSshServer(progress);
		case 'websocket':
			return createHttpServer().on('upgrade', (request: IncomingMessage, socket: Socket) =>
				speakWebSocket(request, socket, progress),
			);
		case 'grpc':
			return createHttp2Server()
				.on('session', (session) => {
					session.on('error', () => session.destroy());
					session.on('ping', () => progress.heard());
				})
				.on('stream', (stream) => {
					stream.on('error', () => stream.destroy());
					progress.greeted();
				});
	}
}

/** Starts a server for one client. */
export async function startHeartbeatServer(protocol: HeartbeatProtocol): Promise<HeartbeatServer> {
	let quiet = false;
	let heard = 0;
	let tellGreeted: () => void = () => undefined;
	let tellHeartbeat: () => void = () => undefined;
	const greeted = new Promise<void>((resolve) => (tellGreeted = resolve));
	const heartbeat = new Promise<void>((resolve) => (tellHeartbeat = resolve));
	const sockets = new Set<Socket>();
	const server = makeServer(protocol, {
		greeted: () =>
			setTimeout(() => {
				quiet = true;
				tellGreeted();
			}, settling),
		heard: () => {
			heard += quiet ? 1 : 0;
			// C-core sends two pings without data, and no more unless it is told to.
			if (heard === (protocol === 'grpc' ? 3 : 1)) {
				tellHeartbeat();
			}
		},
	});
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		greeted,
		heartbeat,
		close: () => {
			server.close();
			sockets.forEach((socket) => socket.destroy());
		},
	};
}
