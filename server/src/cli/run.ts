import { type Command, parseCommand } from './arguments.js';
import { findSideCommand } from './commands/index.js';
import { helpText } from './help.js';
import { exitCodes, type Io } from './io.js';
import { runMerge } from './merge-command.js';
import { runScan } from './scan-command.js';

/** Runs the command line; `argv` starts after the program's name. Answers the exit code and never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
	const sideCommand = findSideCommand(argv[0]);
	if (sideCommand !== undefined) {
		return sideCommand(argv.slice(1), io);
	}
	try {
		return await runCommand(parseCommand(argv), io);
	} catch (error) {
		io.stderr(`Internal error: ${error instanceof Error ? error.message : String(error)}\n`);
		return exitCodes.failure;
	}
}

async function runCommand(command: Command, io: Io): Promise<number> {
	switch (command.kind) {
		case 'help':
			io.stdout(helpText);
			return exitCodes.clean;
		case 'version':
			io.stdout(`${io.version}\n`);
			return exitCodes.clean;
		case 'usage-error':
			io.stderr(command.problems.map((problem) => `${problem}\n`).join(''));
			io.stderr('Run keepalive-lint --help for the options.\n');
			return exitCodes.failure;
		case 'scan':
			return runScan(command.options, io);
		case 'merge':
			return runMerge(command.options, io);
	}
}
