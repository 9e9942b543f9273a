import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';

const root = join(__dirname, '../../..');

/**
 * Downloads VS Code and runs the editor suite in it, for machines that may download it (`npm run test:electron`).
 * `VSCODE_VERSION` chooses another version than the current one. Ends with 1 when a test fails.
 */
async function main(): Promise<void> {
	const scratch = mkdtempSync(join(tmpdir(), 'keepalive-electron-'));
	try {
		const workspace = join(scratch, 'report-service');
		cpSync(join(root, 'fixtures/editor'), workspace, { recursive: true });
		await runTests({
			...(process.env.VSCODE_VERSION === undefined ? {} : { version: process.env.VSCODE_VERSION }),
			extensionDevelopmentPath: root,
			extensionTestsPath: join(__dirname, 'electron-suite.js'),
			launchArgs: [
				workspace,
				'--disable-extensions',
				'--disable-workspace-trust',
				'--user-data-dir',
				join(scratch, 'user'),
			],
		});
	} catch (error) {
		console.error(error instanceof Error ? error.message : String(error));
		process.exitCode = 1;
	} finally {
		rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
	}
}

void main();
