/** Folders that the ecosystems keep tests in. */
const folders = new Set(['test', 'tests', '__tests__', '__mocks__', 'spec', 'specs', 'e2e', 'testing']);

const names = /(?:[.-](?:test|spec|e2e)\.[cm]?[jt]sx?|^test_[^/]*\.py|_test\.py|^conftest\.py)$/;

/** True for paths that the ecosystems' conventions mark as test code; findings there are hints. */
export function isTestCode(path: string): boolean {
	const parts = path.split('/');
	const name = parts.pop() ?? '';
	return names.test(name) || parts.some((part) => folders.has(part));
}
