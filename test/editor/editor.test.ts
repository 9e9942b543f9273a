import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { openWindow } from './browser.js';
import type { EditorWindow } from './browser.js';
import { installExtensions, startServer } from './code-server.js';
import type { EditorServer } from './code-server.js';
import type { SuiteResult } from './suite.js';

const root = join(__dirname, '../../..');
const pictures = join(root, 'test/editor/out');
const run = promisify(execFile);

/** Far more than the suite takes; only a hang reaches it. */
const limit = 240_000;

let scratch = '';
let server: EditorServer | undefined;
let window: EditorWindow | undefined;

function packagedExtension(): string {
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
	const path = join(root, `keepalive-lint-${version}.vsix`);
	assert.ok(existsSync(path), `${path} exists; \`npm run package\` makes it`);
	return path;
}

/** Packs the driver with the compiled suite into one .vsix. */
async function packDriver(): Promise<string> {
	const folder = join(scratch, 'driver');
	mkdirSync(folder);
	cpSync(join(root, 'test/editor/driver/package.json'), join(folder, 'package.json'));
	writeFileSync(join(folder, 'README.md'), 'Runs the editor suite.\n');
	await build({
		entryPoints: [join(__dirname, 'driver/extension.js')],
		outfile: join(folder, 'extension.js'),
		bundle: true,
		platform: 'node',
		format: 'cjs',
		external: ['vscode'],
		logLevel: 'error',
	});
	const vsix = join(scratch, 'driver.vsix');
	const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
	const options = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', vsix];
	await run(process.execPath, [vsce, 'package', ...options], { cwd: folder });
	return vsix;
}

/** A copy of the small project, with editor settings that keep everything else out of the picture. */
function copyWorkspace(): string {
	const folder = join(scratch, 'report-service');
	cpSync(join(root, 'fixtures/editor'), folder, { recursive: true });
	return folder;
}

const quietSettings = {
	'workbench.startupEditor': 'none',
	'workbench.colorTheme': 'Default Light Modern',
	'workbench.tips.enabled': false,
	'workbench.layoutControl.enabled': false,
	'window.commandCenter': false,
	'chat.commandCenter.enabled': false,
	'breadcrumbs.enabled': true,
	'editor.minimap.enabled': false,
	'extensions.ignoreRecommendations': true,
	'extensions.autoUpdate': false,
	'extensions.autoCheckUpdates': false,
	'git.enabled': false,
	'telemetry.telemetryLevel': 'off',
	'update.mode': 'none',
};

async function waitForResult(path: string): Promise<SuiteResult> {
	for (const start = Date.now(); Date.now() - start < limit; await sleep(200)) {
		if (existsSync(path)) {
			return JSON.parse(readFileSync(path, 'utf8')) as SuiteResult;
		}
	}
	throw new Error('The suite has left no result.');
}

async function runInEditor(): Promise<SuiteResult> {
	const dataFolder = join(scratch, 'data');
	mkdirSync(join(dataFolder, 'data/Machine'), { recursive: true });
	writeFileSync(join(dataFolder, 'data/Machine/settings.json'), JSON.stringify(quietSettings));
	await installExtensions(dataFolder, [packagedExtension(), await packDriver()]);
	const resultPath = join(scratch, 'result.json');
	server = await startServer(dataFolder, { ...process.env, TMPDIR: scratch, KEEPALIVE_EDITOR_RESULT: resultPath });
	window = await openWindow(server.url, copyWorkspace());
	return await waitForResult(resultPath);
}

async function takePictures(shown: EditorWindow): Promise<void> {
	const { page } = shown;
	await page.locator('.markers-panel .monaco-list-row').first().waitFor({ timeout: 30_000 });
	await page.locator('.squiggly-warning').first().waitFor({ timeout: 30_000 });
	await page.screenshot({ path: join(pictures, 'findings.png') });
	await page.keyboard.press('Control+.');
	await page.locator('.action-widget .monaco-list-row').first().waitFor({ timeout: 30_000 });
	await page.screenshot({ path: join(pictures, 'quick-fix.png') });
}

before(() => {
	mkdirSync(pictures, { recursive: true });
	scratch = mkdtempSync(join(tmpdir(), 'keepalive-editor-'));
});

after(async () => {
	await window?.close();
	await server?.stop();
	rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
});

test('the packaged extension in a real VS Code', { timeout: limit + 120_000 }, async (context) => {
	let result: SuiteResult;
	try {
		result = await runInEditor();
	} catch (error) {
		await window?.page.screenshot({ path: join(pictures, 'failure.png') });
		context.diagnostic(`${window?.console() ?? ''}\n${server?.logs() ?? ''}`);
		throw error;
	}
	for (const { name, error } of result.tests) {
		await context.test(name, () => {
			if (error !== undefined) {
				throw Object.assign(new Error(error), { stack: error });
			}
		});
	}
	await context.test('the picture shows the findings and the quick fixes', async () => {
		assert.equal(result.sceneError, undefined);
		assert.ok(window);
		await takePictures(window);
	});
	if (result.tests.some((item) => item.error !== undefined)) {
		context.diagnostic(server?.logs() ?? '');
	}
});
