// proof: server silent
// proof: schemes http
const { createClient } = require('redis');

const client = createClient({ url: 'redis://wire.test:9999', socket: { keepAlive: false } });

client.on('error', () => {});
client.connect();
