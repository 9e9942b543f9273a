import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isTestCode } from '../server/src/engine/test-code.js';

it('knows test code by the names that the ecosystems use', () => {
	const tests = [
		'test/api.ts',
		'src/__tests__/api.ts',
		'packages/core-integration-tests/suites/http.mjs',
		'e2e/login.ts',
		'e2e-tests/app/server.js',
		'src/api.test.ts',
		'src/api.spec.mjs',
		'src/config_test.ts',
		'tests/conftest.py',
		'pkg/test_api.py',
		'pkg/api_test.py',
		'test-utils/server.js',
		'vitest.setup.ts',
		'packages/a/vitest.postgres.global-setup.ts',
		'jest.config.js',
		'.mocharc.cjs',
	];
	const product = [
		'src/api.ts',
		'src/latest/api.ts',
		'contest/api.py',
		'src/attest.ts',
		'pkg/testament.py',
		'inspector/a.ts',
		'src/mocha.ts',
		'src/jester.config.ts',
		'jest.config.md',
	];
	assert.deepEqual(
		tests.filter((path) => !isTestCode(path)),
		[],
	);
	assert.deepEqual(product.filter(isTestCode), []);
});
