import type { Locator, Page } from 'playwright-core';

/** For slow machines; nothing here takes a tenth of it. */
export const patience = 40_000;

/** How long one try may take, in milliseconds; what is done on a loaded machine may be undone by what comes late. */
const oneTry = 3_000;

/** Repeats steps that start from any state until they go through. */
async function persist(page: Page, what: string, steps: () => Promise<void>): Promise<void> {
	let reason: unknown;
	for (const start = Date.now(); Date.now() - start < patience;) {
		try {
			await steps();
			return;
		} catch (error) {
			reason = error;
			await page.keyboard.press('Escape');
		}
	}
	throw new Error(`Still failing after ${patience / 1000} s: ${what}`, { cause: reason });
}

/** The box that F1 opens, with a text in it. It closes by itself where the focus is still on its way elsewhere. */
async function openBox(page: Page, text: string): Promise<void> {
	await page.keyboard.press('F1');
	const box = page.locator('.quick-input-widget:visible .quick-input-box input').first();
	await box.waitFor({ timeout: oneTry });
	await box.fill(text, { timeout: oneTry });
}

/** Runs a command as a person does: F1, its name, Enter. */
export async function runCommand(page: Page, title: string): Promise<void> {
	await persist(page, title, async () => {
		await openBox(page, `>${title}`);
		await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click({ timeout: oneTry });
	});
}

/** Chooses an item of the open list by its label. */
export async function pick(page: Page, label: string): Promise<void> {
	const rows = page.locator('.quick-input-list .monaco-list-row');
	await rows
		.filter({ has: page.getByText(label, { exact: true }) })
		.first()
		.click({ timeout: patience });
}

/** Opens a file of the folder by its name and shows it in a tab. */
export async function openFile(page: Page, name: string): Promise<void> {
	const row = page.locator('.quick-input-list .monaco-list-row').filter({ has: page.getByText(name, { exact: true }) });
	await persist(page, name, async () => {
		await openBox(page, name);
		await row.first().click({ timeout: oneTry });
		await activeTab(page, name).waitFor({ timeout: oneTry });
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
		const box = await target.boundingBox();
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

/** Rows of the Problems panel. */
export function problems(page: Page): Locator {
	return page.locator('.markers-panel .monaco-list-row');
}

/** Rows of the view Keepalive. */
export function clientRows(page: Page): Locator {
	return page.locator('.sidebar .tree-explorer-viewlet-tree-view .monaco-list-row');
}

/** Messages at the lower right. */
export function toasts(page: Page): Locator {
	return page.locator('.notifications-toasts .notification-list-item');
}

/** The text of the visible editor, with plain spaces. */
export async function editorText(page: Page): Promise<string> {
	const lines = await page.locator('.editor-instance .view-lines').first().innerText();
	return lines.replaceAll('\u00a0', ' ');
}

/** Waits until `condition` holds. */
export async function eventually(page: Page, what: string, condition: () => Promise<boolean>): Promise<void> {
	for (const start = Date.now(); Date.now() - start < patience; await page.waitForTimeout(100)) {
		if (await condition()) {
			return;
		}
	}
	throw new Error(`Still waiting after ${patience / 1000} s: ${what}`);
}
