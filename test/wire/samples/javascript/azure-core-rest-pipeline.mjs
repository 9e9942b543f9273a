// proof: schemes https
import { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from '@azure/core-rest-pipeline';

const pipeline = createPipelineFromOptions({});

await pipeline.sendRequest(createDefaultHttpClient(), createPipelineRequest({ url: 'https://wire.test/report' }));
console.log('answered');
