// proof: schemes http
// proof: protected 60
const http = require('node:http');

http.globalAgent.keepAlive = true;
http.globalAgent.keepAliveMsecs = 60_000;

http.get('https://wire.test/report', () => console.log('answered'));
