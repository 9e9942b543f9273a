// proof: with @octokit/core
// proof: package @octokit/request >=7.0.0
import { Octokit } from '@octokit/core';

const octokit = new Octokit({ baseUrl: 'https://wire.test/' });

await octokit.request('GET /report');
console.log('answered');
