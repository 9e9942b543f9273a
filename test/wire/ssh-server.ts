import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Progress } from './heartbeat-server.js';
import { aliasOf, latestOf } from './registry.js';
import { clientFolder } from './runtimes.js';

/** What is used here of the package whose client is proven: it has a server too. */
interface Ssh2 {
	readonly Server: new (
		configuration: { hostKeys: string[]; keepaliveInterval: number },
		connected: (client: Connection) => void,
	) => { injectSocket(socket: Socket): void };
}

interface Connection {
	on(event: 'authentication', listener: (context: { accept(): void }) => void): this;
	on(event: 'ready', listener: () => void): this;
	on(event: 'error', listener: () => void): this;
}

/** The server has pings of its own, which the client would answer; milliseconds. */
const never = 3_600_000;

/** A server that lets everybody in; whatever a client says once it is in is a heartbeat. */
export function createSshServer(progress: Progress): Server {
	const ssh2 = createRequire(__filename)(clientFolder(aliasOf('ssh2', latestOf('ssh2')))) as Ssh2;
	const { privateKey } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
		publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
	});
	const server = new ssh2.Server({ hostKeys: [privateKey], keepaliveInterval: never }, (client) => {
		client
			.on('authentication', (context) => context.accept())
			.on('ready', () => progress.greeted())
			.on('error', () => undefined);
	});
	return createServer((socket) => {
		socket.on('data', () => progress.heard());
		server.injectSocket(socket);
	});
}
