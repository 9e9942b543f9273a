// Copies the declarations of the programmatic interface, and of all that they import, from out/ into dist/types/.
//
//   tsc -b server && node scripts/declarations.mjs
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const from = join(root, 'out', 'server', 'src');
const to = join(root, 'dist', 'types');

/** Declarations that a declaration file imports, beside it on the disk. */
const importsOf = (file) =>
	[...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*['"](\.[^'"]+)\.js['"]/g)].map(([, path]) =>
		join(dirname(file), `${path}.d.ts`),
	);

const found = new Set([join(from, 'api.d.ts')]);
for (const file of found) {
	if (!existsSync(file)) {
		console.error(`${relative(root, file)} is missing: run "npx tsc -b server" first.`);
		process.exit(1);
	}
	importsOf(file).forEach((imported) => found.add(imported));
}
rmSync(to, { recursive: true, force: true });
for (const file of found) {
	const target = join(to, relative(from, file));
	mkdirSync(dirname(target), { recursive: true });
	cpSync(file, target);
}
