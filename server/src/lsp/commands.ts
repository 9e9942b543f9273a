import {
	CancellationToken,
	type Connection,
	type ExecuteCommandParams,
	type TextDocuments,
	WorkDoneProgressReporter,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import { isRuleId } from '../workspace/settings.js';
import { ruleDocumentation } from './documentation.js';
import type { ClientFeatures } from './features.js';
import type { Guard } from './guard.js';
import type { Projects } from './projects.js';
import type { ScanCaller, ScanCounts } from './workspace-scan.js';

/** Scans the workspace folders; answers `ScanCounts`. */
export const scanWorkspaceCommand = 'keepalive.server.scanWorkspace';
/** Tells what an open document is checked against; answers `FileDescription` or null. */
export const describeFileCommand = 'keepalive.server.describeFile';
/** Opens the page of a rule. */
export const openDocumentationCommand = 'keepalive.server.openDocumentation';

/** Named apart from the extension's commands, as VS Code registers these under their own names, too. */
export const serverCommands: readonly string[] = [scanWorkspaceCommand, describeFileCommand, openDocumentationCommand];

/** What a file is checked against. */
export interface FileDescription {
	readonly environment: { readonly name: string; readonly idleTimeout: number };
	/** "Node.js 22.0.0 (assumed)". */
	readonly runtime: string;
	/** The path of the configuration file, where there is one. */
	readonly configuration?: string;
}

export interface CommandParts {
	readonly connection: Connection;
	readonly documents: TextDocuments<TextDocument>;
	readonly projects: Projects;
	readonly features: ClientFeatures;
	readonly guard: Guard;
	scanWorkspace(caller: ScanCaller): Promise<ScanCounts>;
}

export function serveCommands(parts: CommandParts): void {
	const { connection, guard } = parts;
	connection.onExecuteCommand((params, token, progress) => {
		// A scan that is cancelled still answers with what it found until then.
		const cancellation = params.command === scanWorkspaceCommand ? CancellationToken.None : token;
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
		case scanWorkspaceCommand:
			return runScan(caller, parts);
		case describeFileCommand:
			return typeof argument === 'string' ? describeFile(argument, parts) : null;
		case openDocumentationCommand:
			if (typeof argument === 'string' && isRuleId(argument) && parts.features.showDocument) {
				await parts.connection.window.showDocument({ uri: ruleDocumentation(argument), external: true });
			}
			return null;
		default:
			parts.connection.console.warn(`Unknown command ${params.command}; known are ${serverCommands.join(', ')}.`);
			return null;
	}
}

/** A client that brings no progress token is given a progress of the server's, which it can cancel just as well. */
async function runScan({ token, progress }: Caller, parts: CommandParts): Promise<ScanCounts> {
	if (!WorkDoneProgressReporter.isNullInstance(progress) || !parts.features.workDoneProgress) {
		return parts.scanWorkspace({ progress, tokens: [token] });
	}
	const own = await parts.connection.window.createWorkDoneProgress();
	return parts.scanWorkspace({ progress: own, tokens: [token, own.token] });
}

async function describeFile(uri: string, { documents, projects }: CommandParts): Promise<FileDescription | null> {
	const document = documents.get(uri);
	const described = document && (await projects.describe(document));
	if (described === undefined) {
		return null;
	}
	const { context, source, configurationFile } = described;
	const { name, idleTimeout } = context.environment;
	const { version, source: origin } = source.language === 'python' ? context.target.python : context.target.node;
	return {
		environment: { name, idleTimeout },
		runtime: `${source.language === 'python' ? 'Python' : 'Node.js'} ${version} (${origin})`,
		...(configurationFile === undefined ? {} : { configuration: configurationFile }),
	};
}
