// proof: schemes http
// proof: protected 60
import { channel } from 'node:diagnostics_channel';
import http from 'node:http';

channel('net.client.socket').subscribe(({ socket }) => socket.setKeepAlive(true, 60_000));

http.get('https://wire.test/report', () => console.log('answered'));
