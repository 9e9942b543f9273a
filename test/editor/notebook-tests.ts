import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { apply, findingsAppear, findingsOf, preferredFix, ruleOf, settled, workspaceFile } from './editing.js';
import type { EditorTest } from './suite.js';

const call = "requests.get('https://api.example.com/report', timeout=(5, 900))";

/** A notebook as Jupyter writes it. */
const source = {
	cells: [
		{ cell_type: 'markdown', metadata: {}, source: ['# Reports'] },
		{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['import requests'] },
		{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['!ls\n', "print('between')"] },
		{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['# The report\n', call] },
	],
	metadata: { language_info: { name: 'python' } },
	nbformat: 4,
	nbformat_minor: 5,
};

interface SavedNotebook {
	readonly cells: readonly { readonly source: string | readonly string[] }[];
}

async function readCells(uri: vscode.Uri): Promise<string[]> {
	const { cells } = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))) as SavedNotebook;
	return cells.map((cell) => (typeof cell.source === 'string' ? cell.source : cell.source.join('')));
}

async function fixCell(): Promise<void> {
	const uri = workspaceFile('notebooks/report.ipynb');
	try {
		await fixCellOf(uri);
	} finally {
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		await vscode.workspace.fs.delete(vscode.Uri.joinPath(uri, '..'), { recursive: true });
	}
}

async function fixCellOf(uri: vscode.Uri): Promise<void> {
	await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${JSON.stringify(source, undefined, 1)}\n`));
	const notebook = await vscode.workspace.openNotebookDocument(uri);
	await vscode.window.showNotebookDocument(notebook);
	const [, imports, between, cell] = notebook.getCells();
	assert.ok(imports && between && cell);
	const [finding, ...others] = await findingsAppear(cell.document.uri);
	assert.ok(finding);
	assert.deepEqual(others, []);
	assert.equal(ruleOf(finding), 'long-wait-without-keepalive');
	assert.equal(finding.range.start.line, 1);
	assert.deepEqual(
		[imports, between].flatMap(({ document }) => findingsOf(document.uri)),
		[],
	);

	const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
		'vscode.executeHoverProvider',
		cell.document.uri,
		finding.range.start,
	);
	const text = hovers.flatMap(({ contents }) => contents.map((each) => (typeof each === 'string' ? each : each.value)));
	assert.match(text.join(), /240 s/);

	await apply(await preferredFix(cell.document, finding));
	assert.match(imports.document.getText(), /TCP_KEEPIDLE[^]*import requests|import requests[^]*TCP_KEEPIDLE/);
	assert.equal(between.document.getText(), "!ls\nprint('between')");
	await settled('the finding gone', () => findingsOf(cell.document.uri).length === 0);
	assert.ok(await notebook.save());
	const saved = await readCells(uri);
	assert.deepEqual(
		saved,
		notebook.getCells().map(({ document }) => document.getText()),
	);
	assert.match(saved[1] ?? '', /TCP_KEEPIDLE/);
}

/** Cells of a notebook, with the editor's own support for `.ipynb` files. */
export const notebookTests: readonly EditorTest[] = [
	{ name: 'a notebook shows its finding in the cell, takes the fix there and is saved', run: fixCell },
];
