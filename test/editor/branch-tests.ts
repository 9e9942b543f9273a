import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { settled } from './editing.js';
import type { EditorTest } from './suite.js';

/** Findings by folder: "changed 40, kept 30". */
function countByFolder(): string {
	const counts = new Map<string, number>();
	for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
		const [folder = ''] = vscode.workspace.asRelativePath(uri).split('/');
		const own = diagnostics.filter(({ source }) => source === 'keepalive').length;
		counts.set(folder, (counts.get(folder) ?? 0) + own);
	}
	const some = [...counts].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1));
	return some.map(([folder, count]) => `${folder} ${count}`).join(', ');
}

async function become(expected: string): Promise<void> {
	try {
		await settled(expected, () => countByFolder() === expected);
	} catch {
		assert.equal(countByFolder(), expected);
	}
}

async function switchBranches(): Promise<void> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
	assert.ok(folder);
	const switchTo = (branch: string) => execFileSync('git', ['switch', '-q', branch], { cwd: folder });
	void vscode.commands.executeCommand('keepalive.scanWorkspace');
	await become('changed 30, gone 60, kept 30');
	switchTo('other');
	await become('changed 40, kept 29, new 30');
	switchTo('main');
	await become('changed 30, gone 60, kept 30');
}

/** A repository with a second branch on which tens of files are changed, gone and new. */
export const branchTests: readonly EditorTest[] = [
	{ name: 'a switch of branches after a scan leaves what is on the branch, and back again', run: switchBranches },
];
