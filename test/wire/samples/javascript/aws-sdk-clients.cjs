const SQS = require('aws-sdk/clients/sqs');

const queues = new SQS({ endpoint: 'https://wire.test/', region: 'us-east-1', maxRetries: 0 });

queues.listQueues(() => console.log('answered'));
