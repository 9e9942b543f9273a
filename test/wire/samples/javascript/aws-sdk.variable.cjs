// proof: schemes https
// proof: protected 1
process.env.AWS_NODEJS_CONNECTION_REUSE_ENABLED = '1';

const AWS = require('aws-sdk');

const queues = new AWS.SQS({ endpoint: 'https://wire.test/', region: 'us-east-1', maxRetries: 0 });

queues.listQueues(() => console.log('answered'));
