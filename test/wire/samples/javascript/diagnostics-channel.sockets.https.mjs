// proof: schemes https
// proof: protected 60
import { channel } from 'node:diagnostics_channel';
import https from 'node:https';

channel('net.client.socket').subscribe(({ socket }) => socket.setKeepAlive(true, 60_000));

https.get('https://wire.test/report', () => console.log('answered'));
