import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

import type { CodeAction, Range } from 'vscode-languageserver/node';

import { type ClientOptions, ProtocolClient, uriOf } from './protocol-client.js';
import { plant } from './workspace-tree.js';

/** A script with two requests that wait long. */
export const source = [
	"const https = require('https');",
	'',
	"https.get('https://api.example.com/report', { timeout: 600000 }, (response) => response.resume());",
	"https.get('https://api.example.com/other', { timeout: 900000 }, (response) => response.resume());",
	'',
].join('\n');

/** Inside the first finding, and nowhere near another. */
export const firstFinding: Range = { start: { line: 2, character: 2 }, end: { line: 2, character: 2 } };

/** What is found in it. */
export const rule = 'long-wait-without-keepalive';
/** The rule's documentation. */
export const page = `https://github.com/keepalive-lint/keepalive-lint/blob/main/docs/rules/${rule}.md`;

/** A client with one workspace folder in which `src/a.js` is open with the source above. */
export async function openSource(test: TestContext, options: ClientOptions = {}, text = source) {
	const folder = plant(test, { 'package.json': '{ "engines": { "node": ">=20.11.0" } }', 'src/a.js': text });
	const client = await ProtocolClient.start({ folders: [folder], ...options });
	test.after(() => client.kill());
	const uri = uriOf(`${folder}/src/a.js`);
	await client.open(uri, text);
	return { client, uri, folder };
}

/** The action of that title. */
export const titled = (actions: readonly CodeAction[], title: string): CodeAction => {
	const found = actions.find((action) => action.title === title);
	assert.ok(found, `no "${title}" among ${actions.map((action) => action.title).join(', ')}`);
	return found;
};

/** The rules of the findings that are pushed for a version. */
export async function rulesOn(client: ProtocolClient, uri: string, version: number): Promise<unknown[]> {
	const find = () => client.published.find((params) => params.uri === uri && params.version === version);
	await client.until(() => find() !== undefined);
	return find()?.diagnostics.map(({ code }) => code) ?? [];
}
