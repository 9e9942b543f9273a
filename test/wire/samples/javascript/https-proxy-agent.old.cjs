// proof: schemes https
// proof: package https-proxy-agent <6.0.0
const https = require('node:https');
const HttpsProxyAgent = require('https-proxy-agent');

const agent = new HttpsProxyAgent('http://proxy.test:3128');

https.get('https://wire.test/report', { agent }, () => console.log('answered'));
