import { ConfigurationTarget, type QuickPickItem, type Uri, window, workspace } from 'vscode';

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
		title: 'Keepalive: Select Environment',
		placeHolder:
			configuration === undefined
				? 'Where does the code run? Its network forgets a connection after so many idle seconds.'
				: `An environment in ${configuration} wins over this setting.`,
	});
	if (picked === undefined) {
		return;
	}
	const environment = picked.environment ?? (await askIdleTimeout(current));
	if (environment !== undefined) {
		const hasWorkspace = (workspace.workspaceFolders ?? []).length > 0;
		const target = hasWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
		await settings.update('environment', environment, target);
	}
}

function environmentItems(presets: EnvironmentSchema, current: unknown): readonly EnvironmentItem[] {
	const items = presets.enum.map((environment, index) => ({
		label: environment,
		description: environment === current ? 'current' : '',
		detail: presets.enumDescriptions[index] ?? '',
		environment,
	}));
	const own = {
		label: 'Other idle timeout…',
		description: typeof current === 'number' ? `current: ${current} s` : '',
		detail: 'A number of seconds.',
		environment: undefined,
	};
	return [...items, own];
}

async function askIdleTimeout(current: unknown): Promise<number | undefined> {
	const answer = await window.showInputBox({
		title: 'Keepalive: Idle Timeout',
		prompt: 'Seconds without a packet after which the network forgets a connection',
		value: typeof current === 'number' ? String(current) : '240',
		validateInput: (text) =>
			readIdleTimeout(text) === undefined ? `A whole number of seconds from 1 to ${longestIdleTimeout}.` : undefined,
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
