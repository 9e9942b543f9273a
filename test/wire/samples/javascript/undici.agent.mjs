// proof: package undici >=5.18.0
import { Agent, request } from 'undici';

const dispatcher = new Agent({ connect: { keepAliveInitialDelay: 300_000 }, headersTimeout: 600_000 });

await request('https://wire.test/report', { dispatcher });
console.log('answered');
