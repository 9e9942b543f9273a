import {
	commands,
	type Disposable,
	EventEmitter,
	l10n,
	Range,
	type TreeDataProvider,
	TreeItem,
	TreeItemCollapsibleState,
	Uri,
	window,
} from 'vscode';

import type { ListedClient, Verdict } from '../../server/src/lsp/protocol.js';
import {
	askFilter,
	type ClientFilter,
	everyClient,
	passesFilter,
	showsEverything,
	verdictMeaning,
	verdicts,
	verdictTitle,
} from './client-filter.js';
import { placeOf, probeOf, shortFactsOf, shortName, tooltipOf, verdictIcon, waitOf } from './client-text.js';
import { countClients, reasonOf } from './wording.js';

/** The view that lists every client of the workspace by its verdict. */
export interface ClientsView extends Disposable {
	/** The server's results have changed. */
	refresh(): void;
	/** A scan has ended: an empty view no longer asks for one. */
	noteScan(): void;
	/** The results of the scan are gone. */
	noteCleared(): void;
	/** Asks which clients to show. */
	filter(): void;
	clearFilter(): void;
}

interface VerdictNode {
	readonly verdict: Verdict;
	readonly clients: readonly ListedClient[];
}

type Node = VerdictNode | ListedClient;

export interface ClientsViewParts {
	/** Asks the server for all clients. */
	readonly load: () => Promise<readonly ListedClient[]>;
	/** True while a scan runs: the list is read once it has ended. */
	readonly isBusy: () => boolean;
	/** Takes a sentence for the log. */
	readonly log: (sentence: string) => void;
}

/** Makes the view. Clients are asked for only while somebody looks. */
export function createClientsView({ load, isBusy, log }: ClientsViewParts): ClientsView {
	const changed = new EventEmitter<undefined>();
	let clients: readonly ListedClient[] = [];
	let filter: ClientFilter = everyClient;
	let stale = true;
	const provider: TreeDataProvider<Node> = {
		onDidChangeTreeData: changed.event,
		getChildren: (node) => (node === undefined ? groups(clients, filter) : 'clients' in node ? [...node.clients] : []),
		getTreeItem: (node) => ('clients' in node ? verdictItem(node) : clientItem(node)),
	};
	const view = window.createTreeView('keepalive.clients', { treeDataProvider: provider, showCollapseAll: true });

	const show = (): void => {
		const shown = clients.filter((client) => passesFilter(client, filter)).length;
		view.description = clients.length === 0 ? '' : countClients(clients.length);
		view.message = describeFilter(filter, shown);
		void commands.executeCommand('setContext', 'keepalive.filtered', !showsEverything(filter));
		changed.fire(undefined);
	};
	const setFilter = (next: ClientFilter): void => {
		filter = next;
		show();
	};
	const reload = async (): Promise<void> => {
		if (!stale || !view.visible || isBusy()) {
			return;
		}
		stale = false;
		try {
			clients = await load();
		} catch (error) {
			// The server may stop at any moment; the status item tells that, and the view keeps what it has.
			stale = true;
			log(`The list of clients could not be read: ${reasonOf(error)}`);
		}
		show();
	};
	const refresh = (): void => {
		stale = true;
		void reload();
	};
	const setScanned = (scanned: boolean): void => {
		void commands.executeCommand('setContext', 'keepalive.scanned', scanned);
		refresh();
	};
	const visibility = view.onDidChangeVisibility(() => void reload());
	return {
		refresh,
		noteScan: () => setScanned(true),
		noteCleared: () => setScanned(false),
		filter: () => askFilter({ current: filter, clients, onChange: setFilter }),
		clearFilter: () => setFilter(everyClient),
		dispose: () => {
			visibility.dispose();
			view.dispose();
			changed.dispose();
		},
	};
}

function groups(clients: readonly ListedClient[], filter: ClientFilter): VerdictNode[] {
	const shown = clients.filter((client) => passesFilter(client, filter)).sort(byPlace);
	return verdicts
		.map((verdict) => ({ verdict, clients: shown.filter((client) => client.verdict === verdict) }))
		.filter((group) => group.clients.length > 0);
}

function byPlace(a: ListedClient, b: ListedClient): number {
	return a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.range.start.line - b.range.start.line;
}

function describeFilter(filter: ClientFilter, shown: number): string {
	if (showsEverything(filter)) {
		return '';
	}
	const parts = [
		...(filter.verdicts.length === verdicts.length ? [] : [filter.verdicts.map(verdictTitle).join(', ')]),
		...(filter.text === '' ? [] : [`"${filter.text}"`]),
	];
	return l10n.t('{0} shown: {1}', countClients(shown), parts.join(', '));
}

function verdictItem({ verdict, clients }: VerdictNode): TreeItem {
	const item = new TreeItem(verdictTitle(verdict), TreeItemCollapsibleState.Expanded);
	item.id = verdict;
	item.description = String(clients.length);
	item.tooltip = `${verdictTitle(verdict)}: ${verdictMeaning(verdict)}.`;
	item.iconPath = verdictIcon(verdict);
	item.contextValue = 'verdict';
	return item;
}

function clientItem(client: ListedClient): TreeItem {
	const uri = Uri.parse(client.uri);
	const { start, end } = client.range;
	const item = new TreeItem(shortName(client), TreeItemCollapsibleState.None);
	item.description = shortFactsOf(uri, client);
	item.tooltip = tooltipOf(uri, client);
	item.contextValue = 'client';
	item.accessibilityInformation = {
		label: [client.api, verdictTitle(client.verdict), waitOf(client), probeOf(client), placeOf(uri, client)].join(', '),
	};
	item.command = {
		title: l10n.t('Show in the Code'),
		command: 'vscode.open',
		arguments: [uri, { selection: new Range(start.line, start.character, end.line, end.character) }],
	};
	return item;
}
