// proof: server silent
// proof: schemes https
import { NodeHttp2Handler } from '@smithy/node-http-handler';

const handler = new NodeHttp2Handler();
const target = { protocol: 'https:', hostname: 'wire.test', port: 9999, method: 'GET', path: '/report' };

await handler.handle({ ...target, headers: {}, query: {} });
