import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { environmentFacts } from '../server/src/engine/catalogue/boxes.js';
import { environments } from '../server/src/engine/catalogue/environments.js';
import { rules } from '../server/src/engine/rules/index.js';
import { serverCommands } from '../server/src/lsp/protocol.js';
import { ruleDocumentation } from '../server/src/workspace/documentation.js';
import { parseEditorSettings, runModes } from '../server/src/lsp/settings.js';
import { levelNames, longestIdleTimeout, ruleNames } from '../server/src/workspace/settings.js';
import { readManifest, type Schema } from './manifest.js';

const root = join(__dirname, '..', '..');
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

const manifest = readManifest();
const { properties } = manifest.contributes.configuration;

const setting = (name: string): Schema => {
	const schema = properties[`keepalive.${name}`];
	assert.ok(schema, `keepalive.${name} is not in package.json`);
	return schema;
};

/** `{ 'target.node': x }` as the editor hands it over: `{ target: { node: x } }`. */
const nest = (name: string, value: unknown): object =>
	name.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

const accepts = (name: string, value: unknown) => {
	const { problems } = parseEditorSettings(nest(name, value));
	assert.deepEqual(problems, [], `${name} = ${JSON.stringify(value)}`);
};

describe('manifest: settings', () => {
	const names = Object.keys(properties).map((name) => name.replace(/^keepalive\./, ''));

	it('are the ones the server reads', () => {
		assert.deepEqual(names, ['enable', 'run', 'environment', 'rules', 'exclude', 'target.node', 'target.python']);
		const { problems } = parseEditorSettings({ nothing: 1 });
		assert.match(problems.join(), /unknown setting "nothing".*environment, rules, exclude, target/);
	});

	for (const name of names) {
		it(`${name} is described, ordered, and has a default that is accepted`, () => {
			const schema = setting(name);
			assert.ok(schema.markdownDescription);
			assert.equal(schema.scope, 'resource');
			assert.equal(schema.order, names.indexOf(name) + 1);
			accepts(name, schema.default);
		});
	}

	it('run offers the modes the server has', () => {
		const { enum: modes = [], enumDescriptions = [] } = setting('run');
		assert.deepEqual(modes, runModes);
		assert.equal(enumDescriptions.length, modes.length);
		modes.forEach((mode) => accepts('run', mode));
		assert.match(
			parseEditorSettings({ run: 'always' }).problems.join(),
			/run is "always"; accepted are onType, onSave/,
		);
	});

	it('environment offers the presets with their idle timeouts', () => {
		const presets = setting('environment').anyOf?.find((schema) => schema.enum !== undefined);
		assert.deepEqual(
			presets?.enum,
			environments.map(({ name }) => name),
		);
		assert.deepEqual(
			presets?.enumDescriptions,
			environments.map(({ name, idleTimeout }) => `${idleTimeout} s: ${environmentFacts[name].summary}`),
		);
		presets?.enum?.forEach((name) => accepts('environment', name));
	});

	it('environment takes seconds and objects within the limits of the server', () => {
		const number = setting('environment').anyOf?.find((schema) => schema.type === 'integer');
		assert.deepEqual([number?.minimum, number?.maximum], [1, longestIdleTimeout]);
		accepts('environment', number?.minimum);
		accepts('environment', number?.maximum);
		assert.equal(parseEditorSettings({ environment: longestIdleTimeout + 1 }).problems.length, 1);
		const object = setting('environment').anyOf?.find((schema) => schema.type === 'object');
		const { idleTimeout, ...probes } = object?.properties ?? {};
		assert.equal(idleTimeout?.maximum, longestIdleTimeout);
		for (const [key, { minimum, maximum }] of Object.entries(probes)) {
			assert.equal(minimum, 1);
			accepts('environment', { idleTimeout: longestIdleTimeout, [key]: maximum });
			const { problems } = parseEditorSettings({
				environment: { idleTimeout: longestIdleTimeout, [key]: (maximum ?? 0) + 1 },
			});
			assert.equal(problems.length, 1, key);
		}
	});

	it('rules lists every rule and level', () => {
		const listed = setting('rules').properties ?? {};
		assert.deepEqual(Object.keys(listed), [...ruleNames]);
		assert.deepEqual(
			Object.keys(listed),
			rules.map(({ id }) => id),
		);
		for (const [rule, { enum: levels, enumDescriptions, markdownDescription }] of Object.entries(listed)) {
			assert.deepEqual(levels, levelNames);
			assert.equal(enumDescriptions?.length, levelNames.length);
			assert.ok(markdownDescription);
			levels?.forEach((level) => accepts('rules', { [rule]: level }));
		}
	});
});

