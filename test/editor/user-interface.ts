import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningEditor } from './running-editor.js';
import {
	activeTab,
	clientRows,
	editorText,
	eventually,
	openFile,
	patience,
	pick,
	pointAt,
	pointAway,
	problems,
	runCommand,
	toasts,
	wave,
} from './window.js';

/** A running editor, and where its pictures go. */
export interface Stage extends RunningEditor {
	/** The path of a picture. */
	readonly picture: (title: string) => string;
}

async function problemsPanel({ page, picture }: Stage): Promise<void> {
	await problems(page).first().waitFor({ timeout: patience });
	await wave(page).waitFor({ timeout: patience });
	await page.screenshot({ path: picture('problems') });
	await problems(page).filter({ hasText: 'long-wait-without-keepalive' }).dblclick();
	await activeTab(page, 'nightly.py').waitFor({ timeout: patience });
	assert.match(await editorText(page), /requests\.Session\(\)/);
}

async function lightBulb({ page, picture }: Stage): Promise<void> {
	await openFile(page, 'reports.js');
	// The light bulb follows the cursor, which may have been here before.
	await page.keyboard.press('Control+Home');
	await wave(page).click({ force: true });
	await page.locator('.lightBulbWidget:visible').first().click({ timeout: patience });
	const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Set TCP keepalive' });
	await fix.waitFor({ timeout: patience });
	await page.screenshot({ path: picture('quick-fix') });
	await fix.click({ force: true });
	await eventually(page, 'the fix in the editor', async () => /setKeepAlive\(true/.test(await editorText(page)));
	await page.locator('.squiggly-warning').waitFor({ state: 'detached', timeout: patience });
	await page.keyboard.press('Control+Z');
	await wave(page).waitFor({ timeout: patience });
}

async function hover({ page, picture }: Stage): Promise<void> {
	await openFile(page, 'reports.js');
	await pointAt(page, wave(page));
	const drawing = page.locator('.monaco-hover img[src^="data:image/svg"]').first();
	await drawing.waitFor({ timeout: patience });
	assert.ok(((await drawing.boundingBox())?.width ?? 0) > 200, 'a drawing that can be read');
	assert.match(await page.locator('.monaco-hover:visible').first().innerText(), /240 s/);
	await page.screenshot({ path: picture('hover') });
	await pointAway(page);
}

async function clientsView({ page, picture }: Stage): Promise<void> {
	await page.locator('.activitybar .action-label[aria-label^="Keepalive"]').click();
	await clientRows(page).filter({ hasText: 'Silent' }).waitFor({ timeout: patience });
	await pointAway(page);
	await page.screenshot({ path: picture('clients') });
	await clientRows(page).filter({ hasText: 'archive.ts:3' }).click();
	await activeTab(page, 'archive.ts').waitFor({ timeout: patience });
	await page.locator('.statusbar-item', { hasText: /Ln 3, Col \d+/ }).waitFor({ timeout: patience });
}

async function filter({ page, picture }: Stage): Promise<void> {
	await runCommand(page, 'Keepalive: Filter Clients');
	await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Probing' }).waitFor({ timeout: patience });
	await page.keyboard.type('jobs/');
	const names = async () => (await clientRows(page).allInnerTexts()).join(' ');
	await eventually(page, 'the filtered view', async () => !(await names()).includes('https'));
	await page.screenshot({ path: picture('filter') });
	assert.match(await names(), /requests\.Session/);
	await page.keyboard.press('Enter');
	await runCommand(page, 'Keepalive: Show All Clients');
	await eventually(page, 'all clients', async () => (await names()).includes('https'));
}

async function environment({ page, folder }: Stage): Promise<void> {
	const setting = () => readFileSync(join(folder, '.vscode/settings.json'), 'utf8');
	const item = page.locator('.hover-language-status');
	const statusSays = async (text: string) => {
		await page.locator('[id="status.languageStatus"]').hover();
		await item.filter({ hasText: text }).waitFor({ timeout: patience });
		await pointAway(page);
	};
	await openFile(page, 'reports.js');
	await runCommand(page, 'Keepalive: Select Environment');
	await pick(page, 'aws');
	await problems(page)
		.filter({ hasText: '(aws) forgets a connection after 350 s' })
		.first()
		.waitFor({ timeout: patience });
	assert.match(setting(), /"keepalive\.environment": "aws"/);
	await statusSays('Keepalive: aws (350 s)');
	await runCommand(page, 'Keepalive: Select Environment');
	await pick(page, 'cloud');
	await problems(page).filter({ hasText: '(cloud) forgets a connection' }).first().waitFor({ timeout: patience });
	await statusSays('Keepalive: cloud (240 s)');
}

async function statusPage({ page, picture }: Stage): Promise<void> {
	await openFile(page, 'reports.js');
	await runCommand(page, 'Keepalive: Show Status');
	await activeTab(page, 'Keepalive Status').waitFor({ timeout: patience });
	await eventually(page, 'the page', async () => (await editorText(page)).includes('Environment'));
	const text = await editorText(page);
	assert.match(text, /Extension \d+\.\d+\.\d+/);
	assert.match(text, /Server \d+\.\d+\.\d+ on Node\.js/);
	assert.match(text, /Runtime: Node\.js \d/);
	await page.screenshot({ path: picture('status') });
	await page.keyboard.press('Control+W');
}

async function clearAndScan({ page }: Stage): Promise<void> {
	const closed = problems(page).filter({ hasText: 'nightly.py' });
	await openFile(page, 'reports.js');
	await runCommand(page, 'View: Close Other Editors in Group');
	await runCommand(page, 'Keepalive: Clear Results');
	await closed.first().waitFor({ state: 'detached', timeout: patience });
	await runCommand(page, 'Keepalive: Scan Workspace');
	const message = toasts(page).filter({ hasText: 'Keepalive: 3 findings in 3 files.' });
	await message.waitFor({ timeout: patience });
	await eventually(page, 'nothing but that message', async () => (await toasts(page).count()) === 1);
	await closed.first().waitFor({ timeout: patience });
	await runCommand(page, 'Notifications: Clear All Notifications');
}

async function crash({ page, killLanguageServer }: Stage): Promise<void> {
	const message = toasts(page).filter({ hasText: 'has crashed and is started again' });
	await openFile(page, 'reports.js');
	killLanguageServer();
	await message.waitFor({ timeout: patience });
	await comesBack(page);
	killLanguageServer();
	await comesBack(page);
	assert.equal(await message.count(), 1);
	await runCommand(page, 'Notifications: Clear All Notifications');
}

/** What is typed is checked again. */
async function comesBack(page: Stage['page']): Promise<void> {
	const waves = page.locator('.squiggly-warning');
	await page.locator('.view-lines').first().click();
	await page.keyboard.press('Control+End');
	await page.keyboard.type('new https.Agent({ timeout: 900_000 });');
	await eventually(page, 'a finding for the typed line', async () => (await waves.count()) > 1);
	await runCommand(page, 'File: Revert File');
	await eventually(page, 'the finding gone', async () => (await waves.count()) === 1);
}

async function progress({ openLargeWorkspace, picture }: Stage): Promise<void> {
	const page = await openLargeWorkspace();
	await page.locator('.activitybar .action-label[aria-label^="Keepalive"]').click({ timeout: patience });
	await page.locator('.sidebar .monaco-button', { hasText: 'Scan Workspace' }).click({ timeout: patience });
	await toasts(page)
		.filter({ hasText: /Keepalive: scanning: \d+ files, \d+ findings/ })
		.waitFor({ timeout: patience });
	await page.screenshot({ path: picture('progress') });
	await toasts(page).locator('.monaco-button', { hasText: 'Cancel' }).click();
	const message = toasts(page).filter({ hasText: /Keepalive: \d+ findings in \d+ files until the scan was cancelled/ });
	await message.waitFor({ timeout: patience });
	await eventually(page, 'nothing but that message', async () => (await toasts(page).count()) === 1);
	await page.close();
}

async function fixWorkspace({ page, folder, picture }: Stage): Promise<void> {
	const archive = () => readFileSync(join(folder, 'src/archive.ts'), 'utf8');
	assert.doesNotMatch(archive(), /setKeepAlive/);
	await openFile(page, 'reports.js');
	await runCommand(page, 'Keepalive: Fix All in Workspace');
	const apply = page.locator('.part.panel .monaco-button', { hasText: 'Apply' });
	await apply.waitFor({ timeout: patience });
	await page.locator('.part.panel .monaco-list-row').first().waitFor({ timeout: patience });
	await page.screenshot({ path: picture('fix-all') });
	await apply.click();
	await page
		.locator('.statusbar-item', { hasText: 'Keepalive: fixed 3 findings in 3 files' })
		.waitFor({ timeout: patience });
	await eventually(page, 'the fix of a closed file on disk', () => Promise.resolve(archive().includes('setKeepAlive')));
}

/** What a person does, in order; the last one changes the files. */
export const userTests: readonly { readonly name: string; readonly run: (stage: Stage) => Promise<void> }[] = [
	{ name: 'the Problems panel lists the findings and leads to the code', run: problemsPanel },
	{ name: 'the light bulb offers the fix and makes it', run: lightBulb },
	{ name: 'the hover draws what happens', run: hover },
	{ name: 'the view lists the clients by verdict and leads to the code', run: clientsView },
	{ name: 'the view is filtered by what is typed', run: filter },
	{ name: 'Select Environment changes the setting, the findings and the status item', run: environment },
	{ name: 'Show Status tells versions and what the file is checked against', run: statusPage },
	{ name: 'Clear Results and Scan Workspace, with one message', run: clearAndScan },
	{ name: 'a server that crashes is started again, with one message', run: crash },
	{ name: 'a long scan shows its progress and can be cancelled', run: progress },
	{ name: 'Fix All in Workspace shows a preview and changes the files', run: fixWorkspace },
];
