const { Client } = require('undici');

const client = new Client('https://wire.test/', { connect: { keepAlive: false } });

client.request({ path: '/report', method: 'GET' }).then(() => console.log('answered'));
