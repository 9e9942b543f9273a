// proof: schemes http
import { get } from 'node:http';

get('https://wire.test/report', () => console.log('answered'));
