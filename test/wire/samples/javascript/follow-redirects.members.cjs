// proof: schemes http
const { Agent } = require('node:http');
const { http } = require('follow-redirects');

const agent = new Agent();
agent.keepAlive = true;
agent.keepAliveMsecs = 60_000;

http.get('https://wire.test/report', { agent }, () => console.log('answered'));
