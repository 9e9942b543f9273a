// proof: server silent
// proof: schemes http
import { createClient } from 'redis';

const client = createClient({ url: 'redis://wire.test:9999' });

client.on('error', () => {});
await client.connect();
