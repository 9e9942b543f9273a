import { l10n, MarkdownString, ThemeColor, ThemeIcon, type Uri, workspace } from 'vscode';

import type { ListedClient, Verdict } from '../../server/src/lsp/protocol.js';
import { verdictMeaning, verdictTitle } from './client-filter.js';

/** "src/reports.js:3", relative to the workspace folder. */
export function placeOf(uri: Uri, { range }: ListedClient): string {
	return `${workspace.asRelativePath(uri)}:${range.start.line + 1}`;
}

/** "adapters.HTTPAdapter" of `requests.adapters.HTTPAdapter`: the pointer tells the whole name. */
export function shortName({ api }: ListedClient): string {
	return api.split('.').slice(-2).join('.');
}

/** "reports.js:3 · 900 s · probe at 7200 s": the place first, as a narrow view cuts the end. */
export function shortFactsOf(uri: Uri, { wait, idle, range }: ListedClient): string {
	const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
	const waiting = typeof wait === 'object' ? l10n.t('{0} s', wait.seconds) : waitWord(wait);
	// That there is no probe is what the group says.
	const probing = idle === undefined ? [] : [l10n.t('probe at {0} s', idle)];
	return [`${name}:${range.start.line + 1}`, waiting, ...probing].join(' · ');
}

function waitWord(wait: 'unbounded' | 'unknown'): string {
	return wait === 'unbounded' ? l10n.t('for ever') : l10n.t('unknown wait');
}

/** "waits 900 s". */
export function waitOf({ wait }: ListedClient): string {
	if (wait === 'unbounded') {
		return l10n.t('waits for ever');
	}
	return wait === 'unknown' ? l10n.t('waits for an unknown time') : l10n.t('waits {0} s', wait.seconds);
}

/** "first probe after 120 s". */
export function probeOf({ probe, idle }: ListedClient): string {
	switch (probe) {
		case 'off':
			return l10n.t('no probe');
		case 'pooled-only':
			return l10n.t('no probe on the first request');
		case 'inherited':
			return l10n.t('probes set elsewhere');
		case 'unknown':
			return l10n.t('probes unknown');
		case 'on':
		case 'system-default':
			return idle === undefined ? l10n.t('probes') : l10n.t('first probe after {0} s', idle);
	}
}

/** Everything about one client, for the pointer. */
export function tooltipOf(uri: Uri, client: ListedClient): MarkdownString {
	const { api, verdict, environment } = client;
	const text = new MarkdownString();
	text.appendMarkdown('**').appendText(api).appendMarkdown('** ').appendText(client.client).appendMarkdown('\n\n');
	text.appendText(`${verdictTitle(verdict)}: ${verdictMeaning(verdict)}.`).appendMarkdown('\n\n');
	const line = [waitOf(client), probeOf(client), forgetfulness(environment)].join(', ');
	return text.appendText(`${line}.`).appendMarkdown('\n\n').appendText(placeOf(uri, client));
}

function forgetfulness({ name, idleTimeout }: ListedClient['environment']): string {
	return l10n.t('{0} forgets after {1} s', name, idleTimeout);
}

/** The picture of a verdict. */
export function verdictIcon(verdict: Verdict): ThemeIcon {
	switch (verdict) {
		case 'silent':
			return new ThemeIcon('debug-disconnect', new ThemeColor('list.warningForeground'));
		case 'late':
			return new ThemeIcon('watch', new ThemeColor('list.warningForeground'));
		case 'unknown':
			return new ThemeIcon('question');
		case 'probing':
			return new ThemeIcon('pulse', new ThemeColor('testing.iconPassed'));
	}
}
