import got from 'got';

await got('https://wire.test/report');
console.log('answered');
