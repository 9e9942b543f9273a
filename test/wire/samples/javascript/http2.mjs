// proof: server silent
import http2 from 'node:http2';

const session = http2.connect('https://wire.test:9999');

session.request({ ':path': '/report' }).on('response', () => console.log('answered'));
