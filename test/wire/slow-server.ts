import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './certificate.js';
import { speakMysql } from './mysql.js';
import { openHttpTunnel, openSocksTunnel } from './tunnels.js';
import type { Tunnels } from './tunnels.js';
import { acceptWebSocket } from './websocket.js';

/**
 * `silent` and `silentTls` accept a connection and never say a word; `proxy` and `socks` are proxies; `mysql` lets clients
 * in.
 */
export type Scheme = 'http' | 'https' | 'tcp' | 'tls' | 'silent' | 'silentTls' | 'proxy' | 'socks' | 'mysql';

/** A request that waits for its answer, or a connection that waits for a word. */
export interface PendingRequest {
	/** The port of the client's end of the connection. */
	readonly clientPort: number;
	answer(): void;
}

/** Servers on the loopback address that answer only when they are told to. */
export interface SlowServer {
	readonly ports: Readonly<Record<Scheme, number>>;
	/** The certificate that the TLS servers show, self-signed for 127.0.0.1. */
	readonly certificateFile: string;
	/** The next request, on whichever server it arrives. */
	nextRequest(): Promise<PendingRequest>;
	close(): void;
}

/** An answer that every client of the proofs can read: JSON, and empty for those that look for fields. */
const body = '{}';

async function listen(server: Server): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

/** What a connection to a silent server may still have to do after it was accepted, in milliseconds. */
const settling = 150;

/** Starts the servers. */
export async function startSlowServer(certificate: Certificate): Promise<SlowServer> {
	const key = readFileSync(certificate.key);
	const cert = readFileSync(certificate.file);
	let waiting: ((request: PendingRequest) => void) | undefined;
	const sockets = new Set<Socket>();
	const tunnels: Tunnels = new Map();
	const arrived = (socket: Socket, answer: () => void): void => {
		const { remotePort } = socket;
		if (remotePort !== undefined) {
			const clientPort = tunnels.get(remotePort) ?? remotePort;
			waiting?.({ clientPort, answer });
			waiting = undefined;
		}
	};
	// Raw connections send one line and wait for one line.
	const raw = (socket: Socket): void => {
		socket.on('error', () => socket.destroy());
		socket.once('data', () => arrived(socket, () => socket.end(`${body}\n`)));
	};
	const http = createHttpServer((request, response) => {
		request.resume();
		arrived(request.socket, () => {
			response.setHeader('content-type', 'application/json');
			response.end(body);
		});
	});
	const https = createHttpsServer({ key, cert }, (request, response) => {
		http.emit('request', request, response);
	});
	const quiet = (socket: Socket): void => {
		socket.on('error', () => socket.destroy());
		socket.resume();
		const timer = setTimeout(() => arrived(socket, () => socket.destroy()), settling);
		// A connection of a program that has been ended must not be taken for the next program's.
		socket.on('close', () => clearTimeout(timer));
	};
	const upgrade = (request: IncomingMessage, socket: Socket): void => {
		acceptWebSocket(request, socket);
		quiet(socket);
	};
	// What is asked of the proxy in full arrives as a request of the proxy's own; a tunnel carries one to another server.
	const proxy = createHttpServer((request, response) => void http.emit('request', request, response));
	proxy.on('connect', (request: IncomingMessage, client: Socket) => openHttpTunnel(request, client, tunnels));
	http.on('upgrade', upgrade);
	https.on('upgrade', upgrade);
	const mysql = (socket: Socket): void => speakMysql(socket, (answer) => arrived(socket, answer));
	const servers = {
		http,
		https,
		tcp: createTcpServer(raw),
		tls: createTlsServer({ key, cert }, raw),
		proxy,
		socks: createTcpServer((client) => openSocksTunnel(client, tunnels)),
		silent: createTcpServer(quiet),
		silentTls: createTlsServer({ key, cert, ALPNProtocols: ['h2', 'http/1.1'] }, quiet),
		mysql: createTcpServer(mysql),
	};
	for (const server of Object.values<Server>(servers)) {
		server.on('connection', (socket: Socket) => sockets.add(socket));
	}
	return {
		ports: {
			http: await listen(servers.http),
			https: await listen(servers.https),
			tcp: await listen(servers.tcp),
			tls: await listen(servers.tls),
			proxy: await listen(servers.proxy),
			socks: await listen(servers.socks),
			silent: await listen(servers.silent),
			silentTls: await listen(servers.silentTls),
			mysql: await listen(servers.mysql),
		},
		certificateFile: certificate.file,
		// Programs run one by one; a wait that a failed program left behind is replaced.
		nextRequest: () => new Promise((resolve) => (waiting = resolve)),
		close: () => {
			for (const server of Object.values<Server>(servers)) {
				server.close();
			}
			sockets.forEach((socket) => socket.destroy());
		},
	};
}
