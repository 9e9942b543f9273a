import {
	ConfigurationTarget,
	l10n,
	type QuickPickItem,
	type Uri,
	window,
	workspace,
	type WorkspaceConfiguration,
} from 'vscode';

interface EnvironmentItem extends QuickPickItem {
	readonly environment: string | undefined;
}

/** The part of the manifest that lists the presets; one list serves the settings editor and the quick pick. */
interface EnvironmentSchema {
	readonly enum: readonly string[];
	readonly enumDescriptions: readonly string[];
}

const longestIdleTimeout = 86_400;

export interface SelectionContext {
	/** package.json of the extension. */
	readonly manifest: unknown;
	/** The file whose folder the setting is read for. */
	readonly resource: Uri | undefined;
	/** The configuration file of that project, which outweighs the setting. */
	readonly configuration: string | undefined;
}

/** Lets the user choose a preset or a number of seconds, and writes the setting for the file's folder. */
export async function selectEnvironment({ manifest, resource, configuration }: SelectionContext): Promise<void> {
	const settings = workspace.getConfiguration('keepalive', resource);
	const current: unknown = settings.get('environment');
	const picked = await window.showQuickPick(environmentItems(readPresets(manifest), current), {
		title: l10n.t('Keepalive: Select Environment'),
		placeHolder:
			configuration === undefined
				? l10n.t('Where does the code run? Its network forgets a connection after so many idle seconds.')
				: l10n.t('An environment in {0} wins over this setting.', configuration),
	});
	if (picked === undefined) {
		return;
	}
	const environment = picked.environment ?? (await askIdleTimeout(current));
	if (environment !== undefined) {
		await settings.update('environment', environment, targetFor(settings, resource));
	}
}

/** The innermost place that has the setting already, or it would have no effect; a place of the project otherwise. */
function targetFor(settings: WorkspaceConfiguration, resource: Uri | undefined): ConfigurationTarget {
	const folders = workspace.workspaceFolders ?? [];
	if (folders.length === 0) {
		return ConfigurationTarget.Global;
	}
	const isInFolder = resource !== undefined && workspace.getWorkspaceFolder(resource) !== undefined;
	const values = settings.inspect('environment');
	const hasOwn = folders.length > 1 || values?.workspaceFolderValue !== undefined;
	return isInFolder && hasOwn ? ConfigurationTarget.WorkspaceFolder : ConfigurationTarget.Workspace;
}

function environmentItems(presets: EnvironmentSchema, current: unknown): readonly EnvironmentItem[] {
	const items = presets.enum.map((environment, index) => ({
		label: environment,
		description: environment === current ? l10n.t('current') : '',
		detail: presets.enumDescriptions[index] ?? '',
		environment,
	}));
	const own = {
		label: l10n.t('Other idle timeout…'),
		description: typeof current === 'number' ? l10n.t('current: {0} s', current) : '',
		detail: l10n.t('A number of seconds.'),
		environment: undefined,
	};
	return [...items, own];
}

async function askIdleTimeout(current: unknown): Promise<number | undefined> {
	const answer = await window.showInputBox({
		title: l10n.t('Keepalive: Idle Timeout'),
		prompt: l10n.t('Seconds without a packet after which the network forgets a connection'),
		value: typeof current === 'number' ? String(current) : '240',
		validateInput: (text) =>
			readIdleTimeout(text) === undefined
				? l10n.t('A whole number of seconds from 1 to {0}.', longestIdleTimeout)
				: undefined,
	});
	return answer === undefined ? undefined : readIdleTimeout(answer);
}

function readIdleTimeout(text: string): number | undefined {
	const seconds = Number(text);
	return Number.isInteger(seconds) && seconds >= 1 && seconds <= longestIdleTimeout ? seconds : undefined;
}

/** Finds the presets in `contributes.configuration` of package.json. */
function readPresets(manifest: unknown): EnvironmentSchema {
	const typed = manifest as {
		contributes: {
			configuration: { properties: { 'keepalive.environment': { anyOf: readonly Partial<EnvironmentSchema>[] } } };
		};
	};
	const alternatives = typed.contributes.configuration.properties['keepalive.environment'].anyOf;
	const presets = alternatives.find((schema) => schema.enum !== undefined);
	return { enum: presets?.enum ?? [], enumDescriptions: presets?.enumDescriptions ?? [] };
}
