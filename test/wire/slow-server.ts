import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { makeCertificate } from './certificate.js';

export type Scheme = 'http' | 'https' | 'tcp' | 'tls';

/** A request that waits for its answer. */
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

/** Starts the servers; keys and certificate are made in `folder`. */
export async function startSlowServer(folder: string): Promise<SlowServer> {
	const certificate = makeCertificate(folder);
	const key = readFileSync(certificate.key);
	const cert = readFileSync(certificate.file);
	let waiting: ((request: PendingRequest) => void) | undefined;
	const sockets = new Set<Socket>();
	const arrived = (socket: Socket, answer: () => void): void => {
		const clientPort = socket.remotePort;
		if (clientPort !== undefined) {
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
	const servers = { http, https, tcp: createTcpServer(raw), tls: createTlsServer({ key, cert }, raw) };
	for (const server of Object.values<Server>(servers)) {
		server.on('connection', (socket: Socket) => sockets.add(socket));
	}
	return {
		ports: {
			http: await listen(servers.http),
			https: await listen(servers.https),
			tcp: await listen(servers.tcp),
			tls: await listen(servers.tls),
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
