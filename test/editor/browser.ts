import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';

/** The browser that shows the editor. */
export interface EditorBrowser {
	/** Opens an address in a window of 1280 x 800. */
	open(url: string): Promise<Page>;
	/** The last lines of the windows' consoles. */
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

/** Starts Debian's Chromium, headless. */
export async function openBrowser(): Promise<EditorBrowser> {
	const browser = await chromium.launch({
		executablePath: process.env.KEEPALIVE_CHROMIUM ?? '/usr/bin/chromium',
		headless: true,
		args: flags,
	});
	const lines: string[] = [];
	return {
		open: async (url) => {
			const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
			page.on('console', (message) => lines.push(message.text().slice(0, 300)));
			await page.goto(url, { timeout: 300_000 });
			return page;
		},
		console: () => lines.slice(-25).join('\n'),
		close: () => browser.close(),
	};
}
