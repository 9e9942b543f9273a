// proof: fix unsafe
import fetch from 'isomorphic-fetch';

await fetch('https://wire.test/report');
console.log('answered');
