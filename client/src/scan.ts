import { commands, l10n, window, workspace } from 'vscode';

import {
	clearResultsCommand,
	fixAllInWorkspaceCommand,
	type ScanArguments,
	type ScanCounts,
	scanWorkspaceCommand,
	type WorkspaceFixes,
} from '../../server/src/lsp/protocol.js';
import { execute } from './client.js';
import { executeWithProgress } from './progress.js';
import type { Session } from './session.js';
import { countFiles, countFindings } from './wording.js';

/** How long a sentence stays in the status bar, in milliseconds. */
const statusBarTime = 8_000;

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
		session.clients.noteScan();
		// The command is done when the scan is; the message may stay as long as it likes.
		void showCounts(session, counts);
		return counts;
	});
}

/** Applies the safe fixes of the whole workspace after a preview. */
export async function fixAllInWorkspace(session: Session): Promise<WorkspaceFixes | undefined> {
	return whileBusy(session, async () => {
		const fixes = await executeWithProgress<WorkspaceFixes | null>(session.client, {
			title: l10n.t('Keepalive: looking for fixes'),
			command: fixAllInWorkspaceCommand,
		});
		if (fixes === null) {
			throw new Error(l10n.t('The fixes could not be made; the output has the reason.'));
		}
		const applied = fixes.edit === undefined ? fixes.applied : await applyEdit(session, fixes.edit);
		window.setStatusBarMessage(describeFixes({ ...fixes, applied }), statusBarTime);
		return { ...fixes, applied };
	});
}

/** Takes back what a scan has shown. */
export async function clearResults(session: Session): Promise<void> {
	await session.client.start();
	await execute(session.client, clearResultsCommand);
	session.clients.noteCleared();
}

async function applyEdit({ client }: Session, edit: NonNullable<WorkspaceFixes['edit']>): Promise<boolean> {
	return workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(edit));
}

/** One long command at a time; another one is not started, as its progress can be seen. */
async function whileBusy<Answer>(session: Session, run: () => Promise<Answer>): Promise<Answer | undefined> {
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

function describeFixes({ files, fixed, applied, cancelled }: WorkspaceFixes): string {
	if (cancelled) {
		return l10n.t('Keepalive: cancelled, nothing was changed.');
	}
	if (fixed === 0) {
		return l10n.t('Keepalive: there is nothing to fix.');
	}
	return applied
		? l10n.t('Keepalive: fixed {0} in {1}.', countFindings(fixed), countFiles(files))
		: l10n.t('Keepalive: the fixes were not applied.');
}
