// Bundles the extension's client, the language server, the programmatic interface and the command line into dist/.
//
//   node scripts/bundle.mjs         small, for use
//   node scripts/bundle.mjs --dev   readable, with source maps
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compileModulesAtOnce } from './eager-modules.mjs';
import { noticesOf } from './notices.mjs';
import { onlyParser } from './parser-plugin.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const forDevelopment = process.argv.includes('--dev');

/** Leaves what one module loads late to a bundle of its own, beside the one that is made. */
const apart = (importing, imported, bundle) => ({
	name: `${bundle}-stays-apart`,
	setup: ({ onResolve }) => {
		onResolve({ filter: /^\.\// }, ({ importer, path }) =>
			path === imported && importer === join(root, importing) ? { path: `./${bundle}`, external: true } : undefined,
		);
	},
});

/** The command line starts the language server from its own bundle, so that neither carries the other. */
const server = apart('server/src/bin.ts', './node.js', 'server.js');

/**
 * The reader of JavaScript holds the TypeScript parser, half of all code: even where nothing calls it, V8 goes through
 * it. What it shares with the rest is there twice, so nothing may depend on which of both it is.
 */
const javascript = apart('server/src/engine/index.ts', './javascript/index.js', 'javascript.js');

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
	{ entryPoints: ['server/src/node.ts'], outfile: 'dist/server.js', plugins: [javascript] },
	{ entryPoints: ['server/src/api.ts'], outfile: 'dist/api.js', plugins: [javascript] },
	{ entryPoints: ['server/src/bin.ts'], outfile: 'dist/bin.js', plugins: [server, javascript] },
	{ entryPoints: ['server/src/engine/javascript/index.ts'], outfile: 'dist/javascript.js', plugins: [parser] },
];

try {
	const built = await Promise.all(bundles.map((options) => build({ ...shared, ...options, metafile: true })));
	if (!forDevelopment) {
		for (const { outfile } of bundles) {
			const path = join(root, outfile);
			writeFileSync(path, compileModulesAtOnce(readFileSync(path, 'utf8')));
		}
	}
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
