// proof: schemes https
import https from 'node:https';
import { HttpsProxyAgent } from 'hpagent';

const agent = new HttpsProxyAgent({ proxy: 'http://proxy.test:3128' });

https.get('https://wire.test/report', { agent }, () => console.log('answered'));
