import { renameSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { runSuite } from '../suite.js';
import type { SuiteResult } from '../suite.js';
import { setScene } from '../scene.js';

/** Runs the suite once VS Code is up and leaves the result where the harness waits for it. */
export async function activate(): Promise<void> {
	const path = process.env.KEEPALIVE_EDITOR_RESULT;
	const [folder] = vscode.workspace.workspaceFolders ?? [];
	// Every window has its own driver, and only the small project is its stage.
	if (path === undefined || folder?.uri.fsPath !== process.env.KEEPALIVE_EDITOR_FOLDER) {
		return;
	}
	const tests = await runSuite();
	let sceneError: string | undefined;
	try {
		await setScene();
	} catch (error) {
		sceneError = String(error);
	}
	const result: SuiteResult = sceneError === undefined ? { tests } : { tests, sceneError };
	// The harness polls for the file, so it must appear complete.
	writeFileSync(`${path}.part`, JSON.stringify(result, undefined, 2));
	renameSync(`${path}.part`, path);
}
