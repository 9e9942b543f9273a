import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { URI } from 'vscode-uri';

import type { Assessment } from '../engine/index.js';
import type { Checks } from './checks.js';
import type { ClosedFiles } from './closed-files.js';
import { type Piece, toLocation } from './pieces.js';
import type { ListedClient, Verdict } from './protocol.js';

/** Where SO_KEEPALIVE is on and no idle time is set, in seconds: the default of Linux, macOS and Windows. */
const systemIdle = 7200;

/** The clients of one text, in document order. */
export function listClients(pieces: readonly Piece[], assessments: readonly Assessment[]): ListedClient[] {
	return assessments.map((assessment) => {
		const { creation, wait, probe, environment } = assessment;
		const { name, idleTimeout } = environment;
		const idle = idleOf(probe);
		return {
			...toLocation(pieces, creation.site.callee),
			client: creation.entry.name,
			api: creation.form.api,
			wait: wait.kind === 'seconds' ? { seconds: wait.seconds } : wait.kind,
			probe: probe.kind,
			...(idle === undefined ? {} : { idle }),
			verdict: verdictOf(assessment),
			environment: { name, idleTimeout },
		};
	});
}

function idleOf(probe: Assessment['probe']): number | undefined {
	switch (probe.kind) {
		case 'on':
			return probe.idle;
		case 'system-default':
			return systemIdle;
		default:
			return undefined;
	}
}

function verdictOf({ probe, environment }: Assessment): Verdict {
	switch (probe.kind) {
		case 'on':
		case 'system-default':
			return (idleOf(probe) ?? 0) < environment.idleTimeout ? 'probing' : 'late';
		case 'off':
		case 'pooled-only':
			return 'silent';
		case 'inherited':
		case 'unknown':
			return 'unknown';
	}
}

export interface ClientListParts {
	readonly documents: TextDocuments<TextDocument>;
	readonly checks: Checks;
	readonly closedFiles: ClosedFiles;
}

/** Clients of open documents as they are in the editor, and of scanned files as they are on disk. */
export async function collectClients(parts: ClientListParts): Promise<readonly ListedClient[]> {
	const byPath = new Map(parts.closedFiles.clients());
	for (const document of parts.documents.all()) {
		const checked = await parts.checks.check(document);
		// The first cell stands for its notebook.
		if (checked !== undefined && checked.start === 0) {
			byPath.set(pathOf(document.uri), listClients(checked.pieces, await checked.clients()));
		}
	}
	return [...byPath].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, clients]) => clients);
}

function pathOf(uri: string): string {
	return URI.parse(uri).fsPath;
}
