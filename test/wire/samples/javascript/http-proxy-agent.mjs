// proof: schemes http
// proof: package http-proxy-agent >=7.0.0
import http from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';

const agent = new HttpProxyAgent('http://proxy.test:3128');

http.get('https://wire.test/report', { agent }, () => console.log('answered'));
