import type { Connection, ExecuteCommandParams, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Engine } from '../engine/index.js';
import { isRuleId } from '../workspace/settings.js';
import type { BackgroundEngine } from './background.js';
import type { Checks } from './checks.js';
import { collectClients } from './client-list.js';
import type { ClosedFiles } from './closed-files.js';
import { ruleDocumentation } from '../workspace/documentation.js';
import { type ClientFeatures, optionOf } from './features.js';
import type { Guard } from './guard.js';
import { CancellationToken, WorkDoneProgressReporter } from './library.js';
import type { Projects } from './projects.js';
import * as protocol from './protocol.js';
import { exportReport } from './report-export.js';
import { describeFile, describeStatus } from './status.js';
import { fixWorkspace } from './workspace-fixes.js';
import type { ScanCaller } from './workspace-scan.js';

export interface CommandParts {
	readonly connection: Connection;
	readonly documents: TextDocuments<TextDocument>;
	readonly engine: Engine;
	readonly background: BackgroundEngine;
	readonly projects: Projects;
	readonly checks: Checks;
	readonly closedFiles: ClosedFiles;
	readonly features: ClientFeatures;
	readonly guard: Guard;
	/** Of the package. */
	readonly version: string;
	scanWorkspace(caller: ScanCaller): Promise<protocol.ScanCounts>;
}

// A scan that is cancelled still answers with what it found until then.
const answersWhenCancelled: readonly string[] = [protocol.scanWorkspaceCommand, protocol.fixAllInWorkspaceCommand];

export function serveCommands(parts: CommandParts): void {
	const { connection, guard } = parts;
	connection.onExecuteCommand((params, token, progress) => {
		const cancellation = answersWhenCancelled.includes(params.command) ? CancellationToken.None : token;
		return guard.answer<unknown>({ name: params.command, empty: null, token: cancellation }, () =>
			execute(params, { token, progress }, parts),
		);
	});
}

interface Caller {
	readonly token: CancellationToken;
	readonly progress: WorkDoneProgressReporter;
}

async function execute(params: ExecuteCommandParams, caller: Caller, parts: CommandParts): Promise<unknown> {
	const argument: unknown = params.arguments?.[0];
	switch (params.command) {
		case protocol.scanWorkspaceCommand: {
			const changed = optionOf(argument, 'changed') === true;
			return withProgress(caller, parts, (progress, tokens) => parts.scanWorkspace({ progress, tokens, changed }));
		}
		case protocol.fixAllInWorkspaceCommand:
			return fixAllInWorkspace(optionOf(argument, 'apply') !== false, caller, parts);
		case protocol.clearResultsCommand:
			parts.closedFiles.clear();
			return null;
		case protocol.statusCommand:
			return describeStatus(parts, await describeDocument(argument, parts));
		case protocol.exportReportCommand: {
			const format = protocol.reportFormats.find((each) => each === optionOf(argument, 'format'));
			if (format === undefined) {
				parts.connection.console.warn(`Reports are ${protocol.reportFormats.join(' or ')}.`);
				return null;
			}
			const run = (progress: WorkDoneProgressReporter, tokens: readonly CancellationToken[]) =>
				exportReport(format, parts, { progress, tokens });
			return (await withProgress(caller, parts, run)) ?? null;
		}
		case protocol.clientsCommand:
			return collectClients(parts);
		case protocol.describeFileCommand:
			return describeDocument(argument, parts);
		case protocol.openDocumentationCommand:
			if (typeof argument === 'string' && isRuleId(argument) && parts.features.showDocument) {
				await parts.connection.window.showDocument({ uri: ruleDocumentation(argument), external: true });
			}
			return null;
		default: {
			const known = protocol.serverCommands.join(', ');
			parts.connection.console.warn(`Unknown command ${params.command}; known are ${known}.`);
			return null;
		}
	}
}

/** A client that brings no progress token is given a progress of the server's, which it can cancel just as well. */
async function withProgress<Result>(
	{ token, progress }: Caller,
	{ connection, features }: CommandParts,
	run: (progress: WorkDoneProgressReporter, tokens: readonly CancellationToken[]) => Promise<Result>,
): Promise<Result> {
	if (!WorkDoneProgressReporter.isNullInstance(progress) || !features.workDoneProgress) {
		return run(progress, [token]);
	}
	const own = await connection.window.createWorkDoneProgress();
	return run(own, [token, own.token]);
}

/** The edit is made by the client, which shows it first where it can. */
async function fixAllInWorkspace(
	apply: boolean,
	caller: Caller,
	parts: CommandParts,
): Promise<protocol.WorkspaceFixes> {
	const { edit, ...counts } = await withProgress(caller, parts, (progress, tokens) =>
		fixWorkspace(parts, { progress, tokens }),
	);
	if (edit === undefined) {
		return { ...counts, applied: false };
	}
	if (!apply || !parts.features.applyEdit) {
		return { ...counts, applied: false, edit };
	}
	const { applied } = await parts.connection.workspace.applyEdit({ label: 'Keepalive: fix all in workspace', edit });
	return { ...counts, applied };
}

async function describeDocument(
	uri: unknown,
	{ documents, checks }: CommandParts,
): Promise<protocol.FileDescription | null> {
	const document = typeof uri === 'string' ? documents.get(uri) : undefined;
	const described = document && (await checks.describe(document));
	return described === undefined ? null : describeFile(described);
}
