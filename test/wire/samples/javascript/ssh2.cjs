// proof: server ssh
// proof: schemes http
const { Client } = require('ssh2');

const shell = new Client();

shell.connect({ host: 'wire.test', port: 9999, username: 'app', password: 'word' });
