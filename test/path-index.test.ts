import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PathIndex } from '../server/src/engine/catalogue/path-index.js';
import { splitPath } from '../server/src/engine/options.js';

describe('the index of module paths', () => {
	const index = new PathIndex<string>();
	index.add('@aws-sdk/client-*', '*Client', 'client');
	index.add('@aws-sdk/client-*', 'S3', 's3');
	index.add('https', 'Agent', 'agent');

	it('finds exact paths', () => assert.deepEqual(index.find('https', 'Agent'), ['agent']));
	it('finds modules by their beginning', () => assert.deepEqual(index.find('@aws-sdk/client-s3', 'S3'), ['s3']));
	it('finds paths by their end', () => assert.deepEqual(index.find('@aws-sdk/client-s3', 'S3Client'), ['client']));
	it('takes no member of a member', () => assert.deepEqual(index.find('@aws-sdk/client-s3', 'a.S3Client'), []));
	it('takes no other module', () => assert.deepEqual(index.find('@aws-sdk/lib-storage', 'S3Client'), []));
	it('takes no other path', () => assert.deepEqual(index.find('https', 'agent'), []));
});

describe('option paths', () => {
	it('are names with dots between them', () =>
		assert.deepEqual(splitPath('connect.keepAlive'), ['connect', 'keepAlive']));
	it('may hold a dot with a backslash', () =>
		assert.deepEqual(splitPath('options.grpc\\.keepalive_time_ms'), ['options', 'grpc.keepalive_time_ms']));
});
