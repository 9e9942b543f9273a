import { join } from 'node:path';

import type { Io } from '../server/src/cli/io.js';
import { run } from '../server/src/cli/run.js';

/** What worker threads run: the compiled program, or any script that does not answer. */
export const program = join(__dirname, '..', '..', 'out', 'server', 'src', 'bin.js');

/** What a run of the command line left behind. */
export interface Outcome {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs the command line in memory. */
export async function runIn(cwd: string, ...argv: readonly string[]): Promise<Outcome> {
	return runWith({ cwd }, ...argv);
}

/** Runs the command line in memory, in a world that is partly given. */
export async function runWith(world: Partial<Io> & Pick<Io, 'cwd'>, ...argv: readonly string[]): Promise<Outcome> {
	let stdout = '';
	let stderr = '';
	const code = await run(argv, {
		version: '1.2.3',
		colour: false,
		...world,
		stdout: (text) => {
			stdout += text;
		},
		stderr: (text) => {
			stderr += text;
		},
	});
	return { code, stdout, stderr };
}
