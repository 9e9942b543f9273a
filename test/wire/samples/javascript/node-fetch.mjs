import fetch from 'node-fetch';

await fetch('https://wire.test/report');
console.log('answered');
