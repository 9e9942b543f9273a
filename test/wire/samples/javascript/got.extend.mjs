import got from 'got';

const client = got.extend({ prefixUrl: 'https://wire.test/' });

await client.get('report');
console.log('answered');
