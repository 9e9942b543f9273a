// proof: with @aws-sdk/client-sqs
// proof: wait 4
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';

const client = new SQSClient({ endpoint: 'https://wire.test/', region: 'us-east-1', maxAttempts: 1 });

await client.send(new ListQueuesCommand({})).catch(() => {});
console.log('answered');
