// `npm run lab`: a program behind a NAT that forgets idle connections, and the timeline of what happened.
//
//   npm run lab -- --idle 10 -- python3 my_script.py
import { buildSync } from 'esbuild';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describeMissing } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The lab is written beside the tests that use it; this compiles just that, in memory: out/ may belong to another user. */
const loadLab = async () => {
	const { outputFiles } = buildSync({
		entryPoints: [join(root, 'test', 'wire', 'nat', 'lab.ts')],
		bundle: true,
		write: false,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		logLevel: 'error',
	});
	return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
};

const whyNot = () => {
	if (process.platform !== 'linux') {
		return 'The lab is made of network namespaces, which only Linux has.';
	}
	if (process.getuid?.() !== 0) {
		return 'Only root may make network namespaces: run it with sudo.';
	}
	return describeMissing(['lab']);
};

const main = async () => {
	const { readLabOptions, runLab, usage } = await loadLab();
	const options = readLabOptions(process.argv.slice(2));
	if (options === 'help') {
		console.log(usage);
		return 0;
	}
	const problem = options.problem ? `${options.problem}\n\n${usage}` : whyNot();
	if (problem) {
		console.error(problem);
		return 2;
	}
	// npm runs scripts in the package's folder; the program belongs to the folder the user is in.
	process.chdir(process.env.INIT_CWD ?? '.');
	try {
		return await runLab(options, join(root, 'test', 'wire', 'nat'));
	} catch (error) {
		console.error(`The lab could not be set up: ${error.message}`);
		return 2;
	}
};

process.exitCode = await main();
