const axios = require('axios');

axios.get('https://wire.test/report').then(() => console.log('answered'));
