import axios from 'axios';

const client = axios.create({ baseURL: 'https://wire.test/' });

await client.get('report');
console.log('answered');
