import type { Page } from 'playwright-core';

/** What takes up a smaller part of a picture than this is no text. */
const smallestPart = 0.0002;

/** Shades of a channel that count as one colour: of thin letters hardly two points have the very same. */
const shade = 16;

/**
 * The contrast (WCAG 2) between the colour that a picture has most of and the one that stands out most from it, over
 * colours that take up more than a speck.
 */
export async function contrastOf(page: Page, png: Buffer): Promise<number> {
	const script = `(async () => {
		const image = new Image();
		image.src = 'data:image/png;base64,${png.toString('base64')}';
		await image.decode();
		const canvas = document.createElement('canvas');
		canvas.width = image.width;
		canvas.height = image.height;
		const context = canvas.getContext('2d');
		context.drawImage(image, 0, 0);
		const { data } = context.getImageData(0, 0, image.width, image.height);
		const counts = new Map();
		for (let at = 0; at < data.length; at += 4) {
			const [red, green, blue] = [0, 1, 2].map((part) => Math.floor(data[at + part] / ${shade}) * ${shade} + ${shade / 2});
			const colour = red * 65536 + green * 256 + blue;
			counts.set(colour, (counts.get(colour) ?? 0) + 1);
		}
		return [...counts].filter(([, count]) => count > (data.length / 4) * ${smallestPart});
	})()`;
	const colours: (readonly [colour: number, count: number])[] = await page.evaluate(script);
	const [background] = colours.toSorted(([, a], [, b]) => b - a);
	if (background === undefined) {
		throw new Error('The picture has no colour.');
	}
	return Math.max(...colours.map(([colour]) => contrast(colour, background[0])));
}

function contrast(a: number, b: number): number {
	const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: number): number {
	const [red = 0, green = 0, blue = 0] = [colour >> 16, (colour >> 8) & 255, colour & 255].map((part) => {
		const share = part / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
