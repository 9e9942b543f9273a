// proof: fix unsafe
import fetch from 'cross-fetch';

await fetch('https://wire.test/report');
console.log('answered');
