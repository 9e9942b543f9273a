import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'key', baseURL: 'https://wire.test/', maxRetries: 0 });

await client.models.list();
console.log('answered');
