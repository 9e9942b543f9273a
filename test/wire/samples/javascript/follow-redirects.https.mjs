// proof: schemes https
import followRedirects from 'follow-redirects';

followRedirects.https.request('https://wire.test/report', () => console.log('answered')).end();
