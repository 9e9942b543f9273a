// proof: server silent
// proof: schemes http
const { Cluster } = require('ioredis');

new Cluster([{ host: 'wire.test', port: 9999 }]);
