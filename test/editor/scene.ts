import * as vscode from 'vscode';
import { settled, workspaceFile } from './editing.js';

/** Arranges the window for the README's picture: one file, its findings below, nothing else. */
export async function setScene(): Promise<void> {
	const run = (command: string) => vscode.commands.executeCommand(command);
	await run('workbench.action.closeAllEditors');
	await run('workbench.action.closeSidebar');
	await run('workbench.action.closeAuxiliaryBar');
	const document = await vscode.workspace.openTextDocument(workspaceFile('src/reports.js'));
	const editor = await vscode.window.showTextDocument(document, { preview: false });
	await settled('findings in the picture', () => vscode.languages.getDiagnostics(document.uri).length > 0);
	await run('workbench.actions.view.problems');
	await run('notifications.clearAll');
	await vscode.window.showTextDocument(document, { preview: false });
	const first = vscode.languages.getDiagnostics(document.uri)[0];
	if (first !== undefined) {
		editor.selection = new vscode.Selection(first.range.start, first.range.start);
	}
}
