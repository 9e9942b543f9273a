import type { Page } from 'playwright-core';

/** What takes up a smaller part of a picture than this is no text. */
const smallestPart = 0.0002;

/** Pixels at the edges, whose round corners show what is behind the picture. */
const edge = 6;

/**
 * The contrast (WCAG 2) to the colour that a picture has most of, which more than a speck of the picture reaches. Of thin
 * letters hardly two points have the very same colour, so those that stand out as much or more count together.
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
		const { data } = context.getImageData(${edge}, ${edge}, image.width - ${2 * edge}, image.height - ${2 * edge});
		const counts = new Map();
		for (let at = 0; at < data.length; at += 4) {
			const colour = data[at] * 65536 + data[at + 1] * 256 + data[at + 2];
			counts.set(colour, (counts.get(colour) ?? 0) + 1);
		}
		return [...counts];
	})()`;
	const colours: (readonly [colour: number, count: number])[] = await page.evaluate(script);
	const [background] = colours.toSorted(([, a], [, b]) => b - a);
	if (background === undefined) {
		throw new Error('The picture has no colour.');
	}
	const size = colours.reduce((sum, [, count]) => sum + count, 0);
	const shades = colours.map(([colour, count]) => ({ reached: contrast(colour, background[0]), count }));
	let speck = 0;
	for (const { reached, count } of shades.toSorted((a, b) => b.reached - a.reached)) {
		speck += count;
		if (speck > size * smallestPart) {
			return reached;
		}
	}
	return 1;
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
