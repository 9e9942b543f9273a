// npm runs this where the package is installed from its repository, as pre-commit does: bundles the command line there.
// In a working copy it does nothing; `npm run bundle` is for those.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// npm clones into its cache, and names the dependency that it prepares in this variable.
const isGitDependency = process.env._PACOTE_NO_PREPARE_ !== undefined;

if (isGitDependency && !existsSync(join(root, 'dist', 'bin.js'))) {
	if (!existsSync(join(root, 'node_modules', 'esbuild'))) {
		// A global installation hands its settings down, so that what is needed here was installed nowhere.
		const env = Object.fromEntries(
			Object.entries(process.env).filter(
				([name]) => !/^npm_(?:config_(?:global|prefix|location|omit)|lifecycle|package)/i.test(name),
			),
		);
		const parameters = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--no-progress'];
		execFileSync('npm', parameters, { cwd: root, env, stdio: 'inherit' });
	}
	execFileSync(process.execPath, [join(root, 'scripts', 'bundle.mjs')], { stdio: 'inherit' });
}
