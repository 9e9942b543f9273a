import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import * as source from '../server/src/api.js';

const root = join(__dirname, '..', '..');
const folder = join(root, 'fixtures');

/** What one bundle asks of the other about a text. */
const asked = [
	"import net from 'net';\npeer.socket = net.connect(443, 'a.example.com');\nfunction ready(wire) { wire.setKeepAlive(true); }",
	"const socket = new WebSocket('wss://a.example.com/');\nsetInterval(() => this.sendHeartbeat(), 30_000);",
];

type Texts = ReadonlyMap<string, string>;

/** Everything that is found in texts by path, and its fixes. */
function checkAll({ createEngine, openProject }: typeof source, texts: Texts): string[] {
	const engine = createEngine();
	const project = openProject(folder);
	return [...texts].map(([path, text]) => {
		const { context } = project.fileFor(path);
		const { findings, suppressed, clients } = engine.check({ path, language: 'javascript', text }, context);
		const probes = clients.map(({ wait, probe, creation: { form, site } }) => [form.api, site.callee, wait, probe]);
		return JSON.stringify({ path, findings, suppressed, probes });
	});
}

describe('bundles', () => {
	it('hold the TypeScript parser once, where only texts of JavaScript lead', () => {
		const holdParser = ['api', 'bin', 'client', 'javascript', 'server'].filter((name) =>
			readFileSync(join(root, 'dist', `${name}.js`), 'utf8').includes('Unterminated_string_literal'),
		);
		assert.deepEqual(holdParser, ['javascript']);
	});

	// The reader of JavaScript is a bundle of its own, with a second copy of what it shares with the rest.
	it('find in JavaScript what the modules find that they are made of', async () => {
		const bundled = (await import(join(root, 'dist', 'api.js'))) as typeof source;
		const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
		const paths = files.filter((path) => source.languageOf(path) === 'javascript');
		assert.ok(paths.length > 300);
		const texts = new Map([
			...paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')] as const),
			...asked.map((text, index) => [`asked/${index}.js`, text] as const),
		]);
		const found = checkAll(source, texts);
		assert.deepEqual(checkAll(bundled, texts), found);
		assert.match(found.at(-1) ?? '', /"findings":\[\]/);
	});
});
