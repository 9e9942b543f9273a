// proof: schemes http
import http from 'node:http';
import KeepAliveAgent from 'agentkeepalive';

const agent = new KeepAliveAgent({ timeout: 600_000, keepAliveMsecs: 300_000 });

http.get('https://wire.test/report', { agent }, () => console.log('answered'));
