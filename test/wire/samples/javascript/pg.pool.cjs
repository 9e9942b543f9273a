// proof: server silent
// proof: schemes http
const { Pool } = require('pg');

const pool = new Pool({ host: 'wire.test', port: 9999, user: 'u', keepAlive: true });

pool.query('SELECT 1');
