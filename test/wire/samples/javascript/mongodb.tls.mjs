// proof: server silent
// proof: schemes https
import { MongoClient } from 'mongodb';

const client = new MongoClient('mongodb://wire.test:9999', { tls: true });

await client.connect();
