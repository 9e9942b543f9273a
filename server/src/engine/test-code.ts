/** Folders that the ecosystems keep tests in: `tests`, `__mocks__`, `e2e-tests`, `node-integration-tests`, `test-utils`. */
const folder = /^(?:__(?:tests?|mocks?)__|testing|(?:.*[-_.])?(?:tests?|e2e|specs?)(?:[-_.].*)?)$/i;

const name = /(?:[._-](?:test|spec|e2e)\.[cm]?[jt]sx?|^test_[^/]*\.py|_test\.py|^conftest\.py)$/;

/** What test runners load by name: `vitest.setup.ts`, `jest.config.js`, `playwright.global-setup.ts`. */
const runner = /^(?:\.mocharc|(?:ava|cypress|jest|karma|mocha|playwright|vitest|wdio)[.-][^/]*)\.[cm]?[jt]sx?$/;

/** True for paths that the ecosystems' conventions mark as test code; findings there are hints. */
export function isTestCode(path: string): boolean {
	const folders = path.split('/');
	const file = folders.pop() ?? '';
	return name.test(file) || runner.test(file) || folders.some((each) => folder.test(each));
}
