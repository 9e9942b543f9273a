import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { runIn } from './cli-run.js';
import { packagesByKind, type Package } from './project-setups.js';
import { ProtocolClient, uriOf } from './protocol-client.js';

const cases = Object.entries(packagesByKind).flatMap(([kind, packages], kindIndex) =>
	Object.entries(packages).map(([name, files], index) => ({
		kind,
		name,
		files,
		folder: `package-${kindIndex}-${index}`,
	})),
);

function setupName({ setup }: Package): string {
	return setup.some((line) => line.includes('require(')) ? 'setup.cjs' : 'setup.mjs';
}

/** What the command line reports of all packages. */
interface Report {
	readonly clients: readonly {
		readonly path: string;
		readonly silence?: {
			readonly kind: string;
			readonly at?: { readonly path: string; readonly line: number };
			readonly instead?: { readonly rule: string };
		};
	}[];
	readonly findings: readonly { readonly path: string; readonly line: number; readonly rule: string }[];
}

describe('Project-wide set-up, by its kinds', () => {
	const root = realpathSync(mkdtempSync(join(tmpdir(), 'keepalive-setups-')));
	let report: Report;
	let editor: ProtocolClient;

	before(async () => {
		for (const { files, folder } of cases) {
			const manifest = { engines: { node: files.node }, dependencies: files.packages ?? {} };
			mkdirSync(join(root, folder));
			writeFileSync(join(root, folder, 'package.json'), JSON.stringify(manifest));
			writeFileSync(join(root, folder, '.node-version'), files.node);
			writeFileSync(join(root, folder, setupName(files)), files.setup.join('\n'));
			writeFileSync(join(root, folder, 'main.mjs'), files.main.join('\n'));
			for (const [name, text] of Object.entries(files.others ?? {})) writeFileSync(join(root, folder, name), text);
		}
		const { stdout } = await runIn(root, '--explain', '--format', 'json', '--jobs', '1');
		report = JSON.parse(stdout) as Report;
		editor = await ProtocolClient.start({ pull: true, folders: [root], hover: 'markdown' });
	});
	after(async () => {
		await editor.stop();
		rmSync(root, { recursive: true, force: true });
	});

	for (const { kind, name, files, folder } of cases) {
		const setup = `${folder}/${setupName(files)}`;
		const main = `${folder}/main.mjs`;
		it(`${kind}: ${name}`, async () => {
			const reported = report.findings
				.filter(({ path }) => path === setup || path === main)
				.map(({ path, line, rule }) => `${path === main ? 'main' : 'setup'}:${line} ${rule}`);
			assert.deepEqual(reported, files.reported ?? []);
			const client = report.clients.filter(({ path }) => path === main).at(-1);
			if (!files.protectedBy) {
				assert.notEqual(client?.silence?.kind, 'setup');
				return;
			}
			const [place, otherwise] = files.protectedBy;
			const [name = '', line = ''] = place.split(':');
			const path = { setup, main }[name] ?? `${folder}/${name}`;
			const { at, instead } = client?.silence ?? {};
			assert.deepEqual([at?.path, at?.line, instead?.rule], [path, Number(line), otherwise]);
			const uri = uriOf(join(root, main));
			await editor.open(uri, files.main.join('\n'));
			const last = files.main.length - 1;
			const column = (files.main[last] ?? '').search(/https?\.(?:get|Agent)|got|fetch|axios\.get|AWS\.S3/);
			const { value = '' } = (await editor.hover(uri, last, column + 1)) ?? {};
			assert.ok(value.includes(path === main ? `[line ${line}](` : `[${path}:${line}](`), value);
			if (otherwise !== undefined) assert.ok(value.includes(`[${otherwise}](`), value);
		});
	}
});
