// proof: server silent
// proof: schemes http
const { Connection } = require('tedious');

const connection = new Connection({
	server: 'wire.test',
	authentication: { type: 'default', options: { userName: 'u', password: 'p' } },
	options: { port: 9999, encrypt: false },
});

connection.on('error', () => {});
connection.connect(() => {});
