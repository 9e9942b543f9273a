import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** How long a step is waited for, in milliseconds. */
const patience = 120_000;

/** A file of the opened folder. */
export function workspaceFile(path: string): vscode.Uri {
	const folder = vscode.workspace.workspaceFolders?.[0];
	if (folder === undefined) {
		throw new Error('The editor has no folder open.');
	}
	return vscode.Uri.joinPath(folder.uri, path);
}

/** Waits until `condition` holds; the generous limit is for slow machines, not part of what is tested. */
export async function settled(what: string, condition: () => boolean): Promise<void> {
	for (const start = Date.now(); Date.now() - start < patience; await sleep(50)) {
		if (condition()) {
			return;
		}
	}
	throw new Error(`Still waiting after ${patience / 1000} s: ${what}`);
}

/** Asks the editor again what it has cancelled: on a loaded machine it changes its mind while it still opens a file. */
export async function uncancelled<Answer>(ask: () => Thenable<Answer>): Promise<Answer> {
	for (const start = Date.now(); ; await sleep(50)) {
		try {
			return await ask();
		} catch (error) {
			const isCancelled = error instanceof Error && /^Cancell?ed$/.test(error.message);
			if (!isCancelled || Date.now() - start > patience) {
				throw error;
			}
		}
	}
}

/** Our diagnostics of a file, in document order. */
export function findingsOf(uri: vscode.Uri): vscode.Diagnostic[] {
	return vscode.languages
		.getDiagnostics(uri)
		.filter((diagnostic) => diagnostic.source === 'keepalive')
		.sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** The rule id of a diagnostic. */
export function ruleOf(diagnostic: vscode.Diagnostic): string {
	const code = diagnostic.code;
	return String(typeof code === 'object' ? code.value : code);
}

/** The whole document. */
export function everything(document: vscode.TextDocument): vscode.Range {
	return new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
}

/** The code actions that the editor offers over a range. */
export async function actionsAt(
	uri: vscode.Uri,
	range: vscode.Range,
	kind: vscode.CodeActionKind,
): Promise<vscode.CodeAction[]> {
	return uncancelled(() =>
		vscode.commands.executeCommand<vscode.CodeAction[]>(
			'vscode.executeCodeActionProvider',
			uri,
			range,
			kind.value,
			// Asks for resolved actions, so that edits which are made late are there.
			10,
		),
	);
}

/** Applies the edit of an action; throws where there is none or the editor refuses it. */
export async function apply(action: vscode.CodeAction): Promise<void> {
	if (action.edit === undefined || !(await vscode.workspace.applyEdit(action.edit))) {
		throw new Error(`The edit of "${action.title}" was not applied.`);
	}
}

/** Opens a file in a tab without holding on to it, so that closing the tab closes the document too. */
export async function openInTab(uri: vscode.Uri): Promise<void> {
	await uncancelled(() => vscode.commands.executeCommand('vscode.open', uri, { preview: false }));
	await settled(`${uri.path} open`, () => isOpen(uri));
}

/** Closes the tabs of a file and waits until its document is closed. */
export async function closeTabs(uri: vscode.Uri): Promise<void> {
	const tabs = vscode.window.tabGroups.all
		.flatMap((group) => group.tabs)
		.filter((tab) => tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri.toString());
	await vscode.window.tabGroups.close(tabs);
	await settled(`${uri.path} closed`, () => !isOpen(uri));
}

function isOpen(uri: vscode.Uri): boolean {
	return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}

/** Opens a file of the folder in a tab and shows it. */
export async function show(path: string): Promise<vscode.TextDocument> {
	const document = await vscode.workspace.openTextDocument(workspaceFile(path));
	await uncancelled(() => vscode.window.showTextDocument(document, { preview: false }));
	return document;
}

/** Waits for findings of a document. */
export async function findingsAppear(uri: vscode.Uri): Promise<vscode.Diagnostic[]> {
	await settled(`findings in ${uri.path}`, () => findingsOf(uri).length > 0);
	return findingsOf(uri);
}

/** Takes back what is not saved. */
export async function revert(document: vscode.TextDocument): Promise<void> {
	await uncancelled(() => vscode.window.showTextDocument(document, { preview: false }));
	await uncancelled(() => vscode.commands.executeCommand('workbench.action.files.revert'));
	await settled('the file reverted', () => !document.isDirty);
}

/** The quick fix that the editor takes first; what it has cancelled it answers with none, and is asked again. */
export async function preferredFix(
	document: vscode.TextDocument,
	finding: vscode.Diagnostic,
): Promise<vscode.CodeAction> {
	let titles = '';
	for (const start = Date.now(); Date.now() - start < patience; await sleep(50)) {
		const actions = await actionsAt(document.uri, finding.range, vscode.CodeActionKind.QuickFix);
		const preferred = actions.find((action) => action.isPreferred === true);
		if (preferred) {
			return preferred;
		}
		titles = actions.map((action) => action.title).join(', ');
	}
	throw new Error(`No preferred quick fix after ${patience / 1000} s among: ${titles}`);
}
