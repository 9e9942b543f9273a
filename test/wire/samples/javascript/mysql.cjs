// proof: fix unsafe
// proof: verdict inherited
// proof: server silent
// proof: schemes http
const mysql = require('mysql');

const connection = mysql.createConnection({ host: 'wire.test', port: 9999, user: 'u' });

connection.connect();
