import type { Connection } from 'vscode-languageserver';

import { defaultSettings, parseSettings, type Settings } from '../workspace/settings.js';
import { type ClientFeatures, optionOf } from './features.js';
import type { ProblemLog } from './problem-log.js';

/** When open documents are checked. */
export type RunMode = 'onType' | 'onSave' | 'manual';

export const runModes: readonly RunMode[] = ['onType', 'onSave', 'manual'];

/** The editor's settings for one folder. */
export interface EditorSettings {
	readonly enable: boolean;
	readonly run: RunMode;
	readonly settings: Settings;
}

export interface SettingsStore {
	/** Settings of a folder, or of files outside of every folder. Never rejects. */
	settingsFor(folderUri: string | undefined): Promise<EditorSettings>;
	/** Takes what a client pushes that cannot be asked. */
	replace(raw: unknown): void;
	/** Asks again next time. */
	forget(): void;
}

export interface SettingsParts {
	readonly connection: Connection;
	readonly features: ClientFeatures;
	readonly tell: ProblemLog;
	readonly initial: unknown;
}

/** Asks the client for `keepalive.*` of each folder; a client that cannot be asked gives `initial` and pushes changes. */
export function createSettingsStore({ connection, features, tell, initial }: SettingsParts): SettingsStore {
	let pushed = initial;
	const cache = new Map<string, Promise<EditorSettings>>();

	const ask = async (folderUri: string | undefined): Promise<unknown> => {
		if (!features.workspaceConfiguration) {
			return pushed;
		}
		const scope = folderUri === undefined ? {} : { scopeUri: folderUri };
		return (await connection.workspace.getConfiguration({ ...scope, section: 'keepalive' })) as unknown;
	};
	const load = async (folderUri: string | undefined): Promise<EditorSettings> => {
		try {
			const { editorSettings, problems } = parseEditorSettings(await ask(folderUri));
			tell(problems);
			return editorSettings;
		} catch (error) {
			tell([`The settings could not be read, so the defaults hold: ${String(error)}`]);
			return { enable: true, run: 'onType', settings: defaultSettings };
		}
	};
	return {
		settingsFor: (folderUri) => {
			const known = cache.get(folderUri ?? '');
			const loaded = known ?? load(folderUri);
			cache.set(folderUri ?? '', loaded);
			return loaded;
		},
		replace: (raw) => {
			pushed = raw;
			cache.clear();
		},
		forget: () => cache.clear(),
	};
}

/** Settings of the editor, with one sentence for each value that cannot be used; the default stays there. */
export function parseEditorSettings(raw: unknown): {
	readonly editorSettings: EditorSettings;
	readonly problems: readonly string[];
} {
	const parsed = parseSettings(raw, 'settings');
	const problems = [...parsed.problems];
	const enable = optionOf(raw, 'enable') ?? true;
	if (typeof enable !== 'boolean') {
		problems.push(`settings: enable is ${JSON.stringify(enable)}; expected true or false.`);
	}
	const run = optionOf(raw, 'run') ?? 'onType';
	const mode = runModes.find((name) => name === run);
	if (mode === undefined) {
		problems.push(`settings: run is ${JSON.stringify(run)}; accepted are ${runModes.join(', ')}.`);
	}
	return {
		editorSettings: { enable: enable !== false, run: mode ?? 'onType', settings: parsed.settings },
		problems,
	};
}
