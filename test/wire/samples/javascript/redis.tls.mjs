// proof: server silent
// proof: schemes https
// proof: unfixable the library leaves its option to tls.connect, and offers no other place
import { createClient } from 'redis';

const client = createClient({ socket: { host: 'wire.test', port: 9999, tls: true } });

client.on('error', () => {});
await client.connect();
