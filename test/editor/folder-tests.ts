import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { findingsAppear, findingsOf, ruleOf, settled, uncancelled } from './editing.js';
import type { EditorTest } from './suite.js';

/** What a wait of 300 s is in each folder: by a configuration file, by a setting of the folder, and by neither. */
const expected = {
	billing: 'missing-keepalive',
	reports: 'missing-keepalive',
	search: 'long-wait-without-keepalive',
} as const;

function fileIn(folder: string, path: string): vscode.Uri {
	const found = vscode.workspace.workspaceFolders?.find(({ name }) => name === folder);
	const names = vscode.workspace.workspaceFolders?.map(({ name }) => name).join();
	assert.ok(found, `${folder} among ${names ?? 'no folders'} of ${String(vscode.workspace.workspaceFile)}`);
	return vscode.Uri.joinPath(found.uri, path);
}

async function openFiles(): Promise<void> {
	await settled('the folders', () => vscode.workspace.workspaceFolders?.length === 3);
	for (const [folder, rule] of Object.entries(expected)) {
		const document = await vscode.workspace.openTextDocument(fileIn(folder, 'open.js'));
		await uncancelled(() => vscode.window.showTextDocument(document, { preview: false }));
		assert.deepEqual((await findingsAppear(document.uri)).map(ruleOf), [rule], folder);
	}
}

async function scan(): Promise<void> {
	void vscode.commands.executeCommand('keepalive.scanWorkspace');
	for (const [folder, rule] of Object.entries(expected)) {
		assert.deepEqual((await findingsAppear(fileIn(folder, 'closed.js'))).map(ruleOf), [rule], folder);
	}
}

async function changeOne(): Promise<void> {
	const closed = fileIn('billing', 'closed.js');
	const configuration = fileIn('billing', 'keepalive.config.json');
	const write = (text: string) => vscode.workspace.fs.writeFile(configuration, new TextEncoder().encode(text));
	const before = await vscode.workspace.fs.readFile(configuration);
	await write('{ "environment": "strict" }\n');
	await settled('the other rule', () => findingsOf(closed).map(ruleOf).join() === 'long-wait-without-keepalive');
	assert.deepEqual(findingsOf(fileIn('reports', 'closed.js')).map(ruleOf), [expected.reports]);
	await write(new TextDecoder().decode(before));
	await settled('the rule again', () => findingsOf(closed).map(ruleOf).join() === expected.billing);
}

async function removeOne(): Promise<void> {
	const folders = vscode.workspace.workspaceFolders ?? [];
	const index = folders.findIndex(({ name }) => name === 'search');
	const closed = fileIn('search', 'closed.js');
	const open = fileIn('search', 'open.js');
	assert.equal(findingsOf(closed).length, 1);
	await vscode.commands.executeCommand('workbench.action.closeAllEditors');
	assert.ok(vscode.workspace.updateWorkspaceFolders(index, 1));
	await settled('nothing of the folder', () => findingsOf(closed).length === 0 && findingsOf(open).length === 0);
	assert.equal(findingsOf(fileIn('reports', 'closed.js')).length, 1);
}

/** A window of several folders, each with what holds in it. */
export const folderTests: readonly EditorTest[] = [
	{ name: 'several folders: open files follow the configuration of their own', run: openFiles },
	{ name: 'several folders: the scan follows the configuration of each', run: scan },
	{ name: 'several folders: a changed configuration is followed in its folder alone', run: changeOne },
	{ name: 'several folders: one that is removed takes its findings with it', run: removeOne },
];
