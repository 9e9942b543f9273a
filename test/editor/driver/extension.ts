import { renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { runSuite } from '../suite.js';
import type { SuiteResult } from '../suite.js';
import { setScene } from '../scene.js';

/** Runs the suite of its window once VS Code is up and leaves the result where the harness waits for it. */
export async function activate(): Promise<void> {
	const results = process.env.KEEPALIVE_EDITOR_RESULTS;
	const [folder] = vscode.workspace.workspaceFolders ?? [];
	const shown = vscode.workspace.workspaceFile ?? folder?.uri;
	if (results === undefined || shown === undefined) {
		return;
	}
	if (vscode.workspace.workspaceFile !== undefined && !(await hasFolders())) {
		// The driver starts anew with the window.
		await vscode.commands.executeCommand('workbench.action.reloadWindow');
		return;
	}
	const name = basename(shown.fsPath, '.code-workspace');
	const tests = await runSuite(name);
	let sceneError: string | undefined;
	if (name === 'report-service') {
		try {
			await setScene();
		} catch (error) {
			sceneError = String(error);
		}
	}
	const result: SuiteResult = sceneError === undefined ? { tests } : { tests, sceneError };
	const path = join(results, `${name}.json`);
	// The harness polls for the file, so it must appear complete.
	writeFileSync(`${path}.part`, JSON.stringify(result, undefined, 2));
	renameSync(`${path}.part`, path);
}

/** A window now and then shows a workspace file before it can read it, and stays empty until it is loaded again. */
async function hasFolders(): Promise<boolean> {
	for (const start = Date.now(); Date.now() - start < 15_000; await sleep(200)) {
		if ((vscode.workspace.workspaceFolders ?? []).length > 0) {
			return true;
		}
	}
	return false;
}
