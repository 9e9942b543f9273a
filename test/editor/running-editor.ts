import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.js';
import { installExtensions, startServer } from './code-server.js';
import type { Edition } from './editions.js';
import type { SuiteResult } from './suite.js';
import { writeLargeWorkspace } from './large-workspace.js';
import { killLanguageServer } from './processes.js';
import { type Workspace, workspaces } from './workspaces.js';

const root = join(__dirname, '../../..');

/** Far more than the suite takes; only a hang reaches it. */
const limit = 600_000;

/** A VS Code with our extension in it, and a window on the small project. */
export interface RunningEditor extends Omit<EditorWithoutWindow, 'result'> {
	readonly page: Page;
	/** The small project on disk. */
	readonly folder: string;
	/** Waits for the suite that the driver runs inside. */
	readonly result: () => Promise<SuiteResult>;
	/** A second window, on many files. */
	readonly openLargeWorkspace: () => Promise<Page>;
}

/** A VS Code with our extension in it. */
export interface EditorWithoutWindow {
	readonly open: (workspace: Workspace) => Promise<Page>;
	/** Waits for what the driver of a window has found; takes the name of the suite. */
	readonly result: (suite: string) => Promise<SuiteResult>;
	/** Opens a window on the workspace of a suite, waits for what the driver has found there, and closes it. */
	readonly runSuite: (name: string) => Promise<SuiteResult>;
	/** Changes a setting of the machine. */
	readonly set: (setting: string, value: unknown) => void;
	/** Ends the language server, as a crash would, and answers its process; fails where none but `ended` runs. */
	readonly killLanguageServer: (ended?: number) => number;
	/** What the window, the server and its extension hosts have logged last. */
	readonly logs: () => string;
	/** Every error that our extension, or its host because of it, has logged. */
	readonly errors: () => readonly string[];
	readonly stop: () => Promise<void>;
}

/** Settings that keep everything else out of the picture. */
const quietSettings = {
	'workbench.startupEditor': 'none',
	'workbench.colorTheme': 'Default Light Modern',
	'workbench.tips.enabled': false,
	'workbench.layoutControl.enabled': false,
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'window.commandCenter': false,
	'chat.commandCenter.enabled': false,
	'chat.disableAIFeatures': true,
	'breadcrumbs.enabled': true,
	'editor.minimap.enabled': false,
	// A dialog of VS Code's own instead of the browser's.
	'files.simpleDialog.enable': true,
	'files.autoSave': 'off',
	'extensions.ignoreRecommendations': true,
	'extensions.autoUpdate': false,
	'extensions.autoCheckUpdates': false,
	'git.enabled': false,
	'telemetry.telemetryLevel': 'off',
	'update.mode': 'none',
};

/** How the editor is started. */
export interface EditorOptions {
	readonly edition: Edition;
	/** A folder for everything it writes. */
	readonly scratch: string;
	/** Paths of .vsix files to install. */
	readonly packages: readonly string[];
	/** True where folders are not trusted before the user says so. */
	readonly restricted?: boolean;
}

/** Installs the packages into a fresh VS Code below `scratch`, with no window yet. */
export async function startEditor(options: EditorOptions): Promise<EditorWithoutWindow> {
	const { edition, scratch, packages, restricted = false } = options;
	const dataFolder = join(scratch, 'data');
	const settingsFile = join(dataFolder, 'data/Machine/settings.json');
	mkdirSync(dirname(settingsFile), { recursive: true });
	let settings: Readonly<Record<string, unknown>> = quietSettings;
	const writeSettings = () => writeFileSync(settingsFile, JSON.stringify(settings));
	writeSettings();
	const installation = { edition, dataFolder };
	await installExtensions(installation, packages);
	const env = { ...process.env, TMPDIR: scratch, KEEPALIVE_EDITOR_RESULTS: scratch };
	const server = await startServer(installation, { env, restricted });
	const browser = await openBrowser();
	const open = ({ kind, path }: Workspace) => browser.open(`${server.url}/?${kind}=${encodeURIComponent(path)}`);
	const result = (name: string) => waitForResult(join(scratch, `${name}.json`));
	return {
		open,
		result,
		set: (setting, value) => {
			settings = { ...settings, [setting]: value };
			writeSettings();
		},
		runSuite: async (name) => {
			const page = await open(workspaces[name]?.(scratch) ?? fail(`no suite ${name}`));
			try {
				return await result(name);
			} finally {
				await page.close();
			}
		},
		killLanguageServer: (ended) => killLanguageServer(dataFolder, ended),
		errors: () => server.errors().filter((line) => /keepalive|language server|Connection/i.test(line)),
		logs: () => `${browser.console()}\n${server.logs()}`,
		stop: async () => {
			await browser.close();
			await server.stop();
		},
	};
}

/** The same with a window on a copy of the small project. */
export async function openProject(editor: EditorWithoutWindow, scratch: string): Promise<RunningEditor> {
	const folder = join(scratch, 'report-service');
	cpSync(join(root, 'fixtures/editor'), folder, { recursive: true });
	return {
		...editor,
		page: await editor.open({ kind: 'folder', path: folder }),
		folder,
		result: () => editor.result('report-service'),
		openLargeWorkspace: () => {
			return editor.open({ kind: 'folder', path: writeLargeWorkspace(join(scratch, 'many-services')) });
		},
	};
}

function fail(reason: string): never {
	throw new Error(reason);
}

async function waitForResult(path: string): Promise<SuiteResult> {
	for (const start = Date.now(); Date.now() - start < limit; await sleep(200)) {
		if (existsSync(path)) {
			return JSON.parse(readFileSync(path, 'utf8')) as SuiteResult;
		}
	}
	throw new Error('The suite has left no result.');
}
