const rp = require('request-promise');

rp.get('https://wire.test/report').then(() => console.log('answered'));
