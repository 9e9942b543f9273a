import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Accepts a WebSocket; its handshake is over then, and the connection waits for a message. */
export function acceptWebSocket(request: IncomingMessage, socket: Socket): void {
	const accept = createHash('sha1')
		.update(`${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
		.digest('base64');
	const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
	socket.write([...head, `Sec-WebSocket-Accept: ${accept}`, '', ''].join('\r\n'));
}
