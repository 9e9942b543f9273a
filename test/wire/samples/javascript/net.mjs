// proof: server silent
// proof: schemes http
import net from 'node:net';

const socket = net.connect({ host: 'wire.test', port: 9999 });

socket.resume();
