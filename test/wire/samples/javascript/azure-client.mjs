// proof: with @azure/keyvault-secrets
// proof: schemes https
// proof: package @azure/core-rest-pipeline >=1.25.0
import { SecretClient } from '@azure/keyvault-secrets';

const credential = { getToken: async () => ({ token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
const client = new SecretClient('https://wire.test:9999/', credential);

await client.getSecret('report').catch(() => {});
console.log('answered');
