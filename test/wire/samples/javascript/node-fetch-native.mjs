import { fetch } from 'node-fetch-native';

await fetch('https://wire.test/report');
console.log('answered');
