// proof: schemes https
const https = require('node:https');

const agent = new https.Agent({ keepAlive: true });

https.request('https://wire.test/report', { agent }, () => console.log('answered')).end();
