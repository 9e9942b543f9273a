import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';

import { runIn } from '../cli-run.js';
import { openBrowser, type EditorBrowser } from './browser.js';

const repository = join(__dirname, '..', '..', '..');
/** Where the page and its pictures stay for whoever wants to look at them. */
const folder = join(repository, 'out', 'test', 'report');

interface Reported {
	readonly path: string;
	readonly rule: string;
	readonly severity: string;
	readonly client: string;
}

describe('HTML report in a browser', () => {
	let browser: EditorBrowser;
	let page: Page;
	let findings: readonly Reported[];
	const problems: string[] = [];

	const visible = () => page.locator('article:visible').count();
	const shown = () => page.textContent('#shown');
	const pick = (value: string) => page.click(`button[data-value="${value}"]`);

	before(async () => {
		mkdirSync(folder, { recursive: true });
		const file = join(folder, 'report.html');
		await runIn(repository, 'fixtures', '--format', 'html', '--output', file);
		const { stdout } = await runIn(repository, 'fixtures', '--format', 'json');
		({ findings } = JSON.parse(stdout) as { readonly findings: readonly Reported[] });
		browser = await openBrowser();
		page = await browser.open(pathToFileURL(file).href);
		page.on('pageerror', (error) => problems.push(error.message));
		page.on('request', (request) => problems.push(request.url()));
	});

	after(() => browser.close());

	it('shows every finding', async () => {
		assert.equal(await page.textContent('h1'), `${findings.length} findings`);
		assert.equal(await visible(), findings.length);
		assert.equal(await shown(), `${findings.length} of ${findings.length}`);
	});

	it('filters by words, all of which have to be there', async () => {
		const expected = findings.filter(({ rule, client }) => rule === 'late-keepalive' && client === 'requests').length;
		await page.fill('#filter', 'LATE-keepalive requests.');
		const both = await visible();
		assert.ok(both > 0 && both < findings.length && both >= expected, `${both} findings`);
		assert.equal(await shown(), `${both} of ${findings.length}`);
		await page.fill('#filter', 'nothing has this text');
		assert.equal(await visible(), 0);
		await page.fill('#filter', '');
		assert.equal(await visible(), findings.length);
	});

	it('filters by the names in the tables', async () => {
		const count = (fits: (finding: Reported) => boolean) => findings.filter(fits).length;
		await pick('requests');
		assert.equal(
			await visible(),
			count(({ client }) => client === 'requests'),
		);
		await pick('httpx');
		const either = ({ client }: Reported) => client === 'requests' || client === 'httpx';
		assert.equal(await visible(), count(either));
		await pick('warning');
		assert.equal(
			await visible(),
			count((finding) => either(finding) && finding.severity === 'warning'),
		);
		for (const name of ['requests', 'httpx', 'warning']) {
			await pick(name);
		}
		assert.equal(await visible(), findings.length);
	});

	it('draws the timeline of a finding with its numbers', async () => {
		await page.fill('#filter', 'requests.get 420');
		const picture = page.locator('article:visible svg.timeline').first();
		assert.match((await picture.getAttribute('aria-label')) ?? '', /waits 420 s .* sends no probe; .* 240 s/);
		const box = await picture.boundingBox();
		assert.ok(box !== null && box.width > 300 && box.height > 60);
		// What the picture shows is drawn from the page's own definitions.
		const id = (await picture.locator('use').getAttribute('href')) ?? '';
		assert.match(await page.locator(id).innerHTML(), /420 s.*240 s|240 s.*420 s/);
		await page.fill('#filter', '');
	});

	it('fits wide and narrow windows, counts included', async () => {
		const measure = `[
			document.documentElement.scrollWidth - innerWidth,
			...[...document.querySelectorAll('.count')].map((count) =>
				count.getBoundingClientRect().right - count.closest('.table').getBoundingClientRect().right),
		].every((beyond) => beyond <= 0.5)`;
		for (const width of [1280, 800, 420]) {
			await page.setViewportSize({ width, height: 800 });
			assert.equal(await page.evaluate(measure), true, `${width} pixels`);
		}
		await page.setViewportSize({ width: 1280, height: 800 });
	});

	it('can be read in light and in dark', async () => {
		const colours = new Set<string>();
		await page.evaluate('scrollTo(0, 0)');
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			colours.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
			await page.screenshot({ path: join(folder, `report-${colorScheme}.png`) });
		}
		assert.equal(colours.size, 2);
	});

	it('loads nothing and has no error', () => {
		assert.deepEqual(problems, []);
	});
});
