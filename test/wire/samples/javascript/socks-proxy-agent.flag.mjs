import http from 'node:http';
import https from 'node:https';
import { SocksProxyAgent } from 'socks-proxy-agent';

const agent = new SocksProxyAgent('socks5://socks.test', { keepAlive: true });
const url = new URL('https://wire.test/report');
const client = url.protocol === 'https:' ? https : http;

client.get(url, { agent }, () => console.log('answered'));
