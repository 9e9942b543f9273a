// proof: with @octokit/core@4.2.4
// proof: package @octokit/request >=6.1.0 <7.0.0
import { Octokit } from '@octokit/core';

const octokit = new Octokit({ baseUrl: 'https://wire.test/' });

await octokit.request('GET /report');
console.log('answered');
