import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { environmentFacts } from '../../engine/catalogue/boxes.js';
import { environments } from '../../engine/catalogue/environments.js';
import { type CloudHint, findCloudHints } from '../../workspace/cloud-hints.js';
import {
	configurationFileName,
	configurationFileNames,
	readConfigurationFile,
	schemaPath,
} from '../../workspace/configuration-file.js';
import { describeFileError } from '../../workspace/file-errors.js';
import { createTargets } from '../../workspace/targets.js';
import { exitCodes, type Io } from '../io.js';
import { readArguments } from './usage.js';

const usage = { line: 'keepalive-lint init', positionals: { least: 0, most: 0 } };

/** Writes a configuration file after a look at the project; leaves one that exists as it is. */
export function initialise(argv: readonly string[], io: Io): number {
	const read = readArguments(argv, usage, io);
	if (typeof read === 'number') {
		return read;
	}
	const existing = configurationFileNames.find((name) => {
		const path = join(io.cwd, name);
		return existsSync(path) && readConfigurationFile(path).kind !== 'absent';
	});
	if (existing !== undefined) {
		io.stderr(`${existing} has a configuration already; it was left as it is.\n`);
		return exitCodes.failure;
	}
	const hints = findCloudHints(io.cwd);
	const choice = chooseEnvironment(hints);
	try {
		writeFileSync(join(io.cwd, configurationFileName), configurationText(choice, io.cwd), { flag: 'wx' });
	} catch (error) {
		io.stderr(`${configurationFileName} cannot be written (${describeFileError(error)}).\n`);
		return exitCodes.failure;
	}
	io.stdout(`Wrote ${configurationFileName}: environment ${choice.environment} (${choice.reason}).\n`);
	return exitCodes.clean;
}

interface Choice {
	readonly environment: (typeof environments)[number]['name'];
	/** A clause. */
	readonly reason: string;
}

/** The one cloud that was seen; `cloud` has the shortest timeout of all, so it is right wherever there are several. */
function chooseEnvironment(hints: readonly CloudHint[]): Choice {
	const seen = [...new Set(hints.map(({ environment }) => environment))];
	const files = [...new Set(hints.map(({ file }) => file))];
	const list = files.length > 3 ? `${files.slice(0, 3).join(', ')} and ${files.length - 3} more` : files.join(', ');
	const [only] = seen;
	if (only === undefined) {
		return { environment: 'cloud', reason: 'nothing here shows where the code runs' };
	}
	return seen.length === 1
		? { environment: only, reason: `seen in ${list}` }
		: { environment: 'cloud', reason: `several clouds are seen in ${list}` };
}

function configurationText({ environment, reason }: Choice, cwd: string): string {
	const idleTimeout = environments.find(({ name }) => name === environment)?.idleTimeout ?? 0;
	const installed = `./node_modules/keepalive-lint/${schemaPath}`;
	const { node, python } = createTargets(cwd).targetFor(join(cwd, 'file'));
	return [
		'{',
		...(existsSync(join(cwd, installed)) ? [`\t"$schema": "${installed}",`] : []),
		`\t// ${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
		`\t// ${idleTimeout} s: ${environmentFacts[environment].summary}`,
		`\t"environment": "${environment}",`,
		'\t// Severity by rule: error, warning, information, hint or off.',
		'\t"rules": {},',
		'\t// Globs of files that are not checked; what git ignores is left out in any case.',
		'\t"exclude": [],',
		`\t// The code is taken to run on Node.js ${node.version} (${node.source}) and Python ${python.version} (${python.source});`,
		'\t// { "node": "24", "python": "3.13" } would say otherwise.',
		'\t"target": {}',
		'}',
		'',
	].join('\n');
}
