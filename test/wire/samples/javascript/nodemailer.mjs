// proof: server silent
// proof: schemes http
import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport({ host: 'wire.test', port: 9999, ignoreTLS: true });

await transport.verify();