describe('manifest: commands', () => {
	const contributed = manifest.contributes.commands.map(({ command }) => command);
	const client = readdirSync(join(root, 'client', 'src'))
		.map((name) => read('client', 'src', name))
		.join('\n');

	it('are those the client registers, all in one category', () => {
		const registered = [...client.matchAll(/\bregister\('([\w.]+)'/g)].map(([, name]) => name);
		assert.deepEqual([...contributed].sort(), registered.sort());
		assert.ok(manifest.contributes.commands.every(({ category }) => category === 'Keepalive'));
	});

	it('of the client and of the server have names of their own', () => {
		assert.deepEqual(
			contributed.filter((name) => serverCommands.includes(name)),
			[],
		);
		// The client takes their names from where the server has them.
		assert.doesNotMatch(client, /'keepalive\.server\./);
	});

	it('are shown in menus only under names that exist, on conditions that something sets', () => {
		const { menus, viewsWelcome } = manifest.contributes;
		const entries = Object.values(menus).flat();
		assert.deepEqual(
			entries.filter(({ command }) => !contributed.includes(command)),
			[],
		);
		const conditions = [...entries, ...viewsWelcome].map(({ when = '' }) => when).join(' ');
		for (const [, key = ''] of conditions.replaceAll('keepalive.clients', '').matchAll(/(keepalive\.\w+)/g)) {
			assert.match(client, new RegExp(`'setContext', '${key.replace('.', '\\.')}'`), key);
		}
	});

	it('in links of the view and of the walkthrough exist', () => {
		const { viewsWelcome, walkthroughs } = manifest.contributes;
		const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);
		assert.equal(steps.length, 3);
		const texts = [
			...viewsWelcome.map(({ contents }) => contents),
			...steps.map(({ description }) => description),
			...steps.flatMap(({ completionEvents }) =>
				completionEvents.map((event) => event.replace('onCommand:', '(command:')),
			),
		].join(' ');
		const linked = [...texts.matchAll(/\(command:(keepalive\.\w+)/g)].map(([, name = '']) => name);
		assert.ok(linked.length >= 6);
		assert.deepEqual(
			linked.filter((name) => !contributed.includes(name)),
			[],
		);
		steps.forEach(({ media }) => assert.ok(existsSync(join(root, media.svg)), media.svg));
	});
});

describe('manifest: view', () => {
	it('has the identifier that the client gives it', () => {
		const views = Object.values(manifest.contributes.views).flat();
		assert.deepEqual(
			views.map(({ id }) => id),
			['keepalive.clients'],
		);
		assert.match(read('client', 'src', 'clients-view.ts'), /createTreeView\('keepalive\.clients'/);
		assert.ok(manifest.contributes.viewsWelcome.every(({ view }) => view === 'keepalive.clients'));
	});
});

describe('manifest: package', () => {
	it('starts on the languages the client serves, and on nothing else', () => {
		const list = /languageIds = \[([^\]]+)\]/.exec(read('client', 'src', 'client.ts'))?.[1] ?? '';
		const languages = [...list.matchAll(/'(\w+)'/g)].map(([, name]) => `onLanguage:${name}`);
		assert.equal(languages.length, 5);
		assert.deepEqual(manifest.activationEvents, languages);
	});

	it('serves untrusted workspaces, as nothing of a workspace is run', () => {
		assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
	});

	it('does not serve virtual workspaces, and says why', () => {
		const { supported, description } = manifest.capabilities.virtualWorkspaces;
		assert.equal(supported, false);
		assert.ok(description);
	});

	it('names an icon that is a PNG of 128 x 128', () => {
		const png = readFileSync(join(root, manifest.icon));
		assert.equal(png.toString('latin1', 1, 4), 'PNG');
		assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128]);
	});

	it('holds three bundles and what the marketplace shows', () => {
		const allowed = read('.vscodeignore')
			.split('\n')
			.filter((line) => line.startsWith('!'));
		assert.deepEqual(allowed.sort(), [
			'!CHANGELOG.md',
			'!LICENSE',
			'!README.md',
			'!dist/THIRD-PARTY-NOTICES.txt',
			'!dist/client.js',
			'!dist/javascript.js',
			'!dist/server.js',
			'!images/icon.png',
			'!images/view.svg',
			'!l10n/bundle.l10n.json',
			'!media/walkthrough/*.svg',
			'!package.json',
			'!package.nls.json',
			'!schemas/keepalive.config.schema.json',
		]);
		assert.ok(allowed.includes(`!${manifest.main.replace('./', '')}`));
	});

	it('links each rule to a page of this repository', () => {
		const repository = manifest.repository.url.replace(/\.git$/, '');
		for (const { id } of rules) {
			const page = ruleDocumentation(id);
			assert.ok(page.startsWith(`${repository}/blob/main/`), page);
			assert.ok(existsSync(join(root, page.slice(`${repository}/blob/main/`.length))), page);
		}
	});
});
