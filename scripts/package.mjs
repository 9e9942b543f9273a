// Packages the extension: keepalive-lint-<version>.vsix, or the path that is given, from fresh bundles.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

execFileSync(process.execPath, [join(root, 'scripts', 'bundle.mjs')], { stdio: 'inherit' });
// Everything the extension needs is in its bundles.
await createVSIX({ cwd: root, packagePath: process.argv[2] ?? `${name}-${version}.vsix`, dependencies: false });
