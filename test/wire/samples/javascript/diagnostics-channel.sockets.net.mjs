// proof: schemes http
// proof: protected 60
import { channel } from 'node:diagnostics_channel';
import net from 'node:net';

channel('net.client.socket').subscribe(({ socket }) => socket.setKeepAlive(true, 60_000));

const socket = net.connect(9999, 'wire.test');
socket.write('GET /report HTTP/1.1\r\nHost: wire.test\r\n\r\n');
socket.once('data', () => {
	console.log('answered');
	socket.destroy();
});
