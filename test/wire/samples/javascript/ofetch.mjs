import { ofetch } from 'ofetch';

await ofetch('https://wire.test/report');
console.log('answered');
