// proof: server nats
// proof: schemes http
import { connect } from 'nats';

await connect({ servers: 'wire.test:9999', pingInterval: 300_000 });
