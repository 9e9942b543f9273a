const needle = require('needle');

needle.get('https://wire.test/report', {}, () => console.log('answered'));
