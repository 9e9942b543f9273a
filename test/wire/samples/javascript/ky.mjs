import ky from 'ky';

await ky.get('https://wire.test/report');
console.log('answered');
