// proof: server silent
// proof: schemes http
const mysql = require('mysql2');

const pool = mysql.createPool({ host: 'wire.test', port: 9999, user: 'u' });

pool.query('SELECT 1', () => {});
