// proof: schemes https
import { OAuth2Client } from 'google-auth-library';

const client = new OAuth2Client({});
client.setCredentials({ access_token: 'token', expiry_date: Date.now() + 3_600_000 });

await client.request({ url: 'https://wire.test/report', retry: false });
console.log('answered');
