import type { Locator, Page } from 'playwright-core';

/** How long a step is repeated, in milliseconds. A loaded machine takes many times what an idle one takes. */
export const patience = 120_000;

/** How long one try waits for the user interface alone, in milliseconds. */
const glance = 5_000;

/** How long one try waits for something that the server, the disk or another process has to do, in milliseconds. */
export const answerTime = 30_000;

/**
 * Tries a step until it succeeds. A window under load drops keys, moves the focus late and draws again what is about to
 * be clicked, so every try has to start from a state of its own making, and to do no harm when it comes twice.
 */
export async function insist(page: Page, what: string, attempt: () => Promise<void>): Promise<void> {
	let last: unknown;
	for (const start = Date.now(); Date.now() - start < patience; await page.waitForTimeout(200)) {
		try {
			await attempt();
			return;
		} catch (error) {
			last = error;
		}
	}
	throw new Error(`Not done after ${patience / 1000} s: ${what}`, { cause: last });
}

/** Waits until `condition` holds. */
export async function eventually(
	page: Page,
	what: string,
	condition: () => Promise<boolean>,
	limit = patience,
): Promise<void> {
	for (const start = Date.now(); Date.now() - start < limit; await page.waitForTimeout(100)) {
		if (await condition()) {
			return;
		}
	}
	throw new Error(`Still waiting after ${limit / 1000} s: ${what}`);
}

const quickInput = (page: Page): Locator => page.locator('.quick-input-widget:visible');

const quickInputBox = (page: Page): Locator => quickInput(page).locator('.quick-input-box input');

/** An item of the list that is open below the quick input, by its whole label. */
export function quickInputRow(page: Page, label: string): Locator {
	return quickInput(page)
		.locator('.monaco-list-row')
		.filter({ has: page.getByText(label, { exact: true }) })
		.first();
}

/** Closes what is open of quick inputs, hovers and menus. */
export async function closePopups(page: Page): Promise<void> {
	await page.keyboard.press('Escape');
	await quickInput(page).waitFor({ state: 'hidden', timeout: glance });
}

/** Opens the command palette, writes into it and clicks the item with this label. */
async function chooseInPalette(page: Page, text: string, label: string): Promise<void> {
	if (await quickInput(page).isVisible()) {
		await closePopups(page);
	}
	await page.keyboard.press('F1');
	// An editor that gets the focus late closes the box again; then this try is over.
	await quickInputBox(page).fill(text, { timeout: glance });
	await quickInputRow(page, label).click({ timeout: glance });
}

/** Runs a command as a person does: F1, its name, the item of that name. */
export async function runCommand(page: Page, title: string): Promise<void> {
	await insist(page, `the command ${title}`, () => chooseInPalette(page, `>${title}`, title));
}

/** Runs a command that asks in a quick input, until it asks: until it shows an item with this label. */
export async function runAskingCommand(page: Page, title: string, label: string): Promise<void> {
	await insist(page, `the question of ${title}`, async () => {
		await chooseInPalette(page, `>${title}`, title);
		await quickInputRow(page, label).waitFor({ timeout: answerTime });
	});
}

/** Writes into the open quick input. */
export async function writeInQuickInput(page: Page, text: string): Promise<void> {
	await quickInputBox(page).fill(text, { timeout: glance });
}

/** Accepts what the open quick input says. */
export async function acceptQuickInput(page: Page): Promise<void> {
	await quickInputBox(page).press('Enter', { timeout: glance });
	await quickInput(page).waitFor({ state: 'hidden', timeout: glance });
}

/** Clicks an item of the open quick input. */
export async function pick(page: Page, label: string): Promise<void> {
	await quickInputRow(page, label).click({ timeout: glance });
}

/** Opens a file of the folder by its name and shows it in a tab, with the focus in its text. */
export async function openFile(page: Page, name: string): Promise<void> {
	await insist(page, `${name} open`, async () => {
		await chooseInPalette(page, name, name);
		await activeTab(page, name).waitFor({ timeout: glance });
		await page.locator('.editor-instance .monaco-editor.focused').first().waitFor({ timeout: glance });
	});
}

