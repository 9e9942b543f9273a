import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TextEdit } from 'vscode-languageserver/node';

import { type ClientOptions, ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

interface Cell {
	readonly language: string;
	readonly text: string;
}

const python = (text: string): Cell => ({ language: 'python', text });

/** A notebook as an editor shows it. */
class OpenNotebook {
	readonly texts: string[];
	private version = 1;

	private constructor(
		readonly client: ProtocolClient,
		private readonly uri: string,
		private readonly cells: readonly Cell[],
	) {
		this.texts = cells.map(({ text }) => text);
	}

	static async open(test: TestContext, cells: readonly Cell[], options: ClientOptions = {}): Promise<OpenNotebook> {
		const folder = plant(test, { 'package.json': '{ "engines": { "node": ">=22" } }' });
		const client = await ProtocolClient.start({ pull: true, documentChanges: true, folders: [folder], ...options });
		test.after(() => client.kill());
		const notebook = new OpenNotebook(client, uriOf(`${folder}/report.ipynb`), cells);
		await client.connection.sendNotification('notebookDocument/didOpen', {
			notebookDocument: {
				uri: notebook.uri,
				notebookType: 'jupyter-notebook',
				version: 1,
				cells: cells.map((_, index) => ({ kind: 2, document: notebook.cellUri(index) })),
			},
			cellTextDocuments: cells.map(({ language, text }, index) => ({
				uri: notebook.cellUri(index),
				languageId: language,
				version: 1,
				text,
			})),
		});
		return notebook;
	}

	cellUri(index: number): string {
		return `${this.uri.replace('file:', 'vscode-notebook-cell:')}#W${index}sZmlsZQ%3D%3D`;
	}

	/** Where a text stands in a cell. */
	at(index: number, text: string) {
		const document = TextDocument.create('', '', 0, this.texts[index] ?? '');
		const start = document.positionAt(document.getText().indexOf(text));
		return { start, end: start };
	}

	async findings(index: number): Promise<unknown[]> {
		const items = await this.client.pullItems(this.cellUri(index));
		return items.map(({ code, range: { start } }) => [code, start.line]);
	}

	actions(index: number, text: string, ...only: string[]): Promise<CodeAction[]> {
		return this.client.codeActions(this.cellUri(index), this.at(index, text), only.length === 0 ? {} : { only });
	}

	/** Makes an edit in the cells it names. */
	async apply(edit: WorkspaceEdit | undefined): Promise<void> {
		for (const change of edit?.documentChanges ?? []) {
			assert.ok('textDocument' in change && change.textDocument.version === this.version);
			const index = this.cells.findIndex((_, each) => this.cellUri(each) === change.textDocument.uri);
			const document = TextDocument.create('', '', 0, this.texts[index] ?? '');
			this.texts[index] = TextDocument.applyEdits(document, change.edits.filter(TextEdit.is));
		}
		await this.retype();
	}

	/** Sends the texts as they are now. */
	async retype(): Promise<void> {
		this.version++;
		await this.client.connection.sendNotification('notebookDocument/didChange', {
			notebookDocument: { uri: this.uri, version: this.version },
			change: {
				cells: {
					textContent: this.texts.map((text, index) => ({
						document: { uri: this.cellUri(index), version: this.version },
						changes: [{ text }],
					})),
				},
			},
		});
	}

	async close(): Promise<void> {
		await this.client.connection.sendNotification('notebookDocument/didClose', {
			notebookDocument: { uri: this.uri },
			cellTextDocuments: this.cells.map((_, index) => ({ uri: this.cellUri(index) })),
		});
	}
}

const rule = 'long-wait-without-keepalive';
const call = 'requests.get("https://api.example.com/report", timeout=(5, 420))\n';

describe('protocol: notebooks', () => {
	it('know names that an earlier cell imports, and report each place once', async (test) => {
		const cells = [python('%pip install requests\nimport requests'), python('# A report'), python(`\n${call}`)];
		const notebook = await OpenNotebook.open(test, cells);
		assert.deepEqual(await notebook.findings(0), []);
		assert.deepEqual(await notebook.findings(1), []);
		assert.deepEqual(await notebook.findings(2), [[rule, 1]]);
		await notebook.client.stop();
	});

	it('are fixed in the right cells', async (test) => {
		const cells = [python('import requests\n'), python('!ls\nprint("between")'), python(call)];
		const notebook = await OpenNotebook.open(test, cells);
		const [fix] = await notebook.actions(2, 'get');
		assert.equal(fix?.isPreferred, true);
		await notebook.apply(fix.edit);
		assert.match(notebook.texts[0] ?? '', /^import .*import requests/s);
		assert.equal(notebook.texts[1], '!ls\nprint("between")');
		assert.match(notebook.texts[2] ?? '', /timeout=\(5, 420\)/);
		assert.deepEqual(await notebook.findings(2), []);
		await notebook.client.stop();
	});

	it('are fixed as a whole, and only when the notebook is asked for', async (test) => {
		const cells = [python('import requests\n'), python(call), python(`${call}${call}`)];
		for (const resolve of [true, false]) {
			const notebook = await OpenNotebook.open(test, cells, { resolve });
			assert.deepEqual(await notebook.actions(1, 'get', 'source.fixAll'), []);
			const [action, ...others] = await notebook.actions(1, 'get', 'notebook.source.fixAll');
			assert.ok(action);
			assert.deepEqual(others, []);
			assert.equal(action.kind, 'notebook.source.fixAll.keepalive');
			const { edit } = resolve ? await notebook.client.resolve(action) : action;
			await notebook.apply(edit);
			assert.deepEqual([...(await notebook.findings(1)), ...(await notebook.findings(2))], []);
			await notebook.client.stop();
		}
	});

	it('refuse the edit for a text that has moved on in another cell', async (test) => {
		const notebook = await OpenNotebook.open(test, [python('import requests\n'), python(call)], { resolve: true });
		const [action] = await notebook.actions(1, 'get', 'notebook.source.fixAll');
		assert.ok(action);
		notebook.texts[0] = 'import requests, os\n';
		await notebook.retype();
		assert.equal((await notebook.client.resolve(action)).edit, undefined);
		await notebook.client.stop();
	});

	it('take comments in the cell of the finding, and lose no magic', async (test) => {
		const notebook = await OpenNotebook.open(test, [python('import requests'), python(`%%time\n${call}`)]);
		const actions = await notebook.actions(1, 'get');
		const suppression = actions.find(({ title }) => title === `Disable ${rule} for this line`);
		await notebook.apply(suppression?.edit);
		assert.equal(notebook.texts[1], `%%time\n${call.trimEnd()}  # keepalive: ignore[${rule}]\n`);
		assert.deepEqual(await notebook.findings(1), []);
		await notebook.client.stop();
	});

	it('have cells in several languages', async (test) => {
		const script = "https.get('https://api.example.com', { timeout: 600_000 }, read);";
		const cells = [
			{ language: 'javascript', text: "const https = require('https')" },
			{ language: 'markdown', text: '# requests' },
			python('import requests'),
			{ language: 'javascript', text: script },
			python(call),
			python(`%%bash\n${call}`),
		];
		const notebook = await OpenNotebook.open(test, cells);
		assert.deepEqual(await notebook.findings(3), [[rule, 0]]);
		assert.deepEqual(await notebook.findings(4), [[rule, 0]]);
		assert.deepEqual(await notebook.findings(5), [], 'a shell script');
		const [fix] = await notebook.actions(3, 'get');
		await notebook.apply(fix?.edit);
		assert.deepEqual(await notebook.findings(3), []);
		await notebook.client.stop();
	});

	it('are looked at again as a whole when one cell changes', async (test) => {
		const notebook = await OpenNotebook.open(test, [python('import requests'), python(call)], { refresh: true });
		const before = notebook.client.refreshes;
		assert.equal((await notebook.findings(1)).length, 1);
		notebook.texts[0] = 'import os';
		await notebook.retype();
		await notebook.client.until(() => notebook.client.refreshes > before);
		assert.deepEqual(await notebook.findings(1), []);
		await notebook.client.stop();
	});

	it('are pushed cell by cell to a client that cannot pull, and cleared when closed', async (test) => {
		const notebook = await OpenNotebook.open(test, [python('import requests'), python(call)], { pull: false });
		const { client } = notebook;
		const last = (index: number) => client.published.filter(({ uri }) => uri === notebook.cellUri(index)).at(-1);
		await client.until(() => last(1)?.diagnostics.length === 1);
		assert.deepEqual(last(0)?.diagnostics, []);
		await notebook.close();
		await client.until(() => last(1)?.diagnostics.length === 0);
		await client.stop();
	});

	it('are hovered over like files', async (test) => {
		const notebook = await OpenNotebook.open(test, [python('import requests'), python(call)], { hover: 'markdown' });
		const content = await notebook.client.hover(notebook.cellUri(1), 0, 10);
		assert.match(content?.value ?? '', /forgets a connection after 240 s/);
		await notebook.client.stop();
	});
});
