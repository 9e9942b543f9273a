// proof: schemes https
const https = require('node:https');
const tunnel = require('tunnel');

const agent = tunnel.httpsOverHttp({ proxy: { host: 'proxy.test', port: 3128 } });

https.get('https://wire.test/report', { agent }, () => console.log('answered'));
