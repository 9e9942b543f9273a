import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.js';
import { installExtensions, startServer } from './code-server.js';
import type { Edition } from './editions.js';
import type { SuiteResult } from './suite.js';
import { writeLargeWorkspace } from './large-workspace.js';
import { killLanguageServer } from './processes.js';

const root = join(__dirname, '../../..');

/** Far more than the suite takes; only a hang reaches it. */
const limit = 600_000;

/** A VS Code with our extension in it, and a window on the small project. */
export interface RunningEditor {
	readonly page: Page;
	/** The small project on disk. */
	readonly folder: string;
	/** Waits for the suite that the driver runs inside. */
	readonly result: () => Promise<SuiteResult>;
	/** A second window, on many files. */
	readonly openLargeWorkspace: () => Promise<Page>;
	/** Ends the language server, as a crash would. */
	readonly killLanguageServer: () => void;
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

/** Installs the packages into a fresh VS Code below `scratch` and opens a copy of the small project. */
export async function startEditor(
	edition: Edition,
	scratch: string,
	packages: readonly string[],
): Promise<RunningEditor> {
	const dataFolder = join(scratch, 'data');
	mkdirSync(join(dataFolder, 'data/Machine'), { recursive: true });
	writeFileSync(join(dataFolder, 'data/Machine/settings.json'), JSON.stringify(quietSettings));
	const installation = { edition, dataFolder };
	await installExtensions(installation, packages);
	const folder = join(scratch, 'report-service');
	cpSync(join(root, 'fixtures/editor'), folder, { recursive: true });
	const resultPath = join(scratch, 'result.json');
	const env = { ...process.env, TMPDIR: scratch, KEEPALIVE_EDITOR_RESULT: resultPath, KEEPALIVE_EDITOR_FOLDER: folder };
	const server = await startServer(installation, env);
	const browser = await openBrowser();
	const open = (path: string) => browser.open(`${server.url}/?folder=${encodeURIComponent(path)}`);
	return {
		page: await open(folder),
		folder,
		result: () => waitForResult(resultPath),
		openLargeWorkspace: () => open(writeLargeWorkspace(join(scratch, 'many-services'))),
		killLanguageServer: () => killLanguageServer(dataFolder),
		errors: () => server.errors().filter((line) => /keepalive|language server|Connection/i.test(line)),
		logs: () => `${browser.console()}\n${server.logs()}`,
		stop: async () => {
			await browser.close();
			await server.stop();
		},
	};
}

async function waitForResult(path: string): Promise<SuiteResult> {
	for (const start = Date.now(); Date.now() - start < limit; await sleep(200)) {
		if (existsSync(path)) {
			return JSON.parse(readFileSync(path, 'utf8')) as SuiteResult;
		}
	}
	throw new Error('The suite has left no result.');
}