export function activeTab(page: Page, name: string): Locator {
	return page.locator('.tabs-container .tab.active', { hasText: name });
}

/** The wave under a finding of the visible file. */
export function wave(page: Page): Locator {
	return page.locator('.squiggly-warning').first();
}

/** Moves the pointer to an element from elsewhere, as only a movement opens a hover. */
export async function pointAt(page: Page, target: Locator): Promise<void> {
	await pointAway(page);
	await eventually(page, 'something to point at', async () => {
		// What is drawn again in the meantime has no place for a moment.
		const box = await target.boundingBox({ timeout: glance }).catch(() => null);
		if (box !== null) {
			await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
		}
		return box !== null;
	});
}

/** Leaves the pointer where it is in nobody's way. */
export async function pointAway(page: Page): Promise<void> {
	await page.mouse.move(900, 440);
}

/** Points at an element until the pointer opens what is expected. */
export async function pointUntil(page: Page, target: Locator, opened: Locator): Promise<void> {
	await insist(page, 'what the pointer opens', async () => {
		await pointAt(page, target);
		await opened.first().waitFor({ timeout: glance });
	});
}

/** Rows of the Problems panel. */
export function problems(page: Page): Locator {
	return page.locator('.markers-panel .monaco-list-row');
}

/** Rows of the view Keepalive. */
export function clientRows(page: Page): Locator {
	return page.locator('.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row');
}

/** Brings the view Keepalive to the front; a click on the icon of the open view would close it. */
export async function showClientsView(page: Page): Promise<void> {
	const title = page.locator('.sidebar .composite.title h2', { hasText: /keepalive/i });
	await insist(page, 'the view Keepalive', async () => {
		if (!(await title.isVisible())) {
			await page.locator('.activitybar .action-label[aria-label^="Keepalive"]').click({ timeout: glance });
		}
		await title.waitFor({ timeout: glance });
	});
}

/** Messages at the lower right. */
export function toasts(page: Page): Locator {
	return page.locator('.notifications-toasts .notification-list-item');
}

/** Takes all messages away. */
export async function clearToasts(page: Page): Promise<void> {
	await insist(page, 'no message', async () => {
		if ((await toasts(page).count()) > 0) {
			await runCommand(page, 'Notifications: Clear All Notifications');
			await toasts(page).first().waitFor({ state: 'detached', timeout: glance });
		}
	});
}

/** Waits for one message, and that it is the only one. */
export async function onlyToast(page: Page, text: string | RegExp): Promise<void> {
	await toasts(page).filter({ hasText: text }).waitFor({ timeout: answerTime });
	await eventually(page, `nothing but "${String(text)}"`, async () => (await toasts(page).count()) === 1, answerTime);
}

/** The text of the visible editor, with plain spaces. */
export async function editorText(page: Page): Promise<string> {
	const lines = await page.locator('.editor-instance .view-lines').first().innerText({ timeout: glance });
	return lines.replaceAll('\u00a0', ' ');
}

/** Takes back what was written into the visible file and not saved. */
export async function revertFile(page: Page): Promise<void> {
	await insist(page, 'the file reverted', async () => {
		await runCommand(page, 'File: Revert File');
		await page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached', timeout: glance });
	});
}

/** Writes a line at the end of the visible file, as one paste. */
export async function writeLine(page: Page, text: string): Promise<void> {
	await insist(page, `"${text}" in the editor`, async () => {
		await page.locator('.editor-instance .view-lines').first().click({ timeout: glance });
		await page.keyboard.press('Control+End');
		// Typed letter by letter it would be completed by whatever the editor suggests.
		await page.keyboard.insertText(text);
		await eventually(page, `"${text}"`, async () => (await editorText(page)).includes(text), glance);
	});
}
