import type {
	CancellationToken,
	Connection,
	Diagnostic,
	DocumentDiagnosticParams,
	DocumentDiagnosticReport,
	TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { Checks } from './checks.js';
import { toDiagnostic } from './convert.js';
import type { ClientFeatures } from './features.js';
import type { Guard } from './guard.js';
import type { Notebooks } from './notebooks.js';
import type { RunMode } from './settings.js';

/** Why a document is looked at again. */
export type Trigger = 'open' | 'change' | 'save' | 'refresh' | 'neighbour' | 'scan';

/** Reports findings of open documents: answers the client's pulls, or pushes to a client that cannot pull. */
export interface OpenDiagnostics {
	/** True where the client shows the findings of the file with this absolute path through here. */
	covers(path: string): boolean;
	/** The client asks no longer for the findings of this file, though its document is open. */
	release(path: string): void;
	/** Looks at all open documents again. */
	renew(trigger: 'refresh' | 'neighbour' | 'scan'): void;
	/** Called with its path when a client pulls a document for the first time since it was opened. */
	onFirstPull(listener: (path: string) => void): void;
}

export interface DiagnosticsParts {
	readonly connection: Connection;
	readonly documents: TextDocuments<TextDocument>;
	readonly checks: Checks;
	readonly notebooks: Notebooks;
	readonly features: ClientFeatures;
	readonly guard: Guard;
}

/** Pause after a change before findings are pushed, in milliseconds. */
const debounce = 200;

export function serveDiagnostics(parts: DiagnosticsParts): OpenDiagnostics {
	const reports = createReports(parts);
	parts.documents.onDidClose(({ document }) => reports.forget(document.uri));
	return parts.features.pullDiagnostics ? answerPulls(parts, reports) : push(parts, reports);
}

/** What was last reported of a document. */
interface Report {
	/** Differs between any two reports that are not the same. */
	readonly id: string;
	readonly version: number;
	readonly items: readonly Diagnostic[];
}

interface Reports {
	/** The report that holds now: a new one where the run mode wants a check after this trigger. */
	update(document: TextDocument, trigger: Trigger): Promise<Report>;
	forget(uri: string): void;
}

function createReports({ checks, features }: DiagnosticsParts): Reports {
	const reported = new Map<string, Report>();
	let count = 0;
	const renew = (document: TextDocument, items: readonly Diagnostic[]): Report => {
		const last = reported.get(document.uri);
		const { version } = document;
		const isSame = last?.version === version && JSON.stringify(last.items) === JSON.stringify(items);
		const report = isSame ? last : { id: String(++count), version, items };
		reported.set(document.uri, report);
		return report;
	};
	return {
		update: async (document, trigger) => {
			const described = await checks.describe(document);
			const last = reported.get(document.uri);
			if (described === undefined) {
				return renew(document, []);
			}
			if (!wantsCheck(described.project.editor.run, trigger, { last, version: document.version })) {
				return last ?? { id: 'none', version: document.version, items: [] };
			}
			const checked = await checks.check(document);
			if (checked === undefined) {
				return last ?? { id: 'none', version: document.version, items: [] };
			}
			const { findings, pieces } = checked;
			return renew(
				checked.document,
				findings.map((finding) => toDiagnostic(pieces, finding, features)),
			);
		},
		forget: (uri) => {
			reported.delete(uri);
			checks.forget(uri);
		},
	};
}

interface ReportState {
	readonly last: Report | undefined;
	readonly version: number;
}

function wantsCheck(run: RunMode, trigger: Trigger, { last, version }: ReportState): boolean {
	// Another file has changed; what is typed into this one waits all the same.
	const isUntouched = trigger !== 'neighbour' || last?.version === version;
	switch (run) {
		case 'onType':
			return true;
		case 'onSave':
			return trigger !== 'change' && isUntouched;
		case 'manual':
			return trigger === 'scan' || (isRenewal(trigger) && last !== undefined && isUntouched);
	}
}

function isRenewal(trigger: Trigger): boolean {
	return trigger === 'refresh' || trigger === 'neighbour';
}

function answerPulls(parts: DiagnosticsParts, reports: Reports): OpenDiagnostics {
	const { connection, documents, notebooks, checks, guard, features } = parts;
	// By path, as clients differ in how they escape addresses.
	const pulled = new Set<string>();
	// A pull does not say what it follows, so that is kept from the notification before it.
	const triggers = new Map<string, Trigger>();
	const listeners: ((path: string) => void)[] = [];
	const refresh = () => {
		if (features.refreshDiagnostics) {
			guard.run('Refreshing diagnostics', () => connection.languages.diagnostics.refresh());
		}
	};
	// Whoever pulls the cell that was changed does not pull those that use its names.
	const refreshSoon = debounced(refresh);
	notebooks.onDidChange((cells) => {
		if (cells.length > 1) {
			refreshSoon();
		}
	});
	documents.onDidOpen(({ document }) => void triggers.set(document.uri, 'open'));
	documents.onDidClose(({ document }) => {
		pulled.delete(pathOf(document.uri));
		triggers.delete(document.uri);
	});
	documents.onDidSave(({ document }) => {
		triggers.set(document.uri, 'save');
		guard.run('Checking a saved file', async () => {
			// Clients pull after changes; not all of them do after a save.
			if ((await checks.describe(document))?.project.editor.run === 'onSave') {
				refresh();
			}
		});
	});

	const pull = async ({
		textDocument,
		previousResultId,
	}: DocumentDiagnosticParams): Promise<DocumentDiagnosticReport> => {
		const document = documents.get(textDocument.uri);
		if (document === undefined) {
			return { kind: 'full', items: [] };
		}
		const trigger = triggers.get(document.uri) ?? 'change';
		triggers.delete(document.uri);
		if (!pulled.has(pathOf(document.uri))) {
			pulled.add(pathOf(document.uri));
			listeners.forEach((listener) => listener(pathOf(document.uri)));
		}
		const { id, items } = await reports.update(document, trigger);
		return id === previousResultId
			? { kind: 'unchanged', resultId: id }
			: { kind: 'full', resultId: id, items: [...items] };
	};
	connection.languages.diagnostics.on((params, token: CancellationToken) =>
		guard.answer<DocumentDiagnosticReport>({ name: 'Diagnostics', empty: { kind: 'full', items: [] }, token }, () =>
			pull(params),
		),
	);
	return {
		covers: (path) => pulled.has(path),
		release: (path) => void pulled.delete(path),
		renew: (trigger) => {
			for (const uri of documents.keys()) {
				triggers.set(uri, strongest(triggers.get(uri), trigger));
			}
			if (pulled.size > 0) {
				refresh();
			}
		},
		onFirstPull: (listener) => void listeners.push(listener),
	};
}

function push({ connection, documents, notebooks, guard }: DiagnosticsParts, reports: Reports): OpenDiagnostics {
	const opened = new Set<string>();
	const pending = new Map<string, { readonly timer: NodeJS.Timeout; readonly trigger: Trigger }>();
	const sent = new Map<string, string>();

	const send = async (document: TextDocument, trigger: Trigger): Promise<void> => {
		const report = await reports.update(document, trigger);
		const isCurrent = documents.get(document.uri) === document && report.version === document.version;
		// An outdated report would move findings about; the change that outdated it has a check of its own coming.
		if (isCurrent && sent.get(document.uri) !== report.id) {
			sent.set(document.uri, report.id);
			await connection.sendDiagnostics({ uri: document.uri, version: report.version, diagnostics: [...report.items] });
		}
	};
	const cancel = (uri: string): Trigger | undefined => {
		const waiting = pending.get(uri);
		clearTimeout(waiting?.timer);
		pending.delete(uri);
		return waiting?.trigger;
	};
	const schedule = (document: TextDocument, latest: Trigger): void => {
		const waiting = cancel(document.uri);
		const trigger = strongest(waiting, latest);
		const run = () => {
			pending.delete(document.uri);
			guard.run('Diagnostics', () => send(document, trigger));
		};
		pending.set(document.uri, { timer: setTimeout(run, latest === 'change' ? debounce : 0), trigger });
	};
	// This event follows every opening, too.
	documents.onDidChangeContent(({ document }) => {
		schedule(document, opened.has(pathOf(document.uri)) ? 'change' : 'open');
		opened.add(pathOf(document.uri));
	});
	notebooks.onDidChange((cells) => cells.forEach((cell) => schedule(cell, 'change')));
	documents.onDidSave(({ document }) => schedule(document, 'save'));
	documents.onDidClose(({ document: { uri } }) => {
		cancel(uri);
		sent.delete(uri);
		opened.delete(pathOf(uri));
	});
	return {
		covers: (path) => opened.has(path),
		release: () => undefined,
		renew: (trigger) => documents.all().forEach((document) => schedule(document, trigger)),
		onFirstPull: () => undefined,
	};
}

/** A change that follows a save must not hide the save. */
function strongest(earlier: Trigger | undefined, latest: Trigger): Trigger {
	const isWeak = latest === 'change' || (latest === 'neighbour' && earlier !== 'change');
	return isWeak ? (earlier ?? latest) : latest;
}

/** Runs once after the last of several calls. */
function debounced(run: () => void): () => void {
	let timer: NodeJS.Timeout | undefined;
	return () => {
		clearTimeout(timer);
		timer = setTimeout(run, debounce);
	};
}

function pathOf(uri: string): string {
	return URI.parse(uri).fsPath;
}
