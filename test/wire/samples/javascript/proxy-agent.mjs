import http from 'node:http';
import https from 'node:https';
import { ProxyAgent } from 'proxy-agent';

const agent = new ProxyAgent({ getProxyForUrl: () => 'http://proxy.test:3128' });
const url = new URL('https://wire.test/report');
const client = url.protocol === 'https:' ? https : http;

client.get(url, { agent }, () => console.log('answered'));
