const request = require('request');

const client = request.defaults({ json: true });

client.get('https://wire.test/report', () => console.log('answered'));
