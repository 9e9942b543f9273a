// proof: package mysql2 >=2.1.0
// proof: server silent
// proof: schemes http
import mysql from 'mysql2/promise';

await mysql.createConnection({ host: 'wire.test', port: 9999, user: 'u' });
