// proof: schemes http
// proof: package http-proxy-agent <6.0.0
const http = require('node:http');
const HttpProxyAgent = require('http-proxy-agent');

const agent = new HttpProxyAgent('http://proxy.test:3128');

http.get('https://wire.test/report', { agent }, () => console.log('answered'));
