import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Quota } from '../server/src/engine/quota.js';

describe('the quota of calls that many objects have in common', () => {
	it('is enough for what people write', () => {
		const quota = new Quota(1_000);
		for (let object = 0; object < 100; object++) assert.equal(quota.take(100), 100);
	});

	it('leaves each object its first calls once it is used up', () => {
		const quota = new Quota(1_000);
		assert.equal(quota.take(50_000), 10_000);
		assert.equal(quota.take(50_000), 8);
		assert.equal(quota.take(3), 3);
		assert.equal(quota.take(1, 7), 1);
		assert.equal(quota.take(1, 8), 0);
	});

	it('grows with the text', () => assert.equal(new Quota(1_000_000).take(60_000), 50_000));
});
