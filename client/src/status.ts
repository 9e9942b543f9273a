import { type Disposable, type DocumentSelector, languages, LanguageStatusSeverity } from 'vscode';

import type { FileDescription } from './client.js';

/** What the extension is doing, for the status item. */
export type Activity =
	| { readonly kind: 'starting' }
	| { readonly kind: 'ready'; readonly file: FileDescription | undefined }
	| { readonly kind: 'scanning' }
	| { readonly kind: 'failed'; readonly reason: string };

export interface Status extends Disposable {
	show(activity: Activity): void;
}

/** The status item beside the language of a file: the environment it is checked against, and how the server does. */
export function createStatus(selector: DocumentSelector): Status {
	const item = languages.createLanguageStatusItem('keepalive.status', selector);
	item.name = 'Keepalive';
	const select = { title: 'Select Environment', command: 'keepalive.selectEnvironment' };
	const showOutput = { title: 'Show Output', command: 'keepalive.showOutput' };
	return {
		show: (activity) => {
			item.busy = activity.kind === 'starting' || activity.kind === 'scanning';
			item.severity = activity.kind === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
			item.command = activity.kind === 'failed' ? showOutput : select;
			item.text = statusText(activity);
			item.detail = statusDetail(activity);
		},
		dispose: () => item.dispose(),
	};
}

function statusText(activity: Activity): string {
	switch (activity.kind) {
		case 'starting':
			return 'Keepalive: starting';
		case 'scanning':
			return 'Keepalive: scanning';
		case 'failed':
			return 'Keepalive: stopped';
		case 'ready': {
			const environment = activity.file?.environment;
			return environment === undefined ? 'Keepalive' : `Keepalive: ${environment.name} (${environment.idleTimeout} s)`;
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
	return configuration === undefined ? runtime : `${runtime}, ${configuration}`;
}
