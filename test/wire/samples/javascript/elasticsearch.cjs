const { Client } = require('@elastic/elasticsearch');

const client = new Client({ node: 'https://wire.test:9999', maxRetries: 0 });

client
	.ping()
	.catch(() => {})
	.then(() => console.log('answered'));
