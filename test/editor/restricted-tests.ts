import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { apply, findingsAppear, findingsOf, preferredFix, revert, settled, show, workspaceFile } from './editing.js';
import type { EditorTest } from './suite.js';

async function checks(): Promise<void> {
	assert.equal(vscode.workspace.isTrusted, false);
	const document = await show('src/reports.js');
	const [finding] = await findingsAppear(document.uri);
	assert.ok(finding);
	await apply(await preferredFix(document, finding));
	await settled('the finding gone', () => findingsOf(document.uri).length === 0);
	await revert(document);
}

async function scan(): Promise<void> {
	void vscode.commands.executeCommand('keepalive.scanWorkspace');
	assert.equal((await findingsAppear(workspaceFile('src/archive.ts'))).length, 1);
	assert.equal(vscode.workspace.isTrusted, false);
}

/** A folder that the user does not trust. */
export const restrictedTests: readonly EditorTest[] = [
	{ name: 'restricted mode: findings and fixes are there', run: checks },
	{ name: 'restricted mode: the workspace is scanned', run: scan },
];
