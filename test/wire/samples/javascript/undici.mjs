import { request } from 'undici';

await request('https://wire.test/report');
console.log('answered');
