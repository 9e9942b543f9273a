import { l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';

import { exportReportCommand } from '../../server/src/lsp/protocol.js';
import { execute } from './client.js';
import type { Session } from './session.js';
import { showInStatusBar } from './wording.js';

interface ReportArguments {
	readonly format: 'sarif' | 'html';
}

interface FormatItem extends QuickPickItem {
	readonly format: ReportArguments['format'];
	readonly extension: string;
}

/** Asks for a format and a file, and writes the report of the workspace. Answers the file. */
export async function exportReport({ client }: Session): Promise<Uri | undefined> {
	const formats: readonly FormatItem[] = [
		{ label: 'SARIF', detail: l10n.t('For code scanning and other tools'), format: 'sarif', extension: 'sarif' },
		{
			label: 'HTML',
			detail: l10n.t('One page to read, with a picture for each finding'),
			format: 'html',
			extension: 'html',
		},
	];
	const title = l10n.t('Keepalive: Export Report');
	const picked = await window.showQuickPick(formats, { title, placeHolder: l10n.t('Format of the report') });
	if (picked === undefined) {
		return undefined;
	}
	const { format, extension, label } = picked;
	const [folder] = workspace.workspaceFolders ?? [];
	const file = await window.showSaveDialog({
		title,
		filters: { [label]: [extension] },
		...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder.uri, `keepalive-report.${extension}`) }),
	});
	if (file === undefined) {
		return undefined;
	}
	await client.start();
	const text = await execute<string | null>(client, exportReportCommand, { format } satisfies ReportArguments);
	if (text === null) {
		throw new Error(l10n.t('The report could not be made; the output has the reason.'));
	}
	await workspace.fs.writeFile(file, new TextEncoder().encode(text));
	showInStatusBar(l10n.t('Keepalive: report written to {0}.', workspace.asRelativePath(file)));
	return file;
}
