// proof: schemes http
const http = require('node:http');

const agent = new http.Agent({ maxSockets: 4 });

http.request('https://wire.test/report', { agent }, () => console.log('answered')).end();
