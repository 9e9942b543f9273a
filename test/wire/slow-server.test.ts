import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeCertificate } from './certificate.js';
import { startSlowServer } from './slow-server.js';
import type { SlowServer } from './slow-server.js';

let scratch: string;
let server: SlowServer;

before(async () => {
	scratch = mkdtempSync(join(tmpdir(), 'keepalive-slow-server-'));
	server = await startSlowServer(makeCertificate(join(scratch, 'certificate')));
});

after(() => {
	server.close();
	rmSync(scratch, { recursive: true, force: true });
});

/** Opens a tunnel through the proxy to a port of this machine. */
async function openTunnel(port: number): Promise<Socket> {
	const path = `127.0.0.1:${port}`;
	const asking = request({ host: '127.0.0.1', port: server.ports.proxy, method: 'CONNECT', path }).end();
	const [, socket] = (await once(asking, 'connect')) as [IncomingMessage, Socket];
	return socket;
}

/** Sends a line and resolves to the port that the server takes for the client's. */
async function portOfRequest(socket: Socket): Promise<number> {
	const pending = server.nextRequest();
	socket.write('report\n');
	const arrived = await pending;
	arrived.answer();
	await once(socket.resume(), 'close');
	return arrived.clientPort;
}

/** The port from which the proxy connected to the end of a tunnel that is closed again. */
async function portOfClosedTunnel(): Promise<number> {
	const end = createServer().listen(0, '127.0.0.1');
	await once(end, 'listening');
	const arrival = once(end, 'connection') as Promise<[Socket]>;
	const tunnel = await openTunnel((end.address() as AddressInfo).port);
	const [onward] = await arrival;
	const { remotePort } = onward;
	assert.ok(remotePort !== undefined);
	onward.end();
	await once(tunnel.resume(), 'close');
	end.close();
	await once(end, 'close');
	return remotePort;
}

/** Connects from a port that a tunnel had; where somebody was quicker, from that of another. */
async function connectFromUsedPort(attempts = 10): Promise<Socket> {
	const localPort = await portOfClosedTunnel();
	const direct = connect({ host: '127.0.0.1', port: server.ports.tcp, localPort });
	try {
		await once(direct, 'connect');
		assert.equal(direct.localPort, localPort);
		return direct;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempts === 1) {
			throw error;
		}
		return connectFromUsedPort(attempts - 1);
	}
}

describe('the port that the slow server takes for the client', () => {
	it('is the one before the proxy, for a request through a tunnel', async () => {
		const tunnel = await openTunnel(server.ports.tcp);
		const { localPort } = tunnel;
		assert.equal(await portOfRequest(tunnel), localPort);
	});

	it('is the connection’s own, also where a tunnel had that port before', async () => {
		const direct = await connectFromUsedPort();
		const { localPort } = direct;
		assert.equal(await portOfRequest(direct), localPort);
	});
});
