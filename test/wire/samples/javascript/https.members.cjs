// proof: schemes https
// proof: unfixable what statements set later is for an agent of the class that is there
const https = require('node:https');

const agent = new https.Agent();
agent.keepAlive = true;
agent.keepAliveMsecs = 60_000;

https.get('https://wire.test/report', { agent }, () => console.log('answered'));
