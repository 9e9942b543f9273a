import type { Io } from '../io.js';
import { listClients } from './clients.js';
import { showConfiguration } from './config.js';
import { explain } from './explain.js';
import { initialise } from './init.js';

/** A command that answers a question instead of checking files; `argv` starts after its name. Answers the exit code. */
export type SideCommand = (argv: readonly string[], io: Io) => number;

const commands: ReadonlyMap<string, SideCommand> = new Map([
	['init', initialise],
	['config', showConfiguration],
	['explain', explain],
	['clients', listClients],
]);

/** The command of that name, or undefined where the arguments are those of a scan. */
export function findSideCommand(name: string | undefined): SideCommand | undefined {
	return name === undefined ? undefined : commands.get(name);
}
