// proof: fix unsafe
// proof: verdict inherited
const { teenyRequest } = require('teeny-request');

teenyRequest({ uri: 'https://wire.test/report', method: 'GET' }, () => console.log('answered'));
