// proof: schemes https
// proof: protected 60
import { channel } from 'node:diagnostics_channel';
import https from 'node:https';

channel('http.client.request.created').subscribe(({ request }) => request.setSocketKeepAlive(true, 60_000));

https.get('https://wire.test/report', () => console.log('answered'));
