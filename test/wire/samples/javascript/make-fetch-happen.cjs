const fetch = require('make-fetch-happen');

fetch('https://wire.test/report').then(() => console.log('answered'));
