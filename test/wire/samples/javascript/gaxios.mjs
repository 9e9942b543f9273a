import { request } from 'gaxios';

await request({ url: 'https://wire.test/report', retry: false });
console.log('answered');
