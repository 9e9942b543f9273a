// proof: with @octokit/core@3.6.0
// proof: package @octokit/request <6.1.0
import { Octokit } from '@octokit/core';

const octokit = new Octokit({ baseUrl: 'https://wire.test/' });

await octokit.request('GET /report');
console.log('answered');
