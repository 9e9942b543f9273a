// proof: schemes https
// proof: package https-proxy-agent >=7.0.0
import https from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';

const agent = new HttpsProxyAgent('http://proxy.test:3128');

https.get('https://wire.test/report', { agent }, () => console.log('answered'));
