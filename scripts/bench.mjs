// `npm run bench`: the product measured against its peers, on the same files in one run.
//
//   npm run bench -- --help
import { buildSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describeMissing } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The bench is written beside the tests, in the language of the product. */
const loadBench = () => {
	const outfile = join(root, 'out', 'bench', 'bench.cjs');
	buildSync({
		absWorkingDir: root,
		entryPoints: ['test/bench/main.ts'],
		bundle: true,
		outfile,
		platform: 'node',
		format: 'cjs',
		target: 'node20',
		mainFields: ['module', 'main'],
		logLevel: 'error',
	});
	return createRequire(import.meta.url)(outfile);
};

const main = async () => {
	const { readOptions, runBench, usage } = loadBench();
	let options;
	try {
		options = readOptions(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
	} catch (error) {
		console.error(`${error.message}\n\n${usage}`);
		return 2;
	}
	if (options === 'help') {
		console.log(usage);
		return 0;
	}
	const problem = describeMissing(['bench']);
	if (problem) {
		console.error(problem);
		return 2;
	}
	const readable = options.profile ? ['--dev'] : [];
	execFileSync(process.execPath, [join(root, 'scripts', 'bundle.mjs'), ...readable], { stdio: 'inherit' });
	await runBench(options, root);
	return 0;
};

process.exitCode = await main();
