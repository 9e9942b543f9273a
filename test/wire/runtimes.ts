import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../../..');

/** Where `scripts/setup-wire.mjs` puts what comes from npm and from other Debian suites. */
const cache = join(root, '.cache');

/** Versions of Node.js that `registry.json` names. */
export type NodeLine = '18' | '20' | '22' | '24.14' | '24.15' | '26';

/** The binary of a line of Node.js, or of a version between them. */
export function nodeBinary(line: string): string {
	return join(cache, 'wire/node_modules', `node-${line}`, 'bin/node');
}

/** The folder of a client from npm, by its name in `registry.json`. */
export function clientFolder(alias: string): string {
	return join(cache, 'wire/node_modules', alias);
}

/** The Python of the system, whose clients come from Debian's packages. */
export const systemPython = '/usr/bin/python3';

/** A Debian suite whose Python and clients can be run. */
export interface PythonSuite {
	/** Debian's code name. */
	readonly name: string;
	/** Where its files are; `/` for the system's own. */
	readonly folder: string;
	/** Version of Python. */
	readonly python: string;
	/** Versions of its packages, by name in lower case. */
	readonly packages: Pick<ReadonlyMap<string, string>, 'get' | 'has'>;
}

const listPackages = `import importlib.metadata, json, platform
names = {item.metadata["Name"].lower(): item.version for item in importlib.metadata.distributions()}
print(json.dumps([platform.python_version(), names]))`;

/** The command line of a suite's Python; paths are those within its folder. */
export function pythonCommand(folder: string, args: readonly string[]): readonly [string, ...string[]] {
	return folder === '/' ? [systemPython, ...args] : ['chroot', folder, systemPython, ...args];
}

function readSuite(name: string, folder: string): PythonSuite {
	const [command, ...args] = pythonCommand(folder, ['-c', listPackages]);
	const [python, packages] = JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) as [
		string,
		Readonly<Record<string, string>>,
	];
	return { name, folder, python, packages: new Map(Object.entries(packages)) };
}

/** The code name of the system's own suite. */
function systemSuite(): string {
	return /^VERSION_CODENAME=(\S+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'system';
}

/** The system's own suite, and of others those that `scripts/setup-wire.mjs` could unpack. */
export function readSuites(others: readonly string[]): readonly PythonSuite[] {
	const own = systemSuite();
	const unpacked = others
		.filter((name) => name !== own)
		.map((name) => [name, join(cache, `debian-${name}`)] as const)
		.filter(([, folder]) => existsSync(`${folder}.complete`));
	return [readSuite(own, '/'), ...unpacked.map(([name, folder]) => readSuite(name, folder))];
}
