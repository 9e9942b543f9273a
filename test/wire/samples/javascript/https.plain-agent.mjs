// proof: schemes https
import https from 'node:https';

const agent = new https.Agent({ maxSockets: 4 });

https.get('https://wire.test/report', { agent }, () => console.log('answered'));
