import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = join(__dirname, '../../..');
const run = promisify(execFile);

/** The .vsix of our extension, as `npm run package` has made it. */
export function packagedExtension(): string {
	const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
	const path = join(root, `keepalive-lint-${version}.vsix`);
	assert.ok(existsSync(path), `${path} exists; \`npm run package\` makes it`);
	return path;
}

/** Packs the driver with the compiled suite into one .vsix below `scratch`. */
export async function packDriver(scratch: string): Promise<string> {
	const folder = join(scratch, 'driver');
	mkdirSync(folder);
	cpSync(join(root, 'test/editor/driver/package.json'), join(folder, 'package.json'));
	writeFileSync(join(folder, 'README.md'), 'Runs the editor suite.\n');
	await build({
		entryPoints: [join(__dirname, 'driver/extension.js')],
		outfile: join(folder, 'extension.js'),
		bundle: true,
		platform: 'node',
		format: 'cjs',
		external: ['vscode'],
		logLevel: 'error',
	});
	const vsix = join(scratch, 'driver.vsix');
	const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
	const options = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', vsix];
	await run(process.execPath, [vsce, 'package', ...options], { cwd: folder });
	return vsix;
}
