import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** The browser that shows the editor. */
export interface EditorWindow {
	readonly page: Page;
	/** The last lines of the page's console. */
	console(): string;
	close(): Promise<void>;
}

const flags = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Opens a folder of the server's machine in Debian's Chromium, headless, in a window of 1280 x 800. */
export async function openWindow(url: string, folder: string): Promise<EditorWindow> {
	const browser: Browser = await chromium.launch({
		executablePath: process.env.KEEPALIVE_CHROMIUM ?? '/usr/bin/chromium',
		headless: true,
		args: flags,
	});
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
	const lines: string[] = [];
	page.on('console', (message) => lines.push(message.text()));
	await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`, { timeout: 60_000 });
	return { page, console: () => lines.slice(-25).join('\n'), close: () => browser.close() };
}
