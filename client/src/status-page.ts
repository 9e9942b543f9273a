import {
	type Disposable,
	EventEmitter,
	type ExtensionContext,
	l10n,
	languages,
	type TextDocumentContentProvider,
	Uri,
	version as editorVersion,
	window,
	workspace,
} from 'vscode';

import {
	type FileDescription,
	type FolderStatus,
	type ServerStatus,
	statusCommand,
} from '../../server/src/lsp/protocol.js';
import { execute } from './client.js';
import type { Session } from './session.js';
import { countClients, countFiles, countFindings, reasonOf } from './wording.js';

const scheme = 'keepalive-status';
const address = Uri.from({ scheme, path: '/Keepalive Status.md' });

/** A page with everything that decides what is reported, to read or to put into a bug report. */
export interface StatusPage extends Disposable {
	show(session: Session): Promise<void>;
}

export function createStatusPage({ extension }: ExtensionContext): StatusPage {
	const changed = new EventEmitter<Uri>();
	let text = '';
	let resource: Uri | undefined;
	const provider: TextDocumentContentProvider = {
		onDidChange: changed.event,
		provideTextDocumentContent: () => text,
	};
	const registration = workspace.registerTextDocumentContentProvider(scheme, provider);
	const { version } = extension.packageJSON as { version: string };
	return {
		show: async (session) => {
			const active = window.activeTextEditor?.document.uri;
			// The page may be asked for again while it is the active one.
			resource = active?.scheme === scheme ? resource : active;
			text = describe(await read(session, resource), { version, resource });
			changed.fire(address);
			const document = await languages.setTextDocumentLanguage(await workspace.openTextDocument(address), 'markdown');
			await window.showTextDocument(document, { preview: true });
		},
		dispose: () => {
			registration.dispose();
			changed.dispose();
		},
	};
}

/** What the server says of itself, or why it says nothing. */
async function read({ client }: Session, resource: Uri | undefined): Promise<ServerStatus | string> {
	try {
		const argument = resource && client.code2ProtocolConverter.asUri(resource);
		return await execute<ServerStatus>(client, statusCommand, argument);
	} catch (error) {
		return reasonOf(error);
	}
}

interface PageContext {
	readonly version: string;
	readonly resource: Uri | undefined;
}

function describe(status: ServerStatus | string, { version, resource }: PageContext): string {
	const isRunning = typeof status !== 'string';
	const sections = [
		'# Keepalive',
		list([
			l10n.t('Extension {0}', version),
			isRunning
				? l10n.t('Server {0} on Node.js {1}', status.version, status.node)
				: l10n.t('Server not running: {0}', status),
			l10n.t('Visual Studio Code {0}', editorVersion),
		]),
		...(isRunning ? describeServer(status, resource) : []),
	];
	return `${sections.join('\n\n')}\n`;
}

function describeServer({ file, folders, results, lastError }: ServerStatus, resource: Uri | undefined): string[] {
	const counts =
		results === null
			? l10n.t('No scan has run.')
			: list([countFiles(results.files), countClients(results.clients), countFindings(results.findings)]);
	return [
		`## ${l10n.t('Active file')}`,
		...(file === null || resource === undefined
			? [l10n.t('None that is checked.')]
			: [workspace.asRelativePath(resource), ...describeFile(file)]),
		`## ${l10n.t('Folders')}`,
		...(folders.length === 0 ? [l10n.t('No folder is open.')] : folders.map(describeFolder)),
		`## ${l10n.t('Last scan')}`,
		counts,
		`## ${l10n.t('Last error')}`,
		lastError === null ? l10n.t('None.') : `${lastError.time}: ${lastError.message}`,
	];
}

function describeFile({ environment, runtime, configuration, packages }: FileDescription): string[] {
	const facts = [
		describeEnvironment(environment),
		l10n.t('Runtime: {0}', runtime),
		l10n.t('Configuration file: {0}', configuration ?? l10n.t('none')),
	];
	const versions = packages.map(({ name, version, source }) => `${name} ${version} (${source})`);
	return [list(facts), ...(versions.length === 0 ? [] : [l10n.t('Packages:'), list(versions)])];
}

function describeFolder({ path, enabled, environment, configuration, problems }: FolderStatus): string {
	const facts = [
		describeEnvironment(environment),
		l10n.t('Configuration file: {0}', configuration ?? l10n.t('none')),
		...(enabled ? [] : [l10n.t('Switched off by the setting keepalive.enable.')]),
		...problems,
	];
	return `${path}\n\n${list(facts)}`;
}

function describeEnvironment({ name, idleTimeout }: FileDescription['environment']): string {
	return l10n.t('Environment: {0}, which forgets a connection after {1} s', name, idleTimeout);
}

function list(items: readonly string[]): string {
	return items.map((item) => `- ${item}`).join('\n');
}
