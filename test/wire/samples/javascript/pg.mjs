// proof: server silent
// proof: schemes http
import pg from 'pg';

const client = new pg.Client({ host: 'wire.test', port: 9999, user: 'u' });

await client.connect();
