const AWS = require('aws-sdk');

const queues = new AWS.SQS({ endpoint: 'https://wire.test/', region: 'us-east-1', maxRetries: 0 });

queues.listQueues(() => console.log('answered'));
