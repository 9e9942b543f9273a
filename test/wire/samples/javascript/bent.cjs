// proof: fix unsafe
// proof: verdict inherited
// proof: schemes https
const bent = require('bent');

const getJSON = bent('https://wire.test/', 'json');

getJSON('report').then(() => console.log('answered'));
