// proof: schemes https
// proof: wait 4
import { NodeHttpHandler } from '@smithy/node-http-handler';

const handler = new NodeHttpHandler({ httpsAgent: { keepAlive: false } });
const target = { protocol: 'https:', hostname: 'wire.test', port: 9999, method: 'GET', path: '/report' };

await handler.handle({ ...target, headers: {}, query: {} });
console.log('answered');
