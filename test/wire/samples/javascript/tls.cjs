// proof: server silent
// proof: schemes https
const tls = require('node:tls');

const socket = tls.connect({ host: 'wire.test', port: 9999 });

socket.resume();
