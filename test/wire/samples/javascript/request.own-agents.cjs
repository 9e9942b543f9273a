const request = require('request');

request('https://wire.test/report', { pool: { maxSockets: 5 } }, () => console.log('answered'));
