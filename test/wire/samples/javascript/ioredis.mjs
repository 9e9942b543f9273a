// proof: server silent
// proof: schemes http
import { Redis } from 'ioredis';

new Redis({ host: 'wire.test', port: 9999, retryStrategy: null });
