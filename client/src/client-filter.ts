import { type Disposable, l10n, type QuickPickItem, window } from 'vscode';

import type { ListedClient, Verdict } from '../../server/src/lsp/protocol.js';
import { countClients } from './wording.js';

/** The verdicts in the order of the view: what needs a look comes first. */
export const verdicts: readonly Verdict[] = ['silent', 'late', 'unknown', 'probing'];

/** Which clients the view shows. */
export interface ClientFilter {
	readonly verdicts: readonly Verdict[];
	/** A part of the path, the library or the api, in any case; empty for all. */
	readonly text: string;
}

export const everyClient: ClientFilter = { verdicts, text: '' };

/** True where a filter hides nothing. */
export function showsEverything(filter: ClientFilter): boolean {
	return filter.verdicts.length === verdicts.length && filter.text === '';
}

/** True where the view shows this client. */
export function passesFilter({ client, api, verdict, uri }: ListedClient, filter: ClientFilter): boolean {
	const text = `${client} ${api} ${decodeURIComponent(uri)}`.toLowerCase();
	return filter.verdicts.includes(verdict) && text.includes(filter.text.toLowerCase());
}

/** A verdict as a heading. */
export function verdictTitle(verdict: Verdict): string {
	switch (verdict) {
		case 'silent':
			return l10n.t('Silent');
		case 'late':
			return l10n.t('Late');
		case 'unknown':
			return l10n.t('Unknown');
		case 'probing':
			return l10n.t('Probing');
	}
}

/** A verdict in a sentence. */
export function verdictMeaning(verdict: Verdict): string {
	switch (verdict) {
		case 'silent':
			return l10n.t('no probe is sent while a request waits');
		case 'late':
			return l10n.t('the first probe comes after the network has forgotten the connection');
		case 'unknown':
			return l10n.t('decided by code that is not visible here');
		case 'probing':
			return l10n.t('the connection is kept alive');
	}
}

interface VerdictItem extends QuickPickItem {
	readonly verdict: Verdict;
}

export interface FilterQuestion {
	readonly current: ClientFilter;
	/** All clients, to count them. */
	readonly clients: readonly ListedClient[];
	/** Called with every change, so that the view follows; with the earlier filter where the user gives up. */
	readonly onChange: (filter: ClientFilter) => void;
}

/** Asks in one box what to show: tick verdicts, and type a part of a path, a library or an api. */
export function askFilter({ current, clients, onChange }: FilterQuestion): void {
	const box = window.createQuickPick<VerdictItem>();
	const listeners: Disposable[] = [];
	let accepted = false;
	const read = (): ClientFilter => ({
		verdicts: verdicts.filter((verdict) => box.selectedItems.some((item) => item.verdict === verdict)),
		text: box.value.trim(),
	});
	box.title = l10n.t('Keepalive: Filter Clients');
	box.placeholder = l10n.t('A part of a path, a library or an API; tick the verdicts to show');
	box.canSelectMany = true;
	box.value = current.text;
	box.items = verdicts.map((verdict) => ({
		verdict,
		label: verdictTitle(verdict),
		description: countClients(clients.filter((client) => client.verdict === verdict).length),
		detail: verdictMeaning(verdict),
		// The text narrows the view, not this list.
		alwaysShow: true,
	}));
	box.selectedItems = box.items.filter(({ verdict }) => current.verdicts.includes(verdict));
	listeners.push(
		box.onDidChangeSelection(() => onChange(read())),
		box.onDidChangeValue(() => onChange(read())),
		box.onDidAccept(() => {
			accepted = true;
			box.hide();
		}),
		box.onDidHide(() => {
			onChange(accepted ? read() : current);
			listeners.forEach((listener) => void listener.dispose());
			box.dispose();
		}),
	);
	box.show();
}
