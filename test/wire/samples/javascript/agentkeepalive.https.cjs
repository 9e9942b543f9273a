// proof: schemes https
const https = require('node:https');
const { HttpsAgent } = require('agentkeepalive');

const agent = new HttpsAgent({ timeout: 600_000 });

https.get('https://wire.test/report', { agent }, () => console.log('answered'));
