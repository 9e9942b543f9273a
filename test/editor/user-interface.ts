import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contrastOf } from './contrast.js';
import type { RunningEditor } from './running-editor.js';
import {
	acceptQuickInput,
	activeTab,
	answerTime,
	clearToasts,
	clientRows,
	closePopups,
	editorText,
	eventually,
	insist,
	onlyToast,
	openFile,
	patience,
	pick,
	pointAway,
	pointUntil,
	problems,
	revertFile,
	runAskingCommand,
	runCommand,
	showClientsView,
	toasts,
	wave,
	writeInQuickInput,
	writeLine,
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
	await insist(page, 'the file of the finding', async () => {
		await problems(page).filter({ hasText: 'requests.Session' }).dblclick({ timeout: answerTime });
		await activeTab(page, 'nightly.py').waitFor({ timeout: answerTime });
		assert.match(await editorText(page), /requests\.Session\(\)/);
	});
}

async function lightBulb({ page, picture }: Stage): Promise<void> {
	const isFixed = async () => /setKeepAlive\(true/.test(await editorText(page));
	const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Set TCP keepalive' }).first();
	await insist(page, 'the fix in the editor', async () => {
		await openFile(page, 'reports.js');
		if (await isFixed()) {
			return;
		}
		await closePopups(page);
		// The light bulb follows the cursor, which may have been here before.
		await page.keyboard.press('Control+Home');
		await wave(page).click({ force: true, timeout: answerTime });
		await page.locator('.lightBulbWidget:visible').first().click({ timeout: answerTime });
		await fix.waitFor({ timeout: answerTime });
		await page.screenshot({ path: picture('quick-fix') });
		await fix.click({ force: true, timeout: answerTime });
		await eventually(page, 'the fix', isFixed, answerTime);
	});
	await page.locator('.squiggly-warning').waitFor({ state: 'detached', timeout: patience });
	await openFile(page, 'reports.js');
	await page.keyboard.press('Control+Z');
	await eventually(page, 'the fix undone', async () => !(await isFixed()));
	await wave(page).waitFor({ timeout: patience });
}

async function hover(stage: Stage): Promise<void> {
	const { page, set } = stage;
	const themes = [
		{ theme: 'Default Dark Modern', kind: 'vs-dark', title: 'hover-dark' },
		{ theme: 'Default Light Modern', kind: 'vs', title: 'hover' },
	];
	for (const { theme, kind, title } of themes) {
		set('workbench.colorTheme', theme);
		await page.locator(`.monaco-workbench.${kind}`).waitFor({ timeout: patience });
		await hoverInTheme(stage, title);
	}
}

async function hoverInTheme({ page, picture }: Stage, title: string): Promise<void> {
	await openFile(page, 'reports.js');
	const drawing = page.locator('.monaco-hover:visible img[src^="data:image/svg"]');
	await insist(page, 'the hover', async () => {
		await pointUntil(page, wave(page), drawing);
		assert.ok(((await drawing.first().boundingBox())?.width ?? 0) > 200, 'a drawing that can be read');
		assert.match(await page.locator('.monaco-hover:visible').first().innerText(), /240 s/);
		await page.screenshot({ path: picture(title) });
		const contrast = await contrastOf(page, await drawing.first().screenshot({ timeout: answerTime }));
		assert.ok(contrast >= 7, `a contrast of ${contrast.toFixed(1)} in the drawing`);
	});
	await pointAway(page);
}

async function clientsView({ page, picture }: Stage): Promise<void> {
	await showClientsView(page);
	await clientRows(page).filter({ hasText: 'Silent' }).waitFor({ timeout: patience });
	await eventually(page, 'the groups with their counts', async () => {
		const rows = await clientRows(page).allInnerTexts();
		return ['Silent3', 'Unknown2'].every((group) => rows.some((row) => row.replace(/\s+/g, '') === group));
	});
	await eventually(page, 'names of files that are not cut', () => isUncut(page, 'archive.ts:3'));
	await pointAway(page);
	await page.screenshot({ path: picture('clients') });
	await insist(page, 'the code of a client', async () => {
		await clientRows(page).filter({ hasText: 'archive.ts:3' }).click({ timeout: answerTime });
		await activeTab(page, 'archive.ts').waitFor({ timeout: answerTime });
		await page.locator('.statusbar-item', { hasText: /Ln 3, Col \d+/ }).waitFor({ timeout: answerTime });
	});
}

/** True where a text of the view ends before the view does. */
async function isUncut(page: Stage['page'], text: string): Promise<boolean> {
	const end: number = await page.evaluate(`(() => {
		const walker = document.createTreeWalker(document.querySelector('.sidebar'), NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const start = node.data.indexOf(${JSON.stringify(text)});
			if (start >= 0) {
				const range = document.createRange();
				range.setStart(node, start);
				range.setEnd(node, start + ${text.length});
				return range.getBoundingClientRect().right;
			}
		}
		return Infinity;
	})()`);
	const edge = await page.locator('.sidebar').boundingBox();
	return edge !== null && end < edge.x + edge.width - 10;
}

async function filter({ page, picture }: Stage): Promise<void> {
	const names = async () => (await clientRows(page).allInnerTexts()).join(' ');
	await insist(page, 'the filtered view', async () => {
		await runAskingCommand(page, 'Keepalive: Filter Clients', 'Probing');
		await writeInQuickInput(page, 'jobs/');
		await eventually(page, 'the filtered view', async () => !(await names()).includes('https'), answerTime);
		await page.screenshot({ path: picture('filter') });
		assert.match(await names(), /requests\.Session/);
		await acceptQuickInput(page);
		assert.doesNotMatch(await names(), /https/);
	});
	await insist(page, 'all clients', async () => {
		await runCommand(page, 'Keepalive: Show All Clients');
		await eventually(page, 'all clients', async () => (await names()).includes('https'), answerTime);
	});
}

async function environment({ page, folder }: Stage): Promise<void> {
	const setting = () => readFileSync(join(folder, '.vscode/settings.json'), 'utf8');
	const statusItem = page.locator('[id="status.languageStatus"]');
	const choose = async (name: string, { finding, status }: { finding: string; status: string }) => {
		await insist(page, `the environment ${name}`, async () => {
			await runAskingCommand(page, 'Keepalive: Select Environment', name);
			await pick(page, name);
			await problems(page).filter({ hasText: finding }).first().waitFor({ timeout: answerTime });
		});
		assert.match(setting(), new RegExp(`"keepalive\\.environment": "${name}"`));
		await pointUntil(page, statusItem, page.locator('.hover-language-status', { hasText: status }));
		await pointAway(page);
	};
	await openFile(page, 'reports.js');
	await choose('aws', {
		finding: '(aws) forgets a connection after 350 s',
		status: 'Keepalive: aws (350 s)',
	});
	await choose('cloud', { finding: '(cloud) forgets a connection', status: 'Keepalive: cloud (240 s)' });
}

async function statusPage({ page, picture }: Stage): Promise<void> {
	const tab = page.locator('.tabs-container .tab', { hasText: 'Keepalive Status' });
	await openFile(page, 'reports.js');
	await insist(page, 'the status page', async () => {
		await runCommand(page, 'Keepalive: Show Status');
		await activeTab(page, 'Keepalive Status').waitFor({ timeout: answerTime });
		await eventually(page, 'the page', async () => (await editorText(page)).includes('Environment'), answerTime);
	});
	const text = await editorText(page);
	assert.match(text, /Extension \d+\.\d+\.\d+/);
	assert.match(text, /Server \d+\.\d+\.\d+ on Node\.js/);
	assert.match(text, /Runtime: Node\.js \d/);
	await page.screenshot({ path: picture('status') });
	await insist(page, 'the page closed', async () => {
		await tab.locator('.tab-actions .action-label').click({ timeout: answerTime });
		await tab.waitFor({ state: 'detached', timeout: answerTime });
	});
}

async function clearAndScan({ page }: Stage): Promise<void> {
	const closed = problems(page).filter({ hasText: 'nightly.py' }).first();
	await openFile(page, 'reports.js');
	await insist(page, 'no result of a closed file', async () => {
		await runCommand(page, 'View: Close Other Editors in Group');
		await runCommand(page, 'Keepalive: Clear Results');
		await closed.waitFor({ state: 'detached', timeout: answerTime });
	});
	await insist(page, 'the scan', async () => {
		await clearToasts(page);
		await runCommand(page, 'Keepalive: Scan Workspace');
		await onlyToast(page, 'Keepalive: 3 findings in 3 files.');
	});
	await closed.waitFor({ timeout: patience });
	await clearToasts(page);
}

async function crash({ page, killLanguageServer, errors }: Stage): Promise<void> {
	const text = 'has crashed and is started again';
	const closed = problems(page).filter({ hasText: 'nightly.py' }).first();
	await clearToasts(page);
	await openFile(page, 'reports.js');
	killLanguageServer();
	await onlyToast(page, text);
	await comesBack(page);
	await clearToasts(page);
	killLanguageServer();
	await comesBack(page);
	assert.equal(await toasts(page).count(), 0, 'the same trouble is told once');
	// What the scan before the crash has shown of closed files is there again.
	await closed.waitFor({ timeout: patience });
	const told = /The language server has crashed; it is started again in (?:0\.5|2) s\./;
	assert.deepEqual(
		errors().filter((line) => !told.test(line)),
		[],
	);
}

async function givesUp({ page, killLanguageServer, errors }: Stage): Promise<void> {
	await openFile(page, 'reports.js');
	await clearToasts(page);
	let ended: number | undefined;
	const kill = () =>
		insist(page, 'a crash', () => {
			ended = killLanguageServer(ended);
			return Promise.resolve();
		});
	// The third and the fourth crash; the pauses grow.
	for (let crashes = 2; crashes < 4; crashes++) {
		await kill();
		await comesBack(page);
		assert.equal(await toasts(page).count(), 0, 'nothing is told again');
	}
	await kill();
	await onlyToast(page, 'the language server keeps crashing and is not started again');
	await insist(page, 'the server started by hand', async () => {
		await clearToasts(page);
		await runCommand(page, 'Keepalive: Restart Server');
		await comesBack(page);
	});
	assert.equal(await toasts(page).count(), 0);
	const told =
		/The language server (?:has crashed; it is started again in \S+ s|keeps crashing and is not started again)\./;
	assert.deepEqual(
		errors().filter((line) => !told.test(line)),
		[],
	);
}

async function unsafeFix({ page, picture }: Stage): Promise<void> {
	const line = 'https.globalAgent = new https.Agent({ keepAlive: false }); // the proxy resets idle connections';
	const isChanged = async () => !(await editorText(page)).includes(line);
	const action = page.locator('.action-widget .monaco-list-row', { hasText: 'TCP keepalive' }).first();
	const panel = page.locator('.part.panel');
	await insist(page, 'the preview of an unsafe fix', async () => {
		await openFile(page, 'reports.js');
		await closePopups(page);
		if (!(await editorText(page)).includes('globalAgent')) {
			await writeLine(page, line);
		}
		await page.locator('.squiggly-warning').nth(1).waitFor({ timeout: answerTime });
		await page.keyboard.press('Control+End');
		await page.keyboard.press('Control+.');
		await action.waitFor({ timeout: answerTime });
		await page.screenshot({ path: picture('unsafe-menu') });
		await action.click({ force: true, timeout: answerTime });
		await panel.locator('.monaco-button', { hasText: 'Apply' }).waitFor({ timeout: answerTime });
	});
	assert.equal(await isChanged(), false, 'nothing is changed before it is confirmed');
	await insist(page, 'the fix confirmed', async () => {
		const box = panel.locator('.monaco-list-row input[type="checkbox"], .monaco-list-row .monaco-checkbox').first();
		if (!(await isChanged())) {
			await box.click({ timeout: answerTime });
			await page.screenshot({ path: picture('unsafe-fix') });
			await panel.locator('.monaco-button', { hasText: 'Apply' }).click({ timeout: answerTime });
		}
		await eventually(page, 'the fix', isChanged, answerTime);
	});
	await openFile(page, 'reports.js');
	await revertFile(page);
}

/** What is typed is checked again. */
async function comesBack(page: Stage['page']): Promise<void> {
	const waves = page.locator('.squiggly-warning');
	await writeLine(page, 'new https.Agent({ timeout: 900_000 });');
	await eventually(page, 'a finding for the typed line', async () => (await waves.count()) > 1);
	await revertFile(page);
	await eventually(page, 'the finding gone', async () => (await waves.count()) === 1);
}

async function progress({ openLargeWorkspace, picture }: Stage): Promise<void> {
	const page = await openLargeWorkspace();
	const button = page.locator('.sidebar .monaco-button:visible', { hasText: 'Scan Workspace' });
	await showClientsView(page);
	await button.waitFor({ timeout: patience });
	await insist(page, 'a scan that is cancelled', async () => {
		await clearToasts(page);
		// A scan that was done before it could be cancelled leaves a list where the button was.
		if (await button.isVisible()) {
			await button.click({ timeout: answerTime });
		} else {
			await runCommand(page, 'Keepalive: Scan Workspace');
		}
		const scanning = toasts(page).filter({ hasText: /Keepalive: scanning: \d+ files, \d+ findings/ });
		await scanning.waitFor({ timeout: answerTime });
		await page.screenshot({ path: picture('progress') });
		await scanning.locator('.monaco-button', { hasText: 'Cancel' }).click({ timeout: answerTime });
		await onlyToast(page, /Keepalive: \d+ findings in \d+ files until the scan was cancelled/);
	});
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
	await apply.click({ timeout: patience });
	await page
		.locator('.statusbar-item', { hasText: 'Keepalive: fixed 3 findings in 3 files' })
		.waitFor({ timeout: patience });
	await eventually(page, 'the fix of a closed file on disk', () => Promise.resolve(archive().includes('setKeepAlive')));
}

/** What a person does, in order; the last one changes the files. */
export const userTests: readonly { readonly name: string; readonly run: (stage: Stage) => Promise<void> }[] = [
	{ name: 'the Problems panel lists the findings and leads to the code', run: problemsPanel },
	{ name: 'the light bulb offers the fix and makes it', run: lightBulb },
	{ name: 'the hover draws what happens, to be read in dark and in light', run: hover },
	{ name: 'a fix that may change more is previewed, and made once it is confirmed', run: unsafeFix },
	{ name: 'the view lists the clients by verdict and leads to the code', run: clientsView },
	{ name: 'the view is filtered by what is typed', run: filter },
	{ name: 'Select Environment changes the setting, the findings and the status item', run: environment },
	{ name: 'Show Status tells versions and what the file is checked against', run: statusPage },
	{ name: 'Clear Results and Scan Workspace, with one message', run: clearAndScan },
	{ name: 'a server that crashes is started again, with one message', run: crash },
	{ name: 'a server that keeps crashing is given up, told once, and started by hand', run: givesUp },
	{ name: 'a long scan shows its progress and can be cancelled', run: progress },
	{ name: 'Fix All in Workspace shows a preview and changes the files', run: fixWorkspace },
];
