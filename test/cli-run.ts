import { run } from '../server/src/cli/run.js';

/** What a run of the command line left behind. */
export interface Outcome {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs the command line in memory. */
export async function runIn(cwd: string, ...argv: readonly string[]): Promise<Outcome> {
	let stdout = '';
	let stderr = '';
	const code = await run(argv, {
		cwd,
		version: '1.2.3',
		colour: false,
		stdout: (text) => {
			stdout += text;
		},
		stderr: (text) => {
			stderr += text;
		},
	});
	return { code, stdout, stderr };
}
