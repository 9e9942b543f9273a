// proof: schemes http
import http from 'node:http';
import { HttpProxyAgent } from 'hpagent';

const agent = new HttpProxyAgent({ proxy: 'http://proxy.test:3128' });

http.get('https://wire.test/report', { agent }, () => console.log('answered'));
