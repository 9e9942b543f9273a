// proof: server amqp
// proof: schemes http
import { connect } from 'amqplib';

await connect({ hostname: 'wire.test', port: 9999, heartbeat: 0 });
