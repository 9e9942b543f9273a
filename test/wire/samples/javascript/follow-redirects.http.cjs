// proof: schemes http
const followRedirects = require('follow-redirects');

followRedirects.http.get('https://wire.test/report', () => console.log('answered'));
