const request = require('request');

request('https://wire.test/report', () => console.log('answered'));
