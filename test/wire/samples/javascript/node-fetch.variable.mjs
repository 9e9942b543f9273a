import fetch from 'node-fetch';

const url = new URL('report', 'https://wire.test/');

await fetch(url);
console.log('answered');
