import { type Disposable, TabInputText, type Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { documentHiddenNotification, type HiddenDocument } from '../../server/src/lsp/protocol.js';

import { State } from './library.js';

/**
 * Tells the server when the last tab of a document is closed. The editor may keep the document open for minutes, in which
 * the client asks for no diagnostics; then those of the file on disk are to be shown.
 */
export function followHiddenDocuments(client: LanguageClient): Disposable {
	return window.tabGroups.onDidChangeTabs(({ closed }) => {
		for (const { input } of closed) {
			if (input instanceof TabInputText && client.state === State.Running && isHidden(input.uri)) {
				const uri = client.code2ProtocolConverter.asUri(input.uri);
				void client.sendNotification(documentHiddenNotification, { uri } satisfies HiddenDocument);
			}
		}
	});
}

/** True for an open document without a tab. */
function isHidden(uri: Uri): boolean {
	const isShown = window.tabGroups.all
		.flatMap(({ tabs }) => tabs)
		.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
	return !isShown && workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}
