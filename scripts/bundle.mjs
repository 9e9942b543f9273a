// Bundles the extension's client, the language server, the programmatic interface and the command line into dist/.
//
//   node scripts/bundle.mjs         small, for use
//   node scripts/bundle.mjs --dev   readable, with source maps
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { noticesOf } from './notices.mjs';
import { onlyParser } from './parser-plugin.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const forDevelopment = process.argv.includes('--dev');

/** The command line starts the language server from its own bundle, so that neither carries the other. */
const serverStaysApart = {
	name: 'server-stays-apart',
	setup: ({ onResolve }) => {
		onResolve({ filter: /^\.\/node\.js$/ }, ({ importer }) =>
			importer === join(root, 'server', 'src', 'bin.ts') ? { path: './server.js', external: true } : undefined,
		);
	},
};

const shared = {
	absWorkingDir: root,
	bundle: true,
	platform: 'node',
	// The Node.js of the oldest supported VS Code, and of package.json's engines.
	target: 'node20',
	format: 'cjs',
	// CommonJS packages such as vscode-uri also ship modules, which bundle without their wrappers.
	mainFields: ['module', 'main'],
	minify: !forDevelopment,
	sourcemap: forDevelopment,
	sourcesContent: false,
	logLevel: 'warning',
};

const parser = onlyParser(join(root, 'server', 'src', 'engine', 'javascript'));

const bundles = [
	{ entryPoints: ['client/src/extension.ts'], outfile: 'dist/client.js', external: ['vscode'] },
	{ entryPoints: ['server/src/node.ts'], outfile: 'dist/server.js', plugins: [parser] },
	{ entryPoints: ['server/src/api.ts'], outfile: 'dist/api.js', plugins: [parser] },
	{ entryPoints: ['server/src/bin.ts'], outfile: 'dist/bin.js', plugins: [serverStaysApart, parser] },
];

try {
	const built = await Promise.all(bundles.map((options) => build({ ...shared, ...options, metafile: true })));
	writeFileSync(
		join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'),
		noticesOf(
			root,
			built.map(({ metafile }) => metafile),
		),
	);
} catch (error) {
	// esbuild has printed what is wrong in the code, with file and line.
	if (error.errors === undefined) {
		console.error(error.message);
	}
	process.exitCode = 1;
}
