// proof: schemes https
import { get } from 'node:https';

get('https://wire.test/report', () => console.log('answered'));
