// proof: schemes http
const http = require('node:http');

class SmallAgent extends http.Agent {
	constructor() {
		super({ maxSockets: 1 });
	}
}

http.get('https://wire.test/report', { agent: new SmallAgent() }, () => console.log('answered'));
