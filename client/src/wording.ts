import { l10n, window } from 'vscode';

/** How long a sentence stays in the status bar, in milliseconds. */
const statusBarTime = 8_000;

/** Answers the user without a popup. */
export function showInStatusBar(sentence: string): void {
	window.setStatusBarMessage(sentence, statusBarTime);
}

/** "1 finding", "12 findings". */
export function countFindings(count: number): string {
	return count === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', count);
}

/** "1 file", "12 files". */
export function countFiles(count: number): string {
	return count === 1 ? l10n.t('1 file') : l10n.t('{0} files', count);
}

/** "1 client", "12 clients". */
export function countClients(count: number): string {
	return count === 1 ? l10n.t('1 client') : l10n.t('{0} clients', count);
}

/** The text of anything that was thrown. */
export function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
