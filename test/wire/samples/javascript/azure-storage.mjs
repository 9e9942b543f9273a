// proof: with @azure/storage-blob
// proof: schemes https
// proof: package @azure/core-rest-pipeline >=1.25.0
import { BlobServiceClient } from '@azure/storage-blob';

const client = new BlobServiceClient('https://wire.test:9999/account', undefined, { retryOptions: { maxTries: 1 } });

await client.getProperties().catch(() => {});
console.log('answered');
