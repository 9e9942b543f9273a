// proof: server silent
// proof: schemes http
import { Kafka } from 'kafkajs';

const kafka = new Kafka({ clientId: 'report', brokers: ['wire.test:9999'], logLevel: 0 });

await kafka.admin().connect();
