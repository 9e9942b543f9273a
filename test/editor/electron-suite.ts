import { runSuite } from './suite.js';

/** What @vscode/test-electron calls inside the VS Code it has started; throws when a test fails. */
export async function run(): Promise<void> {
	const results = await runSuite('report-service');
	for (const { name, error } of results) {
		console.log(error === undefined ? `ok      ${name}` : `not ok  ${name}\n${error}`);
	}
	const failed = results.filter((result) => result.error !== undefined).length;
	console.log(`${results.length - failed} passed, ${failed} failed, 0 skipped`);
	if (failed > 0) {
		throw new Error(`${failed} tests failed.`);
	}
}
