import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { repository } from './fixture.js';
import { readManifest, readManifestTexts, readRawManifest } from './manifest.js';

/** `UPDATE_DOCS=1` writes the bundle instead of comparing. */
const update = process.env['UPDATE_DOCS'] === '1';

const bundle = path.join(repository, 'l10n', 'bundle.l10n.json');
const sources = path.join(repository, 'client', 'src');

/** Every `l10n.t('...')` of the client, sorted. */
function translatedTexts(): string[] {
	const texts = readdirSync(sources).flatMap((name) => {
		const text = readFileSync(path.join(sources, name), 'utf8');
		const found = [...text.matchAll(/\bl10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, literal = '']) => literal);
		assert.equal(found.length, text.split('l10n.t(').length - 1, `${name} translates something that is no literal`);
		return found;
	});
	return [...new Set(texts)].sort();
}

describe('localization', () => {
	it('has every text of the client in the bundle that translators start from', () => {
		const expected = Object.fromEntries(translatedTexts().map((text) => [text, text]));
		if (update) {
			writeFileSync(bundle, `${JSON.stringify(expected, undefined, '\t')}\n`);
		}
		assert.deepEqual(JSON.parse(readFileSync(bundle, 'utf8')), expected);
		assert.ok(Object.keys(expected).length > 50);
	});

	it('leaves no sentence of the client outside', () => {
		const shown =
			/(?:show(?:Information|Warning|Error)Message|setStatusBarMessage)\(\s*['`]|(?:title|label|detail|placeHolder|placeholder|prompt): ['`](?!SARIF|HTML)/;
		for (const name of readdirSync(sources)) {
			const text = readFileSync(path.join(sources, name), 'utf8').replace(/`Keepalive: \$\{reason\}`/g, 'reason');
			assert.doesNotMatch(text, shown, name);
		}
	});

	it('is declared, and its folder exists', () => {
		assert.ok(existsSync(path.join(repository, readManifest().l10n)));
	});
});

describe('localization of the manifest', () => {
	const raw = JSON.stringify(readRawManifest());

	it('has a text for each key and no others', () => {
		const used = [...raw.matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key);
		assert.deepEqual(Object.keys(readManifestTexts()).sort(), [...new Set(used)].sort());
	});

	it('leaves no title or description outside', () => {
		const { contributes } = readRawManifest();
		const texts = [...JSON.stringify(contributes).matchAll(/"(\w+)":("(?:[^"\\]|\\.)*")/g)]
			.filter(([, name = '']) => /^(?:title|description|markdownDescription|contents|altText|name)$/.test(name))
			.map(([, , text = '']) => JSON.parse(text) as string)
			// Names are not translated.
			.filter((text) => text !== 'Keepalive');
		assert.ok(texts.length > 40);
		assert.deepEqual(
			texts.filter((text) => !/^%[\w.-]+%$/.test(text)),
			[],
		);
	});
});
