const phin = require('phin');

phin({ url: 'https://wire.test/report' }).then(() => console.log('answered'));
