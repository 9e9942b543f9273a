import { type Disposable, type DocumentSelector, l10n, languages, LanguageStatusSeverity } from 'vscode';

import type { FileDescription } from '../../server/src/lsp/protocol.js';
import { countFindings } from './wording.js';

/** What the extension is doing, for the status item. */
export type Activity =
	| { readonly kind: 'starting' }
	| {
			readonly kind: 'ready';
			readonly file: FileDescription | undefined;
			/** Findings of the active file, and of all files that are shown. */
			readonly findings: { readonly inFile: number; readonly inAll: number };
	  }
	| { readonly kind: 'scanning' }
	| { readonly kind: 'failed'; readonly reason: string };

export interface Status extends Disposable {
	show(activity: Activity): void;
}

/** The status item beside the language of a file: the environment it is checked against, and how the server does. */
export function createStatus(selector: DocumentSelector): Status {
	const item = languages.createLanguageStatusItem('keepalive.status', selector);
	item.name = 'Keepalive';
	const select = { title: l10n.t('Select Environment'), command: 'keepalive.selectEnvironment' };
	const restart = { title: l10n.t('Restart Server'), command: 'keepalive.restartServer' };
	return {
		show: (activity) => {
			item.busy = activity.kind === 'starting' || activity.kind === 'scanning';
			item.severity = activity.kind === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
			item.command = activity.kind === 'failed' ? restart : select;
			item.text = statusText(activity);
			item.detail = statusDetail(activity);
		},
		dispose: () => item.dispose(),
	};
}

function statusText(activity: Activity): string {
	switch (activity.kind) {
		case 'starting':
			return l10n.t('Keepalive: starting');
		case 'scanning':
			return l10n.t('Keepalive: scanning');
		case 'failed':
			return l10n.t('Keepalive: stopped');
		case 'ready': {
			const environment = activity.file?.environment;
			return environment === undefined
				? 'Keepalive'
				: l10n.t('Keepalive: {0} ({1} s)', environment.name, environment.idleTimeout);
		}
	}
}

function statusDetail(activity: Activity): string {
	if (activity.kind === 'failed') {
		return activity.reason;
	}
	if (activity.kind !== 'ready' || activity.file === undefined) {
		return '';
	}
	const { runtime, configuration } = activity.file;
	const { inFile, inAll } = activity.findings;
	const counts = inAll > inFile ? l10n.t('{0}, {1} in all files', countFindings(inFile), inAll) : countFindings(inFile);
	return [counts, runtime, ...(configuration === undefined ? [] : [configuration])].join(', ');
}
