// proof: server silent
// proof: schemes http
import { MongoClient } from 'mongodb';

const client = new MongoClient('mongodb://wire.test:9999', { socketTimeoutMS: 0, keepAliveInitialDelay: 300_000 });

await client.connect();
