// proof: server grpc
// proof: schemes http
// proof: fix unsafe
const grpc = require('@grpc/grpc-js');

const client = new grpc.Client('wire.test:9999', grpc.credentials.createInsecure());
const pass = (bytes) => bytes;

client.makeUnaryRequest('/report.Service/Make', pass, pass, Buffer.alloc(0), () => {});
