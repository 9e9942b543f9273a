import { commands, l10n, window, workspace } from 'vscode';

import {
	clearResultsCommand,
	type ScanArguments,
	type ScanCounts,
	scanWorkspaceCommand,
} from '../../server/src/lsp/protocol.js';
import { execute } from './client.js';
import { executeWithProgress } from './progress.js';
import type { Session } from './session.js';
import { countFiles, countFindings } from './wording.js';

/** Scans, says once what was found, and answers the counts to whoever called the command. */
export async function scan(session: Session, argument: ScanArguments): Promise<ScanCounts | undefined> {
	return whileBusy(session, async () => {
		const title =
			argument.changed === true ? l10n.t('Keepalive: scanning changed files') : l10n.t('Keepalive: scanning');
		const counts = await executeWithProgress<ScanCounts | null>(session.client, {
			title,
			command: scanWorkspaceCommand,
			argument,
		});
		if (counts === null) {
			throw new Error(l10n.t('The scan failed; the output has the reason.'));
		}
		session.scanned = true;
		session.clients.noteScan();
		// The command is done when the scan is; the message may stay as long as it likes.
		void showCounts(session, counts);
		return counts;
	});
}

/** Takes back what a scan has shown. */
export async function clearResults(session: Session): Promise<void> {
	await session.client.start();
	await execute(session.client, clearResultsCommand);
	forgetScan(session);
}

/** A server that starts again knows nothing of closed files; what the user has seen of them comes back without a word. */
export async function repeatScan(session: Session): Promise<void> {
	if (session.scanned) {
		await whileBusy(session, () => execute<ScanCounts | null>(session.client, scanWorkspaceCommand));
	}
}

/** A scan in which the server has crashed is not repeated: it would crash again. */
export function forgetScanUnderWay(session: Session): void {
	if (session.busy) {
		forgetScan(session);
	}
}

function forgetScan(session: Session): void {
	session.scanned = false;
	session.clients.noteCleared();
}

/** One long command at a time; another one is not started, as its progress can be seen. */
export async function whileBusy<Answer>(session: Session, run: () => Promise<Answer>): Promise<Answer | undefined> {
	if ((workspace.workspaceFolders ?? []).length === 0) {
		void window.showInformationMessage(l10n.t('Keepalive: open a folder to scan it.'));
		return undefined;
	}
	if (session.busy) {
		return undefined;
	}
	session.busy = true;
	session.status.show({ kind: 'scanning' });
	try {
		await session.client.start();
		return await run();
	} finally {
		session.busy = false;
		session.refreshStatus();
		session.clients.refresh();
	}
}

async function showCounts(session: Session, counts: ScanCounts): Promise<void> {
	const showProblems = l10n.t('Show Problems');
	const showOutput = l10n.t('Show Output');
	const actions = [...(counts.findings > 0 ? [showProblems] : []), ...(counts.skipped > 0 ? [showOutput] : [])];
	const answer = await window.showInformationMessage(describeCounts(counts), ...actions);
	if (answer === showProblems) {
		await commands.executeCommand('workbench.actions.view.problems');
	} else if (answer === showOutput) {
		session.output.show();
	}
}

/** The one sentence that ends a scan. */
function describeCounts({ files, findings, skipped, cancelled }: ScanCounts): string {
	const found = [countFindings(findings), countFiles(files)] as const;
	if (cancelled) {
		return l10n.t('Keepalive: {0} in {1} until the scan was cancelled.', ...found);
	}
	return skipped > 0
		? l10n.t('Keepalive: {0} in {1} ({2} skipped).', ...found, skipped)
		: l10n.t('Keepalive: {0} in {1}.', ...found);
}
