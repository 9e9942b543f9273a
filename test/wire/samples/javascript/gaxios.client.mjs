import { Gaxios } from 'gaxios';

const client = new Gaxios({ baseURL: 'https://wire.test/', retry: false });

await client.request({ url: '/report' });
console.log('answered');
