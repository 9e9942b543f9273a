import { renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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
