// proof: with @octokit/core
import { Octokit } from '@octokit/core';

const octokit = new Octokit({ baseUrl: 'https://wire.test/' });

await octokit.request('GET /report');
console.log('answered');
