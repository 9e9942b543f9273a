import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** Of connections that a proxy opened onward, by their local ports: the port of the client whose they are. */
export type Tunnels = Map<number, number>;

/** Connects a client of a proxy with a port of this machine, and notes whose connection that is. */
function open(port: number, { client, reply }: { client: Socket; reply: string | Buffer }, tunnels: Tunnels): void {
	const onward = connect(port, '127.0.0.1', () => {
		const { localPort } = onward;
		if (localPort !== undefined && client.remotePort !== undefined) {
			tunnels.set(localPort, client.remotePort);
			// The kernel gives the port to another program's connection later.
			onward.on('close', () => tunnels.delete(localPort));
		}
		client.write(reply);
		onward.pipe(client).pipe(onward);
	});
	onward.on('error', () => client.destroy());
	client.on('error', () => onward.destroy());
}

/** Answers a `CONNECT` of HTTP. */
export function openHttpTunnel(request: IncomingMessage, client: Socket, tunnels: Tunnels): void {
	const reply = 'HTTP/1.1 200 Connection established\r\n\r\n';
	open(Number(request.url?.split(':').at(-1)), { client, reply }, tunnels);
}

const socks = {
	/** Version 5, no password. */
	greeting: Buffer.from([5, 0]),
	/** Version 5, connected, from an address of version 4 that nobody reads. */
	connected: Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
};

/** Speaks SOCKS 5 with a client: a greeting, then a request that ends with the port. */
export function openSocksTunnel(client: Socket, tunnels: Tunnels): void {
	client.once('data', () => {
		client.write(socks.greeting);
		client.once('data', (request: Buffer) => {
			open(request.readUInt16BE(request.length - 2), { client, reply: socks.connected }, tunnels);
		});
	});
	client.on('error', () => client.destroy());
}
