// proof: server silent
// proof: schemes http
const sql = require('mssql');

sql.connect({ server: 'wire.test', port: 9999, user: 'u', password: 'p', options: { encrypt: false } });
