import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ apiKey: 'key', baseURL: 'https://wire.test/', maxRetries: 0 });

await client.messages.create({ model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'report' }] });
console.log('answered');
