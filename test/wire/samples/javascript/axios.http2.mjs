// proof: server silent
// proof: schemes https
// proof: package axios >=1.13.0
import axios from 'axios';

await axios.get('https://wire.test:9999/report', { httpVersion: 2 });
